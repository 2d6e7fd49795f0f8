//! Tables `link` and `link_log`: which transaction a document was once proved to be. The current link
//! is replaced when another match is proved; the log keeps all of them.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use clearpost_domain::{CompanyKey, DocumentRef, TransactionKey};

use rusqlite::Row;

use crate::error::Fault;
use crate::value::{stamp, strict, strict_moment};
use crate::{Ledger, StoreError};

const WHAT: &str = "the verified matches";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    pub key: TransactionKey,
    /// When this transaction was first proved to be the counterpart.
    pub since: DateTime<Utc>,
    pub last_seen: DateTime<Utc>,
}

impl Ledger {
    pub fn record_links(
        &self,
        key: &CompanyKey,
        links: &[(DocumentRef, TransactionKey)],
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        if links.is_empty() {
            return Ok(());
        }
        let at = stamp(at);
        self.write(WHAT, |tx| {
            let mut seen_again = tx.prepare_cached(
                "UPDATE link SET last_seen = ?5
                 WHERE company = ?1 AND reference = ?2 AND entity = ?3 AND id = ?4",
            )?;
            let mut replace = tx.prepare_cached(
                "INSERT INTO link (company, reference, entity, id, since, last_seen) VALUES (?1, ?2, ?3, ?4, ?5, ?5)
                 ON CONFLICT (company, reference) DO UPDATE SET entity = excluded.entity, id = excluded.id,
                     since = excluded.since, last_seen = excluded.last_seen",
            )?;
            let mut log = tx.prepare_cached(
                "INSERT INTO link_log (company, reference, entity, id, at) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?;
            for (reference, transaction) in links {
                let reference = reference.to_string();
                let row = [
                    key.as_str(),
                    &reference,
                    transaction.entity.word(),
                    &transaction.id,
                    &at,
                ];
                if seen_again.execute(row)? == 0 {
                    replace.execute(row)?;
                    log.execute(row)?;
                }
            }
            Ok(())
        })
    }

    /// The current link of each document.
    pub fn links(&self, key: &CompanyKey) -> Result<BTreeMap<DocumentRef, Link>, StoreError> {
        self.db.read(WHAT, |connection| {
            let mut statement = connection
                .prepare_cached("SELECT reference, entity, id, since, last_seen FROM link WHERE company = ?1")?;
            let mut rows = statement.query([key.as_str()])?;
            let mut found = BTreeMap::new();
            while let Some(row) = rows.next()? {
                found.insert(strict(row, "reference", WHAT)?, link(row)?);
            }
            Ok(found)
        })
    }

    /// The current link of each of these documents that has one.
    pub fn links_of(
        &self,
        key: &CompanyKey,
        references: &[DocumentRef],
    ) -> Result<BTreeMap<DocumentRef, Link>, StoreError> {
        self.db.read(WHAT, |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT entity, id, since, last_seen FROM link WHERE company = ?1 AND reference = ?2",
            )?;
            let mut found = BTreeMap::new();
            for reference in references {
                let mut rows = statement.query((key.as_str(), reference.to_string()))?;
                if let Some(row) = rows.next()? {
                    found.insert(*reference, link(row)?);
                }
            }
            Ok(found)
        })
    }

    /// Every transaction that a document was ever proved to be, oldest first.
    pub fn link_history(
        &self,
        key: &CompanyKey,
        reference: DocumentRef,
    ) -> Result<Vec<(TransactionKey, DateTime<Utc>)>, StoreError> {
        self.db.read(WHAT, |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT entity, id, at FROM link_log WHERE company = ?1 AND reference = ?2 ORDER BY seq",
            )?;
            let mut rows = statement.query((key.as_str(), reference.to_string()))?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                let transaction = TransactionKey {
                    entity: strict(row, "entity", WHAT)?,
                    id: row.get("id")?,
                };
                found.push((transaction, strict_moment(row, "at", WHAT)?));
            }
            Ok(found)
        })
    }
}

fn link(row: &Row<'_>) -> Result<Link, Fault> {
    Ok(Link {
        key: TransactionKey {
            entity: strict(row, "entity", WHAT)?,
            id: row.get("id")?,
        },
        since: strict_moment(row, "since", WHAT)?,
        last_seen: strict_moment(row, "last_seen", WHAT)?,
    })
}
