//! CUR001: the document's currency is not its vendor's.
//!
//! # What it means
//! QuickBooks accepts a document only in the currency of its vendor.
//!
//! # Why it happens
//! A vendor's currency is fixed when it is created. A vendor that the sync created may have got the
//! home currency, whatever was asked for; or there are two vendors and the wrong one is linked.
//!
//! # What to do
//! Use a vendor in the document's currency; a vendor's currency cannot be changed later.
//!
//! # How it is detected
//! The currency of the active vendor of the supplier's name is compared with the document's.
//!
//! # Sources
//! QuickBooks error 6000, "You can only use one foreign currency per transaction"; API:
//! Vendor.CurrencyRef.

use clearpost_domain::{CauseClass, Culprit, CulpritKind, strip_deleted_suffix};

use crate::context::Context;
use crate::links::Place;
use crate::rules::{Fault, Outcome, resend, step};

pub(crate) fn check(context: &Context<'_>) -> Outcome {
    let Some(vendor) = context.active_vendor() else {
        return Outcome::Silent;
    };
    let (Some(ours), Some(theirs)) = (context.case.document.currency, vendor.currency) else {
        return Outcome::Silent;
    };
    let name = strip_deleted_suffix(&vendor.name);
    if ours == theirs {
        return Outcome::Fine(format!("vendor {name} and the document are both in {ours}"));
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
        culprit: Some(Culprit {
            kind: CulpritKind::Vendor,
            id: vendor.id.clone(),
            name: name.to_owned(),
        }),
    }
    .into()
}
