//! Reads the lists of ProcurementExpress: everything once a day, what changed lately in between.
//!
//! Orders are asked for by the day of their last change. Invoices have no such filter: those updated
//! within a week are read, and the statuses from which one becomes due, in case the service means
//! another date (procurementexpress-api §7.2). Suppliers are read only when they can matter.

use std::sync::Arc;

use chrono::{DateTime, Days, Duration, NaiveDate, Utc};
use clearpost_domain::{Document, DocumentId, DocumentKind, DocumentRef, Status};
use clearpost_remote::{ErrorCode, InvoiceFilter, OrderFilter, ProcurementClient, RemoteError, Service, UpdatedWithin};
use clearpost_store::{CompanyRow, PageRows};

use super::gone::{finish, unarchive};
use super::stream::{Reading, Row, Stream};
use super::unreadable;
use super::{Extent, OPEN, Pulled};
use crate::engine::Engine;
use crate::error::EngineError;
use crate::job::Report;

pub(super) const SOURCE: &str = "procurement";
pub(super) const ORDERS_AFTER: &str = "procurement.orders_after";
pub(super) const FULL_AT: &str = "procurement.full_at";
/// Which of the statuses was read last.
const STATUS_READ: &str = "procurement.status_read";
const SUPPLIERS_AT: &str = "procurement.suppliers_at";
const FULL_EVERY: Duration = Duration::hours(24);
const SUPPLIERS_EVERY: Duration = Duration::hours(24);
/// What an unfinished pass has read is brought up to date by the invoices of the last seven days, so it
/// must not be older; else it starts again.
const OLDEST_PASS: Duration = Duration::days(5);
/// Pages of a list asked for ahead, so that the two calls that the service gets at once never wait for
/// this computer.
const PAGES_AHEAD: usize = 4;

/// The four lists of documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct List {
    kind: DocumentKind,
    archived: bool,
    stream: &'static str,
    words: &'static str,
    source: &'static str,
    phase: &'static str,
}

const LISTS: [List; 4] = [
    List {
        kind: DocumentKind::Order,
        archived: false,
        stream: "orders",
        words: "orders",
        source: "procurement.orders",
        phase: "Reading orders",
    },
    List {
        kind: DocumentKind::Order,
        archived: true,
        stream: "archived_orders",
        words: "archived orders",
        source: "procurement.archived_orders",
        phase: "Reading archived orders",
    },
    List {
        kind: DocumentKind::Invoice,
        archived: false,
        stream: "invoices",
        words: "invoices",
        source: "procurement.invoices",
        phase: "Reading invoices",
    },
    List {
        kind: DocumentKind::Invoice,
        archived: true,
        stream: "archived_invoices",
        words: "archived invoices",
        source: "procurement.archived_invoices",
        phase: "Reading archived invoices",
    },
];
pub(super) const STREAMS: [&str; 4] = ["orders", "archived_orders", "invoices", "archived_invoices"];

/// Statuses from which an invoice becomes due, one at each refresh in turn.
const NOT_YET_DUE: [Status; 2] = [Status::AwaitingReview, Status::Outstanding];

impl Row for Document {
    fn id(&self) -> String {
        self.reference.id.to_string()
    }

    fn rows(items: &[Self]) -> PageRows<'_> {
        PageRows::Documents(items)
    }
}

/// How much of one list is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scope {
    Whole,
    /// What changed on that day or later.
    Since(NaiveDate),
}

