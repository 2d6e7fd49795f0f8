//! Tables `pass` and `seen`: a complete reading of a list, from its first page to its last, that may
//! take several rounds and survives the end of the process. Its pages are stored by `page`.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use clearpost_domain::{CompanyKey, DocumentKind, DocumentRef, Entity, TransactionKey};
use rusqlite::OptionalExtension;

use crate::value::{moment, stamp};
use crate::{Cache, StoreError};

const WHAT: &str = "how far a reading has come";

/// How far the reading of one list has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pass {
    pub started: DateTime<Utc>,
    pub finished: Option<DateTime<Utc>>,
    pub round: u32,
    /// How many pages and rows there are, as the service said last in this round.
    pub pages: Option<u32>,
    pub total: Option<u64>,
    /// Whether the total became smaller during this round.
    pub fell: bool,
    /// The pages of this round that are stored.
    pub done: BTreeSet<u32>,
    /// What was seen, and in which round last.
    pub seen: HashMap<String, u32>,
}

impl Cache {
    /// Starts to read these lists from their first pages.
    pub fn begin_passes(&self, key: &CompanyKey, streams: &[&str], at: DateTime<Utc>) -> Result<(), StoreError> {
        self.forget_passes(key, streams)?;
        self.db.write(WHAT, |tx| {
            let mut statement = tx.prepare_cached("INSERT INTO pass (company, stream, started) VALUES (?1, ?2, ?3)")?;
            for stream in streams {
                statement.execute((key.as_str(), stream, stamp(at)))?;
            }
            Ok(())
        })
    }

    pub fn forget_passes(&self, key: &CompanyKey, streams: &[&str]) -> Result<(), StoreError> {
        self.db.write(WHAT, |tx| {
            for sql in [
                "DELETE FROM pass WHERE company = ?1 AND stream = ?2",
                "DELETE FROM page WHERE company = ?1 AND stream = ?2",
                "DELETE FROM seen WHERE company = ?1 AND stream = ?2",
            ] {
                let mut statement = tx.prepare_cached(sql)?;
                for stream in streams {
                    statement.execute((key.as_str(), stream))?;
                }
            }
            Ok(())
        })
    }

    /// The list is read once more from its first page, because rows moved while it was read.
    pub fn next_round(&self, key: &CompanyKey, stream: &str) -> Result<(), StoreError> {
        self.db.write(WHAT, |tx| {
            tx.execute(
                "UPDATE pass SET round = round + 1, pages = NULL, total = NULL, fell = 0, finished = NULL
                 WHERE company = ?1 AND stream = ?2",
                (key.as_str(), stream),
            )?;
            tx.execute(
                "DELETE FROM page WHERE company = ?1 AND stream = ?2",
                (key.as_str(), stream),
            )?;
            Ok(())
        })
    }

    /// Everything that stands in the list was seen. Records that could not be read in an earlier pass
    /// and did not come again are no longer counted.
    pub fn finish_pass(
        &self,
        key: &CompanyKey,
        stream: &str,
        source: &str,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.db.write(WHAT, |tx| {
            tx.execute(
                "DELETE FROM quarantine WHERE company = ?1 AND source = ?3
                 AND at < (SELECT started FROM pass WHERE company = ?1 AND stream = ?2)",
                (key.as_str(), stream, source),
            )?;
            tx.execute(
                "UPDATE pass SET finished = ?3 WHERE company = ?1 AND stream = ?2",
                (key.as_str(), stream, stamp(at)),
            )?;
            Ok(())
        })
    }

    /// The pass of a list that is under way or waits for others of its side.
    pub fn pass(&self, key: &CompanyKey, stream: &str) -> Result<Option<Pass>, StoreError> {
        self.db.read(WHAT, |connection| {
            let found = connection
                .prepare_cached(
                    "SELECT started, finished, round, pages, total, fell FROM pass WHERE company = ?1 AND stream = ?2",
                )?
                .query_row((key.as_str(), stream), |row| {
                    Ok(Pass {
                        started: moment(&row.get::<_, String>(0)?).unwrap_or_default(),
                        finished: row.get::<_, Option<String>>(1)?.as_deref().and_then(moment),
                        round: row.get(2)?,
                        pages: row.get(3)?,
                        total: row
                            .get::<_, Option<i64>>(4)?
                            .and_then(|total| u64::try_from(total).ok()),
                        fell: row.get(5)?,
                        done: BTreeSet::new(),
                        seen: HashMap::new(),
                    })
                })
                .optional()?;
            let Some(mut pass) = found else { return Ok(None) };
            let mut pages = connection.prepare_cached("SELECT number FROM page WHERE company = ?1 AND stream = ?2")?;
            for number in pages.query_map((key.as_str(), stream), |row| row.get(0))? {
                pass.done.insert(number?);
            }
            let mut seen =
                connection.prepare_cached("SELECT id, round FROM seen WHERE company = ?1 AND stream = ?2")?;
            for one in seen.query_map((key.as_str(), stream), |row| Ok((row.get(0)?, row.get(1)?)))? {
                let (id, round) = one?;
                pass.seen.insert(id, round);
            }
            Ok(Some(pass))
        })
    }

    /// When the pass of a list began, and whether it is finished.
    pub fn pass_state(&self, key: &CompanyKey, stream: &str) -> Result<Option<(DateTime<Utc>, bool)>, StoreError> {
        self.db.read(WHAT, |connection| {
            let found = connection
                .prepare_cached("SELECT started, finished IS NOT NULL FROM pass WHERE company = ?1 AND stream = ?2")?
                .query_row((key.as_str(), stream), |row| {
                    Ok((moment(&row.get::<_, String>(0)?).unwrap_or_default(), row.get(1)?))
                })
                .optional()?;
            Ok(found)
        })
    }

    /// Cached documents of this kind that the passes of these lists did not see.
    pub fn unseen_documents(
        &self,
        key: &CompanyKey,
        kind: DocumentKind,
        streams: &[&str],
    ) -> Result<Vec<DocumentRef>, StoreError> {
        let streams = serde_json::to_string(streams).unwrap_or_default();
        self.db.read("documents", |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT reference FROM document
                 WHERE company = ?1 AND reference GLOB ?2 || '*' AND reference NOT IN
                     (SELECT ?2 || id FROM seen WHERE company = ?1 AND stream IN (SELECT value FROM json_each(?3)))",
            )?;
            let found = statement.query_map((key.as_str(), format!("{kind}:"), streams), |row| {
                row.get::<_, String>(0)
            })?;
            let found = found.collect::<Result<Vec<String>, _>>()?;
            Ok(found.iter().filter_map(|text| text.parse().ok()).collect())
        })
    }

    /// Cached transactions of this entity that its pass did not see and that are not known as deleted.
    /// Their stream bears the entity's name.
    pub fn unseen_transactions(&self, key: &CompanyKey, entity: Entity) -> Result<Vec<TransactionKey>, StoreError> {
        self.db.read("transactions", |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT id FROM book_transaction
                 WHERE company = ?1 AND entity = ?2 AND deleted IS NULL
                     AND id NOT IN (SELECT id FROM seen WHERE company = ?1 AND stream = ?2)",
            )?;
            let found = statement.query_map((key.as_str(), entity.word()), |row| row.get(0))?;
            let found = found.collect::<Result<Vec<String>, _>>()?;
            Ok(found.into_iter().map(|id| TransactionKey { entity, id }).collect())
        })
    }
}
