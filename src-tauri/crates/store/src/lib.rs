//! What Clearpost keeps on disk: `cache.db`, which can be rebuilt from the two services, and
//! `ledger.db`, which cannot: the resend log and the user's own marks.
//!
//! All SQL of the product is here. This crate must not judge, call a service, read a clock or know a
//! secret. Text of the services is data: it reaches SQL only as a bound parameter.

mod cache;
mod db;
mod error;
mod folder;
mod ledger;
mod migration;
mod open;
mod point;
mod salvage;
mod table;
mod thing;
mod value;

pub use cache::Cache;
pub use error::StoreError;
pub use folder::DataDir;
pub use ledger::Ledger;
pub use open::{OpenReport, Salvage};
pub use point::LedgerPoint;
pub use table::attempt::{Attempt, AttemptEvent, NewAttempt, Start, may_follow};
pub use table::company::CompanyRow;
pub use table::connection::{ConnectionRow, ProcurementApp, ProcurementSide, QuickBooksSide, Revocation};
pub use table::departure::{Departure, Found};
pub use table::judgement::{Concluded, Judgement};
pub use table::lead::Leads;
pub use table::link::Link;
pub use table::look::Look;
pub use table::page::{PageRead, PageRows};
pub use table::pass::Pass;
pub use table::plan::Plan;
pub use table::quarantine::QuarantineRow;
pub use table::receipt::{Receipt, ReceiptHead, ReceiptRow};
pub use table::route::VerifiedRoute;
pub use table::source::{Source, SourceFacts};
pub use table::status::StatusRow;
pub use table::witness::Witness;
pub use thing::Thing;

/// The version of the SQLite library in this build, such as `3.51.3`.
pub fn sqlite_version() -> &'static str {
    rusqlite::version()
}
