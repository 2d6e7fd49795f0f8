//! The status table and everything about one document.

use std::collections::BTreeMap;

use super::causes::FindingItem;
use super::dto;

dto! {
    /// A document's counterpart in QuickBooks Online.
    pub struct QuickBooksLink {
        /// `PurchaseOrder`, `Bill` or `VendorCredit`.
        pub entity: String,
        pub id: String,
        pub url: String,
    }

    /// One row of the status table.
    pub struct ListRow {
        #[serde(rename = "ref")]
        pub reference: String,
        /// `order` or `invoice`.
        pub kind: String,
        pub number: Option<String>,
        pub supplier: String,
        /// Gross total in the document's currency.
        pub amount: Option<String>,
        pub currency: Option<String>,
        pub date: Option<String>,
        pub procurement_status: String,
        pub state: String,
        pub proof: String,
        /// Ranked: the cause to fix first comes first.
        pub classes: Vec<String>,
        pub headline: Option<String>,
        pub quickbooks: Option<QuickBooksLink>,
        pub due_since: Option<String>,
        /// `approved`, `edited` or `resent`.
        pub due_event: Option<String>,
        pub age_days: Option<i64>,
        pub archived: bool,
    }

    /// The status table, or a window of it.
    pub struct ListResult {
        pub as_of: Option<String>,
        /// Rows after filtering, before the window is cut.
        pub total: usize,
        pub rows: Vec<ListRow>,
        /// Rows after searching and every filter but the one on state, by state.
        pub by_state: BTreeMap<String, usize>,
    }

    /// One thing that was looked at.
    pub struct EvidenceItem {
        /// `procurement`, `quickbooks` or `clearpost`.
        pub source: String,
        pub at: Option<String>,
        pub text: String,
    }

    /// One field that is not the same on both sides.
    pub struct DifferenceItem {
        pub field: String,
        pub procurement: Option<String>,
        pub quickbooks: Option<String>,
    }

    /// One entry of the timeline, oldest first.
    pub struct HistoryItem {
        pub at: Option<String>,
        /// `procurement`, `quickbooks` or `clearpost`.
        pub source: String,
        pub who: Option<String>,
        pub text: String,
        /// `succeeded` or `failed` where the entry reports a sync attempt.
        pub sync: Option<String>,
    }

    /// One line of a document.
    pub struct LineItem {
        pub description: String,
        pub account: Option<String>,
        pub amount: Option<String>,
    }

    /// The document's pages.
    pub struct Links {
        pub procurement: Option<String>,
        pub quickbooks: Option<String>,
    }

    /// Everything about one document.
    pub struct ShowResult {
        #[serde(flatten)]
        pub row: ListRow,
        pub as_of: Option<String>,
        pub evidence: Vec<EvidenceItem>,
        pub differences: Vec<DifferenceItem>,
        pub findings: Vec<FindingItem>,
        pub history: Vec<HistoryItem>,
        pub lines: Vec<LineItem>,
        pub notes: Vec<String>,
        pub links: Links,
        /// False where only the list row is cached: history and lines are then empty.
        pub detail_cached: bool,
        /// The reason, where the user set the document aside.
        pub handled_reason: Option<String>,
    }

    /// What the status table is asked for.
    #[derive(Default)]
    #[serde(deny_unknown_fields, default)]
    pub struct ListQuery {
        pub kind: Option<String>,
        pub states: Vec<String>,
        pub classes: Vec<String>,
        pub search: Option<String>,
        /// `date`, `number`, `supplier`, `amount`, `state`, `due_since` or `age`, with `:desc` or not.
        pub sort: Option<String>,
        pub limit: Option<usize>,
        pub offset: Option<usize>,
        /// Archived documents are hidden unless asked for.
        pub archived: bool,
    }
}
