//! How plain values are written into columns and read back.

use std::str::FromStr;

use chrono::{DateTime, SecondsFormat, Utc};
use rusqlite::Row;

use crate::StoreError;
use crate::error::Fault;

/// RFC 3339 in UTC, as precise as the value.
pub(crate) fn stamp(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

pub(crate) fn moment(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc())
}

/// A column that must parse. It fails with the operation's name instead of skipping the row.
pub(crate) fn strict<T: FromStr>(row: &Row<'_>, column: &str, what: &'static str) -> Result<T, Fault> {
    row.get_ref(column)?
        .as_str()
        .ok()
        .and_then(|text| text.parse().ok())
        .ok_or_else(|| not_understood(what))
}

pub(crate) fn strict_moment(row: &Row<'_>, column: &str, what: &'static str) -> Result<DateTime<Utc>, Fault> {
    row.get_ref(column)?
        .as_str()
        .ok()
        .and_then(moment)
        .ok_or_else(|| not_understood(what))
}

pub(crate) fn not_understood(what: &'static str) -> Fault {
    Fault::Store(StoreError::Stored {
        file: crate::folder::LEDGER,
        what,
    })
}