pub(super) async fn pull(
    engine: &Engine,
    client: &Arc<ProcurementClient>,
    report: &Report,
    extent: Extent,
    now: DateTime<Utc>,
) -> Result<Pulled, EngineError> {
    let mut pulled = Pulled::default();
    let scopes = plan(engine, extent, now)?;
    let is_whole = scopes.contains(&Scope::Whole);
    if !read_company(engine, client, &mut pulled).await? {
        return Ok(pulled);
    }
    let suppliers_matter = is_whole
        || engine.is_due(SUPPLIERS_AT, SUPPLIERS_EVERY, now)?
        || engine.cache.has_any(engine.key()?, &OPEN).map_err(EngineError::Cache)?;
    let reader = Reader {
        engine,
        client,
        report,
        now,
    };
    let [orders, filed_orders, invoices, filed_invoices] = LISTS;
    let [of_orders, of_filed_orders, of_invoices, of_filed_invoices] = scopes;
    let (orders, filed_orders, invoices, filed_invoices, awaited, suppliers) = tokio::join!(
        reader.list(orders, of_orders),
        reader.list(filed_orders, of_filed_orders),
        reader.list(invoices, of_invoices),
        reader.list(filed_invoices, of_filed_invoices),
        reader.not_yet_due(of_invoices != Scope::Whole),
        reader.suppliers(suppliers_matter),
    );
    let mut complete = true;
    let mut changed = 0;
    let mut seen: Vec<Reading> = Vec::new();
    for (list, result) in LISTS.iter().zip([orders, filed_orders, invoices, filed_invoices]) {
        match result? {
            Ok(reading) => {
                pulled.any = true;
                changed += reading.changed;
                seen.push(reading);
            }
            Err(error) => {
                complete = false;
                seen.push(Reading::default());
                pulled.failed(SOURCE, list.words, error);
            }
        }
    }
    match awaited? {
        Ok(reading) => changed += reading.changed,
        Err(error) => pulled.failed(SOURCE, "invoices by status", error),
    }
    unarchive(engine, &seen)?;
    for (list, reading) in LISTS.iter().zip(&seen) {
        let ids = reading.seen.iter().filter_map(|id| id.parse().ok());
        let named = ids.map(|id| DocumentRef {
            kind: list.kind,
            id: DocumentId(id),
        });
        pulled.named.extend(named);
    }
    note_suppliers(&mut pulled, suppliers?);
    if !suppliers_matter && changed > 0 {
        note_suppliers(&mut pulled, reader.suppliers(true).await?);
    }
    if complete {
        finish(engine, client, now).await?;
        unreadable::documents(engine, client, now).await?;
    }
    Ok(pulled)
}

/// Which lists are read whole: all of them once a day or when asked for, the unfinished ones of a
/// reading that broke off.
fn plan(engine: &Engine, extent: Extent, now: DateTime<Utc>) -> Result<[Scope; 4], EngineError> {
    let key = engine.key()?;
    let mut passes = [None; 4];
    for (pass, stream) in passes.iter_mut().zip(STREAMS) {
        *pass = engine.cache.pass_state(key, stream).map_err(EngineError::Cache)?;
    }
    let is_fresh = |pass: &Option<(DateTime<Utc>, bool)>| {
        pass.is_some_and(|(started, _)| started <= now && now - started < OLDEST_PASS)
    };
    if passes.iter().all(is_fresh) {
        return Ok(passes.map(|pass| match pass {
            Some((started, true)) => Scope::Since(day_before(started.date_naive())),
            _ => Scope::Whole,
        }));
    }
    let mark = engine.cache.mark(key, ORDERS_AFTER).map_err(EngineError::Cache)?;
    let after: Option<NaiveDate> = mark.and_then(|text| text.parse().ok());
    match after {
        Some(after) if extent == Extent::Changes && !engine.is_due(FULL_AT, FULL_EVERY, now)? => {
            let mut scopes = [Scope::Since(day_before(after)); 4];
            for (((scope, list), stream), pass) in scopes.iter_mut().zip(LISTS).zip(STREAMS).zip(passes) {
                // Begun for rows that could not be read, and broken off.
                let is_unfinished = is_fresh(&pass) && pass.is_some_and(|(_, finished)| !finished);
                if is_unfinished {
                    *scope = Scope::Whole;
                } else if unreadable::is_to_be_read_again(engine, list.source, now)? {
                    let begun = engine.cache.begin_passes(key, &[stream], now);
                    begun.map_err(EngineError::Cache)?;
                    *scope = Scope::Whole;
                }
            }
            Ok(scopes)
        }
        _ => {
            engine
                .cache
                .begin_passes(key, &STREAMS, now)
                .map_err(EngineError::Cache)?;
            Ok([Scope::Whole; 4])
        }
    }
}

/// The filter knows days only, and nobody's time zone: a day of overlap.
fn day_before(day: NaiveDate) -> NaiveDate {
    day.checked_sub_days(Days::new(1)).unwrap_or(day)
}

/// Reads the company's own record. False if nothing else can be read either.
async fn read_company(engine: &Engine, client: &ProcurementClient, pulled: &mut Pulled) -> Result<bool, EngineError> {
    match client.company().await {
        Ok(company) => {
            pulled.any = true;
            let cached = engine.cache.company(engine.key()?).map_err(EngineError::Cache)?;
            engine.remember_company(&CompanyRow {
                procurement_company: engine.procurement_company.clone(),
                realm: engine.realm.clone(),
                procurement_name: company.name,
                quickbooks_name: cached.as_ref().and_then(|row| row.quickbooks_name.clone()),
                quickbooks_connected_in_procurement: company.is_quickbooks_connected,
                facts: cached.map(|row| row.facts).unwrap_or_default(),
            })?;
            Ok(true)
        }
        Err(error) => {
            let goes_on = error.code() == ErrorCode::ServiceError || error.code() == ErrorCode::NotFound;
            pulled.failed(SOURCE, "company", error);
            Ok(goes_on)
        }
    }
}

