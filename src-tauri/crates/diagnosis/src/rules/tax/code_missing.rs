//! TAX001: a line has no tax rate.
//!
//! # What it means
//! The company tracks tax in QuickBooks, and then every line needs a rate.
//!
//! # Why it happens
//! A line was left without one; "no tax" has to be chosen, too.
//!
//! # What to do
//! Who: requester.
//! 1. {edit}
//! 2. Choose a tax rate on every line, the exempt one where no tax is due, and save.
//! 3. {resend}
//!
//! # How it is detected
//! A line without a tax rate, in a company outside the United States or one that tracks tax. Which tax code
//! of QuickBooks a rate stands for is not public, so the reported error has to agree.
//!
//! # Sources
//! Error catalogue, TAX_CODE_MISSING; QuickBooks API §6.6; ProcurementExpress API §9.5.

use clearpost_domain::CauseClass;

use crate::context::Context;
use crate::documentation::comment;
use crate::registry::Rule;
use crate::rules::account::lines_words;
use crate::rules::{Fault, Outcome};

pub(crate) const RULE: Rule = Rule::data("TAX001", CauseClass::TaxCodeMissing, check, comment!("code_missing.rs"))
    .clearing(&[CauseClass::TaxCodeMissing])
    .foretelling();

pub(crate) fn check(context: &Context<'_>) -> Outcome {
    let lines = context.case.document.lines();
    let without: Vec<u32> = lines
        .iter()
        .filter(|line| line.tax_rate.is_none())
        .map(|line| line.number)
        .collect();
    let says = context.says(CauseClass::TaxCodeMissing);
    if lines.is_empty() || !tracks_tax(context) {
        return Outcome::Silent;
    }
    if without.is_empty() {
        return Outcome::Fine("every line has a tax rate".to_owned());
    }
    // Where no line has one, rates may not be in use at all.
    if without.len() == lines.len() && !says {
        return Outcome::Silent;
    }
    let (words, verb) = lines_words(&without);
    Fault::documented(
        context,
        CauseClass::TaxCodeMissing,
        context.if_said(&[CauseClass::TaxCodeMissing]),
        format!("{words} {} no tax rate", if verb == "is" { "has" } else { "have" }),
        "The company tracks tax in QuickBooks, so every line needs a rate, also where no tax is due.",
    )
    .into()
}

/// Outside the United States every line needs a code once tax is on (error catalogue, TAX_CODE_MISSING).
fn tracks_tax(context: &Context<'_>) -> bool {
    let facts = context.company.books.company();
    let abroad = facts.country.as_deref().is_some_and(|country| {
        !matches!(
            country.trim().to_uppercase().as_str(),
            "US" | "USA" | "UNITED STATES" | ""
        )
    });
    match facts.sales_tax {
        Some(tracks) => tracks,
        None => abroad,
    }
}
