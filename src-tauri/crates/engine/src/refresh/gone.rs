//! After the lists of documents were read: what they say together. Which documents are not archived
//! after all, and which are gone.

use chrono::{DateTime, Utc};
use clearpost_domain::{Document, DocumentId, DocumentKind, DocumentRef};
use clearpost_remote::{ErrorCode, ProcurementClient};
use futures_util::StreamExt;

use super::documents::{FULL_AT, ORDERS_AFTER, STREAMS};
use super::stream::Reading;
use crate::engine::Engine;
use crate::error::EngineError;

const CALLS_AHEAD: usize = 4;

/// A service that does not know the filter lists everything twice: what stands in the list of active
/// documents is not archived.
pub(super) fn unarchive(engine: &Engine, seen: &[Reading]) -> Result<(), EngineError> {
    let key = engine.key()?;
    let mut documents = Vec::new();
    for (pair, kind) in seen.chunks(2).zip([DocumentKind::Order, DocumentKind::Invoice]) {
        let [active, archived] = pair else { continue };
        for id in active.seen.intersection(&archived.seen) {
            let Ok(id) = id.parse().map(DocumentId) else { continue };
            let cached = engine.cache.document(key, DocumentRef { kind, id });
            let cached = cached.map_err(EngineError::Cache)?;
            documents.extend(cached.filter(|document| document.archived).map(|document| Document {
                archived: false,
                ..document
            }));
        }
    }
    engine
        .cache
        .upsert_documents(key, &documents)
        .map_err(EngineError::Cache)?;
    Ok(())
}

/// Every list was read: notes until when, and once all of them were read whole, looks for documents
/// that are gone.
pub(super) async fn finish(engine: &Engine, client: &ProcurementClient, now: DateTime<Utc>) -> Result<(), EngineError> {
    let key = engine.key()?;
    let mut all_passed = true;
    for stream in STREAMS {
        let pass = engine.cache.pass_state(key, stream).map_err(EngineError::Cache)?;
        all_passed &= pass.is_some_and(|(_, finished)| finished);
    }
    if all_passed {
        drop_gone(engine, client, now).await?;
        engine.put_time(FULL_AT, now)?;
        engine.cache.forget_passes(key, &STREAMS).map_err(EngineError::Cache)?;
    }
    // By the service's own clock: this computer's may be wrong.
    let day = client.server_clock().now().unwrap_or(now).date_naive();
    engine
        .cache
        .put_mark(key, ORDERS_AFTER, &day.to_string())
        .map_err(EngineError::Cache)
}

/// A document that a complete reading no longer shows is asked for by its id before it is dropped: it
/// may only have shifted between two pages.
async fn drop_gone(engine: &Engine, client: &ProcurementClient, now: DateTime<Utc>) -> Result<(), EngineError> {
    let key = engine.key()?;
    let [orders, filed_orders, invoices, filed_invoices] = STREAMS;
    let mut unseen = Vec::new();
    for (kind, streams) in [
        (DocumentKind::Order, [orders, filed_orders]),
        (DocumentKind::Invoice, [invoices, filed_invoices]),
    ] {
        unseen.extend(
            engine
                .cache
                .unseen_documents(key, kind, &streams)
                .map_err(EngineError::Cache)?,
        );
    }
    let mut gone = Vec::new();
    let mut answers = futures_util::stream::iter(unseen)
        .map(|reference| async move { (reference, client.document(reference, now).await) })
        .buffer_unordered(CALLS_AHEAD);
    while let Some((reference, answer)) = answers.next().await {
        match answer {
            Ok(found) => {
                engine.keep(found)?;
            }
            Err(error) if error.code() == ErrorCode::NotFound => gone.push(reference),
            Err(_) => {}
        }
    }
    engine.cache.delete_documents(key, &gone).map_err(EngineError::Cache)
}
