//! Table `source`: for each service, when it was last asked, when it last answered, and its last
//! error, each on its own. A failure never takes away the last success.

use chrono::{DateTime, Utc};
use clearpost_domain::CompanyKey;
use rusqlite::OptionalExtension;

use crate::value::{moment, stamp};
use crate::{Cache, StoreError};

/// The two services.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Source {
    Procurement,
    QuickBooks,
}

impl Source {
    pub const ALL: [Self; 2] = [Self::Procurement, Self::QuickBooks];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Procurement => "procurement",
            Self::QuickBooks => "quickbooks",
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceFacts {
    pub last_tried: Option<DateTime<Utc>>,
    pub last_succeeded: Option<DateTime<Utc>>,
    /// Kept when a later try succeeds.
    pub last_error: Option<(DateTime<Utc>, String)>,
    /// Whether the newest try that ended, ended in an error.
    pub failing: bool,
}

impl Cache {
    pub fn note_tried(&self, key: &CompanyKey, source: Source, at: DateTime<Utc>) -> Result<(), StoreError> {
        self.note(
            "INSERT INTO source (company, source, tried) VALUES (?1, ?2, ?3)
             ON CONFLICT (company, source) DO UPDATE SET tried = excluded.tried",
            key,
            source,
            &[&stamp(at)],
        )
    }

    pub fn note_succeeded(&self, key: &CompanyKey, source: Source, at: DateTime<Utc>) -> Result<(), StoreError> {
        self.note(
            "INSERT INTO source (company, source, succeeded) VALUES (?1, ?2, ?3)
             ON CONFLICT (company, source) DO UPDATE SET succeeded = excluded.succeeded, failing = 0",
            key,
            source,
            &[&stamp(at)],
        )
    }

    pub fn note_failed(
        &self,
        key: &CompanyKey,
        source: Source,
        at: DateTime<Utc>,
        message: &str,
    ) -> Result<(), StoreError> {
        self.note(
            "INSERT INTO source (company, source, failed, error, failing) VALUES (?1, ?2, ?3, ?4, 1)
             ON CONFLICT (company, source) DO UPDATE
             SET failed = excluded.failed, error = excluded.error, failing = 1",
            key,
            source,
            &[&stamp(at), message],
        )
    }

    fn note(&self, sql: &str, key: &CompanyKey, source: Source, rest: &[&str]) -> Result<(), StoreError> {
        self.db.write("the state of a source", |tx| {
            let values = [key.as_str(), source.word()].into_iter().chain(rest.iter().copied());
            tx.execute(sql, rusqlite::params_from_iter(values))?;
            Ok(())
        })
    }

    /// What is known of a source; nothing at all before it was first tried.
    pub fn source(&self, key: &CompanyKey, source: Source) -> Result<SourceFacts, StoreError> {
        let found = self.db.read("the state of a source", |connection| {
            Ok(connection
                .prepare_cached(
                    "SELECT tried, succeeded, failed, error, failing FROM source WHERE company = ?1 AND source = ?2",
                )?
                .query_row([key.as_str(), source.word()], |row| {
                    let at = |column| {
                        Ok::<_, rusqlite::Error>(row.get::<_, Option<String>>(column)?.as_deref().and_then(moment))
                    };
                    Ok(SourceFacts {
                        last_tried: at(0)?,
                        last_succeeded: at(1)?,
                        last_error: at(2)?
                            .map(|failed| Ok::<_, rusqlite::Error>((failed, row.get(3)?)))
                            .transpose()?,
                        failing: row.get(4)?,
                    })
                })
                .optional()?)
        })?;
        Ok(found.unwrap_or_default())
    }
}
