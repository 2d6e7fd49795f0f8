//! Table `touched`: what changed since it was last judged. A row is written in the transaction of the
//! change and goes with the judgement that knew of it, so that nothing is forgotten in between.

use clearpost_domain::CompanyKey;
use rusqlite::Transaction;

use crate::error::Fault;
use crate::table::mark::count_change;
use crate::{Cache, StoreError, Thing};

/// Notes things that a write changed. Returns how many.
pub(crate) fn note(tx: &Transaction<'_>, key: &CompanyKey, things: &[Thing]) -> Result<usize, Fault> {
    count_change(tx, key, things.len())?;
    let mut statement = tx.prepare_cached(
        "INSERT INTO touched (company, thing, revision)
         VALUES (?1, ?2, (SELECT CAST(value AS INTEGER) FROM mark WHERE company = ?1 AND name = 'revision'))
         ON CONFLICT (company, thing) DO UPDATE SET revision = excluded.revision",
    )?;
    for thing in things {
        statement.execute((key.as_str(), thing.to_string()))?;
    }
    Ok(things.len())
}

/// Forgets what a judgement of this revision has seen.
pub(crate) fn settle(tx: &Transaction<'_>, key: &CompanyKey, revision: i64) -> Result<(), Fault> {
    tx.prepare_cached("DELETE FROM touched WHERE company = ?1 AND revision <= ?2")?
        .execute((key.as_str(), revision))?;
    Ok(())
}

impl Cache {
    /// What changed after that revision and was not judged since.
    pub fn touched(&self, key: &CompanyKey, after: i64) -> Result<Vec<Thing>, StoreError> {
        self.db.read("what changed", |connection| {
            let mut statement =
                connection.prepare_cached("SELECT thing FROM touched WHERE company = ?1 AND revision > ?2")?;
            let mut rows = statement.query((key.as_str(), after))?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                found.extend(row.get_ref(0)?.as_str().ok().and_then(|thing| thing.parse().ok()));
            }
            Ok(found)
        })
    }
}
