//! AMT001: the document's total is zero.
//!
//! # What it means
//! There is nothing to pay. QuickBooks refuses some documents without an amount.
//!
//! # Why it happens
//! The lines are empty or cancel each other out.
//!
//! # What to do
//! Correct the amounts, or set the document aside if it is not meant for the books.
//!
//! # How it is detected
//! The gross total is zero. Zero alone proves nothing, so the reported error has to agree.
//!
//! # Sources
//! QuickBooks error 6000, "You must set a transaction amount".

use clearpost_domain::CauseClass;

use crate::context::Context;
use crate::links::Place;
use crate::rules::{Fault, Outcome, resend, step};

pub(crate) fn check(context: &Context<'_>) -> Outcome {
    let document = context.case.document;
    if !document.gross.is_some_and(|gross| gross.is_zero()) {
        return Outcome::Silent;
    }
    Fault {
        class: CauseClass::AmountInvalid,
        confidence: context.if_said(&[CauseClass::AmountInvalid]),
        headline: format!("The {}'s total is zero", document.kind()),
        cause: "A document without an amount may be refused by QuickBooks.".to_owned(),
        steps: vec![
            step(
                "Open the document in ProcurementExpress, click \"Edit\", correct the amounts and save.",
                context.url(Place::Document),
            ),
            step("If it is not meant for the books, set it aside here as handled.", None),
            resend(context),
        ],
        culprit: None,
    }
    .into()
}
