//! Error texts: tidied, classified, and recognised in a document's history.
//!
//! This module is the only place where anything is decided by an error's *text*. Texts come from two
//! services and are hostile: they are matched, never interpreted.

mod classify;
mod fault;
mod history;
mod patterns;
mod tidy;

pub(crate) use classify::blocks_company;
pub use classify::{Classification, NamedTransaction, classify, classify_all, named_transaction, normalise};
pub use history::sync_entries;
pub use patterns::{PatternError, Patterns};
