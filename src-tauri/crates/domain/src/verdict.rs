//! A verdict: whether one document is in the books, how that is known, and what was looked at.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::cause::vocabulary;
use crate::{SyncEntry, TransactionKey, UnknownWord};

vocabulary!(
    /// Where a document stands. The meaning and the rules of precedence are the data contract's.
    SyncState {
        Failed = "failed",
        Differs = "differs",
        Missing = "missing",
        Unknown = "unknown",
        Pending = "pending",
        Synced = "synced",
        NotDue = "not_due",
        Handled = "handled",
    }
);

vocabulary!(
    /// How a state is known.
    Proof {
        /// Read in QuickBooks Online; for an absent document: read completely, and it is not there.
        Verified = "verified",
        /// Only ProcurementExpress says so.
        Reported = "reported",
        None = "none",
    }
);

vocabulary!(
    /// What made a document due.
    DueEvent { Approved = "approved", Edited = "edited", Resent = "resent" }
);

vocabulary!(
    /// Which side a piece of evidence comes from.
    EvidenceSource { Procurement = "procurement", QuickBooks = "quickbooks", Clearpost = "clearpost" }
);

/// A field that is compared. Lines count from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum DifferenceField {
    Vendor,
    Number,
    Date,
    DueDate,
    Currency,
    Total,
    Tax,
    Status,
    Link,
    LineCount,
    LineAccount(u32),
    LineAmount(u32),
    LineClass(u32),
    LineCustomer(u32),
}

impl fmt::Display for DifferenceField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Vendor => f.write_str("vendor"),
            Self::Number => f.write_str("number"),
            Self::Date => f.write_str("date"),
            Self::DueDate => f.write_str("due_date"),
            Self::Currency => f.write_str("currency"),
            Self::Total => f.write_str("total"),
            Self::Tax => f.write_str("tax"),
            Self::Status => f.write_str("status"),
            Self::Link => f.write_str("link"),
            Self::LineCount => f.write_str("line_count"),
            Self::LineAccount(line) => write!(f, "line.{line}.account"),
            Self::LineAmount(line) => write!(f, "line.{line}.amount"),
            Self::LineClass(line) => write!(f, "line.{line}.class"),
            Self::LineCustomer(line) => write!(f, "line.{line}.customer"),
        }
    }
}

/// One field that is not the same on both sides; an absent value is `None`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    pub field: DifferenceField,
    pub procurement: Option<String>,
    pub quickbooks: Option<String>,
}

/// One thing that was looked at, when, and what it showed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    pub source: EvidenceSource,
    pub at: Option<DateTime<Utc>>,
    pub text: String,
}

/// Since when a document is due and what made it due, as far as the cached data tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    pub since: DateTime<Utc>,
    pub event: DueEvent,
}

/// The transaction found for a document, with the step that found it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counterpart {
    pub key: TransactionKey,
    pub number: Option<String>,
}

/// The judgement of one document at one moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    pub state: SyncState,
    pub proof: Proof,
    pub due: Option<Due>,
    /// The certain counterpart, if there is one.
    pub counterpart: Option<Counterpart>,
    /// Equally good counterparts, where one cannot be chosen.
    pub candidates: Vec<Counterpart>,
    /// Another transaction that holds this document's number.
    pub number_holder: Option<Counterpart>,
    /// The counterpart that was there once and was deleted in QuickBooks.
    pub deleted: Option<Counterpart>,
    pub differences: Vec<Difference>,
    pub evidence: Vec<Evidence>,
    /// The newest sync entry, when it is newer than what made the document due.
    pub sync_report: Option<SyncEntry>,
}
