//! What the window shows around the table: state of the company, refreshes, the connection check.

use std::collections::BTreeMap;

use super::causes::StepItem;
use super::dto;
use super::settings::FieldItem;

dto! {
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

    /// How much to read.
    #[derive(Default)]
    #[serde(deny_unknown_fields, default)]
    pub struct RefreshQuery {
        /// Everything, not only what changed.
        pub full: bool,
    }

    pub struct RefreshResult {
        pub as_of: Option<String>,
        pub documents: DocumentCounts,
        pub requests: RequestCounts,
        /// This refresh included.
        pub requests_this_month: RequestCounts,
        pub quarantined: usize,
        pub duration_ms: u64,
        pub partial: Vec<PartialItem>,
        /// What was read in another way than usual.
        pub notes: Vec<String>,
    }

    /// One source of data with its three separate facts.
    pub struct SourceItem {
        /// `procurement` or `quickbooks`.
        pub name: String,
        pub last_tried: Option<String>,
        pub last_succeeded: Option<String>,
        pub last_error: Option<String>,
    }

    /// Something that concerns the whole company, said once.
    pub struct BannerItem {
        /// A stable word, such as `keychain`, `paused`, `procurement_not_connected` or `damaged_cache`.
        pub name: String,
        /// `notice` or `fails`.
        pub state: String,
        pub text: String,
        pub help: String,
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
        /// Calls to the services in this calendar month (UTC).
        pub requests_this_month: RequestCounts,
        /// The resend route agreed for this company: `edit`, `call`, or none.
        pub route: Option<String>,
        pub version: String,
        /// As in [`super::CompanyItem`]: tells companies apart at a glance.
        pub key: String,
        pub colour: String,
        pub quickbooks_company: Option<String>,
        /// `available`, `locked`, `denied` or `missing`; none where this company needs no keychain.
        pub keychain: Option<String>,
        /// What the user should know about this company before reading on.
        pub banners: Vec<BannerItem>,
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
        /// What was tried, such as "Sign-in to QuickBooks Online".
        pub title: String,
        /// `holds`, `notice` or `fails`.
        pub state: String,
        pub text: String,
        /// What to do, where something does not hold.
        pub steps: Vec<StepItem>,
    }

    pub struct CheckResult {
        /// Nothing fails.
        pub ok: bool,
        pub checks: Vec<CheckItem>,
        /// Keys on live documents that are not documented, for the user to map.
        pub fields: Vec<FieldItem>,
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
