//! FLD003: something required is empty.
//!
//! # What it means
//! QuickBooks needs a field that the document leaves empty.
//!
//! # Why it happens
//! No line, no date, no number or no vendor.
//!
//! # What to do
//! Who: requester.
//! 1. {edit}
//! 2. Fill in what the message names, and save.
//! 3. {resend}
//!
//! # How it is detected
//! The document has no line, no supplier, no number or no date, and the error is about something missing.
//!
//! # Sources
//! Error catalogue, REQUIRED_MISSING; QuickBooks errors 2020 and 2250.

use clearpost_domain::CauseClass;

use crate::context::Context;
use crate::documentation::comment;
use crate::registry::Rule;
use crate::rules::{Fault, Outcome};

pub(crate) const RULE: Rule =
    Rule::data("FLD003", CauseClass::RequiredMissing, check, comment!("required.rs")).foretelling();

pub(crate) fn check(context: &Context<'_>) -> Outcome {
    let document = context.case.document;
    let mut empty = Vec::new();
    if document.detail.is_some() && document.lines().is_empty() {
        empty.push("line");
    }
    if context.name.trim().is_empty() {
        empty.push("supplier");
    }
    if document.number_candidates().is_empty() {
        empty.push("number");
    }
    if document.date().is_none() {
        empty.push("date");
    }
    let Some(first) = empty.first() else {
        return Outcome::Silent;
    };
    Fault::documented(
        context,
        CauseClass::RequiredMissing,
        context.if_said(&[CauseClass::RequiredMissing]),
        format!("The {} has no {first}", document.kind()),
        format!(
            "QuickBooks does not accept a document without it. Empty: {}.",
            empty.join(", ")
        ),
    )
    .into()
}
