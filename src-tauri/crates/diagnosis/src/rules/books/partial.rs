//! PAR001: only part of the document arrived.
//!
//! # What it means
//! QuickBooks has a part of it, or all of it without ProcurementExpress knowing.
//!
//! # Why it happens
//! The connection broke in the middle.
//!
//! # What to do
//! Who: finance.
//! 1. Look the document up in QuickBooks by its number before anything else. {counterpart}
//! 2. Complete it there by hand, or delete the part and then resend.
//!
//! # How it is detected
//! The counterpart in QuickBooks has fewer lines or a smaller total than the document, and the last report
//! is of a broken sync. Once a complete reading finds nothing of it, the part is gone.
//!
//! # Sources
//! Error catalogue, PARTIAL_EXPORT and S6.

use clearpost_domain::CauseClass;

use crate::context::Context;
use crate::documentation::comment;
use crate::registry::Rule;
use crate::rules::{Fault, Outcome, transaction_culprit, transaction_name};

pub(crate) const RULE: Rule = Rule::data("PAR001", CauseClass::PartialExport, check, comment!("partial.rs"))
    .clearing(&[CauseClass::PartialExport]);

pub(crate) fn check(context: &Context<'_>) -> Outcome {
    let document = context.case.document;
    let broken = [
        CauseClass::PartialExport,
        CauseClass::QboUnavailable,
        CauseClass::RateLimit,
    ];
    let verdict = context.case.verdict;
    let found = verdict.counterpart.as_ref().or(verdict.number_holder.as_ref());
    let Some(found) = found else {
        let is_gone = context.says(CauseClass::PartialExport) && context.company.books.is_complete();
        return if is_gone {
            Outcome::Fine("nothing of it is in QuickBooks".to_owned())
        } else {
            Outcome::Silent
        };
    };
    let Some(booked) = context
        .company
        .books
        .transaction(&found.key)
        .filter(|_| context.says_any(&broken))
    else {
        return Outcome::Silent;
    };
    let (ours, theirs) = (document.lines().len(), booked.lines.len());
    let smaller = match (document.gross.or(document.net), booked.total) {
        (Some(ours), Some(theirs)) => theirs.abs() < ours.abs(),
        _ => false,
    };
    if !smaller || (ours > 0 && theirs >= ours) {
        return Outcome::Silent;
    }
    let name = transaction_name(&booked.key, booked.number.as_deref());
    Fault::documented(
        context,
        CauseClass::PartialExport,
        context.by_record(),
        format!("Only part of the {} is in QuickBooks", document.kind()),
        format!("{name} (id {}) has {theirs} lines and a smaller total, while the {} has {ours} lines. The last sync broke off.", booked.key.id, document.kind()),
    )
    .blaming(Some(transaction_culprit(&booked.key, booked.number.as_deref())))
    .into()
}
