//! How far the ledger was at some moment, and which documents it has told something new of since.

use std::fmt;
use std::str::FromStr;

use clearpost_domain::{CompanyKey, DocumentRef};

use crate::value::strict;
use crate::{Ledger, StoreError};

const WHAT: &str = "what the ledger says since";

/// The newest entry of each of the ledger's logs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LedgerPoint {
    events: i64,
    handled: i64,
    links: i64,
}

impl LedgerPoint {
    /// Whether nothing that was known at `earlier` is missing: not so in a ledger that was restored.
    pub const fn includes(&self, earlier: &Self) -> bool {
        self.events >= earlier.events && self.handled >= earlier.handled && self.links >= earlier.links
    }
}

impl fmt::Display for LedgerPoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}-{}", self.events, self.handled, self.links)
    }
}

impl FromStr for LedgerPoint {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let parts: Vec<i64> = text.split('-').filter_map(|part| part.parse().ok()).collect();
        match parts.as_slice() {
            [events, handled, links] => Ok(Self {
                events: *events,
                handled: *handled,
                links: *links,
            }),
            _ => Err(()),
        }
    }
}

impl Ledger {
    pub fn point(&self) -> Result<LedgerPoint, StoreError> {
        self.db.read(WHAT, |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT coalesce((SELECT max(seq) FROM attempt_event), 0), coalesce((SELECT max(seq) FROM handled_log), 0),
                        coalesce((SELECT max(seq) FROM link_log), 0)",
            )?;
            Ok(statement.query_row([], |row| {
                Ok(LedgerPoint {
                    events: row.get(0)?,
                    handled: row.get(1)?,
                    links: row.get(2)?,
                })
            })?)
        })
    }

    /// The documents of which something was noted after that moment.
    pub fn told_since(&self, key: &CompanyKey, point: &LedgerPoint) -> Result<Vec<DocumentRef>, StoreError> {
        self.db.read(WHAT, |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT reference FROM attempt_event JOIN attempt ON attempt.id = attempt_event.attempt
                     WHERE company = ?1 AND attempt_event.seq > ?2
                 UNION SELECT reference FROM handled_log WHERE +company = ?1 AND seq > ?3
                 UNION SELECT reference FROM link_log WHERE +company = ?1 AND seq > ?4",
            )?;
            let mut rows = statement.query((key.as_str(), point.events, point.handled, point.links))?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                found.push(strict(row, "reference", WHAT)?);
            }
            Ok(found)
        })
    }
}
