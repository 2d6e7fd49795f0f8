//! What changed in the books since the last answer, and what is gone from them.

use std::collections::HashSet;

use chrono::{DateTime, Duration, Utc};
use clearpost_domain::TransactionKey;
use clearpost_remote::{Changes, QuickBooksClient};

use super::books::quarantine_more;
use crate::engine::Engine;
use crate::error::EngineError;
use crate::world::{BOOKS_COMPLETE, LISTS_READ};

/// QuickBooks' own time of the last answer about changes.
const CHANGED_SINCE: &str = "quickbooks.changed_since";
/// Records of the change feed that could not be understood.
pub(super) const UNREADABLE_CHANGES: &str = "quickbooks.changes";
/// Change data capture looks back 30 days (quickbooks-online-api §4.2).
const LONGEST_LOOK_BACK: Duration = Duration::days(29);
const OVERLAP: Duration = Duration::minutes(10);
/// A complete reading repairs what the change feed may have missed.
const FULL_EVERY: Duration = Duration::hours(24);

/// Where the change feed can go on; `None` when everything must be read.
pub(super) fn changes_since(engine: &Engine, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, EngineError> {
    let key = engine.key()?;
    let time = |name| -> Result<Option<DateTime<Utc>>, EngineError> {
        let mark = engine.cache.mark(key, name).map_err(EngineError::Cache)?;
        Ok(mark
            .and_then(|text| DateTime::parse_from_rfc3339(&text).ok())
            .map(|at| at.to_utc()))
    };
    let (Some(since), Some(full_at), Some(complete_at)) =
        (time(CHANGED_SINCE)?, time(LISTS_READ)?, time(BOOKS_COMPLETE)?)
    else {
        return Ok(None);
    };
    let is_due = now - full_at >= FULL_EVERY || now < full_at - OVERLAP;
    let is_too_old = now - complete_at >= LONGEST_LOOK_BACK;
    Ok((!is_due && !is_too_old).then(|| since - OVERLAP))
}

pub(super) fn mark_complete(engine: &Engine, now: DateTime<Utc>) -> Result<(), EngineError> {
    engine
        .cache
        .put_mark(engine.key()?, BOOKS_COMPLETE, &now.to_rfc3339())
        .map_err(EngineError::Cache)
}

/// Reads what changed since the last answer and stores it. For a look before a send.
pub(crate) async fn read_changes(
    engine: &Engine,
    client: &QuickBooksClient,
    now: DateTime<Utc>,
) -> Result<bool, EngineError> {
    let Some(since) = changes_since(engine, now)? else {
        return Ok(false);
    };
    let changes = client.changes(since, now).await?;
    if changes.truncated {
        return Ok(false);
    }
    apply(engine, client, changes, now).await?;
    mark_complete(engine, now)?;
    Ok(true)
}

pub(super) async fn apply(
    engine: &Engine,
    client: &QuickBooksClient,
    changes: Changes,
    now: DateTime<Utc>,
) -> Result<(), EngineError> {
    let key = engine.key()?;
    engine
        .cache
        .upsert_records(key, &changes.lists)
        .map_err(EngineError::Cache)?;
    engine
        .cache
        .upsert_transactions(key, &changes.transactions)
        .map_err(EngineError::Cache)?;
    let settled: HashSet<&str> = changes
        .transactions
        .iter()
        .map(|one| &one.key)
        .chain(&changes.deleted)
        .map(|gone| gone.id.as_str())
        .collect();
    quarantine_more(engine, UNREADABLE_CHANGES, &changes.quarantined, &settled, now)?;
    bury(engine, client, changes.deleted, now).await?;
    if let Some(server_time) = changes.server_time {
        engine
            .cache
            .put_mark(key, CHANGED_SINCE, &server_time.to_rfc3339())
            .map_err(EngineError::Cache)?;
    }
    Ok(())
}

/// The feed has been seen to report deletions that did not happen: each one is looked up before it is
/// believed. Records that were never cached need no tombstone.
pub(super) async fn bury(
    engine: &Engine,
    client: &QuickBooksClient,
    deleted: Vec<TransactionKey>,
    now: DateTime<Utc>,
) -> Result<(), EngineError> {
    if deleted.is_empty() {
        return Ok(());
    }
    let key = engine.key()?;
    let known: HashSet<TransactionKey> = engine
        .cache
        .transactions(key)
        .map_err(EngineError::Cache)?
        .into_iter()
        .filter(|transaction| transaction.deleted_at.is_none())
        .map(|transaction| transaction.key)
        .collect();
    for gone in deleted.into_iter().filter(|gone| known.contains(gone)) {
        match client.read(gone.entity, &gone.id, now).await? {
            Some(alive) => {
                engine
                    .cache
                    .upsert_transactions(key, &[alive])
                    .map_err(EngineError::Cache)?;
            }
            None => engine.cache.tombstone(key, &[gone], now).map_err(EngineError::Cache)?,
        }
    }
    Ok(())
}
