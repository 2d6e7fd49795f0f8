//! Table `handled_log`: the documents that the user marked as settled by hand, and when the mark was
//! taken back. Entries are only added; a document's newest one counts.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use clearpost_domain::{CompanyKey, DocumentRef};

use crate::value::{stamp, strict, strict_moment};
use crate::{Ledger, StoreError};

const WHAT: &str = "the handled marks";

impl Ledger {
    pub fn set_handled(
        &self,
        key: &CompanyKey,
        reference: DocumentRef,
        reason: &str,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.log_handled(key, reference, true, reason, at)
    }

    pub fn clear_handled(&self, key: &CompanyKey, reference: DocumentRef, at: DateTime<Utc>) -> Result<(), StoreError> {
        self.log_handled(key, reference, false, "", at)
    }

    fn log_handled(
        &self,
        key: &CompanyKey,
        reference: DocumentRef,
        handled: bool,
        reason: &str,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.write(WHAT, |tx| {
            tx.execute(
                "INSERT INTO handled_log (company, reference, handled, reason, at) VALUES (?1, ?2, ?3, ?4, ?5)",
                (key.as_str(), reference.to_string(), handled, reason, stamp(at)),
            )?;
            Ok(())
        })
    }

    /// The documents marked now, each with the reason and the moment.
    pub fn handled(&self, key: &CompanyKey) -> Result<BTreeMap<DocumentRef, (String, DateTime<Utc>)>, StoreError> {
        self.db.read(WHAT, |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT reference, reason, at FROM handled_log
                 WHERE handled = 1 AND seq IN
                     (SELECT max(seq) FROM handled_log WHERE company = ?1 GROUP BY reference)",
            )?;
            let mut rows = statement.query([key.as_str()])?;
            let mut found = BTreeMap::new();
            while let Some(row) = rows.next()? {
                let at = strict_moment(row, "at", WHAT)?;
                found.insert(strict(row, "reference", WHAT)?, (row.get("reason")?, at));
            }
            Ok(found)
        })
    }
}
