//! Table `departure`: what the look before a send showed. It decides later whether the resend arrived.

use chrono::{DateTime, Utc};
use clearpost_domain::{AttemptId, TransactionKey};
use rusqlite::{Connection, OptionalExtension, Row, Transaction};

use crate::error::Fault;
use crate::value::{moment, not_understood, stamp, strict};

const WHAT: &str = "what was seen before a resend";

/// The newest history entry of the document seen before sending: its time, if it has one, and its id.
pub(crate) type Seen = (Option<DateTime<Utc>>, u64);

/// What QuickBooks held for the document before it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    Nothing,
    Record {
        key: TransactionKey,
        /// A digest of what is compared.
        content: String,
        /// The fields that differed, by their words.
        differing: Vec<String>,
    },
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Departure {
    pub seen: Option<Seen>,
    /// None for attempts of a time when it was not noted.
    pub found: Option<Found>,
}

pub(super) fn put(tx: &Transaction<'_>, id: &AttemptId, departure: &Departure) -> Result<(), Fault> {
    let (word, key, content, differing) = match &departure.found {
        None => (None, None, None, None),
        Some(Found::Nothing) => (Some("nothing"), None, None, None),
        Some(Found::Record {
            key,
            content,
            differing,
        }) => (Some("record"), Some(key), Some(content), Some(differing.join(" "))),
    };
    tx.execute(
        "INSERT INTO departure (attempt, seen_id, seen_at, found, entity, record, content, differing)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        (
            id.as_str(),
            departure.seen.map(|(_, id)| id.to_string()),
            departure.seen.and_then(|(at, _)| at).map(stamp),
            word,
            key.map(|key| key.entity.to_string()),
            key.map(|key| &key.id),
            content,
            differing,
        ),
    )?;
    Ok(())
}

/// None for an attempt that has not left.
pub(super) fn of(connection: &Connection, id: &AttemptId) -> Result<Option<Departure>, Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT seen_id, seen_at, found, entity, record, content, differing FROM departure WHERE attempt = ?1",
    )?;
    let found = statement.query_row([id.as_str()], |row| Ok(take(row))).optional()?;
    found.transpose()
}

fn take(row: &Row<'_>) -> Result<Departure, Fault> {
    let seen_at: Option<String> = row.get("seen_at")?;
    let seen = match row.get::<_, Option<String>>("seen_id")? {
        None => None,
        Some(id) => {
            let at = match seen_at {
                None => None,
                Some(at) => Some(moment(&at).ok_or_else(|| not_understood(WHAT))?),
            };
            Some((at, id.parse().map_err(|_| not_understood(WHAT))?))
        }
    };
    let found = match row.get::<_, Option<String>>("found")?.as_deref() {
        None => None,
        Some("nothing") => Some(Found::Nothing),
        Some(_) => Some(Found::Record {
            key: TransactionKey {
                entity: strict(row, "entity", WHAT)?,
                id: row.get("record")?,
            },
            content: row.get("content")?,
            differing: row
                .get::<_, String>("differing")?
                .split_whitespace()
                .map(str::to_owned)
                .collect(),
        }),
    };
    Ok(Departure { seen, found })
}
