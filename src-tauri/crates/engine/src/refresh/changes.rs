//! What changed in the books since the last answer, and what is gone from them.
//!
//! One answer holds 1,000 records at most and nothing tells which were left out: then each part is
//! asked for by itself, and a part that alone is too much is read by its pages.

use chrono::{DateTime, Duration, Utc};
use clearpost_domain::TransactionKey;
use clearpost_remote::{Changes, Part, QuickBooksClient};
use clearpost_store::QuarantineRow;
use futures_util::StreamExt;

use super::books::{Reader, feed, quarantined_row};
use crate::engine::Engine;
use crate::error::EngineError;
use crate::job::no_report;
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
const CALLS_AT_ONCE: usize = 10;

/// Where the change feed can go on; `None` when everything must be read.
pub(crate) fn changes_since(engine: &Engine, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, EngineError> {
    let (Some(since), Some(full_at), Some(complete_at)) = (
        engine.time(CHANGED_SINCE)?,
        engine.time(LISTS_READ)?,
        engine.time(BOOKS_COMPLETE)?,
    ) else {
        return Ok(None);
    };
    let is_due = now - full_at >= FULL_EVERY || now < full_at - OVERLAP;
    let is_too_old = now - complete_at >= LONGEST_LOOK_BACK;
    Ok((!is_due && !is_too_old).then(|| since - OVERLAP))
}

pub(super) fn mark_complete(engine: &Engine, now: DateTime<Utc>) -> Result<(), EngineError> {
    engine.put_time(BOOKS_COMPLETE, now)
}

/// Reads what changed since the last answer and stores it. For a look before a send; false when
/// everything would have to be read.
pub(crate) async fn read_changes(engine: &Engine, now: DateTime<Utc>) -> Result<bool, EngineError> {
    let (Some(client), Some(since)) = (&engine.quickbooks, changes_since(engine, now)?) else {
        return Ok(false);
    };
    let report = no_report();
    let reader = Reader {
        engine,
        client,
        report: &report,
        now,
    };
    read_changed(&reader, since).await?;
    mark_complete(engine, now)?;
    Ok(true)
}

/// What a reading of changes came to.
#[derive(Default)]
pub(super) struct Changed {
    /// What the feed called deleted, rightly or not.
    pub deleted: Vec<TransactionKey>,
    /// What the user should know of how it was read.
    pub notes: Vec<String>,
}

/// Reads all that changed since then, however much it is.
pub(super) async fn read_changed(reader: &Reader<'_>, since: DateTime<Utc>) -> Result<Changed, EngineError> {
    let mut all = Changed::default();
    let first = reader.client.changes(feed(), since, reader.now).await?;
    let server_time = first.server_time;
    if first.truncated {
        for &part in feed() {
            let answer = reader.client.changes(&[part], since, reader.now).await?;
            if answer.truncated {
                all.notes.push(read_by_pages(reader, part, since).await?);
            } else {
                all.deleted.extend(apply(reader, answer).await?);
            }
        }
    } else {
        all.deleted = apply(reader, first).await?;
    }
    if let Some(server_time) = server_time {
        reader.engine.put_time(CHANGED_SINCE, server_time)?;
    }
    Ok(all)
}

/// More changed in one part than an answer holds. Records of lists are never deleted, so those that
/// changed are enough; of transactions everything is read, for the deleted ones show only by their absence.
async fn read_by_pages(reader: &Reader<'_>, part: Part, since: DateTime<Utc>) -> Result<String, EngineError> {
    let key = reader.engine.key()?;
    match part {
        Part::List(kind) => {
            reader.changed_list(kind, since).await??;
        }
        Part::Transactions(entity) => {
            let cache = &reader.engine.cache;
            let pass = cache.pass_state(key, part.word()).map_err(EngineError::Cache)?;
            // A pass of a complete reading has just shown them all.
            if pass.is_none() {
                cache
                    .begin_passes(key, &[part.word()], reader.now)
                    .map_err(EngineError::Cache)?;
                reader.transactions(entity).await??;
                reader.bury_unseen(entity).await?;
                cache.forget_passes(key, &[part.word()]).map_err(EngineError::Cache)?;
            }
        }
    }
    Ok(format!(
        "More {} records changed in QuickBooks Online than it names at once; they were read page by page",
        part.word()
    ))
}

/// Stores what an answer tells. Returns what it called deleted.
async fn apply(reader: &Reader<'_>, changes: Changes) -> Result<Vec<TransactionKey>, EngineError> {
    let (engine, key) = (reader.engine, reader.engine.key()?);
    engine
        .cache
        .upsert_records(key, &changes.lists)
        .map_err(EngineError::Cache)?;
    engine
        .cache
        .upsert_transactions(key, &changes.transactions)
        .map_err(EngineError::Cache)?;
    let settled: Vec<String> = changes
        .transactions
        .iter()
        .map(|one| &one.key)
        .chain(&changes.deleted)
        .map(|gone| gone.id.clone())
        .collect();
    let unreadable: Vec<QuarantineRow> = changes
        .quarantined
        .iter()
        .map(|row| quarantined_row(UNREADABLE_CHANGES, row, reader.now))
        .collect();
    engine
        .cache
        .add_quarantine(key, UNREADABLE_CHANGES, &unreadable, &settled)
        .map_err(EngineError::Cache)?;
    bury(engine, reader.client, changes.deleted.clone(), reader.now).await?;
    Ok(changes.deleted)
}

/// The feed has been seen to report deletions that did not happen: each one is looked up before it is
/// believed. Records that were never cached need no tombstone.
pub(super) async fn bury(
    engine: &Engine,
    client: &QuickBooksClient,
    deleted: Vec<TransactionKey>,
    now: DateTime<Utc>,
) -> Result<(), EngineError> {
    let key = engine.key()?;
    let known = engine
        .cache
        .present_transactions(key, &deleted)
        .map_err(EngineError::Cache)?;
    let there_at = engine.time(BOOKS_COMPLETE)?;
    let mut answers = futures_util::stream::iter(known)
        .map(|gone| async move {
            let found = client.read(gone.entity, &gone.id, now).await;
            (gone, found)
        })
        .buffer_unordered(CALLS_AT_ONCE);
    while let Some((gone, found)) = answers.next().await {
        match found? {
            Some(alive) => {
                engine
                    .cache
                    .upsert_transactions(key, &[alive])
                    .map_err(EngineError::Cache)?;
            }
            None => engine
                .cache
                .tombstone(key, &[gone], now, there_at)
                .map_err(EngineError::Cache)?,
        }
    }
    Ok(())
}
