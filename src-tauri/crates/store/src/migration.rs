//! The formats of the two databases, step by step. A step that has shipped is never edited: a new one
//! is added below it. Steps use SQL only, never the types of today, because later edits of a type
//! would break old steps.

use std::collections::BTreeSet;

use rusqlite::{Connection, TransactionBehavior};

use crate::StoreError;
use crate::folder::{CACHE, LEDGER};

/// One of the two databases: its file, its steps, and how much it may lose with the power.
pub(crate) struct Format {
    pub file: &'static str,
    pub steps: &'static [&'static str],
    pub synchronous: &'static str,
    /// Every commit reaches the disk, on macOS too, where a plain fsync does not.
    pub durable: bool,
}

impl Format {
    pub fn version(&self) -> u32 {
        u32::try_from(self.steps.len()).unwrap_or(u32::MAX)
    }
}

pub(crate) const CACHE_FORMAT: Format = Format {
    file: CACHE,
    steps: &[
        include_str!("migration/cache-1.sql"),
        include_str!("migration/cache-2.sql"),
        include_str!("migration/cache-3.sql"),
        include_str!("migration/cache-4.sql"),
    ],
    synchronous: "NORMAL",
    durable: false,
};

pub(crate) const LEDGER_FORMAT: Format = Format {
    file: LEDGER,
    steps: &[
        include_str!("migration/ledger-1.sql"),
        include_str!("migration/ledger-2.sql"),
        include_str!("migration/ledger-3.sql"),
        include_str!("migration/ledger-4.sql"),
        include_str!("migration/ledger-5.sql"),
    ],
    synchronous: "FULL",
    durable: true,
};

/// The format that the file claims; a negative number is none of ours and counts as the largest.
pub(crate) fn version(connection: &Connection) -> rusqlite::Result<u32> {
    let claimed: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    Ok(u32::try_from(claimed).unwrap_or(u32::MAX))
}

/// Whether anything at all was created in the database.
pub(crate) fn is_blank(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row("SELECT count(*) = 0 FROM sqlite_schema", [], |row| row.get(0))
}

/// Brings the database to the newest format in one transaction: all pending steps or none.
pub(crate) fn migrate(connection: &mut Connection, format: &Format, from: u32) -> Result<(), StoreError> {
    let to = format.version();
    apply(connection, format, to).map_err(|source| StoreError::Migrate {
        file: format.file,
        from,
        to,
        source,
    })
}

/// Whether the database has everything that its format has, word for word.
pub(crate) fn is_whole(connection: &Connection, format: &Format) -> Result<bool, StoreError> {
    let mut model = Connection::open_in_memory().map_err(|source| StoreError::Open {
        file: format.file,
        source,
    })?;
    migrate(&mut model, format, 0)?;
    let compare = || -> rusqlite::Result<bool> {
        let found = schema(connection)?;
        Ok(schema(&model)?.is_subset(&found))
    };
    compare().map_err(|source| StoreError::Open {
        file: format.file,
        source,
    })
}

fn schema(connection: &Connection) -> rusqlite::Result<BTreeSet<(Vec<u8>, Vec<u8>)>> {
    // As bytes: a damaged text need not be one.
    let mut statement =
        connection.prepare("SELECT CAST(name AS BLOB), CAST(coalesce(sql, '') AS BLOB) FROM sqlite_schema")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}

fn apply(connection: &mut Connection, format: &Format, to: u32) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found = version(&transaction)?;
    for (number, step) in (1..=to).zip(format.steps) {
        if number > found {
            transaction.execute_batch(step)?;
        }
    }
    if found < to {
        transaction.pragma_update(None, "user_version", to)?;
    }
    transaction.commit()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_that_fails_leaves_the_database_as_it_was() {
        const FORMAT: Format = Format {
            file: "test.db",
            steps: &[
                "CREATE TABLE one (a TEXT) STRICT",
                "CREATE TABLE two (a TEXT) STRICT",
                "CREATE TABLE two (a TEXT)",
            ],
            synchronous: "NORMAL",
            durable: false,
        };
        let mut connection = Connection::open_in_memory().unwrap();
        connection.execute_batch("CREATE TABLE one (a TEXT) STRICT").unwrap();
        connection.pragma_update(None, "user_version", 1).unwrap();
        let error = migrate(&mut connection, &FORMAT, 1).unwrap_err();
        assert_eq!(error.to_string(), "test.db cannot be brought from format 1 to 3");
        assert_eq!(version(&connection).unwrap(), 1);
        let tables: i64 = connection
            .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
            .unwrap();
        assert_eq!(tables, 1);
    }

    #[test]
    fn every_table_is_strict() {
        for format in [CACHE_FORMAT, LEDGER_FORMAT] {
            let mut connection = Connection::open_in_memory().unwrap();
            migrate(&mut connection, &format, 0).unwrap();
            let loose: i64 = connection
                .query_row(
                    "SELECT count(*) FROM pragma_table_list
                     WHERE schema = 'main' AND name NOT LIKE 'sqlite_%' AND strict = 0",
                    [],
                    |row| row.get(0),
                )
                .unwrap();
            assert_eq!(loose, 0, "{}", format.file);
        }
    }
}
