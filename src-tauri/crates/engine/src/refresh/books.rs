//! Reads the books: everything once, then what changed since.
//!
//! QuickBooks' pages shift when records come and go between them, so a complete reading is followed
//! by one look at what changed meanwhile. Completeness is remembered: only after a reading without a
//! gap does absence prove anything.

use std::collections::HashSet;

use chrono::{DateTime, Duration, Utc};
use clearpost_domain::{Entity, ListKind, TransactionKey};
use clearpost_remote::{Quarantined, QuickBooksClient, RemoteError};
use clearpost_store::{CompanyRow, QuarantineRow};

use super::changes::{UNREADABLE_CHANGES, apply, bury, changes_since, mark_complete};
use super::{Pulled, tell};
use crate::engine::Engine;
use crate::error::EngineError;
use crate::job::Report;
use crate::world::LISTS_READ;

const SOURCE: &str = "quickbooks";
/// No company has more pages than this; an endless list is an error of the service.
const MOST_PAGES: usize = 10_000;

pub(super) async fn pull(engine: &Engine, report: &Report, now: DateTime<Utc>) -> Result<Pulled, EngineError> {
    let mut pulled = Pulled::default();
    let Some(client) = &engine.quickbooks else {
        return Ok(pulled);
    };
    let key = engine.key()?;
    match client.company_facts().await {
        Ok(facts) => {
            pulled.any = true;
            let cached = engine.cache.company(key).map_err(EngineError::Cache)?;
            let cached_facts = cached.as_ref().map(|row| row.facts.clone());
            let row = CompanyRow {
                procurement_company: engine.procurement_company.clone(),
                realm: engine.realm.clone(),
                procurement_name: cached.as_ref().and_then(|row| row.procurement_name.clone()),
                quickbooks_name: facts.name.clone(),
                quickbooks_connected_in_procurement: cached.and_then(|row| row.quickbooks_connected_in_procurement),
                facts: facts.following(cached_facts.as_ref()),
            };
            engine.remember_company(&row)?;
        }
        Err(error) => {
            let hopeless = error.is_offline() || error.is_sign_in_needed();
            pulled.failed(SOURCE, "settings", error);
            if hopeless {
                return Ok(pulled);
            }
        }
    }
    if let Some(since) = changes_since(engine, now)? {
        match client.changes(since, now).await {
            Ok(changes) if !changes.truncated => {
                pulled.any = true;
                apply(engine, client, changes, now).await?;
                mark_complete(engine, now)?;
                return Ok(pulled);
            }
            // More changed than one answer holds: everything is read again.
            Ok(_) => {}
            Err(error) => {
                pulled.failed(SOURCE, "changes", error);
                return Ok(pulled);
            }
        }
    }
    Box::pin(read_everything(engine, client, report, now, &mut pulled)).await?;
    Ok(pulled)
}

async fn read_everything(
    engine: &Engine,
    client: &QuickBooksClient,
    report: &Report,
    now: DateTime<Utc>,
    pulled: &mut Pulled,
) -> Result<(), EngineError> {
    let key = engine.key()?;
    let (vendors, customers, employees, accounts, classes, orders, bills, credits) = tokio::join!(
        read_list(engine, client, ListKind::Vendor, report, now),
        read_list(engine, client, ListKind::Customer, report, now),
        read_list(engine, client, ListKind::Employee, report, now),
        read_list(engine, client, ListKind::Account, report, now),
        read_list(engine, client, ListKind::Class, report, now),
        read_transactions(engine, client, Entity::PurchaseOrder, report, now),
        read_transactions(engine, client, Entity::Bill, report, now),
        read_transactions(engine, client, Entity::VendorCredit, report, now),
    );
    let mut gap = false;
    let mut lists_read = true;
    for (what, result) in [
        ("vendors", vendors),
        ("customers", customers),
        ("employees", employees),
        ("accounts", accounts),
        ("classes", classes),
    ] {
        match result? {
            Ok(()) => pulled.any = true,
            Err(error) => {
                gap |= what == "vendors";
                lists_read = false;
                pulled.failed(SOURCE, what, error);
            }
        }
    }
    let mut seen = HashSet::new();
    for (what, result) in [
        ("purchase order entities", orders),
        ("bills", bills),
        ("vendor credits", credits),
    ] {
        match result? {
            Ok(keys) => {
                pulled.any = true;
                seen.extend(keys);
            }
            Err(error) => {
                gap = true;
                pulled.failed(SOURCE, what, error);
            }
        }
    }
    if gap {
        return Ok(());
    }
    // What the reading did not show any more may have been deleted, or have shifted between pages.
    let known = engine.cache.transactions(key).map_err(EngineError::Cache)?;
    let unseen = known
        .into_iter()
        .filter(|one| one.deleted_at.is_none() && !seen.contains(&one.key));
    let unseen: Vec<TransactionKey> = unseen.map(|one| one.key).collect();
    let finished = async {
        bury(engine, client, unseen, now).await?;
        let changes = client.changes(now - Duration::days(1), now).await?;
        let truncated = changes.truncated;
        // The reading itself has just named every record that cannot be understood.
        quarantine(engine, UNREADABLE_CHANGES, &[], now)?;
        apply(engine, client, changes, now).await?;
        Ok::<bool, EngineError>(truncated)
    };
    match finished.await {
        Ok(_) => {}
        Err(EngineError::Remote(error)) => {
            pulled.failed(SOURCE, "changes", error);
            return Ok(());
        }
        Err(other) => return Err(other),
    }
    mark_complete(engine, now)?;
    // A list that failed is read at the next refresh, not at the next repair.
    if lists_read {
        engine
            .cache
            .put_mark(key, LISTS_READ, &now.to_rfc3339())
            .map_err(EngineError::Cache)?;
    }
    Ok(())
}

