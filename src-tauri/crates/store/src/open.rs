//! Opening a database: closed to others, checked, brought to the newest format. A newer one is only
//! read. It must not repair anything by itself: what to do about damage is the caller's decision.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::db::Db;
use crate::folder::{companion, create_private_file};
use crate::migration::{self, Format};
use crate::{DataDir, StoreError};

/// Databases up to this size are checked whole at every opening; it takes well under a second.
const SMALL: u64 = 32 * 1024 * 1024;

/// No format will ever have this number: a file that claims it is damaged.
const IMPLAUSIBLE: u32 = 10_000;

/// What opening a database met that the user may want to know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpenReport {
    /// There was no such file.
    pub created: bool,
    /// The file was damaged and is now here; a cache starts empty.
    pub damaged: Option<PathBuf>,
    /// What of a damaged ledger was saved into the new one.
    pub salvaged: Option<Salvage>,
    /// The format before this build changed it.
    pub migrated_from: Option<u32>,
    /// The copy made before the change.
    pub backup: Option<PathBuf>,
    /// The format found, if a newer Clearpost wrote it: everything is read-only.
    pub newer: Option<u32>,
}

/// What was saved out of a damaged ledger.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Salvage {
    pub rows: usize,
    /// Tables that could not be read to their end, or whose rows do not fit together any more.
    pub broken_tables: usize,
}

/// Opens a database, creating it if needed. The caller holds the folder's lock.
pub(crate) fn open(dir: &DataDir, format: &'static Format, _lock: &File) -> Result<(Db, OpenReport), StoreError> {
    let path = dir.path().join(format.file);
    let fail = |source| StoreError::Open {
        file: format.file,
        source,
    };
    let mut report = OpenReport::default();
    let existed = fs::symlink_metadata(&path).is_ok();
    if !existed {
        if companion(&path, "-wal").exists() {
            // The log of a database that is gone must not be applied to a new one.
            report.damaged = Some(dir.set_aside(format.file)?);
        }
        create(dir, &path, format)?;
        report.created = true;
    }
    dir.prepare(format.file)?;
    let size = fs::metadata(&path).map_or(0, |found| found.len());
    if existed && size == 0 {
        // A database of ours is never empty: this one was cut off.
        return Err(StoreError::Damaged { file: format.file });
    }
    let suspect = dir.path().join(format!("{}.suspect", format.file));
    // Looked at without being able to write: neither a newer nor a damaged one may be changed.
    let look = connect(&path, false).map_err(fail)?;
    let found = migration::version(&look).map_err(fail)?;
    if suspect.exists() {
        check(&look, format, "PRAGMA integrity_check(1)")?;
    } else if existed && size <= SMALL {
        check(&look, format, "PRAGMA quick_check(1)")?;
    }
    if found > IMPLAUSIBLE || (found == 0 && !migration::is_blank(&look).map_err(fail)?) {
        return Err(StoreError::Damaged { file: format.file });
    }
    let notice = {
        let suspect = suspect.clone();
        Box::new(move || drop(create_private_file(&suspect)))
    };
    if found > format.version() {
        report.newer = Some(found);
        let reader = connect(&path, false).map_err(fail)?;
        let db = Db::new(format.file, format.version(), report.newer, look, reader, notice);
        return Ok((db, report));
    }
    drop(look);
    if !is_writable_format(&path)? {
        return Err(StoreError::Damaged { file: format.file });
    }
    let mut writer = connect(&path, true).map_err(fail)?;
    configure(&writer, format).map_err(fail)?;
    if found < format.version() {
        if found > 0 {
            report.migrated_from = Some(found);
            report.backup = Some(back_up(dir, &writer, format, found)?);
        }
        migration::migrate(&mut writer, format, found)?;
    }
    if !migration::is_whole(&writer, format)? {
        return Err(StoreError::Damaged { file: format.file });
    }
    let reader = connect(&path, false).map_err(fail)?;
    let _ = fs::remove_file(&suspect);
    let db = Db::new(format.file, format.version(), None, writer, reader, notice);
    Ok((db, report))
}

/// A new database gets its name only when it is whole, so that a crash never leaves half of one.
fn create(dir: &DataDir, path: &Path, format: &Format) -> Result<(), StoreError> {
    let fail = |source| StoreError::Open {
        file: format.file,
        source,
    };
    let name = format!("{}.new", format.file);
    let new = dir.path().join(&name);
    remove(&new);
    dir.prepare(&name)?;
    let mut connection = connect(&new, true).map_err(fail)?;
    configure(&connection, format).map_err(fail)?;
    migration::migrate(&mut connection, format, 0)?;
    connection.close().map_err(|(_, source)| fail(source))?;
    fs::rename(&new, path).map_err(|source| StoreError::File {
        path: path.to_owned(),
        source,
    })
}

