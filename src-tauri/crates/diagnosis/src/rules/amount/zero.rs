//! AMT001: the amount is zero, negative or does not add up.
//!
//! # What it means
//! QuickBooks does not accept the document's amounts.
//!
//! # Why it happens
//! A zero or negative total, or lines that do not make up the total.
//!
//! # What to do
//! Who: requester.
//! 1. {edit}
//! 2. Correct the amounts, and save. Enter a negative invoice as a vendor credit.
//! 3. {resend}
//!
//! # How it is detected
//! The gross total is zero. Zero alone proves nothing, so the reported error has to agree.
//!
//! # Sources
//! Error catalogue, AMOUNT_INVALID; QuickBooks error 6000, "You must set a transaction amount".

use clearpost_domain::CauseClass;

use crate::context::Context;
use crate::documentation::comment;
use crate::links::Place;
use crate::registry::Rule;
use crate::rules::{Fault, Outcome, resend, step};

pub(crate) const RULE: Rule = Rule::data("AMT001", CauseClass::AmountInvalid, check, comment!("zero.rs")).foretelling();

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
