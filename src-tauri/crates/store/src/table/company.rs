//! Table `company`: the connected companies and what is known of both sides.

use clearpost_domain::{CompanyFacts, CompanyKey, RealmId};
use rusqlite::OptionalExtension;
use serde::{Deserialize, Serialize};

use crate::db::decode;
use crate::table::mark::count_change;
use crate::{Cache, StoreError};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompanyRow {
    /// ProcurementExpress' id of the company.
    pub procurement_company: String,
    pub realm: Option<RealmId>,
    pub procurement_name: Option<String>,
    pub quickbooks_name: Option<String>,
    pub facts: CompanyFacts,
    /// Whether ProcurementExpress says that it is connected to QuickBooks.
    pub quickbooks_connected_in_procurement: Option<bool>,
}

impl Cache {
    pub fn put_company(&self, key: &CompanyKey, row: &CompanyRow) -> Result<(), StoreError> {
        self.db.write("a company", |tx| {
            let written = tx.execute(
                "INSERT INTO company (company, body) VALUES (?1, ?2)
                 ON CONFLICT (company) DO UPDATE SET body = excluded.body WHERE body <> excluded.body",
                (key.as_str(), serde_json::to_string(row)?),
            )?;
            count_change(tx, key, written)?;
            Ok(())
        })
    }

    pub fn company(&self, key: &CompanyKey) -> Result<Option<CompanyRow>, StoreError> {
        self.db.read("a company", |connection| {
            let found = connection
                .prepare_cached("SELECT body FROM company WHERE company = ?1")?
                .query_row([key.as_str()], |row| Ok(decode(row.get_ref(0)?)))
                .optional()?;
            Ok(found.flatten())
        })
    }

    /// All companies, in the order of their keys.
    pub fn companies(&self) -> Result<Vec<(CompanyKey, CompanyRow)>, StoreError> {
        self.db.read("the companies", |connection| {
            let mut statement = connection.prepare_cached("SELECT company, body FROM company ORDER BY company")?;
            let mut rows = statement.query([])?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                if let (Ok(key), Some(body)) = (row.get::<_, String>(0), decode(row.get_ref(1)?)) {
                    found.push((CompanyKey::new(key), body));
                }
            }
            Ok(found)
        })
    }
}
