//! Table `quarantine`: records of a service that could not be understood, kept raw, counted and
//! shown. They never stop a refresh.

use chrono::{DateTime, Utc};
use clearpost_domain::CompanyKey;
use rusqlite::Transaction;

use crate::error::Fault;
use crate::table::mark::count_change;
use crate::value::{moment, stamp};
use crate::{Cache, StoreError};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuarantineRow {
    /// Which list it came from.
    pub source: String,
    /// What is known of its identity.
    pub key: String,
    pub reason: String,
    pub raw: String,
    pub at: DateTime<Utc>,
}

/// Adds rows of a list of which only a part was read: a record that was not understood before is still
/// not understood, unless it came again (as one of `rows`, or readable as one of `settled`).
pub(crate) fn add(
    tx: &Transaction<'_>,
    key: &CompanyKey,
    source: &str,
    rows: &[QuarantineRow],
    settled: &[String],
) -> Result<(), Fault> {
    let settled = serde_json::to_string(settled)?;
    let gone = tx
        .prepare_cached(
            "DELETE FROM quarantine WHERE company = ?1 AND source = ?2
                 AND key IN (SELECT value FROM json_each(?3))",
        )?
        .execute((key.as_str(), source, settled))?;
    let mut again = tx.prepare_cached(
        "DELETE FROM quarantine WHERE company = ?1 AND source = ?2 AND (raw = ?3 OR (key = ?4 AND key <> ''))",
    )?;
    let mut insert = tx.prepare_cached(
        "INSERT INTO quarantine (company, source, key, reason, raw, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for row in rows {
        again.execute((key.as_str(), source, &row.raw, &row.key))?;
        insert.execute((key.as_str(), source, &row.key, &row.reason, &row.raw, stamp(row.at)))?;
    }
    count_change(tx, key, gone + rows.len())?;
    Ok(())
}

impl Cache {
    /// Adds what could not be understood of an answer that shows only what changed; `settled` are the
    /// keys that were readable in it.
    pub fn add_quarantine(
        &self,
        key: &CompanyKey,
        source: &str,
        rows: &[QuarantineRow],
        settled: &[String],
    ) -> Result<(), StoreError> {
        self.db
            .write("quarantined records", |tx| add(tx, key, source, rows, settled))
    }

    /// Replaces what is quarantined of one source. The rows are stored under `source`, whatever their
    /// own field says.
    pub fn replace_quarantine(&self, key: &CompanyKey, source: &str, rows: &[QuarantineRow]) -> Result<(), StoreError> {
        self.db.write("quarantined records", |tx| {
            let gone = tx.execute(
                "DELETE FROM quarantine WHERE company = ?1 AND source = ?2",
                [key.as_str(), source],
            )?;
            let mut statement = tx.prepare_cached(
                "INSERT INTO quarantine (company, source, key, reason, raw, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?;
            for row in rows {
                statement.execute((key.as_str(), source, &row.key, &row.reason, &row.raw, stamp(row.at)))?;
            }
            count_change(tx, key, gone + rows.len())?;
            Ok(())
        })
    }

    pub fn quarantine_count(&self, key: &CompanyKey) -> Result<usize, StoreError> {
        let count: i64 = self.db.read("quarantined records", |connection| {
            Ok(connection
                .prepare_cached("SELECT count(*) FROM quarantine WHERE company = ?1")?
                .query_row([key.as_str()], |row| row.get(0))?)
        })?;
        Ok(usize::try_from(count).unwrap_or(0))
    }

    /// All quarantined records, in the order in which they came.
    pub fn quarantine(&self, key: &CompanyKey) -> Result<Vec<QuarantineRow>, StoreError> {
        self.db.read("quarantined records", |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT source, key, reason, raw, at FROM quarantine WHERE company = ?1 ORDER BY seq",
            )?;
            let mut rows = statement.query([key.as_str()])?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                found.push(QuarantineRow {
                    source: row.get(0)?,
                    key: row.get(1)?,
                    reason: row.get(2)?,
                    raw: row.get(3)?,
                    at: moment(&row.get::<_, String>(4)?).unwrap_or_default(),
                });
            }
            Ok(found)
        })
    }
}
