//! Why a document is not in the books, and what to do about it.
//!
//! Values in, values out: this crate must not do I/O, read a clock or use floating point.
//!
//! [`diagnose`] explains one document, [`outages`] what stops the whole company, [`causes`] groups
//! documents by what they wait for, [`forecast`] says what would fail before it is sent,
//! [`radar`] what a closing date does, and [`twins`] finds vendors that may be one.

mod case;
mod causes;
mod context;
mod diagnose;
mod documentation;
mod explain;
mod links;
mod notes;
mod outages;
mod radar;
mod registry;
mod rules;
mod text;
mod twins;

pub use case::{Arrival, Case, Company, Documents, Told, arrived_at};
pub use causes::{RootCause, Waiting, causes, foreseen_causes};
pub use diagnose::{diagnose, diagnose_again, forecast, was_edited};
pub use documentation::{Fixer, RuleDoc, StepDoc, class_doc, retry_words, rule_doc};
pub use explain::{Explanation, explain_class, explain_classification, explain_text};
pub use links::{Links, Place};
pub use notes::notes;
pub use outages::{Outage, outages};
pub use radar::{ClosingDate, Dated, Entry, Radar, radar};
pub use registry::{RULES, Rule, TEXT_KNOWN, TEXT_RESEMBLES, TEXT_RULES, TEXT_UNKNOWN, codes};
pub use text::{
    Classification, NamedTransaction, PatternError, Patterns, Trial, classify, classify_all, leave_one_source_out,
    named_transaction, normalise, sync_entries,
};
pub use twins::{Action, Likeness, Name, NameList, NameRef, Twin, TwinGroup, TwinIndex, likeness, names, twins};
