//! Verification: documents + books + ledger facts + now → a verdict for each document, with proof,
//! evidence and differences.
//!
//! Pure: values in, values out. No clock, no database, no network. Nothing here is decided by the
//! wording of an error; sync entries arrive already recognised.

mod agreement;
mod books;
mod compare;
mod comparison;
mod conventions;
mod due;
mod explain;
mod fields;
mod judge;
mod learning;
mod line_fields;
mod lines;
mod matching;
mod pairing;
mod reach;
mod search;
mod slip;
mod tally;
mod vendors;
mod verdict;

pub use agreement::{Agreement, ComparedField};
pub use books::{Books, VendorMatch};
pub use comparison::{Comparison, compare};
pub use conventions::{Convention, Conventions, DateSource, LineConvention, TotalSource};
pub use fields::FieldReport;
pub use judge::{Assessment, Case, Company, LedgerFacts, Lessons, Resent, judge_all, judge_some};
pub use learning::{Learned, Lesson, Topic};
pub use line_fields::ComparedLine;
pub use reach::{Changes, Key, Reach, keys_of};
