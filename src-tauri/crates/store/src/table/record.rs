//! Table `record`: the list records of QuickBooks: vendors, accounts and the like.

use clearpost_domain::{CompanyKey, ListRecord};
use rusqlite::Transaction;

use crate::error::Fault;
use crate::table::touched;
use crate::{Cache, StoreError, Thing};

pub(crate) fn put(tx: &Transaction<'_>, key: &CompanyKey, records: &[ListRecord]) -> Result<usize, Fault> {
    let mut statement = tx.prepare_cached(
        "INSERT INTO record (company, kind, id, body) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (company, kind, id) DO UPDATE SET body = excluded.body WHERE body <> excluded.body",
    )?;
    let mut written = Vec::new();
    for record in records {
        let body = serde_json::to_string(record)?;
        if statement.execute((key.as_str(), record.kind.word(), &record.id, body))? > 0 {
            written.push(Thing::Record(record.kind, record.id.clone()));
        }
    }
    touched::note(tx, key, &written)
}

impl Cache {
    /// Writes what is new or different. Returns how many were written.
    pub fn upsert_records(&self, key: &CompanyKey, records: &[ListRecord]) -> Result<usize, StoreError> {
        self.db.write("list records", |tx| put(tx, key, records))
    }

    /// All list records, by kind and id.
    pub fn records(&self, key: &CompanyKey) -> Result<Vec<ListRecord>, StoreError> {
        self.db.bodies(
            "list records",
            "SELECT body FROM record WHERE company = ?1 ORDER BY kind, id",
            key,
        )
    }
}
