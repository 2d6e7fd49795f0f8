//! Reads orders, invoices and suppliers of ProcurementExpress.
//!
//! List pages come first; the detail of a document is read only where the list row is not enough: it
//! is due and not proved (design §4). Rows are taken over page by page, so that a pull that breaks
//! off loses nothing.

use std::collections::HashSet;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use clearpost_domain::{Document, DocumentRef, SyncState};
use clearpost_remote::{ErrorCode, InvoiceFilter, OrderFilter, Page, ProcurementClient, Quarantined, RemoteError};
use clearpost_store::CompanyRow;
use futures_util::StreamExt;

use super::books::{quarantine, quarantine_more};
use super::{Partial, Pulled, tell};
use crate::engine::Engine;
use crate::error::EngineError;
use crate::job::Report;
use crate::world::World;

const SOURCE: &str = "procurement";
const ORDERS_AFTER: &str = "procurement.orders_after";
const FULL_AT: &str = "procurement.full_at";
const FULL_EVERY: Duration = Duration::hours(24);
const MOST_PAGES: usize = 100_000;
/// The client's own limiter decides what really runs side by side.
const DETAILS_AT_ONCE: usize = 4;

pub(super) async fn pull(
    engine: &Engine,
    client: &ProcurementClient,
    report: &Report,
    now: DateTime<Utc>,
) -> Result<Pulled, EngineError> {
    let mut pulled = Pulled::default();
    let key = engine.key()?;
    match client.company().await {
        Ok(company) => {
            pulled.any = true;
            let cached = engine.cache.company(key).map_err(EngineError::Cache)?;
            engine.remember_company(&CompanyRow {
                procurement_company: engine.procurement_company.clone(),
                realm: engine.realm.clone(),
                procurement_name: company.name,
                quickbooks_name: cached.as_ref().and_then(|row| row.quickbooks_name.clone()),
                quickbooks_connected_in_procurement: company.is_quickbooks_connected,
                facts: cached.map(|row| row.facts).unwrap_or_default(),
            })?;
        }
        Err(error) => {
            let hopeless = error.code() != ErrorCode::ServiceError && error.code() != ErrorCode::NotFound;
            pulled.failed(SOURCE, "company", error);
            if hopeless {
                return Ok(pulled);
            }
        }
    }
    let after = orders_after(engine, now)?;
    let (orders, filed_orders, invoices, filed_invoices, suppliers, filed_suppliers) = tokio::join!(
        read_documents(engine, report, Listed::since("orders", after), now, |page| {
            client.orders(
                page,
                OrderFilter {
                    archived: false,
                    updated_after: after,
                },
            )
        }),
        read_documents(engine, report, Listed::since("archived_orders", after), now, |page| {
            client.orders(
                page,
                OrderFilter {
                    archived: true,
                    updated_after: after,
                },
            )
        }),
        read_documents(engine, report, Listed::all("invoices"), now, |page| {
            client.invoices(
                page,
                InvoiceFilter {
                    archived: false,
                    ..InvoiceFilter::default()
                },
            )
        }),
        read_documents(engine, report, Listed::all("archived_invoices"), now, |page| {
            client.invoices(
                page,
                InvoiceFilter {
                    archived: true,
                    ..InvoiceFilter::default()
                },
            )
        }),
        read_suppliers(engine, client, false, now),
        read_suppliers(engine, client, true, now),
    );
    let mut complete = true;
    let mut seen: HashSet<DocumentRef> = HashSet::new();
    let mut in_both: Vec<DocumentRef> = Vec::new();
    let documents = [
        ("orders", orders),
        ("archived orders", filed_orders),
        ("invoices", invoices),
        ("archived invoices", filed_invoices),
    ];
    for (what, result) in documents {
        match result? {
            Ok(references) => {
                pulled.any = true;
                in_both.extend(references.into_iter().filter(|reference| !seen.insert(*reference)));
            }
            Err(error) => {
                complete = false;
                pulled.failed(SOURCE, what, error);
            }
        }
    }
    unarchive(engine, &in_both)?;
    for (what, result) in [("suppliers", suppliers), ("archived suppliers", filed_suppliers)] {
        match result? {
            Ok(()) => pulled.any = true,
            Err(error) => pulled.failed(SOURCE, what, error),
        }
    }
    if complete {
        if after.is_none() {
            drop_gone(engine, client, &seen, now).await?;
            engine
                .cache
                .put_mark(key, FULL_AT, &now.to_rfc3339())
                .map_err(EngineError::Cache)?;
        }
        engine
            .cache
            .put_mark(key, ORDERS_AFTER, &now.date_naive().to_string())
            .map_err(EngineError::Cache)?;
    }
    Ok(pulled)
}

