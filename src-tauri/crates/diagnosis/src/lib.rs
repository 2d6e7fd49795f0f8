//! Why a document is not in the books, and what to do about it.
//!
//! Values in, values out: this crate must not do I/O, read a clock or use floating point.

mod classes;
mod explain;
mod links;
mod text;

pub use classes::{ClassDoc, StepDoc, class_doc, retry_words};
pub use explain::{Explanation, explain_class, explain_classification, explain_text};
pub use links::{Links, Place};
pub use text::{
    Classification, NamedTransaction, PatternError, Patterns, classify, classify_all, named_transaction, normalise,
    sync_entries,
};
