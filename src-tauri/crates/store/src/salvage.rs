//! Saving a damaged ledger: every table is read row by row into a new file until it breaks. The
//! damaged file is kept beside it. It must not put an empty ledger in the place of one that cannot be
//! read.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use crate::migration::{self, LEDGER_FORMAT};
use crate::open::{Salvage, connect, remove};
use crate::{DataDir, StoreError};

/// The tables in an order in which rows find what they refer to.
const TABLES: [(&str, &[&str]); 15] = [
    ("epoch", &["one", "value"]),
    (
        "attempt",
        &[
            "seq",
            "id",
            "company",
            "reference",
            "route",
            "state",
            "created",
            "body_hash",
        ],
    ),
    ("attempt_event", &["seq", "attempt", "at", "event", "detail", "state"]),
    (
        "departure",
        &[
            "attempt",
            "seen_id",
            "seen_at",
            "found",
            "entity",
            "record",
            "content",
            "differing",
        ],
    ),
    ("plan", &["attempt", "reason", "force", "renew", "recreate", "due"]),
    ("receipt", &["seq", "id", "company", "started", "ended", "stopped"]),
    (
        "receipt_row",
        &[
            "receipt",
            "position",
            "reference",
            "outcome",
            "reason",
            "detail",
            "attempt",
            "entity",
            "record",
        ],
    ),
    (
        "handled_log",
        &["seq", "company", "reference", "handled", "reason", "at"],
    ),
    ("link", &["company", "reference", "entity", "id", "since", "last_seen"]),
    ("link_log", &["seq", "company", "reference", "entity", "id", "at"]),
    ("verified_route", &["company", "route", "since", "reference"]),
    ("setting", &["company", "name", "value", "since"]),
    (
        "connection",
        &[
            "company",
            "id",
            "connected_at",
            "colour",
            "is_default",
            "procurement",
            "quickbooks",
        ],
    ),
    ("connection_trouble", &["company", "side", "trouble", "at"]),
    ("revocation", &["item", "at", "procurement", "quickbooks"]),
];

const FRESH: &str = "ledger.db.salvage";

/// Builds a new ledger from what can be read, then swaps the two files. Returns where the damaged one
/// is now.
pub(crate) fn salvage(dir: &DataDir, _lock: &File, damage: StoreError) -> Result<(PathBuf, Salvage), StoreError> {
    let path = dir.ledger_path();
    let fresh = dir.path().join(FRESH);
    remove(&fresh);
    dir.prepare(FRESH)?;
    let saved = match copy_rows(&path, &fresh) {
        Ok(saved) if saved.rows > 0 => saved,
        Err(error) if error.is_unwritable() => {
            remove(&fresh);
            return Err(error);
        }
        Ok(_) | Err(_) => {
            remove(&fresh);
            return Err(StoreError::LedgerDamaged {
                path,
                source: Box::new(damage),
            });
        }
    };
    let aside = dir.set_aside(LEDGER_FORMAT.file)?;
    take_place(&fresh, &path)?;
    Ok((aside, saved))
}

/// Ends a salvage that was interrupted between the two renames: the damaged file was already aside,
/// so the saved one was whole.
pub(crate) fn finish(dir: &DataDir, _lock: &File) -> Result<Option<PathBuf>, StoreError> {
    let (path, fresh) = (dir.ledger_path(), dir.path().join(FRESH));
    if fs::symlink_metadata(&path).is_ok() || fs::symlink_metadata(&fresh).is_err() {
        return Ok(None);
    }
    let aside = dir.set_aside(LEDGER_FORMAT.file)?;
    take_place(&fresh, &path)?;
    Ok(Some(aside))
}

fn take_place(fresh: &Path, path: &Path) -> Result<(), StoreError> {
    fs::rename(fresh, path).map_err(|source| StoreError::File {
        path: fresh.to_owned(),
        source,
    })
}

fn copy_rows(from: &Path, to: &Path) -> Result<Salvage, StoreError> {
    let fail = |source| StoreError::Open {
        file: LEDGER_FORMAT.file,
        source,
    };
    let source = connect(from, false).map_err(fail)?;
    let found = migration::version(&source).map_err(fail)?;
    if found > LEDGER_FORMAT.version() {
        // What a newer Clearpost keeps there is not known here, so nothing would be saved of it.
        return Err(StoreError::Newer {
            file: LEDGER_FORMAT.file,
            found,
            known: LEDGER_FORMAT.version(),
        });
    }
    let mut target = connect(to, true).map_err(fail)?;
    migration::migrate(&mut target, &LEDGER_FORMAT, 0)?;
    let mut saved = Salvage::default();
    let transaction = target.transaction().map_err(fail)?;
    transaction.execute("DELETE FROM epoch", []).map_err(fail)?;
    for (table, columns) in TABLES {
        let (rows, whole) = copy_table(&source, &transaction, table, columns);
        if table != "epoch" {
            saved.rows += rows;
        }
        if !whole {
            saved.broken_tables += 1;
        }
    }
    transaction
        .execute("INSERT OR IGNORE INTO epoch (one, value) VALUES (1, 0)", [])
        .map_err(fail)?;
    transaction.commit().map_err(fail)?;
    target.close().map_err(|(_, source)| fail(source))?;
    Ok(saved)
}

/// Copies from both ends up to where the table breaks, because the newest rows matter most. Tells how
/// many rows were saved, and whether that was all.
fn copy_table(source: &Connection, target: &Connection, table: &str, columns: &[&str]) -> (usize, bool) {
    let (forward, whole) = copy_rows_in_order(source, target, table, columns, "");
    if whole {
        return (forward, true);
    }
    let (backward, _) = copy_rows_in_order(source, target, table, columns, "ORDER BY rowid DESC");
    (forward + backward, false)
}

fn copy_rows_in_order(
    source: &Connection,
    target: &Connection,
    table: &str,
    columns: &[&str],
    order: &str,
) -> (usize, bool) {
    let names = columns.join(", ");
    let places = vec!["?"; columns.len()].join(", ");
    let Ok(mut select) = source.prepare(&format!("SELECT {names} FROM {table} NOT INDEXED {order}")) else {
        return (0, false);
    };
    let Ok(mut insert) = target.prepare(&format!("INSERT OR IGNORE INTO {table} ({names}) VALUES ({places})")) else {
        return (0, false);
    };
    let Ok(mut rows) = select.query([]) else {
        return (0, false);
    };
    let (mut copied, mut whole) = (0, true);
    loop {
        let row = match rows.next() {
            Ok(Some(row)) => row,
            Ok(None) => return (copied, whole),
            Err(_) => return (copied, false),
        };
        let values: rusqlite::Result<Vec<Value>> = (0..columns.len()).map(|at| row.get(at)).collect();
        match values.and_then(|values| insert.execute(params_from_iter(values))) {
            Ok(1) => copied += 1,
            Ok(_) | Err(_) => whole = false,
        }
    }
}
