//! TAX002: the tax on the document does not agree with QuickBooks.
//!
//! # What it means
//! A tax code is not valid for purchases, or the totals differ after tax.
//!
//! # Why it happens
//! The tax rate is linked to a wrong or inactive code, or the two systems round differently.
//!
//! # What to do
//! Who: requester.
//! 1. Compare tax and total of the document with the tax codes in QuickBooks under "Taxes".
//! 2. Choose the right tax rate on the lines in ProcurementExpress, and save. {document}
//! 3. {resend}
//!
//! # How it is detected
//! The document's tax is not the sum of its lines' tax, or its counterpart has another tax or total, or the
//! tax code that the error names is inactive or gone; the reported error has to agree.
//!
//! # Sources
//! Error catalogue, TAX_MISMATCH; QuickBooks error 6100.

use clearpost_domain::{CauseClass, DifferenceField, ListKind, Money};
use rust_decimal::Decimal;

use crate::context::Context;
use crate::documentation::comment;
use crate::registry::Rule;
use crate::rules::reference::element;
use crate::rules::{Fault, Outcome};

pub(crate) const RULE: Rule =
    Rule::data("TAX002", CauseClass::TaxMismatch, check, comment!("totals.rs")).clearing(&[CauseClass::TaxMismatch]);

/// Up to here two systems merely round differently (error catalogue, TAX_MISMATCH).
const ROUNDING: Decimal = Decimal::from_parts(5, 0, 0, false, 2);

pub(crate) fn check(context: &Context<'_>) -> Outcome {
    let document = context.case.document;
    if !context.says(CauseClass::TaxMismatch) {
        return Outcome::Silent;
    }
    match element(context, CauseClass::TaxMismatch, &[ListKind::TaxCode]) {
        Outcome::Silent => {}
        told => return told,
    }
    let differs = context
        .case
        .verdict
        .differences
        .iter()
        .find(|one| matches!(one.field, DifferenceField::Tax | DifferenceField::Total));
    if let Some(difference) = differs {
        let (ours, booked) = (difference.procurement.as_deref(), difference.quickbooks.as_deref());
        return fault(
            context,
            format!(
                "The {} is {} here and {} in QuickBooks",
                difference.field,
                ours.unwrap_or("none"),
                booked.unwrap_or("none")
            ),
            ours.zip(booked)
                .and_then(|(ours, booked)| ours.parse::<Decimal>().ok()?.checked_sub(booked.parse().ok()?)),
        )
        .into();
    }
    let lines = document.lines().iter().try_fold(Decimal::ZERO, |sum, line| {
        sum.checked_add(line.gross?.checked_sub(line.net?)?)
    });
    match (document.tax, lines.filter(|_| !document.lines().is_empty())) {
        (Some(tax), Some(lines)) if tax != lines => fault(
            context,
            format!(
                "The tax is {}, its lines' tax is {}",
                Money::plain(tax),
                Money::plain(lines)
            ),
            tax.checked_sub(lines),
        )
        .into(),
        _ => Outcome::Silent,
    }
}

fn fault(context: &Context<'_>, headline: String, by: Option<Decimal>) -> Fault {
    let cause = match by {
        Some(by) if by.abs() <= ROUNDING => "The two sides round differently: the difference is a few cents.",
        _ => "The two sides reckon the tax differently. Most likely a tax rate stands for another code in QuickBooks.",
    };
    Fault::documented(context, CauseClass::TaxMismatch, context.by_record(), headline, cause)
}
