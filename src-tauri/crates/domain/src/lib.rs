//! What the accountant speaks about: orders and invoices of ProcurementExpress, vendors, bills and
//! purchase order entities of QuickBooks Online, verdicts, findings, resends.
//!
//! This crate holds values and their invariants. It must not do I/O, read a clock, know a wire
//! format or a database, or use floating point for money.

mod books;
mod cause;
mod document;
mod finding;
mod history;
mod ids;
mod money;
mod names;
mod probe;
mod resend;
mod verdict;

pub use books::{
    AccountFacts, BookLine, CompanyFacts, Entity, LinkedTransaction, ListKind, ListRecord, Transaction, TransactionKey,
};
pub use cause::{CauseClass, Confidence, Retry, UnknownWord};
pub use document::{
    AccountLabel, Attachment, Detail, Document, Line, Mapping, NumberSource, OrderReference, Status, Supplier,
    as_quickbooks_holds,
};
pub use finding::{Culprit, CulpritKind, Finding, Step};
pub use history::{Author, HistoryEntry, HistorySource, SyncEntry, SyncResult};
pub use ids::{AttemptId, CompanyKey, DocumentId, DocumentKind, DocumentRef, InvalidRef, RealmId, SupplierId};
pub use money::{Currency, InvalidCurrency, Money};
pub use names::{compare_key, near_key, strip_deleted_suffix};
pub use probe::{FieldMeaning, FieldMeanings};
pub use resend::{AttemptState, BlockReason, Outcome, Route, WaitReason};
pub use verdict::{
    Counterpart, Difference, DifferenceField, Due, DueEvent, Evidence, EvidenceSource, Proof, SyncState, Verdict,
};
