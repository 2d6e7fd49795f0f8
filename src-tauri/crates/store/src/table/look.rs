//! Table `look`: when what a document shows changed last, and when its detail was read last. From both
//! follows when another look at its detail is worth a call.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use clearpost_domain::{CompanyKey, DocumentRef};
use rusqlite::Transaction;

use crate::error::Fault;
use crate::value::{moment, stamp};
use crate::{Cache, StoreError};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// When the row or the detail was last seen to be another than before.
    pub changed: DateTime<Utc>,
    /// When the detail was last read.
    pub looked: Option<DateTime<Utc>>,
}

/// Notes that a document was read. `changed`: it shows something else than before; `looked`: its detail
/// was read.
pub(crate) fn note(
    tx: &Transaction<'_>,
    key: &CompanyKey,
    reference: DocumentRef,
    at: DateTime<Utc>,
    changed: bool,
    looked: bool,
) -> Result<(), Fault> {
    tx.prepare_cached(
        "INSERT INTO look (company, reference, changed, looked) VALUES (?1, ?2, ?3, iif(?5, ?3, NULL))
         ON CONFLICT (company, reference) DO UPDATE
         SET changed = iif(?4, ?3, changed), looked = iif(?5, ?3, looked)",
    )?
    .execute((key.as_str(), reference.to_string(), stamp(at), changed, looked))?;
    Ok(())
}

impl Cache {
    /// What is known of the looks at these documents.
    pub fn looks(
        &self,
        key: &CompanyKey,
        references: &[DocumentRef],
    ) -> Result<HashMap<DocumentRef, Look>, StoreError> {
        self.db.read("the looks at documents", |connection| {
            let mut statement =
                connection.prepare_cached("SELECT changed, looked FROM look WHERE company = ?1 AND reference = ?2")?;
            let mut found = HashMap::new();
            for reference in references {
                let mut rows = statement.query((key.as_str(), reference.to_string()))?;
                if let Some(row) = rows.next()?
                    && let Some(changed) = moment(&row.get::<_, String>(0)?)
                {
                    let looked = row.get::<_, Option<String>>(1)?.as_deref().and_then(moment);
                    found.insert(*reference, Look { changed, looked });
                }
            }
            Ok(found)
        })
    }
}
