//! One open database: a connection that writes and one that reads beside it, so that a long write
//! never makes a reader wait. Every write is one transaction.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use clearpost_domain::CompanyKey;
use rusqlite::{Connection, Transaction, TransactionBehavior};
use serde::de::DeserializeOwned;

use crate::StoreError;
use crate::error::Fault;

pub(crate) struct Db {
    pub file: &'static str,
    pub known: u32,
    /// The format found, if a newer Clearpost wrote it.
    pub newer: Option<u32>,
    // Closed before the writer: only the last connection to go tidies the log up, and it must be one
    // that can write.
    reader: Mutex<Connection>,
    writer: Mutex<Connection>,
    /// Rows that the last reading of a table could not make sense of.
    unreadable: Mutex<BTreeMap<(CompanyKey, &'static str), usize>>,
    damage: Box<dyn Fn() + Send + Sync>,
}

impl Db {
    pub fn new(
        file: &'static str,
        known: u32,
        newer: Option<u32>,
        writer: Connection,
        reader: Connection,
        damage: Box<dyn Fn() + Send + Sync>,
    ) -> Self {
        for connection in [&writer, &reader] {
            connection.set_prepared_statement_cache_capacity(64);
        }
        Self {
            file,
            known,
            newer,
            reader: Mutex::new(reader),
            writer: Mutex::new(writer),
            unreadable: Mutex::new(BTreeMap::new()),
            damage,
        }
    }

    /// Reads; `what` completes the sentence "… cannot be read".
    pub fn read<T>(
        &self,
        what: &'static str,
        work: impl FnOnce(&Connection) -> Result<T, Fault>,
    ) -> Result<T, StoreError> {
        let connection = held(&self.reader);
        self.named(
            work(&connection),
            |source| StoreError::Read {
                file: self.file,
                what,
                source,
            },
            what,
        )
    }

    /// Writes in one transaction; `what` completes the sentence "… cannot be written".
    pub fn write<T>(
        &self,
        what: &'static str,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, Fault>,
    ) -> Result<T, StoreError> {
        if let Some(found) = self.newer {
            return Err(StoreError::Newer {
                file: self.file,
                found,
                known: self.known,
            });
        }
        let mut connection = held(&self.writer);
        let outcome = (|| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let value = work(&transaction)?;
            transaction.commit()?;
            Ok(value)
        })();
        self.named(
            outcome,
            |source| StoreError::Write {
                file: self.file,
                what,
                source,
            },
            what,
        )
    }

    /// Runs one statement outside a transaction, such as a checkpoint.
    pub fn maintain(&self, what: &'static str, sql: &str) -> Result<(), StoreError> {
        let connection = held(&self.writer);
        self.named(
            connection.query_row(sql, [], |_| Ok(())).map_err(Fault::Sql),
            |source| StoreError::Write {
                file: self.file,
                what,
                source,
            },
            what,
        )
    }

    /// Reads the bodies (first column) of one table. Bodies that this build cannot decode are left
    /// out and counted; the services have them still.
    pub fn bodies<T: DeserializeOwned>(
        &self,
        what: &'static str,
        sql: &str,
        key: &CompanyKey,
    ) -> Result<Vec<T>, StoreError> {
        let (found, skipped) = self.read(what, |connection| {
            let mut statement = connection.prepare_cached(sql)?;
            let mut rows = statement.query([key.as_str()])?;
            let (mut found, mut skipped) = (Vec::new(), 0);
            while let Some(row) = rows.next()? {
                match decode(row.get_ref(0)?) {
                    Some(value) => found.push(value),
                    None => skipped += 1,
                }
            }
            Ok((found, skipped))
        })?;
        self.skipped(key, what, skipped);
        Ok(found)
    }

    pub fn skipped(&self, key: &CompanyKey, what: &'static str, count: usize) {
        held(&self.unreadable).insert((key.clone(), what), count);
    }

    pub fn unreadable(&self, key: &CompanyKey) -> usize {
        held(&self.unreadable)
            .iter()
            .filter(|((company, _), _)| company == key)
            .map(|(_, count)| count)
            .sum()
    }

    fn named<T>(
        &self,
        outcome: Result<T, Fault>,
        sql: impl FnOnce(rusqlite::Error) -> StoreError,
        what: &'static str,
    ) -> Result<T, StoreError> {
        outcome.map_err(|fault| {
            let error = match fault {
                Fault::Sql(source) => sql(source),
                Fault::Encode(source) => StoreError::Encode { what, source },
                Fault::Store(error) => error,
            };
            if error.is_damaged() {
                (self.damage)();
            }
            error
        })
    }
}

/// A stored JSON body, or nothing if this build cannot make sense of it.
pub(crate) fn decode<T: DeserializeOwned>(body: rusqlite::types::ValueRef<'_>) -> Option<T> {
    serde_json::from_slice(body.as_bytes().ok()?).ok()
}

/// A panic while the lock was held has rolled its transaction back, so the connection is sound.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