type Parts = Vec<(&'static str, Result<(), RemoteError>)>;

fn note_suppliers(pulled: &mut Pulled, parts: Parts) {
    for (what, result) in parts {
        match result {
            Ok(()) => pulled.any = true,
            Err(error) => pulled.failed(SOURCE, what, error),
        }
    }
}

struct Reader<'a> {
    engine: &'a Engine,
    client: &'a Arc<ProcurementClient>,
    report: &'a Report,
    now: DateTime<Utc>,
}

impl Reader<'_> {
    fn stream(&self, list: List) -> Stream<'_> {
        Stream {
            engine: self.engine,
            report: self.report,
            service: Service::Procurement,
            name: list.stream,
            source: list.source,
            phase: list.phase,
            ahead: PAGES_AHEAD,
            newest_first: true,
            now: self.now,
        }
    }

    async fn list(&self, list: List, scope: Scope) -> Result<Result<Reading, RemoteError>, EngineError> {
        let stream = self.stream(list);
        let updated_after = match scope {
            Scope::Whole => None,
            Scope::Since(day) => Some(day),
        };
        match list.kind {
            DocumentKind::Order => {
                let client = Arc::clone(self.client);
                let fetch = move |page| {
                    let client = Arc::clone(&client);
                    let filter = OrderFilter {
                        archived: list.archived,
                        updated_after,
                    };
                    async move { client.orders(page, filter).await }
                };
                match scope {
                    Scope::Whole => stream.whole(fetch).await,
                    Scope::Since(_) => stream.part(fetch).await,
                }
            }
            DocumentKind::Invoice => {
                let filter = InvoiceFilter {
                    archived: list.archived,
                    updated_within: updated_after.map(|_| UpdatedWithin::Days7),
                    status: None,
                };
                let fetch = self.invoices(filter);
                match scope {
                    Scope::Whole => stream.whole(fetch).await,
                    Scope::Since(_) => stream.part(fetch).await,
                }
            }
        }
    }

    fn invoices(
        &self,
        filter: InvoiceFilter,
    ) -> impl Fn(u32) -> futures_util::future::BoxFuture<'static, Result<clearpost_remote::Page<Document>, RemoteError>>
    + use<> {
        let client = Arc::clone(self.client);
        move |page| {
            let (client, filter) = (Arc::clone(&client), filter.clone());
            Box::pin(async move { client.invoices(page, filter).await })
        }
    }

    /// The invoices in one of the statuses from which one becomes due.
    async fn not_yet_due(&self, wanted: bool) -> Result<Result<Reading, RemoteError>, EngineError> {
        if !wanted {
            return Ok(Ok(Reading::default()));
        }
        let (cache, key) = (&self.engine.cache, self.engine.key()?);
        let last = cache.mark(key, STATUS_READ).map_err(EngineError::Cache)?;
        let [first, second] = NOT_YET_DUE;
        let status = if last.as_deref() == Some(first.word()) {
            second
        } else {
            first
        };
        cache
            .put_mark(key, STATUS_READ, status.word())
            .map_err(EngineError::Cache)?;
        let [_, _, invoices, _] = LISTS;
        let filter = InvoiceFilter {
            archived: false,
            updated_within: None,
            status: Some(status),
        };
        self.stream(invoices).part(self.invoices(filter)).await
    }

    async fn suppliers(&self, wanted: bool) -> Result<Parts, EngineError> {
        if !wanted {
            return Ok(Vec::new());
        }
        let (active, archived) = tokio::join!(self.client.suppliers(false), self.client.suppliers(true));
        let key = self.engine.key()?;
        let mut parts = Vec::new();
        for (what, source, answer) in [
            ("suppliers", "procurement.suppliers", active),
            ("archived suppliers", "procurement.archived_suppliers", archived),
        ] {
            let stored = match answer {
                Ok(page) => {
                    self.engine
                        .cache
                        .upsert_suppliers(key, &page.items)
                        .map_err(EngineError::Cache)?;
                    super::books::quarantine(self.engine, source, &page.quarantined, self.now)?;
                    Ok(())
                }
                Err(error) => Err(error),
            };
            parts.push((what, stored));
        }
        if parts.iter().all(|(_, result)| result.is_ok()) {
            self.engine.put_time(SUPPLIERS_AT, self.now)?;
        }
        Ok(parts)
    }
}
