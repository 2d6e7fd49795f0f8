//! Table `supplier`: the suppliers of ProcurementExpress.

use clearpost_domain::{CompanyKey, Supplier};

use crate::table::touched;
use crate::{Cache, StoreError, Thing};

impl Cache {
    /// Writes what is new or different. Returns how many were written.
    pub fn upsert_suppliers(&self, key: &CompanyKey, suppliers: &[Supplier]) -> Result<usize, StoreError> {
        self.db.write("suppliers", |tx| {
            let mut statement = tx.prepare_cached(
                "INSERT INTO supplier (company, id, body) VALUES (?1, ?2, ?3)
                 ON CONFLICT (company, id) DO UPDATE SET body = excluded.body WHERE body <> excluded.body",
            )?;
            let mut written = Vec::new();
            for supplier in suppliers {
                let body = serde_json::to_string(supplier)?;
                if statement.execute((key.as_str(), supplier.id.0.to_string(), body))? > 0 {
                    written.push(Thing::Supplier(supplier.id));
                }
            }
            touched::note(tx, key, &written)
        })
    }

    /// All suppliers, by id.
    pub fn suppliers(&self, key: &CompanyKey) -> Result<Vec<Supplier>, StoreError> {
        let mut found: Vec<Supplier> =
            self.db
                .bodies("suppliers", "SELECT body FROM supplier WHERE company = ?1", key)?;
        found.sort_unstable_by_key(|supplier| supplier.id);
        Ok(found)
    }
}
