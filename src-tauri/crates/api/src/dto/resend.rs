//! Asking ProcurementExpress to send documents again, and the log of that.

use std::collections::BTreeMap;

use super::documents::{DifferenceItem, QuickBooksLink};
use super::dto;

dto! {
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
        /// Of several documents, the receipt that is kept.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "bindings", ts(optional))]
        pub receipt: Option<String>,
        /// Why it ended before its last document, if it did.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "bindings", ts(optional))]
        pub stopped: Option<String>,
        /// Nobody could be reached: answered from the cache, and what could be sent is only kept.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        #[cfg_attr(feature = "bindings", ts(as = "Option<bool>", optional))]
        pub offline: bool,
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
        /// Why it waits or has waited: `offline`, `behind` (other resends) or `retry` (automatic).
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "bindings", ts(optional))]
        pub waits_for: Option<String>,
        /// An automatic retry does not leave before this.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "bindings", ts(optional))]
        pub due: Option<String>,
        /// Why a queued one may not leave as things are; the user decides.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "bindings", ts(optional))]
        pub conflict: Option<String>,
    }

    pub struct OutboxResult {
        pub attempts: Vec<AttemptItem>,
    }

    /// Which documents to resend, and how.
    #[derive(Default)]
    #[serde(deny_unknown_fields, default)]
    pub struct ResendQuery {
        pub refs: Vec<String>,
        pub class: Option<String>,
        pub cause: Option<String>,
        /// Instead of naming documents: what waits in the queue and is due.
        pub queued: bool,
        pub dry_run: bool,
        pub route: Option<String>,
        pub wait_seconds: Option<u64>,
        pub force: bool,
        pub update: bool,
        pub recreate: bool,
    }

    /// One route, tried with one document that the user picked.
    #[derive(Default)]
    #[serde(deny_unknown_fields, default)]
    pub struct VerifyQuery {
        /// `edit`, `call` or `browser`.
        pub route: String,
        #[serde(rename = "ref")]
        pub reference: String,
        pub wait_seconds: Option<u64>,
        pub force: bool,
        pub update: bool,
        pub recreate: bool,
    }

    /// A way to resend, and whether it works for this company.
    pub struct RouteItem {
        /// `edit`, `call` or `browser`.
        pub route: String,
        /// What is publicly known of it, and what is not.
        pub text: String,
        /// `unverified`, `verified`, or `stopped`: it took a document out of its approved status.
        pub state: String,
        /// When it was verified.
        pub since: Option<String>,
        /// The document that verified or stopped it.
        pub by: Option<String>,
    }

    pub struct VerifyResult {
        pub route: RouteItem,
        pub result: ResendItem,
    }

    /// One document of a receipt: what was told when the resend ended, and how it stands now.
    pub struct ReceiptRow {
        #[serde(rename = "ref")]
        pub reference: String,
        pub number: Option<String>,
        pub supplier: Option<String>,
        pub amount: Option<String>,
        pub currency: Option<String>,
        pub outcome: String,
        pub reason: Option<String>,
        pub detail: String,
        pub attempt: Option<String>,
        /// The state of the attempt now.
        pub attempt_state: Option<String>,
        pub quickbooks: Option<QuickBooksLink>,
        /// The state of the document now.
        pub state: Option<String>,
    }

    /// What a resend of several documents came to.
    pub struct ReceiptResult {
        pub receipt: String,
        pub company: String,
        pub started_at: String,
        pub ended_at: String,
        /// Why it ended before its last document, if it did.
        pub stopped: Option<String>,
        pub counts: BTreeMap<String, usize>,
        pub rows: Vec<ReceiptRow>,
    }

    /// A kept receipt as a list shows it.
    pub struct ReceiptItem {
        pub receipt: String,
        pub started_at: String,
        pub ended_at: String,
        /// Why it ended before its last document, if it did.
        pub stopped: Option<String>,
        pub documents: usize,
        /// How many documents came to what.
        pub counts: BTreeMap<String, usize>,
    }

    /// The receipts of a company, newest first.
    pub struct ReceiptsResult {
        pub company: String,
        pub receipts: Vec<ReceiptItem>,
    }
}
