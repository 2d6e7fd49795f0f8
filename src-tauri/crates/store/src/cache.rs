//! `cache.db`: what the two services said, and what was judged from it. It can be rebuilt; so a
//! damaged one is moved aside, never repaired and never deleted.

use clearpost_domain::CompanyKey;

use crate::db::Db;
use crate::migration::CACHE_FORMAT;
use crate::open::{self, OpenReport};
use crate::{DataDir, StoreError};

/// The open cache. The methods are in one file per table.
pub struct Cache {
    pub(crate) db: Db,
}

impl Cache {
    pub fn open(dir: &DataDir) -> Result<(Self, OpenReport), StoreError> {
        let lock = dir.lock(CACHE_FORMAT.file)?;
        let damage = match open::open(dir, &CACHE_FORMAT, &lock) {
            Ok((db, report)) => return Ok((Self { db }, report)),
            Err(error) => error,
        };
        if !open::is_beyond_use(&damage) {
            return Err(damage);
        }
        let aside = dir.set_aside(CACHE_FORMAT.file)?;
        let (db, report) = open::open(dir, &CACHE_FORMAT, &lock)?;
        Ok((
            Self { db },
            OpenReport {
                damaged: Some(aside),
                ..report
            },
        ))
    }

    /// Rows of this company that the last reading of each table left out, because this build cannot
    /// make sense of them.
    pub fn unreadable(&self, key: &CompanyKey) -> usize {
        self.db.unreadable(key)
    }

    /// Removes everything of one company, from the log of recent writes too.
    pub fn forget_company(&self, key: &CompanyKey) -> Result<(), StoreError> {
        self.db.write("the removal of a company", |tx| {
            for sql in [
                "DELETE FROM company WHERE company = ?1",
                "DELETE FROM source WHERE company = ?1",
                "DELETE FROM mark WHERE company = ?1",
                "DELETE FROM document WHERE company = ?1",
                "DELETE FROM supplier WHERE company = ?1",
                "DELETE FROM record WHERE company = ?1",
                "DELETE FROM book_transaction WHERE company = ?1",
                "DELETE FROM judgement WHERE company = ?1",
                "DELETE FROM status WHERE company = ?1",
                "DELETE FROM quarantine WHERE company = ?1",
                "DELETE FROM pass WHERE company = ?1",
                "DELETE FROM page WHERE company = ?1",
                "DELETE FROM seen WHERE company = ?1",
                "DELETE FROM look WHERE company = ?1",
                "DELETE FROM touched WHERE company = ?1",
                "DELETE FROM lead WHERE company = ?1",
                "DELETE FROM witness WHERE company = ?1",
            ] {
                tx.execute(sql, [key.as_str()])?;
            }
            Ok(())
        })?;
        self.db
            .maintain("the removal of a company", "PRAGMA wal_checkpoint(TRUNCATE)")
    }

    /// Remembers how far the ledger was (`Ledger::epoch`).
    pub fn note_ledger_epoch(&self, epoch: u64) -> Result<(), StoreError> {
        let epoch = i64::try_from(epoch).unwrap_or(i64::MAX);
        self.db.write("the ledger's age", |tx| {
            tx.execute(
                "INSERT INTO meta (name, value) VALUES ('ledger_epoch', ?1)
                 ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE value <> excluded.value",
                [epoch],
            )?;
            Ok(())
        })
    }

    /// How far the ledger was when it was noted last. A ledger that is behind it was restored from a
    /// backup: what was sent since is not in it.
    pub fn noted_ledger_epoch(&self) -> Result<Option<u64>, StoreError> {
        use rusqlite::OptionalExtension;
        let found: Option<i64> = self.db.read("the ledger's age", |connection| {
            Ok(connection
                .query_row("SELECT value FROM meta WHERE name = 'ledger_epoch'", [], |row| {
                    row.get(0)
                })
                .optional()?)
        })?;
        Ok(found.and_then(|value| u64::try_from(value).ok()))
    }

    /// Whether this ledger is older than the one noted last.
    pub fn knows_newer_ledger(&self, epoch: u64) -> Result<bool, StoreError> {
        Ok(self.noted_ledger_epoch()?.is_some_and(|noted| noted > epoch))
    }
}
