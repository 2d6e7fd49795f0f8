//! The transaction that QuickBooks names when a number is taken.

use std::sync::LazyLock;

use regex::Regex;

use super::tidy::{decode, without_tags};

/// A transaction that QuickBooks named in an error, as it named it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedTransaction {
    /// QuickBooks' `TxnType`, such as `Bill`.
    pub kind: String,
    pub id: String,
}

static NAMED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\btxn ?type ?= ?([a-z]{2,40})\b.{0,40}?\btxn ?id ?= ?([0-9]{1,19})(?:[^0-9]|$)").ok()
});

/// The transaction named by "DocNumber=… is assigned to TxnType=Bill with TxnId=988".
pub fn named_transaction(text: &str) -> Option<NamedTransaction> {
    let text = without_tags(&decode(text));
    let found = NAMED.as_ref()?.captures(&text)?;
    Some(NamedTransaction {
        kind: found.get(1)?.as_str().to_owned(),
        id: found.get(2)?.as_str().to_owned(),
    })
}
