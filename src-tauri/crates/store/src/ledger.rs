//! `ledger.db`: what was sent again, and what the user marked. It exists nowhere else; so every
//! commit reaches the disk, history is only ever added to, and a damaged file is saved as far as it
//! can be read or left where it is, never replaced by an empty one.

use std::path::PathBuf;

use rusqlite::Transaction;

use crate::db::Db;
use crate::error::Fault;
use crate::migration::LEDGER_FORMAT;
use crate::open::{self, OpenReport};
use crate::{DataDir, StoreError, salvage};

/// The open ledger. The methods are in one file per table.
pub struct Ledger {
    pub(crate) db: Db,
}

impl Ledger {
    /// A damaged ledger is moved aside and what can be read of it is carried into a new one; if that
    /// is nothing, it stays where it is and the error is [`StoreError::LedgerDamaged`].
    pub fn open(dir: &DataDir) -> Result<(Self, OpenReport), StoreError> {
        let lock = dir.lock(LEDGER_FORMAT.file)?;
        let finished = salvage::finish(dir, &lock)?;
        let damage = match open::open(dir, &LEDGER_FORMAT, &lock) {
            Ok((db, report)) => {
                let damaged = finished.or(report.damaged);
                return Ok((Self { db }, OpenReport { damaged, ..report }));
            }
            Err(error) => error,
        };
        if !damage.is_damaged() {
            return Err(damage);
        }
        let (aside, saved) = salvage::salvage(dir, &lock, damage)?;
        let (db, report) = open::open(dir, &LEDGER_FORMAT, &lock)?;
        Ok((
            Self { db },
            OpenReport {
                damaged: Some(aside),
                salvaged: Some(saved),
                ..report
            },
        ))
    }

    /// Moves an unreadable ledger aside, so that a new one can begin. Only on the user's word: what
    /// was sent is forgotten. Returns where the file is now.
    pub fn set_aside(dir: &DataDir) -> Result<PathBuf, StoreError> {
        let _lock = dir.lock(LEDGER_FORMAT.file)?;
        dir.set_aside(LEDGER_FORMAT.file)
    }

    /// Grows with every write; see `Cache::knows_newer_ledger`.
    pub fn epoch(&self) -> Result<u64, StoreError> {
        let value: i64 = self.db.read("the ledger's age", |connection| {
            Ok(connection.query_row("SELECT value FROM epoch WHERE one = 1", [], |row| row.get(0))?)
        })?;
        Ok(u64::try_from(value).unwrap_or(0))
    }

    /// One transaction that also makes the ledger one step older.
    pub(crate) fn write<T>(
        &self,
        what: &'static str,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, Fault>,
    ) -> Result<T, StoreError> {
        self.db.write(what, |tx| {
            let value = work(tx)?;
            tx.execute("UPDATE epoch SET value = value + 1 WHERE one = 1", [])?;
            Ok(value)
        })
    }
}