async fn read_list(
    engine: &Engine,
    client: &QuickBooksClient,
    kind: ListKind,
    report: &Report,
    now: DateTime<Utc>,
) -> Result<Result<(), RemoteError>, EngineError> {
    let mut start = 1;
    let mut quarantined = Vec::new();
    let mut read = 0;
    for _ in 0..MOST_PAGES {
        let page = match client.list(kind, start, now).await {
            Ok(page) => page,
            Err(error) => return Ok(Err(error)),
        };
        engine
            .cache
            .upsert_records(engine.key()?, &page.items)
            .map_err(EngineError::Cache)?;
        quarantined.extend(page.quarantined);
        read += page.items.len();
        tell(
            report,
            format!("Reading {} list", kind.word().to_lowercase()),
            read,
            None,
        );
        match page.next {
            Some(next) if next > start => start = next,
            _ => break,
        }
    }
    quarantine(engine, &format!("quickbooks.{kind}"), &quarantined, now)?;
    Ok(Ok(()))
}

async fn read_transactions(
    engine: &Engine,
    client: &QuickBooksClient,
    entity: Entity,
    report: &Report,
    now: DateTime<Utc>,
) -> Result<Result<Vec<TransactionKey>, RemoteError>, EngineError> {
    let mut start = 1;
    let mut seen = Vec::new();
    let mut quarantined = Vec::new();
    let words = match entity {
        Entity::PurchaseOrder => "Reading purchase order entities",
        Entity::Bill => "Reading bills",
        Entity::VendorCredit => "Reading vendor credits",
    };
    for _ in 0..MOST_PAGES {
        let page = match client.transactions(entity, start, now).await {
            Ok(page) => page,
            Err(error) => return Ok(Err(error)),
        };
        engine
            .cache
            .upsert_transactions(engine.key()?, &page.items)
            .map_err(EngineError::Cache)?;
        seen.extend(page.items.into_iter().map(|transaction| transaction.key));
        quarantined.extend(page.quarantined);
        tell(report, words, seen.len(), None);
        match page.next {
            Some(next) if next > start => start = next,
            _ => break,
        }
    }
    quarantine(engine, &format!("quickbooks.{entity}"), &quarantined, now)?;
    Ok(Ok(seen))
}

/// Replaces what is quarantined of a list that was read from its first page to its last.
pub(super) fn quarantine(
    engine: &Engine,
    source: &str,
    rows: &[Quarantined],
    now: DateTime<Utc>,
) -> Result<(), EngineError> {
    let rows: Vec<QuarantineRow> = rows.iter().map(|row| quarantined_row(source, row, now)).collect();
    engine
        .cache
        .replace_quarantine(engine.key()?, source, &rows)
        .map_err(EngineError::Cache)
}

/// Adds to what is quarantined of a list of which only the newer part was read: a record that was not
/// understood before is still not understood, unless it came again.
pub(super) fn quarantine_more(
    engine: &Engine,
    source: &str,
    rows: &[Quarantined],
    settled: &HashSet<&str>,
    now: DateTime<Utc>,
) -> Result<(), EngineError> {
    let key = engine.key()?;
    let mut all: Vec<QuarantineRow> = rows.iter().map(|row| quarantined_row(source, row, now)).collect();
    let known = engine.cache.quarantine(key).map_err(EngineError::Cache)?;
    let came_again = |old: &QuarantineRow| {
        settled.contains(old.key.as_str())
            || all
                .iter()
                .any(|new| new.raw == old.raw || (new.key == old.key && !new.key.is_empty()))
    };
    let kept: Vec<QuarantineRow> = known
        .into_iter()
        .filter(|old| old.source == source && !came_again(old))
        .collect();
    all.extend(kept);
    engine
        .cache
        .replace_quarantine(key, source, &all)
        .map_err(EngineError::Cache)
}

fn quarantined_row(source: &str, row: &Quarantined, now: DateTime<Utc>) -> QuarantineRow {
    QuarantineRow {
        source: source.to_owned(),
        key: row.key.clone().unwrap_or_default(),
        reason: row.reason.clone(),
        raw: row.raw.clone(),
        at: now,
    }
}
