//! One page of a list, and the rows that could not be read.

use crate::redact;
use crate::secret::Secret;

/// What one list answer held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    pub items: Vec<T>,
    pub quarantined: Vec<Quarantined>,
    /// Which page the service says this is. Another number than the one asked for means that it
    /// ignored the question.
    pub current: Option<u32>,
    /// What to ask for next, as the service said: a page number, or QuickBooks' start position.
    pub next: Option<u32>,
    /// How many pages there are, as the service said.
    pub pages: Option<u32>,
    pub total: Option<u64>,
}

impl<T> Page<T> {
    pub(crate) fn empty() -> Self {
        Self {
            items: Vec::new(),
            quarantined: Vec::new(),
            current: None,
            next: None,
            pages: None,
            total: None,
        }
    }

    /// Takes a row, or what remains of it, so that one poison record never stops a page.
    pub(crate) fn take(&mut self, row: Result<T, Unreadable>, source: &'static str, raw: &str, secret: &Secret) {
        match row {
            Ok(item) => self.items.push(item),
            Err(why) => self.quarantined.push(Quarantined::new(source, why, raw, secret)),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.items.is_empty() && self.quarantined.is_empty()
    }
}

/// A record that could not be read; the others of its page went on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quarantined {
    /// The list it came from, such as `invoices` or `Bill`.
    pub source: &'static str,
    /// Its id, if that much could be read.
    pub key: Option<String>,
    pub reason: String,
    /// The record as answered, without secrets, at most 8 kB.
    pub raw: String,
}

impl Quarantined {
    pub(crate) fn new(source: &'static str, why: Unreadable, raw: &str, secret: &Secret) -> Self {
        Self {
            source,
            key: why.key.map(|key| secret.scrub(&key)),
            reason: why.reason,
            raw: redact::raw(raw, secret),
        }
    }
}

/// Why a record cannot be read. The reason names the field, never its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unreadable {
    pub key: Option<String>,
    pub reason: String,
}

impl Unreadable {
    pub(crate) fn because(reason: impl Into<String>) -> Self {
        Self {
            key: None,
            reason: reason.into(),
        }
    }

    #[must_use]
    pub(crate) fn of(mut self, key: Option<String>) -> Self {
        self.key = self.key.or(key);
        self
    }
}
