//! Why a document is not in the books, and what to do about it.
//!
//! Values in, values out: this crate must not do I/O, read a clock or use floating point.

mod case;
mod causes;
mod classes;
mod context;
mod diagnose;
mod explain;
mod links;
mod notes;
mod registry;
mod rules;
mod text;

pub use case::{Case, Company, Orders};
pub use causes::{RootCause, Waiting, causes};
pub use classes::{ClassDoc, StepDoc, class_doc, retry_words};
pub use diagnose::{diagnose, forecast};
pub use explain::{Explanation, explain_class, explain_classification, explain_text};
pub use links::{Links, Place};
pub use notes::notes;
pub use registry::{RULES, Rule, TEXT_KNOWN, TEXT_UNKNOWN, codes};
pub use text::{
    Classification, NamedTransaction, PatternError, Patterns, classify, classify_all, named_transaction, normalise,
    sync_entries,
};
