//! CUR001: the document and its vendor have different currencies.
//!
//! # What it means
//! Document, vendor and payable account must share one currency.
//!
//! # Why it happens
//! A vendor's currency is fixed when it is made. Often there are two vendors for one supplier, one per
//! currency.
//!
//! # What to do
//! Who: finance.
//! 1. In QuickBooks, look up the vendor and its currency. {vendors}
//! 2. Use the vendor of the document's currency, or add one by hand in QuickBooks: the currency of an
//!    existing vendor cannot be changed.
//! 3. {resend}
//!
//! # How it is detected
//! The currency of the active vendor of the supplier's name is compared with the document's.
//!
//! # Sources
//! Error catalogue, CURRENCY_MISMATCH and S2; QuickBooks error 6000, "You can only use one foreign currency
//! per transaction"; QuickBooks API §6.11.

use clearpost_domain::{CauseClass, strip_deleted_suffix};

use super::inactive::culprit;
use crate::context::Context;
use crate::documentation::comment;
use crate::links::Place;
use crate::registry::Rule;
use crate::rules::{Fault, Outcome, resend, step};

pub(crate) const RULE: Rule = Rule::data("CUR001", CauseClass::CurrencyMismatch, check, comment!("currency.rs"))
    .clearing(&[CauseClass::CurrencyMismatch])
    .foretelling();

pub(crate) fn check(context: &Context<'_>) -> Outcome {
    let Some(vendor) = context.active_vendor() else {
        return Outcome::Silent;
    };
    let (Some(ours), Some(theirs)) = (context.case.document.currency, vendor.currency) else {
        return Outcome::Silent;
    };
    if context.company.books.company().multicurrency == Some(false) {
        // Then the company's settings are the cause, see CUR002.
        return Outcome::Silent;
    }
    let name = strip_deleted_suffix(&vendor.name);
    if ours == theirs {
        return Outcome::Settled(
            format!("vendor {name} and the document are both in {ours}"),
            culprit(vendor),
        );
    }
    let kind = context.case.document.kind();
    Fault {
        class: CauseClass::CurrencyMismatch,
        confidence: context.by_record(),
        headline: format!("The {kind} is in {ours}, its vendor {name} in {theirs}"),
        cause: format!(
            "QuickBooks keeps vendor {name} in {theirs} and accepts nothing in another currency for it; this {kind} is in {ours}."
        ),
        steps: vec![
            step(
                format!("In QuickBooks, look for a vendor of the same company in {ours}, or add one (\"Expenses\" → \"Vendors\" → \"New vendor\", currency {ours})."),
                context.url(Place::Vendors),
            ),
            step(
                "In ProcurementExpress, give the document a supplier of exactly that vendor's name.",
                context.url(Place::Document),
            ),
            resend(context),
        ],
        culprit: Some(culprit(vendor)),
    }
    .into()
}
