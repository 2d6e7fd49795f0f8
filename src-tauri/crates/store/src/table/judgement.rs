//! Table `judgement`: what was concluded of each document, whole. It is written together with the
//! flat rows of table `status`, so that a list and a detail never tell different stories.

use clearpost_domain::{CompanyKey, DocumentRef, Finding, SyncState, Verdict};
use rusqlite::OptionalExtension;
use serde::{Deserialize, Serialize};

use crate::db::decode;
use crate::table::lead::{self, Leads};
use crate::table::status::{self, StatusRow};
use crate::table::witness::{self, Witness};
use crate::table::{mark, touched};
use crate::{Cache, StoreError};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    pub reference: DocumentRef,
    pub verdict: Verdict,
    pub findings: Vec<Finding>,
    pub notes: Vec<String>,
}

/// What came of judging a company, or a part of it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Concluded<'a> {
    pub judgements: &'a [Judgement],
    pub rows: &'a [StatusRow],
    pub witnesses: &'a [Witness],
    pub leads: &'a [Leads],
    /// Every thing of the company is among `leads`.
    pub is_whole: bool,
    /// What it knew of: everything up to this revision.
    pub revision: i64,
    /// Small named values of the company that go with it.
    pub marks: &'a [(&'a str, &'a str)],
}

impl Cache {
    /// Writes everything that was concluded in one transaction; what is equal is left alone. `made_of` is a
    /// mark with the value that it had when judging began: where another judgement has changed it since,
    /// what each of them knew is mixed, and the mark is left empty.
    pub fn conclude(
        &self,
        key: &CompanyKey,
        all: &Concluded<'_>,
        (made_of, before, now): (&str, Option<&str>, &str),
    ) -> Result<(), StoreError> {
        self.db.write("judgements", |tx| {
            let mut statement = tx.prepare_cached(
                "INSERT INTO judgement (company, reference, body) VALUES (?1, ?2, ?3)
                 ON CONFLICT (company, reference) DO UPDATE SET body = excluded.body WHERE body <> excluded.body",
            )?;
            for judgement in all.judgements {
                let body = serde_json::to_string(judgement)?;
                statement.execute((key.as_str(), judgement.reference.to_string(), body))?;
            }
            status::put(tx, key, all.rows)?;
            witness::put(tx, key, all.witnesses)?;
            if all.is_whole {
                lead::replace_all(tx, key, all.leads)?;
            } else {
                lead::replace(tx, key, all.leads)?;
            }
            touched::settle(tx, key, all.revision)?;
            for (name, value) in all.marks {
                mark::put(tx, key, name, value)?;
            }
            let is_alone = mark::get(tx, key, made_of)?.as_deref() == before;
            mark::put(tx, key, made_of, if is_alone { now } else { "" })
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

    /// The judgements of these documents, of those that have one.
    pub fn judgements_of(&self, key: &CompanyKey, references: &[DocumentRef]) -> Result<Vec<Judgement>, StoreError> {
        self.db.read("judgements", |connection| {
            let mut statement =
                connection.prepare_cached("SELECT body FROM judgement WHERE company = ?1 AND reference = ?2")?;
            let mut found = Vec::new();
            for reference in references {
                let body = statement
                    .query_row((key.as_str(), reference.to_string()), |row| Ok(decode(row.get_ref(0)?)))
                    .optional()?;
                found.extend(body.flatten());
            }
            Ok(found)
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
