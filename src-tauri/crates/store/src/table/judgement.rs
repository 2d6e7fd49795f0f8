//! Table `judgement`: what was concluded of each document, whole. It is written together with the
//! flat rows of table `status`, so that a list and a detail never tell different stories.

use clearpost_domain::{CompanyKey, DocumentRef, Finding, SyncState, Verdict};
use rusqlite::OptionalExtension;
use serde::{Deserialize, Serialize};

use crate::db::decode;
use crate::table::status::{self, StatusRow};
use crate::{Cache, StoreError};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    pub reference: DocumentRef,
    pub verdict: Verdict,
    pub findings: Vec<Finding>,
    pub notes: Vec<String>,
}

impl Cache {
    /// Writes judgements and their flat rows in one transaction; equal ones are left alone.
    pub fn put_judgements(
        &self,
        key: &CompanyKey,
        judgements: &[Judgement],
        rows: &[StatusRow],
    ) -> Result<(), StoreError> {
        self.db.write("judgements", |tx| {
            let mut statement = tx.prepare_cached(
                "INSERT INTO judgement (company, reference, body) VALUES (?1, ?2, ?3)
                 ON CONFLICT (company, reference) DO UPDATE SET body = excluded.body WHERE body <> excluded.body",
            )?;
            for judgement in judgements {
                let body = serde_json::to_string(judgement)?;
                statement.execute((key.as_str(), judgement.reference.to_string(), body))?;
            }
            status::put(tx, key, rows)
        })
    }

    pub fn judgement(&self, key: &CompanyKey, reference: DocumentRef) -> Result<Option<Judgement>, StoreError> {
        self.db.read("a judgement", |connection| {
            let found = connection
                .prepare_cached("SELECT body FROM judgement WHERE company = ?1 AND reference = ?2")?
                .query_row((key.as_str(), reference.to_string()), |row| Ok(decode(row.get_ref(0)?)))
                .optional()?;
            Ok(found.flatten())
        })
    }

    /// The judgements of documents in one of these states.
    pub fn judgements_in(&self, key: &CompanyKey, states: &[SyncState]) -> Result<Vec<Judgement>, StoreError> {
        self.db.read("judgements", |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT body FROM judgement JOIN status USING (company, reference) WHERE company = ?1 AND state = ?2",
            )?;
            let mut found = Vec::new();
            for state in states {
                let rows = statement.query_map((key.as_str(), state.word()), |row| Ok(decode(row.get_ref(0)?)))?;
                for judgement in rows {
                    found.extend(judgement?);
                }
            }
            Ok(found)
        })
    }

    /// All judgements, orders first, by id.
    pub fn judgements(&self, key: &CompanyKey) -> Result<Vec<Judgement>, StoreError> {
        let mut found: Vec<Judgement> =
            self.db
                .bodies("judgements", "SELECT body FROM judgement WHERE company = ?1", key)?;
        found.sort_unstable_by_key(|judgement| judgement.reference);
        Ok(found)
    }
}
