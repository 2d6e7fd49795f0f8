//! Table `mark`: small named values of a company: cursors, watermarks, learned conventions.

use std::collections::BTreeMap;

use clearpost_domain::CompanyKey;
use rusqlite::{Connection, OptionalExtension, Transaction};

use crate::error::Fault;
use crate::{Cache, StoreError};

const REVISION: &str = "revision";

/// Counts a write that changed what verdicts are made of, in the transaction of that write.
pub(crate) fn count_change(tx: &Transaction<'_>, key: &CompanyKey, written: usize) -> Result<usize, Fault> {
    if written > 0 {
        add(tx, key, REVISION, 1)?;
    }
    Ok(written)
}

fn add(tx: &Transaction<'_>, key: &CompanyKey, name: &str, more: i64) -> Result<(), Fault> {
    tx.prepare_cached(
        "INSERT INTO mark (company, name, value) VALUES (?1, ?2, CAST(?3 AS TEXT))
         ON CONFLICT (company, name) DO UPDATE SET value = CAST(CAST(value AS INTEGER) + ?3 AS TEXT)",
    )?
    .execute((key.as_str(), name, more))?;
    Ok(())
}

pub(crate) fn put(tx: &Transaction<'_>, key: &CompanyKey, name: &str, value: &str) -> Result<(), Fault> {
    tx.prepare_cached(
        "INSERT INTO mark (company, name, value) VALUES (?1, ?2, ?3)
         ON CONFLICT (company, name) DO UPDATE SET value = excluded.value WHERE value <> excluded.value",
    )?
    .execute((key.as_str(), name, value))?;
    Ok(())
}

pub(crate) fn get(connection: &Connection, key: &CompanyKey, name: &str) -> Result<Option<String>, Fault> {
    Ok(connection
        .prepare_cached("SELECT value FROM mark WHERE company = ?1 AND name = ?2")?
        .query_row([key.as_str(), name], |row| row.get(0))
        .optional()?)
}

impl Cache {
    /// Grows with every write that changed a document, a supplier, a record of the books or the
    /// company's settings, whichever process made it.
    pub fn revision(&self, key: &CompanyKey) -> Result<i64, StoreError> {
        let mark = self.mark(key, REVISION)?;
        Ok(mark.and_then(|text| text.parse().ok()).unwrap_or_default())
    }

    pub fn put_mark(&self, key: &CompanyKey, name: &str, value: &str) -> Result<(), StoreError> {
        self.db.write("a mark", |tx| put(tx, key, name, value))
    }

    /// Adds to a mark that counts. Other processes may count too.
    pub fn add_to_mark(&self, key: &CompanyKey, name: &str, more: u64) -> Result<(), StoreError> {
        let more = i64::try_from(more).unwrap_or(i64::MAX);
        self.db.write("a mark", |tx| add(tx, key, name, more))
    }

    pub fn mark(&self, key: &CompanyKey, name: &str) -> Result<Option<String>, StoreError> {
        self.db.read("a mark", |connection| get(connection, key, name))
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
