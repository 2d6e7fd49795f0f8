//! Gives everything of one company in the ledger another key: a company that was connected with
//! ProcurementExpress alone is later connected with its books, and what was sent and marked belongs to
//! it still.

use clearpost_domain::CompanyKey;
use rusqlite::Transaction;

use crate::error::Fault;
use crate::{Ledger, StoreError};

const WHAT: &str = "the new key of a company";

/// Every table that has rows of a company.
const TABLES: [&str; 9] = [
    "attempt",
    "handled_log",
    "link",
    "link_log",
    "verified_route",
    "receipt",
    "setting",
    "connection",
    "connection_trouble",
];

impl Ledger {
    /// Moves the rows from one key to another. A row that the other key has already stays where it is.
    /// Tells whether anything was moved.
    pub fn move_company(&self, from: &CompanyKey, to: &CompanyKey) -> Result<bool, StoreError> {
        let is_known = self.db.read(WHAT, |connection| {
            for table in TABLES {
                let sql = format!("SELECT EXISTS (SELECT 1 FROM {table} WHERE company = ?1)");
                if connection.query_row(&sql, [from.as_str()], |row| row.get(0))? {
                    return Ok(true);
                }
            }
            Ok(false)
        })?;
        if !is_known || from == to {
            return Ok(false);
        }
        self.write(WHAT, |tx| {
            let guards = lift_guards(tx)?;
            let mut moved = 0;
            for table in TABLES {
                let sql = format!("UPDATE OR IGNORE {table} SET company = ?2 WHERE company = ?1");
                moved += tx.execute(&sql, [from.as_str(), to.as_str()])?;
            }
            for guard in guards {
                tx.execute_batch(&guard)?;
            }
            Ok(moved > 0)
        })
    }
}

/// The triggers that keep what was written as it is know nothing of a new key. They are taken away
/// and put back word for word within the one transaction.
fn lift_guards(tx: &Transaction<'_>) -> Result<Vec<String>, Fault> {
    let mut statement = tx.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let triggers: Vec<(String, String)> = rows.collect::<rusqlite::Result<_>>()?;
    for (name, _) in &triggers {
        tx.execute_batch(&format!("DROP TRIGGER {name}"))?;
    }
    Ok(triggers.into_iter().map(|(_, sql)| sql).collect())
}
