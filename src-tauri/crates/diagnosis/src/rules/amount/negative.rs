//! AMT002: the invoice's total is negative.
//!
//! # What it means
//! QuickBooks takes no bill below zero.
//!
//! # Why it happens
//! A credit note was entered as an invoice, or returns outweigh the purchase.
//!
//! # What to do
//! Who: requester.
//! 1. Enter it in QuickBooks as a vendor credit by hand, and set it aside here as handled.
//! 2. Or correct the amounts in ProcurementExpress, save and resend. {document}
//!
//! # How it is detected
//! The gross total is below zero, and the error is about the amount: many connections turn such an invoice
//! into a vendor credit.
//!
//! # Sources
//! Error catalogue, AMOUNT_INVALID; QuickBooks API §6.7.

use clearpost_domain::{CauseClass, DocumentKind, Money};

use crate::context::Context;
use crate::documentation::comment;
use crate::links::Place;
use crate::registry::Rule;
use crate::rules::{Fault, Outcome, step};

pub(crate) const RULE: Rule = Rule::data("AMT002", CauseClass::AmountInvalid, check, comment!("negative.rs"));

pub(crate) fn check(context: &Context<'_>) -> Outcome {
    let document = context.case.document;
    let negative = document
        .gross
        .filter(|gross| gross.is_sign_negative() && !gross.is_zero());
    let (Some(gross), DocumentKind::Invoice, true) =
        (negative, document.kind(), context.says(CauseClass::AmountInvalid))
    else {
        return Outcome::Silent;
    };
    Fault {
        steps: vec![
            step(
                "Enter it in QuickBooks as a vendor credit by hand, and set it aside here as handled.",
                None,
            ),
            step(
                "Or correct the amounts in ProcurementExpress, save and resend.",
                context.url(Place::Document),
            ),
        ],
        ..Fault::documented(
            context,
            CauseClass::AmountInvalid,
            context.by_record(),
            format!("The invoice's total is {}", Money::plain(gross)),
            "QuickBooks takes no bill below zero; what the supplier owes is a vendor credit there.",
        )
    }
    .into()
}