/// The day from which changed orders are asked for, with a day of overlap since the filter knows days
/// only; `None` when everything must be read.
fn orders_after(engine: &Engine, now: DateTime<Utc>) -> Result<Option<NaiveDate>, EngineError> {
    let key = engine.key()?;
    let mark = |name| engine.cache.mark(key, name).map_err(EngineError::Cache);
    let full_at = mark(FULL_AT)?.and_then(|text| DateTime::parse_from_rfc3339(&text).ok());
    let is_due = full_at.is_none_or(|at| now - at.to_utc() >= FULL_EVERY || now < at.to_utc());
    if is_due {
        return Ok(None);
    }
    let day: Option<NaiveDate> = mark(ORDERS_AFTER)?.and_then(|text| text.parse().ok());
    Ok(day.and_then(|day| day.checked_sub_days(chrono::Days::new(1))))
}

/// One list of documents.
#[derive(Clone, Copy)]
struct Listed {
    name: &'static str,
    /// Only what changed lately is asked for.
    in_part: bool,
}

impl Listed {
    fn all(name: &'static str) -> Self {
        Self { name, in_part: false }
    }

    fn since(name: &'static str, after: Option<NaiveDate>) -> Self {
        Self {
            name,
            in_part: after.is_some(),
        }
    }
}

async fn read_documents<F, R>(
    engine: &Engine,
    report: &Report,
    list: Listed,
    now: DateTime<Utc>,
    page_of: F,
) -> Result<Result<Vec<DocumentRef>, RemoteError>, EngineError>
where
    F: Fn(u32) -> R,
    R: Future<Output = Result<Page<Document>, RemoteError>>,
{
    let mut seen: Vec<DocumentRef> = Vec::new();
    let mut known: HashSet<DocumentRef> = HashSet::new();
    let mut quarantined: Vec<Quarantined> = Vec::new();
    let mut number = 1;
    for _ in 0..MOST_PAGES {
        let page = match page_of(number).await {
            Ok(page) => page,
            Err(error) => return Ok(Err(error)),
        };
        quarantined.extend(page.quarantined);
        let fresh: Vec<Document> = page
            .items
            .into_iter()
            .filter(|one| known.insert(one.reference))
            .collect();
        // A page that repeats, or an empty one, ends the list whatever it says of a next page.
        let is_last = fresh.is_empty();
        seen.extend(fresh.iter().map(|one| one.reference));
        take_over(engine, fresh)?;
        tell(
            report,
            format!("Reading {}", list.name.replace('_', " ")),
            seen.len(),
            page.total,
        );
        match page.next {
            Some(next) if !is_last && next > number => number = next,
            _ => break,
        }
    }
    let source = format!("procurement.{}", list.name);
    if list.in_part {
        let ids: Vec<String> = seen.iter().map(|reference| reference.id.to_string()).collect();
        let settled: HashSet<&str> = ids.iter().map(String::as_str).collect();
        quarantine_more(engine, &source, &quarantined, &settled, now)?;
    } else {
        quarantine(engine, &source, &quarantined, now)?;
    }
    Ok(Ok(seen))
}

