//! Table `mark`: small named values of a company: cursors, watermarks, learned conventions.

use std::collections::BTreeMap;

use clearpost_domain::CompanyKey;
use rusqlite::OptionalExtension;

use crate::{Cache, StoreError};

impl Cache {
    pub fn put_mark(&self, key: &CompanyKey, name: &str, value: &str) -> Result<(), StoreError> {
        self.db.write("a mark", |tx| {
            tx.prepare_cached(
                "INSERT INTO mark (company, name, value) VALUES (?1, ?2, ?3)
                 ON CONFLICT (company, name) DO UPDATE SET value = excluded.value WHERE value <> excluded.value",
            )?
            .execute((key.as_str(), name, value))?;
            Ok(())
        })
    }

    /// Adds to a mark that counts. Other processes may count too.
    pub fn add_to_mark(&self, key: &CompanyKey, name: &str, more: u64) -> Result<(), StoreError> {
        let more = i64::try_from(more).unwrap_or(i64::MAX);
        self.db.write("a mark", |tx| {
            tx.prepare_cached(
                "INSERT INTO mark (company, name, value) VALUES (?1, ?2, CAST(?3 AS TEXT))
                 ON CONFLICT (company, name) DO UPDATE SET value = CAST(CAST(value AS INTEGER) + ?3 AS TEXT)",
            )?
            .execute((key.as_str(), name, more))?;
            Ok(())
        })
    }

    pub fn mark(&self, key: &CompanyKey, name: &str) -> Result<Option<String>, StoreError> {
        self.db.read("a mark", |connection| {
            Ok(connection
                .prepare_cached("SELECT value FROM mark WHERE company = ?1 AND name = ?2")?
                .query_row([key.as_str(), name], |row| row.get(0))
                .optional()?)
        })
    }

    pub fn marks(&self, key: &CompanyKey) -> Result<BTreeMap<String, String>, StoreError> {
        self.db.read("the marks", |connection| {
            let mut statement = connection.prepare_cached("SELECT name, value FROM mark WHERE company = ?1")?;
            let found = statement.query_map([key.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(found.collect::<Result<_, _>>()?)
        })
    }

    pub fn delete_mark(&self, key: &CompanyKey, name: &str) -> Result<(), StoreError> {
        self.db.write("a mark", |tx| {
            tx.execute(
                "DELETE FROM mark WHERE company = ?1 AND name = ?2",
                [key.as_str(), name],
            )?;
            Ok(())
        })
    }
}
