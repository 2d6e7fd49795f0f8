//! Table `witness`: what the last judgement of each document tells of its company, so that what holds for
//! the company follows without judging all of it again.

use chrono::{DateTime, NaiveDate, Utc};
use clearpost_domain::{CompanyKey, DocumentKind, DocumentRef};
use rusqlite::{Params, Row, Transaction};

use crate::error::Fault;
use crate::{Cache, StoreError};

const WHAT: &str = "what documents tell of their company";

/// What one document tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Witness {
    pub reference: DocumentRef,
    /// How it and its counterpart vote on what can be learned.
    pub vote: Option<[u8; 16]>,
    /// The day it was approved, if its counterpart is proved.
    pub proved_on: Option<NaiveDate>,
    /// When it arrived, if it is in the books as it should be.
    pub arrived_at: Option<DateTime<Utc>>,
    /// It is judged again each time, whatever changed.
    pub is_open: bool,
}

pub(crate) fn put(tx: &Transaction<'_>, key: &CompanyKey, witnesses: &[Witness]) -> Result<(), Fault> {
    let mut statement = tx.prepare_cached(
        "INSERT INTO witness (company, kind, id, vote, proved_on, arrived_at, is_open) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (company, kind, id) DO UPDATE SET vote = excluded.vote, proved_on = excluded.proved_on,
             arrived_at = excluded.arrived_at, is_open = excluded.is_open
         WHERE (vote, proved_on, arrived_at, is_open)
             IS NOT (excluded.vote, excluded.proved_on, excluded.arrived_at, excluded.is_open)",
    )?;
    for witness in witnesses {
        statement.execute((
            key.as_str(),
            witness.reference.kind.word(),
            witness.reference.id.0.cast_signed(),
            witness.vote.map(|vote| vote.to_vec()),
            witness.proved_on.map(|day| day.to_string()),
            witness.arrived_at.map(|at| at.timestamp_micros()),
            witness.is_open,
        ))?;
    }
    Ok(())
}

pub(crate) fn forget(tx: &Transaction<'_>, key: &CompanyKey, gone: &[DocumentRef]) -> Result<(), Fault> {
    let mut statement = tx.prepare_cached("DELETE FROM witness WHERE company = ?1 AND kind = ?2 AND id = ?3")?;
    for reference in gone {
        statement.execute((key.as_str(), reference.kind.word(), reference.id.0.cast_signed()))?;
    }
    Ok(())
}

/// The document of a row that begins with its kind and its number.
fn reference(row: &Row<'_>) -> rusqlite::Result<Option<DocumentRef>> {
    let (kind, id): (String, i64) = (row.get(0)?, row.get(1)?);
    Ok(format!("{kind}:{}", id.cast_unsigned()).parse().ok())
}

impl Cache {
    /// The votes of the newest documents of a kind, at most so many.
    pub fn votes(
        &self,
        key: &CompanyKey,
        kind: DocumentKind,
        most: usize,
    ) -> Result<Vec<(DocumentRef, [u8; 16])>, StoreError> {
        self.rows(
            "SELECT kind, id, vote FROM witness WHERE company = ?1 AND kind = ?3 AND vote IS NOT NULL
             ORDER BY id DESC LIMIT ?2",
            (key.as_str(), limit(most), kind.word()),
            |row| row.get(2),
        )
    }

    /// The days of approval of proved documents, the oldest first, at most so many.
    pub fn first_proved(&self, key: &CompanyKey, most: usize) -> Result<Vec<(DocumentRef, NaiveDate)>, StoreError> {
        let found: Vec<(DocumentRef, String)> = self.rows(
            "SELECT kind, id, proved_on FROM witness WHERE company = ?1 AND proved_on IS NOT NULL
             ORDER BY proved_on LIMIT ?2",
            (key.as_str(), limit(most)),
            |row| row.get(2),
        )?;
        Ok(found
            .into_iter()
            .filter_map(|(reference, day)| Some((reference, day.parse().ok()?)))
            .collect())
    }

    /// Documents that have arrived, the newest arrival first, at most so many.
    pub fn last_arrived(&self, key: &CompanyKey, most: usize) -> Result<Vec<(DocumentRef, DateTime<Utc>)>, StoreError> {
        let found: Vec<(DocumentRef, i64)> = self.rows(
            "SELECT kind, id, arrived_at FROM witness WHERE company = ?1 AND arrived_at IS NOT NULL
             ORDER BY arrived_at DESC, kind, id DESC LIMIT ?2",
            (key.as_str(), limit(most)),
            |row| row.get(2),
        )?;
        Ok(found
            .into_iter()
            .filter_map(|(reference, at)| Some((reference, DateTime::from_timestamp_micros(at)?)))
            .collect())
    }

    /// The documents that are judged again each time.
    pub fn open_documents(&self, key: &CompanyKey) -> Result<Vec<DocumentRef>, StoreError> {
        let found = self.rows(
            "SELECT kind, id, is_open FROM witness INDEXED BY witness_open WHERE company = ?1 AND is_open",
            [key.as_str()],
            |row| row.get::<_, bool>(2),
        )?;
        Ok(found.into_iter().map(|(reference, _)| reference).collect())
    }

    fn rows<T>(
        &self,
        sql: &str,
        parameters: impl Params,
        take: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<(DocumentRef, T)>, StoreError> {
        self.db.read(WHAT, |connection| {
            let mut statement = connection.prepare_cached(sql)?;
            let mut rows = statement.query(parameters)?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                let value = take(row)?;
                found.extend(reference(row)?.map(|reference| (reference, value)));
            }
            Ok(found)
        })
    }
}

fn limit(most: usize) -> i64 {
    i64::try_from(most).unwrap_or(i64::MAX)
}
