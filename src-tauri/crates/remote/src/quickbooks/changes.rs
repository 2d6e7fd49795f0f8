//! Change data capture: everything that changed or was deleted since a moment, in one call
//! (quickbooks-online-api §4.2).

use chrono::{DateTime, SecondsFormat, Utc};
use clearpost_domain::{Entity, ListKind, ListRecord, Transaction, TransactionKey};

use super::query::{MOST_ROWS, Rows};
use super::{Part, QuickBooksClient, records};
use crate::error::{NotTheApi, RemoteError};
use crate::fields::{Fields, elements};
use crate::page::{Page, Quarantined};
use crate::secret::Secret;

/// What changed since the moment asked about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    pub lists: Vec<ListRecord>,
    /// List records reported as deleted; QuickBooks normally makes them inactive instead.
    pub deleted_lists: Vec<(ListKind, String)>,
    pub transactions: Vec<Transaction>,
    pub deleted: Vec<TransactionKey>,
    pub quarantined: Vec<Quarantined>,
    /// The answer holds as much as an answer can: there may be more that it does not show.
    pub truncated: bool,
    /// QuickBooks' clock: the next question starts here, minus a margin.
    pub server_time: Option<DateTime<Utc>>,
}

impl QuickBooksClient {
    /// What changed in these parts since then. Preferences and tax codes have no change feed.
    pub async fn changes(
        &self,
        parts: &[Part],
        since: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<Changes, RemoteError> {
        let entities = parts.iter().map(|part| part.word()).collect::<Vec<_>>().join(",");
        let mut ask = self.ask(&["cdc"], "cdc");
        ask.url
            .query_pairs_mut()
            .append_pair("entities", &entities)
            .append_pair("changedSince", &since.to_rfc3339_opts(SecondsFormat::Secs, true));
        let answer = self.read_about(ask, false).await?;
        parse(answer.text(), parts, now, &self.secret())
            .ok_or_else(|| self.not_the_answer(&answer, NotTheApi::OtherShape))
    }
}

/// `None` if this is no cdc answer, or holds a fault in one of its parts.
fn parse(text: &str, parts: &[Part], now: DateTime<Utc>, token: &Secret) -> Option<Changes> {
    let body = Fields::parse(text)?;
    let mut changes = Changes {
        server_time: body.instant("time"),
        ..Changes::default()
    };
    let mut count: usize = 0;
    for response in objects(&body, "CDCResponse")? {
        if response.raw("Fault").is_some() {
            return None;
        }
        for answered in objects(&response, "QueryResponse").unwrap_or_default() {
            if answered.raw("Fault").is_some() {
                return None;
            }
            for part in parts {
                count += match part {
                    Part::List(kind) => changes.take_list(*kind, &answered, token)?,
                    Part::Transactions(entity) => changes.take_transactions(*entity, &answered, now, token)?,
                };
            }
        }
    }
    changes.truncated = count >= usize::try_from(MOST_ROWS).unwrap_or(usize::MAX);
    Some(changes)
}

/// A list of objects, or one object in its place.
fn objects<'a>(fields: &Fields<'a>, key: &str) -> Option<Vec<Fields<'a>>> {
    let raw = fields.raw(key)?;
    match elements(raw) {
        Some(list) => list.into_iter().map(|element| Fields::parse(element.get())).collect(),
        None => Some(vec![Fields::parse(raw.get())?]),
    }
}

impl Changes {
    fn take_list(&mut self, kind: ListKind, part: &Fields<'_>, token: &Secret) -> Option<usize> {
        let rows = Rows::of(part, kind.word())?.rows;
        let mut page = Page::empty();
        for raw in &rows {
            if records::is_deleted(raw) {
                match records::deleted_id(raw) {
                    Ok(id) => self.deleted_lists.push((kind, id)),
                    Err(why) => page.take(Err(why), kind.word(), raw.get(), token),
                }
            } else {
                page.take(records::list_record(kind, raw), kind.word(), raw.get(), token);
            }
        }
        self.lists.append(&mut page.items);
        self.quarantined.append(&mut page.quarantined);
        Some(rows.len())
    }

    fn take_transactions(
        &mut self,
        entity: Entity,
        part: &Fields<'_>,
        now: DateTime<Utc>,
        token: &Secret,
    ) -> Option<usize> {
        let rows = Rows::of(part, entity.word())?.rows;
        let mut page = Page::empty();
        for raw in &rows {
            if records::is_deleted(raw) {
                match records::deleted_id(raw) {
                    Ok(id) => self.deleted.push(TransactionKey { entity, id }),
                    Err(why) => page.take(Err(why), entity.word(), raw.get(), token),
                }
            } else {
                page.take(records::transaction(entity, raw, now), entity.word(), raw.get(), token);
            }
        }
        self.transactions.append(&mut page.items);
        self.quarantined.append(&mut page.quarantined);
        Some(rows.len())
    }
}
