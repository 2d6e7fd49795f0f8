//! Table `document`: orders and invoices as ProcurementExpress shows them. Secrets of its answers
//! were left out before they came here.

use clearpost_domain::{CompanyKey, Document, DocumentRef};
use rusqlite::OptionalExtension;

use crate::db::decode;
use crate::{Cache, StoreError};

impl Cache {
    /// Writes what is new or different; an equal row is left alone. Returns how many were written.
    pub fn upsert_documents(&self, key: &CompanyKey, documents: &[Document]) -> Result<usize, StoreError> {
        self.db.write("documents", |tx| {
            let mut statement = tx.prepare_cached(
                "INSERT INTO document (company, reference, body) VALUES (?1, ?2, ?3)
                 ON CONFLICT (company, reference) DO UPDATE SET body = excluded.body WHERE body <> excluded.body",
            )?;
            let mut written = 0;
            for document in documents {
                let body = serde_json::to_string(document)?;
                written += statement.execute((key.as_str(), document.reference.to_string(), body))?;
            }
            Ok(written)
        })
    }

    /// All documents, orders first, by id.
    pub fn documents(&self, key: &CompanyKey) -> Result<Vec<Document>, StoreError> {
        let mut found: Vec<Document> =
            self.db
                .bodies("documents", "SELECT body FROM document WHERE company = ?1", key)?;
        found.sort_unstable_by_key(|document| document.reference);
        Ok(found)
    }

    pub fn document(&self, key: &CompanyKey, reference: DocumentRef) -> Result<Option<Document>, StoreError> {
        self.db.read("a document", |connection| {
            let found = connection
                .prepare_cached("SELECT body FROM document WHERE company = ?1 AND reference = ?2")?
                .query_row((key.as_str(), reference.to_string()), |row| Ok(decode(row.get_ref(0)?)))
                .optional()?;
            Ok(found.flatten())
        })
    }

    /// Deletes documents together with what was judged of them.
    pub fn delete_documents(&self, key: &CompanyKey, references: &[DocumentRef]) -> Result<(), StoreError> {
        self.db.write("the removal of documents", |tx| {
            for sql in [
                "DELETE FROM document WHERE company = ?1 AND reference = ?2",
                "DELETE FROM judgement WHERE company = ?1 AND reference = ?2",
                "DELETE FROM status WHERE company = ?1 AND reference = ?2",
            ] {
                let mut statement = tx.prepare_cached(sql)?;
                for reference in references {
                    statement.execute((key.as_str(), reference.to_string()))?;
                }
            }
            Ok(())
        })
    }
}