/// A connection that trusts nothing in the file.
pub(crate) fn connect(path: &Path, writable: bool) -> rusqlite::Result<Connection> {
    let access = if writable {
        OpenFlags::SQLITE_OPEN_READ_WRITE
    } else {
        OpenFlags::SQLITE_OPEN_READ_ONLY
    };
    let mut flags = access | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    if cfg!(unix) {
        flags |= OpenFlags::SQLITE_OPEN_NOFOLLOW;
    }
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    Ok(connection)
}

fn configure(connection: &Connection, format: &Format) -> rusqlite::Result<()> {
    connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", format.synchronous)?;
    connection.pragma_update_and_check(None, "secure_delete", true, |_| Ok(()))?;
    connection.pragma_update_and_check(None, "journal_size_limit", 16 * 1024 * 1024, |_| Ok(()))?;
    if format.durable {
        connection.pragma_update(None, "fullfsync", true)?;
        connection.pragma_update(None, "checkpoint_fullfsync", true)?;
    }
    Ok(())
}

/// SQLite reads a file whose header asks for a later writer (byte 18), but would never write it. We
/// never make such a file.
fn is_writable_format(path: &Path) -> Result<bool, StoreError> {
    let mut header = [0; 19];
    File::open(path)
        .and_then(|mut file| file.read_exact(&mut header))
        .map_err(|source| StoreError::File {
            path: path.to_owned(),
            source,
        })?;
    Ok(header.last().is_some_and(|version| matches!(version, 1 | 2)))
}

/// Checks the structure of the whole file.
fn check(connection: &Connection, format: &Format, sql: &str) -> Result<(), StoreError> {
    let sound = connection
        .query_row(sql, [], |row| {
            Ok(row.get_ref(0)?.as_bytes().is_ok_and(|verdict| verdict == b"ok"))
        })
        .map_err(|source| StoreError::Open {
            file: format.file,
            source,
        })?;
    if sound {
        Ok(())
    } else {
        Err(StoreError::Damaged { file: format.file })
    }
}

fn back_up(dir: &DataDir, connection: &Connection, format: &Format, found: u32) -> Result<PathBuf, StoreError> {
    let path = dir.reserve(format.file, &format!("format-{found}"))?;
    let target = path
        .to_str()
        .ok_or_else(|| StoreError::NotOrdinary { path: path.clone() })?;
    connection
        .execute("VACUUM INTO ?1", [target])
        .map_err(|source| StoreError::Backup {
            file: format.file,
            source,
        })?;
    Ok(path)
}

/// Whether a cache that gives this error may be moved aside: damage by SQLite's own word, or, since
/// only fixed statements run here, an error of SQL: the file is not what it says it is.
pub(crate) fn is_beyond_use(error: &StoreError) -> bool {
    match error {
        StoreError::Open { source, .. } | StoreError::Migrate { source, .. } => {
            let code = match source {
                rusqlite::Error::SqlInputError { error, .. } => Some(error.code),
                other => other.sqlite_error_code(),
            };
            error.is_damaged() || code == Some(ErrorCode::Unknown)
        }
        _ => error.is_damaged(),
    }
}

/// Removes the files that an interrupted creation or salvage left.
pub(crate) fn remove(path: &Path) {
    for suffix in ["", "-wal", "-shm", "-journal"] {
        let _ = fs::remove_file(companion(path, suffix));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migration::{CACHE_FORMAT, LEDGER_FORMAT};

    fn setting(connection: &Connection, name: &str) -> String {
        let read = |row: &rusqlite::Row<'_>| row.get::<_, rusqlite::types::Value>(0);
        match connection.pragma_query_value(None, name, read).unwrap() {
            rusqlite::types::Value::Text(text) => text,
            rusqlite::types::Value::Integer(number) => number.to_string(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn each_database_has_the_settings_that_its_promise_needs() {
        let folder = tempfile::TempDir::new().unwrap();
        let dir = DataDir::open(folder.path().join("data")).unwrap();
        for (format, synchronous, fullfsync) in [(&CACHE_FORMAT, "1", "0"), (&LEDGER_FORMAT, "2", "1")] {
            let lock = dir.lock(format.file).unwrap();
            drop(open(&dir, format, &lock).unwrap());
            let connection = connect(&dir.path().join(format.file), true).unwrap();
            configure(&connection, format).unwrap();
            for (name, wanted) in [
                ("journal_mode", "wal"),
                ("synchronous", synchronous),
                ("fullfsync", fullfsync),
                ("checkpoint_fullfsync", fullfsync),
                ("busy_timeout", "5000"),
                ("foreign_keys", "1"),
                ("temp_store", "2"),
                ("secure_delete", "1"),
                ("trusted_schema", "0"),
            ] {
                assert_eq!(setting(&connection, name), wanted, "{} {name}", format.file);
            }
        }
    }
}
