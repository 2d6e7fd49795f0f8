//! The proof card: what each system says of one document, field by field, and when it was read.

use super::documents::{EvidenceItem, Links, ListRow};
use super::dto;

dto! {
    /// One field on both sides.
    pub struct ProofField {
        /// As in a difference: `vendor`, `number`, `total` …
        pub field: String,
        pub label: String,
        pub procurement: Option<String>,
        pub quickbooks: Option<String>,
        /// `equal`, `differs`, `tolerated` or `not_compared`.
        pub result: String,
        /// Why it is tolerated or not compared, or how two unlike texts are the same.
        pub note: Option<String>,
    }

    /// One line on both sides.
    pub struct ProofLine {
        pub number: usize,
        pub description: Option<String>,
        pub fields: Vec<ProofField>,
    }

    /// Everything that proves, or disproves, that a document is in the books.
    pub struct ProofResult {
        #[serde(flatten)]
        pub row: ListRow,
        /// One sentence: what is proved, and how it is known.
        pub statement: String,
        pub company: String,
        pub quickbooks_company: Option<String>,
        pub realm: Option<String>,
        /// When the document was read in ProcurementExpress.
        pub procurement_read_at: Option<String>,
        /// When its counterpart was read in QuickBooks Online.
        pub quickbooks_read_at: Option<String>,
        pub fields: Vec<ProofField>,
        pub lines: Vec<ProofLine>,
        pub evidence: Vec<EvidenceItem>,
        pub links: Links,
        pub as_of: Option<String>,
    }
}
