//! Error texts: tidied, classified, and recognised in a document's history.
//!
//! This module is the only place where anything is decided by an error's *text*. Texts come from two
//! services and are hostile: they are matched, never interpreted.

mod classify;
mod evaluate;
mod fault;
mod history;
mod named;
mod pattern_file;
mod patterns;
mod resemblance;
mod tidy;

pub(crate) use classify::blocks_company;
pub use classify::{Classification, classify, classify_all, normalise};
pub use evaluate::{Trial, leave_one_source_out};
pub use history::sync_entries;
pub use named::{NamedTransaction, named_transaction};
pub(crate) use named::{Said, unlinkable};
pub use patterns::{PatternError, Patterns};
