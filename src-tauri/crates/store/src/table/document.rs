//! Table `document`: orders and invoices as ProcurementExpress shows them. Secrets of its answers
//! were left out before they came here.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use clearpost_domain::{CompanyKey, Document, DocumentRef};
use rusqlite::{Connection, OptionalExtension, Transaction};

use crate::db::decode;
use crate::error::Fault;
use crate::table::look;
use crate::table::{touched, witness};
use crate::{Cache, StoreError, Thing};

/// Writes list rows and keeps what only a detail told before. Returns how many were written.
pub(crate) fn put_rows(
    tx: &Transaction<'_>,
    key: &CompanyKey,
    rows: &[Document],
    at: DateTime<Utc>,
) -> Result<usize, Fault> {
    let mut known = cached(tx, key, rows.iter().map(|row| row.reference))?;
    let mut written = Vec::new();
    for row in rows {
        let before = known.remove(&row.reference);
        let merged = match &before {
            Some(cached) => cached.clone().updated_by_row(row.clone()),
            None => row.clone(),
        };
        if before.as_ref() != Some(&merged) {
            write(tx, key, &merged)?;
            look::note(tx, key, row.reference, at, true, false)?;
            written.push(Thing::Document(row.reference));
        }
        known.insert(row.reference, merged);
    }
    touched::note(tx, key, &written)
}

/// Writes documents whole. Returns how many were new or different.
fn put(tx: &Transaction<'_>, key: &CompanyKey, documents: &[Document]) -> Result<usize, Fault> {
    let mut known = cached(tx, key, documents.iter().map(|document| document.reference))?;
    let mut written = Vec::new();
    for document in documents {
        let before = known.remove(&document.reference);
        if before.as_ref() != Some(document) {
            write(tx, key, document)?;
            written.push(Thing::Document(document.reference));
        }
        if let Some(detail) = &document.detail {
            let changed = before.is_none_or(|before| !shows_the_same(before, document));
            look::note(tx, key, document.reference, detail.read_at, changed, true)?;
        }
        known.insert(document.reference, document.clone());
    }
    touched::note(tx, key, &written)
}

/// Whether two readings tell the same, whenever they were.
fn shows_the_same(mut before: Document, after: &Document) -> bool {
    if let (Some(old), Some(new)) = (&mut before.detail, &after.detail) {
        old.read_at = new.read_at;
    }
    before == *after
}

fn write(tx: &Transaction<'_>, key: &CompanyKey, document: &Document) -> Result<(), Fault> {
    tx.prepare_cached(
        "INSERT INTO document (company, reference, body) VALUES (?1, ?2, ?3)
         ON CONFLICT (company, reference) DO UPDATE SET body = excluded.body",
    )?
    .execute((
        key.as_str(),
        document.reference.to_string(),
        serde_json::to_string(document)?,
    ))?;
    Ok(())
}

/// The cached ones of these documents, by one statement.
fn cached(
    connection: &Connection,
    key: &CompanyKey,
    references: impl Iterator<Item = DocumentRef>,
) -> Result<HashMap<DocumentRef, Document>, Fault> {
    let names: Vec<String> = references.map(|reference| reference.to_string()).collect();
    let mut statement = connection.prepare_cached(
        "SELECT body FROM document WHERE company = ?1 AND reference IN (SELECT value FROM json_each(?2))",
    )?;
    let mut rows = statement.query((key.as_str(), serde_json::to_string(&names)?))?;
    let mut found = HashMap::new();
    while let Some(row) = rows.next()? {
        if let Some(document) = decode::<Document>(row.get_ref(0)?) {
            found.insert(document.reference, document);
        }
    }
    Ok(found)
}

impl Cache {
    /// Writes what is new or different; an equal row is left alone. Returns how many were written.
    pub fn upsert_documents(&self, key: &CompanyKey, documents: &[Document]) -> Result<usize, StoreError> {
        self.db.write("documents", |tx| put(tx, key, documents))
    }

    /// All documents, orders first, by id.
    pub fn documents(&self, key: &CompanyKey) -> Result<Vec<Document>, StoreError> {
        let mut found: Vec<Document> =
            self.db
                .bodies("documents", "SELECT body FROM document WHERE company = ?1", key)?;
        found.sort_unstable_by_key(|document| document.reference);
        Ok(found)
    }

    /// Those of these documents that are cached, by one statement.
    pub fn documents_of(&self, key: &CompanyKey, references: &[DocumentRef]) -> Result<Vec<Document>, StoreError> {
        self.db.read("documents", |connection| {
            let found = cached(connection, key, references.iter().copied())?;
            Ok(found.into_values().collect())
        })
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
                "DELETE FROM look WHERE company = ?1 AND reference = ?2",
                "DELETE FROM judgement WHERE company = ?1 AND reference = ?2",
                "DELETE FROM status WHERE company = ?1 AND reference = ?2",
            ] {
                let mut statement = tx.prepare_cached(sql)?;
                for reference in references {
                    statement.execute((key.as_str(), reference.to_string()))?;
                }
            }
            witness::forget(tx, key, references)?;
            let gone: Vec<Thing> = references.iter().copied().map(Thing::Document).collect();
            touched::note(tx, key, &gone)?;
            Ok(())
        })
    }
}
