//! Table `quarantine`: records of a service that could not be understood, kept raw, counted and
//! shown. They never stop a refresh.

use chrono::{DateTime, Utc};
use clearpost_domain::CompanyKey;

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

impl Cache {
    /// Replaces what is quarantined of one source. The rows are stored under `source`, whatever their
    /// own field says.
    pub fn replace_quarantine(&self, key: &CompanyKey, source: &str, rows: &[QuarantineRow]) -> Result<(), StoreError> {
        self.db.write("quarantined records", |tx| {
            tx.execute(
                "DELETE FROM quarantine WHERE company = ?1 AND source = ?2",
                [key.as_str(), source],
            )?;
            let mut statement = tx.prepare_cached(
                "INSERT INTO quarantine (company, source, key, reason, raw, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?;
            for row in rows {
                statement.execute((key.as_str(), source, &row.key, &row.reason, &row.raw, stamp(row.at)))?;
            }
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