/// Stores list rows without losing the details that were read before.
fn take_over(engine: &Engine, rows: Vec<Document>) -> Result<(), EngineError> {
    let key = engine.key()?;
    let mut merged = Vec::with_capacity(rows.len());
    for row in rows {
        let cached = engine.cache.document(key, row.reference).map_err(EngineError::Cache)?;
        merged.push(match cached {
            Some(cached) => cached.updated_by_row(row),
            None => row,
        });
    }
    engine
        .cache
        .upsert_documents(key, &merged)
        .map_err(EngineError::Cache)?;
    Ok(())
}

/// A service that does not know the filter lists everything twice: what stands in the list of active
/// documents is not archived.
fn unarchive(engine: &Engine, references: &[DocumentRef]) -> Result<(), EngineError> {
    let key = engine.key()?;
    let mut documents = Vec::new();
    for reference in references {
        let cached = engine.cache.document(key, *reference).map_err(EngineError::Cache)?;
        documents.extend(cached.filter(|document| document.archived).map(|document| Document {
            archived: false,
            ..document
        }));
    }
    engine
        .cache
        .upsert_documents(key, &documents)
        .map_err(EngineError::Cache)?;
    Ok(())
}

async fn read_suppliers(
    engine: &Engine,
    client: &ProcurementClient,
    archived: bool,
    now: DateTime<Utc>,
) -> Result<Result<(), RemoteError>, EngineError> {
    let page = match client.suppliers(archived).await {
        Ok(page) => page,
        Err(error) => return Ok(Err(error)),
    };
    engine
        .cache
        .upsert_suppliers(engine.key()?, &page.items)
        .map_err(EngineError::Cache)?;
    let source = if archived {
        "procurement.archived_suppliers"
    } else {
        "procurement.suppliers"
    };
    quarantine(engine, source, &page.quarantined, now)?;
    Ok(Ok(()))
}

/// A document that a complete reading no longer shows is asked for by its id before it is dropped: it
/// may only have shifted between two pages.
async fn drop_gone(
    engine: &Engine,
    client: &ProcurementClient,
    seen: &HashSet<DocumentRef>,
    now: DateTime<Utc>,
) -> Result<(), EngineError> {
    let key = engine.key()?;
    let cached = engine.cache.documents(key).map_err(EngineError::Cache)?;
    let mut gone = Vec::new();
    for reference in cached
        .into_iter()
        .map(|one| one.reference)
        .filter(|reference| !seen.contains(reference))
    {
        match client.document(reference, now).await {
            Ok(found) => {
                engine.keep(found)?;
            }
            Err(error) if error.code() == ErrorCode::NotFound => gone.push(reference),
            Err(_) => {}
        }
    }
    engine.cache.delete_documents(key, &gone).map_err(EngineError::Cache)
}

/// Reads the details of documents that are due and not proved.
pub(super) async fn read_details(
    engine: &Engine,
    client: &ProcurementClient,
    world: &mut World,
    report: &Report,
    now: DateTime<Utc>,
) -> Result<Vec<Partial>, EngineError> {
    let judged = world.judge(&engine.settings, engine.pages.links(), now);
    let wanted: Vec<DocumentRef> = judged
        .rows
        .iter()
        .filter(|row| !matches!(row.state, SyncState::Synced | SyncState::NotDue | SyncState::Handled))
        .map(|row| row.reference)
        .collect();
    let total = wanted.len();
    let mut partial = Vec::new();
    let mut done = 0;
    let mut answers = futures_util::stream::iter(wanted)
        .map(|reference| async move { (reference, client.document(reference, now).await) })
        .buffer_unordered(DETAILS_AT_ONCE);
    while let Some((reference, answer)) = answers.next().await {
        done += 1;
        tell(report, "Reading details", done, Some(total as u64));
        match answer {
            Ok(document) => world.put_document(engine.keep(document)?),
            Err(error) => {
                let hopeless = error.is_offline() || error.is_sign_in_needed();
                partial.push(Partial {
                    source: SOURCE,
                    what: reference.to_string(),
                    reason: error.to_string(),
                });
                if hopeless {
                    break;
                }
            }
        }
    }
    Ok(partial)
}
