//! The shapes of the contract. Names are fixed; fields may be added. Money is a decimal string with
//! a currency, dates are `YYYY-MM-DD`, times RFC 3339 in UTC.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
#[cfg(feature = "bindings")]
use ts_rs::TS;

macro_rules! dto {
    ($($(#[$meta:meta])* pub struct $name:ident { $($(#[$fmeta:meta])* pub $field:ident : $type:ty),* $(,)? })*) => {
        $(
            #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
            #[cfg_attr(feature = "bindings", derive(TS))]
            $(#[$meta])*
            pub struct $name { $($(#[$fmeta])* pub $field: $type),* }
        )*
    };
}

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

    /// Where to click.
    pub struct StepItem {
        pub text: String,
        pub url: Option<String>,
    }

    /// The record that stands in the way.
    pub struct CulpritItem {
        pub kind: String,
        pub id: String,
        pub name: String,
    }

    /// One cause found for a document.
    pub struct FindingItem {
        pub code: String,
        pub class: String,
        pub confidence: String,
        pub retry: String,
        pub headline: String,
        pub cause: String,
        pub steps: Vec<StepItem>,
        pub culprit: Option<CulpritItem>,
        pub error_text: Option<String>,
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

    /// A sum in one currency.
    pub struct Total {
        pub currency: String,
        pub amount: String,
    }

    /// Documents that wait for the same thing.
    pub struct CauseItem {
        pub id: String,
        pub class: String,
        pub headline: String,
        pub retry: String,
        pub culprit: Option<CulpritItem>,
        pub documents: Vec<String>,
        pub totals: Vec<Total>,
        pub oldest_days: Option<i64>,
        pub steps: Vec<StepItem>,
    }

    pub struct CausesResult {
        pub as_of: Option<String>,
        pub causes: Vec<CauseItem>,
    }

    pub struct Alternative {
        pub class: String,
        pub confidence: String,
    }

    /// What a raw sync error text, or a class, means.
    pub struct ExplainResult {
        pub class: String,
        pub confidence: String,
        pub headline: String,
        pub cause: String,
        pub steps: Vec<StepItem>,
        pub retry: String,
        pub alternatives: Vec<Alternative>,
    }

    pub struct DocumentCounts {
        pub total: usize,
        pub by_state: BTreeMap<String, usize>,
    }

    pub struct RequestCounts {
        pub procurement: u64,
        pub quickbooks: u64,
    }

    /// What a refresh could not read, and why.
    pub struct PartialItem {
        pub source: String,
        pub what: String,
        pub reason: String,
    }

    pub struct RefreshResult {
        pub as_of: Option<String>,
        pub documents: DocumentCounts,
        pub requests: RequestCounts,
        pub quarantined: usize,
        pub duration_ms: u64,
        pub partial: Vec<PartialItem>,
    }

    /// What came of asking to resend one document.
    pub struct ResendItem {
        #[serde(rename = "ref")]
        pub reference: String,
        pub outcome: String,
        /// Why nothing was sent, where the outcome is `blocked`.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "bindings", ts(optional))]
        pub reason: Option<String>,
        pub detail: String,
        pub attempt: Option<String>,
        pub quickbooks: Option<QuickBooksLink>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[cfg_attr(feature = "bindings", ts(as = "Option<Vec<DifferenceItem>>", optional))]
        pub differences: Vec<DifferenceItem>,
    }

    pub struct ResendResult {
        pub results: Vec<ResendItem>,
    }

    pub struct AttemptEvent {
        pub at: String,
        pub event: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "bindings", ts(optional))]
        pub detail: Option<String>,
    }

    pub struct AttemptItem {
        pub attempt: String,
        #[serde(rename = "ref")]
        pub reference: String,
        pub state: String,
        pub route: String,
        pub created_at: String,
        pub history: Vec<AttemptEvent>,
    }

    pub struct OutboxResult {
        pub attempts: Vec<AttemptItem>,
    }

    /// One source of data with its three separate facts.
    pub struct SourceItem {
        /// `procurement` or `quickbooks`.
        pub name: String,
        pub last_tried: Option<String>,
        pub last_succeeded: Option<String>,
        pub last_error: Option<String>,
    }

    /// What the window shows around the table.
    pub struct StatusResult {
        pub company: String,
        /// The simulated demonstration company is open.
        pub demonstration: bool,
        /// A connection exists; otherwise only the cache can be shown.
        pub connected: bool,
        pub quickbooks_connected: bool,
        pub as_of: Option<String>,
        pub sources: Vec<SourceItem>,
        pub documents: DocumentCounts,
        pub archived: usize,
        pub quarantined: usize,
        /// The resend route agreed for this company: `edit`, `call`, or none.
        pub route: Option<String>,
        pub version: String,
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

    /// Which documents to resend, and how.
    #[derive(Default)]
    #[serde(deny_unknown_fields, default)]
    pub struct ResendQuery {
        pub refs: Vec<String>,
        pub class: Option<String>,
        pub cause: Option<String>,
        pub dry_run: bool,
        pub route: Option<String>,
        pub wait_seconds: Option<u64>,
        pub force: bool,
        pub update: bool,
        pub recreate: bool,
    }

    /// Sent to the window while a refresh or a resend runs.
    pub struct Progress {
        /// `refresh` or `resend`.
        pub job: String,
        /// In the user's words, such as "Reading invoices".
        pub phase: String,
        pub done: u64,
        pub total: Option<u64>,
    }

    /// One thing that a working connection needs, tried.
    pub struct CheckItem {
        /// A stable word, such as `quickbooks.sign_in`.
        pub name: String,
        /// `holds`, `notice` or `fails`.
        pub state: String,
        pub text: String,
    }

    pub struct CheckResult {
        /// Nothing fails.
        pub ok: bool,
        pub checks: Vec<CheckItem>,
    }

    /// Where an exported file was written.
    pub struct ExportResult {
        pub path: String,
        pub rows: usize,
    }

    /// An error as it crosses the boundary; `code` is one of a closed set.
    pub struct ErrorBody {
        pub code: String,
        pub message: String,
        pub help: String,
    }
}
