//! What ProcurementExpress writes below a document: history entries and comments.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Which list of the service an entry came from (procurementexpress-api §10).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HistorySource {
    /// `histories[]` of an invoice: written by the system.
    History,
    /// `comments[]` of an invoice, `purchase_order_comments[]` of an order: people and, for orders,
    /// perhaps the system.
    Comment,
}

/// Who wrote an entry, as far as the service says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    pub id: Option<u64>,
    pub name: Option<String>,
}

/// One entry below a document. The text is remote and hostile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryEntry {
    pub id: u64,
    pub at: Option<DateTime<Utc>>,
    pub author: Author,
    pub source: HistorySource,
    pub text: String,
}

/// What a system-written entry reports about the sync.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SyncResult {
    Succeeded,
    Failed,
}

/// A history entry recognised as the system's report of one sync attempt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncEntry {
    /// The entry's id, unique within its document and source; later entries have larger ids.
    pub id: u64,
    pub at: Option<DateTime<Utc>>,
    pub result: SyncResult,
    /// A failure after which the transaction may be in QuickBooks all the same: the answer was lost, or only
    /// a part of the work was done.
    #[serde(default)]
    pub may_have_arrived: bool,
    /// The original text, untouched.
    pub text: String,
}
