//! Lists of ProcurementExpress: a bare array or an envelope, for every one of them
//! (procurementexpress-api §4).

use std::collections::HashSet;

use clearpost_domain::{Supplier, SupplierId};
use reqwest::Method;
use serde_json::value::RawValue;

use super::{ProcurementClient, documents};
use crate::error::{NotTheApi, RemoteError};
use crate::fields::Fields;
use crate::page::{Page, Unreadable};
use crate::transport::{Answer, Ask};

/// The rows of a list answer and where it stands.
pub(super) struct Listing<'a> {
    rows: Vec<&'a RawValue>,
    /// A bare array is everything there is.
    whole: bool,
    current: Option<u32>,
    next: Option<u32>,
    pages: Option<u32>,
    total: Option<u64>,
}

impl<'a> Listing<'a> {
    /// `None` if this is not a list of `key`: never taken for an empty one.
    pub(super) fn parse(text: &'a str, key: &str) -> Option<Self> {
        if text.starts_with('[') {
            return Some(Self {
                rows: serde_json::from_str(text).ok()?,
                whole: true,
                current: None,
                next: None,
                pages: None,
                total: None,
            });
        }
        let body = Fields::parse(text)?;
        let rows = crate::fields::elements(body.raw(key)?)?;
        let meta = body.object("meta");
        let meta = meta.as_ref().unwrap_or(&body);
        let number = |key: &str| meta.whole(key).and_then(|number| u32::try_from(number).ok());
        let current = number("current_page");
        // Only where the service leaves the key out; null means the end.
        let counted = || {
            current
                .filter(|page| number("total_pages").is_some_and(|pages| *page < pages))
                .map(|page| page + 1)
        };
        Some(Self {
            next: if meta.has("next_page") {
                number("next_page")
            } else {
                counted()
            },
            whole: false,
            current,
            pages: number("total_pages"),
            total: meta.whole("total_count"),
            rows,
        })
    }
}

impl ProcurementClient {
    pub(super) async fn list<T>(
        &self,
        ask: &Ask,
        key: &str,
        source: &'static str,
        read: impl Fn(&Fields<'_>) -> Result<T, Unreadable>,
    ) -> Result<Page<T>, RemoteError> {
        let answer = self.read(ask, false).await?;
        let (page, _) = self.page(&answer, key, source, read)?;
        Ok(page)
    }

    fn page<T>(
        &self,
        answer: &Answer,
        key: &str,
        source: &'static str,
        read: impl Fn(&Fields<'_>) -> Result<T, Unreadable>,
    ) -> Result<(Page<T>, bool), RemoteError> {
        let listing = Listing::parse(answer.text(), key)
            .ok_or_else(|| self.judge(false).not_the_answer(answer, NotTheApi::OtherShape))?;
        let mut page = Page::empty();
        for raw in &listing.rows {
            let row = match Fields::parse(raw.get()) {
                Some(fields) => read(&fields).map_err(|why| why.of(fields.text("id"))),
                None => Err(Unreadable::because("not an object")),
            };
            page.take(row, source, raw.get(), &self.held.last());
        }
        page.current = listing.current;
        page.total = listing.total;
        page.pages = listing.pages;
        page.next = if page.is_empty() { None } else { listing.next };
        Ok((page, listing.whole))
    }

    pub(super) async fn all_suppliers(&self, archived: bool) -> Result<Page<Supplier>, RemoteError> {
        let mut all = Page::empty();
        let mut seen: HashSet<SupplierId> = HashSet::new();
        let mut number: Option<u32> = None;
        for _ in 0..self.transport.limits().pages {
            let mut ask = self.ask(Method::GET, &["suppliers"], "suppliers");
            {
                let mut query = ask.url.query_pairs_mut();
                query.append_pair("archived", if archived { "true" } else { "false" });
                query.append_pair("show_mappings", "true");
                if let Some(number) = number {
                    query.append_pair("page", &number.to_string());
                }
            }
            let answer = self.read(&ask, false).await?;
            let (page, whole) = self.page(&answer, "suppliers", "suppliers", |fields| {
                documents::supplier(fields, archived)
            })?;
            let next = page.next;
            let before = all.items.len() + all.quarantined.len();
            all.total = page.total.or(all.total);
            all.quarantined.extend(page.quarantined);
            all.items
                .extend(page.items.into_iter().filter(|supplier| seen.insert(supplier.id)));
            let grew = all.items.len() + all.quarantined.len() > before;
            match next {
                // Rows may shift by a few between pages, but a page without news is a page again.
                Some(next) if !whole && (number.is_none_or(|last| next > last) && grew) => number = Some(next),
                Some(_) if !whole => return Err(self.judge(false).not_the_answer(&answer, NotTheApi::PagesRepeat)),
                _ => return Ok(all),
            }
        }
        Err(RemoteError::NotTheApi {
            service: crate::Service::Procurement,
            what: NotTheApi::PagesRepeat,
            told: Box::default(),
        })
    }
}
