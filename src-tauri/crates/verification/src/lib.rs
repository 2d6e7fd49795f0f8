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
mod key;
mod learning;
mod line_fields;
mod lines;
mod lists;
mod matching;
mod pairing;
mod reach;
mod search;
mod slip;
mod tally;
mod vendors;
mod verdict;
mod vote;

pub use agreement::{Agreement, ComparedField};
pub use books::Books;
pub use compare::LinkedOrder;
pub use comparison::{Comparison, compare};
pub use conventions::{Convention, Conventions, DateSource, LineConvention, TotalSource};
pub use due::unreported_change;
pub use fields::FieldReport;
pub use judge::{Assessment, Case, Company, LedgerFacts, Lessons, Matched, Resent, Witness, judge_all};
pub use key::Key;
pub use learning::{Learned, Lesson, MOST_VOTES, Topic, learn};
pub use line_fields::ComparedLine;
pub use lists::{Lists, VendorMatch};
pub use reach::{Lead, document_leads, leads_on, record_leads, sought, transaction_leads};
pub use vote::Vote;
