//! Verification: documents + books + ledger facts + now → a verdict for each document, with proof,
//! evidence and differences.
//!
//! Pure: values in, values out. No clock, no database, no network. Nothing here is decided by the
//! wording of an error; sync entries arrive already recognised.

mod books;
mod compare;
mod conventions;
mod due;
mod explain;
mod judge;
mod matching;
mod search;
mod vendors;

pub use books::{Books, VendorMatch};
pub use conventions::{Conventions, DateSource, TotalSource};
pub use judge::{Case, Company, LedgerFacts, Resent, judge_all};
