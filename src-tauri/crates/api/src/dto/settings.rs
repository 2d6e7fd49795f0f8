//! What the user can set for a company, and what Clearpost has learned of it.

use super::desk::RequestCounts;
use super::dto;
use super::resend::RouteItem;

dto! {
    /// A convention of the company that the cached documents teach.
    pub struct LearnedItem {
        /// A stable word: `number`, `date`, `due_date`, `total` or `tax`.
        pub name: String,
        /// Such as "QuickBooks' bill number is the invoice number"; none until it is sure.
        pub text: Option<String>,
        pub agreeing: usize,
        pub contradicting: usize,
        /// One document that shows it.
        pub example: Option<String>,
    }

    /// A key on live documents that is not documented, and what the user says it means.
    pub struct FieldItem {
        pub key: String,
        pub documents: usize,
        /// One of its values.
        pub example: Option<String>,
        /// `sync_state`, `sync_error`, `quickbooks_id`, `synced_at`, `ignore`; none until decided.
        pub meaning: Option<String>,
    }

    pub struct SettingsResult {
        pub company: String,
        pub colour: String,
        /// How far totals may differ, in the document's currency.
        pub tolerance: String,
        /// Documents approved before this day are not due.
        pub sync_start: Option<String>,
        /// Proposed from the oldest proved counterpart.
        pub proposed_sync_start: Option<String>,
        /// Kinds that this company does not sync: `order`, `invoice`.
        pub not_synced: Vec<String>,
        /// Up to which day the books are closed, as typed in; what QuickBooks shows goes before it.
        pub closing_date: Option<String>,
        /// The way to resend that is agreed: `edit`, `call` or `browser`; none: no resend leaves.
        pub route: Option<String>,
        /// For `call`: verb and path with `{id}`.
        pub call_order: Option<String>,
        pub call_invoice: Option<String>,
        /// A resend by this route once ended in proof; until then, documents leave one at a time.
        pub route_verified: bool,
        /// Every way to resend, with what is known of it.
        pub routes: Vec<RouteItem>,
        /// The environment decides on the route; it cannot be changed here.
        pub route_from_environment: bool,
        /// Nothing that changes a document leaves.
        pub read_only: bool,
        /// Documents that failed for something that passes by itself are sent again at a refresh, at most
        /// five times, with a growing delay.
        pub automatic_retry: bool,
        pub learned: Vec<LearnedItem>,
        pub fields: Vec<FieldItem>,
        pub requests_this_month: RequestCounts,
    }

    /// What to change; absent fields stay as they are.
    #[derive(Default)]
    #[serde(deny_unknown_fields, default)]
    pub struct SettingsChange {
        pub colour: Option<String>,
        pub tolerance: Option<String>,
        /// An empty text takes the sync start back.
        pub sync_start: Option<String>,
        pub not_synced: Option<Vec<String>>,
        /// An empty text takes the closing date back.
        pub closing_date: Option<String>,
        /// A key of `fields` and its meaning; an empty meaning takes it back.
        pub field: Option<String>,
        pub meaning: Option<String>,
        /// An empty text takes the route or the call back.
        pub route: Option<String>,
        pub call_order: Option<String>,
        pub call_invoice: Option<String>,
        pub read_only: Option<bool>,
        pub automatic_retry: Option<bool>,
    }
}
