//! BOK001: it is in QuickBooks although it is not approved.
//!
//! # What it means
//! QuickBooks has the counterpart of a document that is not in a status that syncs.
//!
//! # Why it happens
//! It was approved once and went back, was rejected or cancelled later, or somebody entered it by hand.
//!
//! # What to do
//! Who: finance.
//! 1. Look at the document's history in ProcurementExpress: approve it if it is right. {document}
//! 2. If it should not be in the books, remove it in QuickBooks. {counterpart}
//!
//! # How it is detected
//! A certain counterpart, and a status other than approved, paid, ready to pay or settled.
//!
//! # Sources
//! Help article "QuickBooks sync troubleshooting": only approved documents sync.

use clearpost_domain::CauseClass;

use crate::context::Context;
use crate::documentation::comment;
use crate::links::Place;
use crate::registry::Rule;
use crate::rules::{Fault, Outcome, step, transaction_culprit, transaction_name};

pub(crate) const RULE: Rule = Rule::data(
    "BOK001",
    CauseClass::InBooksNotApproved,
    check,
    comment!("not_approved.rs"),
);

pub(crate) fn check(context: &Context<'_>) -> Outcome {
    let document = context.case.document;
    let Some(found) = &context.case.verdict.counterpart else {
        return Outcome::Silent;
    };
    if document.is_in_syncing_status() || !document.status.is_recognised() {
        return Outcome::Silent;
    }
    let number = found.number.as_deref();
    let name = transaction_name(&found.key, number);
    let status = document.status.word().replace('_', " ");
    Fault {
        class: CauseClass::InBooksNotApproved,
        confidence: context.by_record(),
        headline: format!("{name} is in QuickBooks, while the {} is {status}", document.kind()),
        cause: format!(
            "{name} (id {}) belongs to this {kind}, and a document that is {status} should not be in the books.",
            found.key.id,
            kind = document.kind(),
        ),
        steps: vec![
            step(
                format!(
                    "Look at the {}'s history in ProcurementExpress, and approve it if it is right.",
                    document.kind()
                ),
                context.url(Place::Document),
            ),
            step(
                "If it should not be in the books, remove it in QuickBooks, after checking that nothing was paid.",
                context.company.links.transaction(&found.key),
            ),
        ],
        culprit: Some(transaction_culprit(&found.key, number)),
    }
    .into()
}
