//! Table `book_transaction`: purchase order entities, bills and vendor credits of QuickBooks. One
//! that was deleted there keeps its row, marked with the moment (a tombstone).

use chrono::{DateTime, Utc};
use clearpost_domain::{CompanyKey, Transaction, TransactionKey};

use crate::db::decode;
use crate::error::Fault;
use crate::table::touched;
use crate::value::{moment, stamp};
use crate::{Cache, StoreError, Thing};

pub(crate) fn put(
    tx: &rusqlite::Transaction<'_>,
    key: &CompanyKey,
    transactions: &[Transaction],
) -> Result<usize, Fault> {
    let mut statement = tx.prepare_cached(
        "INSERT INTO book_transaction (company, entity, id, deleted, body) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (company, entity, id) DO UPDATE SET deleted = excluded.deleted, body = excluded.body
         WHERE body <> excluded.body OR deleted IS NOT excluded.deleted",
    )?;
    let mut written = Vec::new();
    for transaction in transactions {
        let body = serde_json::to_string(transaction)?;
        let changed = statement.execute((
            key.as_str(),
            transaction.key.entity.word(),
            &transaction.key.id,
            transaction.deleted_at.map(stamp),
            body,
        ))?;
        if changed > 0 {
            written.push(Thing::Transaction(transaction.key.clone()));
        }
    }
    touched::note(tx, key, &written)
}

impl Cache {
    /// Writes what is new or different. A transaction read again is there again: its tombstone goes.
    /// Returns how many were written.
    pub fn upsert_transactions(&self, key: &CompanyKey, transactions: &[Transaction]) -> Result<usize, StoreError> {
        self.db.write("transactions", |tx| put(tx, key, transactions))
    }

    /// Marks transactions as deleted in QuickBooks. The first mark stays; one that was never read gets
    /// a row too, so that its deletion is known. `there_at` is when the books were last known to hold
    /// them: the change feed said nothing of them until then.
    pub fn tombstone(
        &self,
        key: &CompanyKey,
        gone: &[TransactionKey],
        at: DateTime<Utc>,
        there_at: Option<DateTime<Utc>>,
    ) -> Result<(), StoreError> {
        self.db.write("deleted transactions", |tx| {
            let mut statement = tx.prepare_cached(
                "INSERT INTO book_transaction (company, entity, id, deleted, body) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (company, entity, id) DO UPDATE
                 SET deleted = excluded.deleted, body = json_set(body, '$.read_at', max(body ->> '$.read_at', ?6))
                 WHERE deleted IS NULL",
            )?;
            let there_at = there_at.map(stamp).unwrap_or_default();
            for gone in gone {
                let body = serde_json::to_string(&unread(gone.clone(), at))?;
                statement.execute((key.as_str(), gone.entity.word(), &gone.id, stamp(at), body, &there_at))?;
            }
            let gone: Vec<Thing> = gone.iter().cloned().map(Thing::Transaction).collect();
            touched::note(tx, key, &gone)?;
            Ok(())
        })
    }

    /// Those of these transactions that are cached and not known as deleted.
    pub fn present_transactions(
        &self,
        key: &CompanyKey,
        wanted: &[TransactionKey],
    ) -> Result<Vec<TransactionKey>, StoreError> {
        self.db.read("transactions", |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT 1 FROM book_transaction WHERE company = ?1 AND entity = ?2 AND id = ?3 AND deleted IS NULL",
            )?;
            let mut found = Vec::new();
            for one in wanted {
                if statement.exists((key.as_str(), one.entity.word(), &one.id))? {
                    found.push(one.clone());
                }
            }
            Ok(found)
        })
    }

    /// All transactions, tombstones included, by entity and id.
    pub fn transactions(&self, key: &CompanyKey) -> Result<Vec<Transaction>, StoreError> {
        let (found, skipped) = self.db.read("transactions", |connection| {
            let mut statement = connection
                .prepare_cached("SELECT body, deleted FROM book_transaction WHERE company = ?1 ORDER BY entity, id")?;
            let mut rows = statement.query([key.as_str()])?;
            let (mut found, mut skipped) = (Vec::new(), 0);
            while let Some(row) = rows.next()? {
                match decoded(row)? {
                    Some(transaction) => found.push(transaction),
                    None => skipped += 1,
                }
            }
            Ok((found, skipped))
        })?;
        self.db.skipped(key, "transactions", skipped);
        Ok(found)
    }

    /// Those of the named transactions that are known, tombstones included.
    pub fn transactions_of(&self, key: &CompanyKey, named: &[TransactionKey]) -> Result<Vec<Transaction>, StoreError> {
        let (found, skipped) = self.db.read("transactions", |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT body, deleted FROM book_transaction WHERE company = ?1 AND entity = ?2 AND id = ?3",
            )?;
            let (mut found, mut skipped) = (Vec::new(), 0);
            for named in named {
                let mut rows = statement.query((key.as_str(), named.entity.word(), &named.id))?;
                while let Some(row) = rows.next()? {
                    match decoded(row)? {
                        Some(transaction) => found.push(transaction),
                        None => skipped += 1,
                    }
                }
            }
            Ok((found, skipped))
        })?;
        self.db.skipped(key, "transactions", skipped);
        Ok(found)
    }
}

/// A row of body and mark; `None` where it cannot be read.
fn decoded(row: &rusqlite::Row<'_>) -> Result<Option<Transaction>, Fault> {
    let deleted = row.get_ref(1)?.as_str_or_null().map(|text| text.map(moment));
    let deleted_at = match deleted {
        Ok(None) => None,
        Ok(Some(Some(at))) => Some(at),
        _ => return Ok(None),
    };
    let body = decode::<Transaction>(row.get_ref(0)?);
    Ok(body.map(|transaction| Transaction {
        deleted_at,
        ..transaction
    }))
}

/// A transaction of which only the deletion is known.
fn unread(key: TransactionKey, at: DateTime<Utc>) -> Transaction {
    Transaction {
        key,
        number: None,
        vendor: None,
        vendor_name: None,
        date: None,
        due_date: None,
        currency: None,
        total: None,
        tax: None,
        balance: None,
        order_status: None,
        links: Vec::new(),
        lines: Vec::new(),
        created_at: None,
        updated_at: None,
        deleted_at: Some(at),
        read_at: at,
    }
}
