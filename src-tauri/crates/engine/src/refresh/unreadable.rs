//! Asks again for records that could not be read. Later refreshes name only what changes again, so a
//! record that was spoilt on its way once would stay unread until the next full pass.

use chrono::{DateTime, Duration, Utc};
use clearpost_domain::{DocumentId, DocumentKind, DocumentRef, Entity};
use clearpost_remote::{NotTheApi, Part, ProcurementClient, RemoteError};
use clearpost_store::QuarantineRow;

use super::books::{PARTS, Reader, source};
use super::changes::UNREADABLE_CHANGES;
use crate::engine::Engine;
use crate::error::EngineError;
use crate::world::LISTS_READ;

/// A record that stays unreadable costs one call in this time.
const PAUSE: Duration = Duration::minutes(15);
/// More than a handful is not a spoilt record but a change of the service; the full pass reads it.
const MOST: usize = 20;

/// Documents, by their ids.
pub(super) async fn documents(
    engine: &Engine,
    client: &ProcurementClient,
    now: DateTime<Utc>,
) -> Result<(), EngineError> {
    for row in waiting(engine, now)? {
        let kind = match row.source.as_str() {
            "procurement.orders" | "procurement.archived_orders" => DocumentKind::Order,
            "procurement.invoices" | "procurement.archived_invoices" => DocumentKind::Invoice,
            _ => continue,
        };
        let Ok(id) = row.key.parse().map(DocumentId) else {
            continue;
        };
        let read = client.document(DocumentRef { kind, id }, now).await;
        match read {
            Ok(mut document) => {
                // An invoice's own answer does not say whether it is archived; the list did.
                document.archived |= row.source.contains("archived");
                engine.keep(document)?;
                settle(engine, &row)?;
            }
            Err(error) if is_unreadable(&error) => keep(engine, row, now)?,
            // Whatever stands in the way now has been told by the lists.
            Err(_) => return Ok(()),
        }
    }
    Ok(())
}

/// Transactions by their ids; lists, and what has no id that could be read, as a whole.
pub(super) async fn books(reader: &Reader<'_>) -> Result<(), EngineError> {
    let (engine, now) = (reader.engine, reader.now);
    let key = engine.key()?;
    let waiting = waiting(engine, now)?;
    for part in PARTS {
        let is_list = matches!(part, Part::List(_));
        let is_spoilt = |row: &QuarantineRow| {
            let is_nameless = row.key.is_empty();
            row.source == source(part) && (is_list || is_nameless) || row.source == UNREADABLE_CHANGES && is_nameless
        };
        if waiting.iter().any(is_spoilt) {
            forget_nameless(engine, source(part))?;
            let word = [part.word()];
            engine.cache.begin_passes(key, &word, now).map_err(EngineError::Cache)?;
            if reader.whole(part).await?.is_err() {
                // The rows are forgotten, but not read: everything is, at the next refresh.
                engine.cache.delete_mark(key, LISTS_READ).map_err(EngineError::Cache)?;
            }
            engine.cache.forget_passes(key, &word).map_err(EngineError::Cache)?;
        }
    }
    // What the feed has named just now waits for its turn.
    let is_nameless_change = |row: &QuarantineRow| row.source == UNREADABLE_CHANGES && row.key.is_empty();
    if waiting.iter().any(is_nameless_change) {
        forget_nameless(engine, UNREADABLE_CHANGES)?;
    }
    for row in waiting {
        let known = Entity::ALL
            .iter()
            .copied()
            .find(|entity| row.source == source(Part::Transactions(*entity)));
        // The change feed's own do not say what they are; transactions of every kind share their ids.
        let entities = match known {
            Some(entity) => vec![entity],
            None if row.source == UNREADABLE_CHANGES => Entity::ALL.to_vec(),
            None => continue,
        };
        for entity in entities {
            match reader.client.read(entity, &row.key, now).await {
                Ok(Some(found)) => {
                    engine
                        .cache
                        .upsert_transactions(key, &[found])
                        .map_err(EngineError::Cache)?;
                    settle(engine, &row)?;
                    break;
                }
                Ok(None) if known.is_some() => settle(engine, &row)?,
                Ok(None) => {}
                Err(error) if is_unreadable(&error) => {
                    keep(engine, row, now)?;
                    break;
                }
                Err(RemoteError::InvalidInput { .. }) => break,
                Err(_) => return Ok(()),
            }
        }
    }
    Ok(())
}

fn waiting(engine: &Engine, now: DateTime<Utc>) -> Result<Vec<QuarantineRow>, EngineError> {
    let all = engine.cache.quarantine(engine.key()?).map_err(EngineError::Cache)?;
    // A moment in the future is of a clock that was wrong.
    let waiting = all.into_iter().filter(|row| now - row.at >= PAUSE || row.at > now);
    Ok(waiting.take(MOST).collect())
}

/// Whether a list of documents holds rows of which not even the id could be read: it is read whole again,
/// and they are forgotten, to come again if they are still like that.
pub(super) fn is_to_be_read_again(engine: &Engine, source: &str, now: DateTime<Utc>) -> Result<bool, EngineError> {
    let nameless = |row: &QuarantineRow| row.source == source && row.key.parse().map(DocumentId).is_err();
    let waiting = waiting(engine, now)?;
    let keys: Vec<String> = waiting.into_iter().filter(nameless).map(|row| row.key).collect();
    if !keys.is_empty() {
        engine
            .cache
            .add_quarantine(engine.key()?, source, &[], &keys)
            .map_err(EngineError::Cache)?;
    }
    Ok(!keys.is_empty())
}

fn forget_nameless(engine: &Engine, source: &str) -> Result<(), EngineError> {
    engine
        .cache
        .add_quarantine(engine.key()?, source, &[], &[String::new()])
        .map_err(EngineError::Cache)
}

fn is_unreadable(error: &RemoteError) -> bool {
    matches!(
        error,
        RemoteError::NotTheApi {
            what: NotTheApi::UnreadableRecord,
            ..
        }
    )
}

fn settle(engine: &Engine, row: &QuarantineRow) -> Result<(), EngineError> {
    engine
        .cache
        .add_quarantine(engine.key()?, &row.source, &[], std::slice::from_ref(&row.key))
        .map_err(EngineError::Cache)
}

/// Still unreadable: noted as of now, so that the next look comes after another pause.
fn keep(engine: &Engine, row: QuarantineRow, now: DateTime<Utc>) -> Result<(), EngineError> {
    let row = QuarantineRow { at: now, ..row };
    let source = row.source.clone();
    engine
        .cache
        .add_quarantine(engine.key()?, &source, &[row], &[])
        .map_err(EngineError::Cache)
}
