//! Asking ProcurementExpress to send documents again, and the log of that.

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
}
