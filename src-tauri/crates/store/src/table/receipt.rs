//! Tables `receipt` and `receipt_row`: what resends of several documents came to. Only added to.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use clearpost_domain::{AttemptId, BlockReason, CompanyKey, DocumentRef, Outcome, TransactionKey};
use rusqlite::{Connection, OptionalExtension, Row};

use crate::error::Fault;
use crate::value::{not_understood, stamp, strict, strict_moment};
use crate::{Ledger, StoreError};

const WHAT: &str = "the receipts";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptRow {
    pub reference: DocumentRef,
    pub outcome: Outcome,
    pub reason: Option<BlockReason>,
    pub detail: String,
    pub attempt: Option<AttemptId>,
    pub record: Option<TransactionKey>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    pub id: String,
    pub started: DateTime<Utc>,
    pub ended: DateTime<Utc>,
    /// Why it ended before its last document, if it did.
    pub stopped: Option<String>,
    /// In the order asked for.
    pub rows: Vec<ReceiptRow>,
}

/// A receipt as a list shows it: how many documents came to what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptHead {
    pub id: String,
    pub started: DateTime<Utc>,
    pub ended: DateTime<Utc>,
    pub stopped: Option<String>,
    pub counts: BTreeMap<Outcome, usize>,
}

impl Ledger {
    pub fn put_receipt(&self, key: &CompanyKey, receipt: &Receipt) -> Result<(), StoreError> {
        self.write(WHAT, |tx| {
            tx.execute(
                "INSERT INTO receipt (id, company, started, ended, stopped) VALUES (?1, ?2, ?3, ?4, ?5)",
                (
                    &receipt.id,
                    key.as_str(),
                    stamp(receipt.started),
                    stamp(receipt.ended),
                    &receipt.stopped,
                ),
            )?;
            for (position, row) in (1_i64..).zip(&receipt.rows) {
                tx.execute(
                    "INSERT INTO receipt_row
                        (receipt, position, reference, outcome, reason, detail, attempt, entity, record)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                    (
                        &receipt.id,
                        position,
                        row.reference.to_string(),
                        row.outcome.word(),
                        row.reason.map(BlockReason::word),
                        &row.detail,
                        row.attempt.as_ref().map(AttemptId::as_str),
                        row.record.as_ref().map(|key| key.entity.to_string()),
                        row.record.as_ref().map(|key| &key.id),
                    ),
                )?;
            }
            Ok(())
        })
    }

    /// The receipt with this id, or the newest one.
    pub fn receipt(&self, key: &CompanyKey, id: Option<&str>) -> Result<Option<Receipt>, StoreError> {
        self.db.read(WHAT, |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT id, started, ended, stopped FROM receipt
                 WHERE company = ?1 AND (?2 IS NULL OR id = ?2) ORDER BY seq DESC LIMIT 1",
            )?;
            let head = statement
                .query_row((key.as_str(), id), |row| Ok(head(row)))
                .optional()?
                .transpose()?;
            let Some(mut receipt) = head else { return Ok(None) };
            receipt.rows = rows(connection, &receipt.id)?;
            Ok(Some(receipt))
        })
    }

    /// All receipts, newest first.
    pub fn receipts(&self, key: &CompanyKey) -> Result<Vec<ReceiptHead>, StoreError> {
        self.db.read(WHAT, |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT id, started, ended, stopped, outcome, COUNT(*) AS documents
                 FROM receipt JOIN receipt_row ON receipt_row.receipt = receipt.id
                 WHERE company = ?1 GROUP BY seq, outcome ORDER BY seq DESC",
            )?;
            let mut rows = statement.query([key.as_str()])?;
            let mut found: Vec<ReceiptHead> = Vec::new();
            while let Some(row) = rows.next()? {
                let Receipt {
                    id,
                    started,
                    ended,
                    stopped,
                    ..
                } = head(row)?;
                if found.last().is_none_or(|last| last.id != id) {
                    found.push(ReceiptHead {
                        id,
                        started,
                        ended,
                        stopped,
                        counts: BTreeMap::new(),
                    });
                }
                if let Some(last) = found.last_mut() {
                    let documents: i64 = row.get("documents")?;
                    let documents = usize::try_from(documents).map_err(|_| not_understood(WHAT))?;
                    last.counts.insert(strict(row, "outcome", WHAT)?, documents);
                }
            }
            Ok(found)
        })
    }
}

fn head(row: &Row<'_>) -> Result<Receipt, Fault> {
    Ok(Receipt {
        id: row.get("id")?,
        started: strict_moment(row, "started", WHAT)?,
        ended: strict_moment(row, "ended", WHAT)?,
        stopped: row.get("stopped")?,
        rows: Vec::new(),
    })
}

fn rows(connection: &Connection, id: &str) -> Result<Vec<ReceiptRow>, Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT reference, outcome, reason, detail, attempt, entity, record FROM receipt_row
         WHERE receipt = ?1 ORDER BY position",
    )?;
    let mut rows = statement.query([id])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let reason = match row.get::<_, Option<String>>("reason")? {
            None => None,
            Some(word) => Some(word.parse().map_err(|_| not_understood(WHAT))?),
        };
        let record = match row.get::<_, Option<String>>("record")? {
            None => None,
            Some(id) => Some(TransactionKey {
                entity: strict(row, "entity", WHAT)?,
                id,
            }),
        };
        found.push(ReceiptRow {
            reference: strict(row, "reference", WHAT)?,
            outcome: strict(row, "outcome", WHAT)?,
            reason,
            detail: row.get("detail")?,
            attempt: row.get::<_, Option<String>>("attempt")?.map(AttemptId::new),
            record,
        });
    }
    Ok(found)
}
