//! VEN004: QuickBooks has no vendor of the supplier's name.
//!
//! # What it means
//! No vendor in QuickBooks has exactly the supplier's name, and none could be created.
//!
//! # Why it happens
//! The names are spelled differently, for example by a legal form, an accent or a space.
//!
//! # What to do
//! Who: finance.
//! 1. In QuickBooks, open "Expenses" → "Vendors" and search for the supplier. {vendors}
//! 2. Make the two names identical, or add the vendor in QuickBooks with exactly the supplier's name.
//! 3. Edit and save the document in ProcurementExpress so that it takes up the name. {document}
//! 4. {resend}
//!
//! # How it is detected
//! The reported error says so, and neither vendor, customer nor employee has the name. Without such an
//! error a missing vendor is normal: it is created when it is first used. Near names are shown side by
//! side, never taken for the vendor.
//!
//! # Sources
//! Help article "QuickBooks sync troubleshooting"; error catalogue, VENDOR_NOT_FOUND.

use clearpost_domain::{CauseClass, Culprit, CulpritKind, ListKind, Step};

use super::{inactive, name_taken};
use crate::context::Context;
use crate::documentation::comment;
use crate::links::Place;
use crate::registry::Rule;
use crate::rules::{Fault, Outcome, resend, step};

pub(crate) const RULE: Rule = Rule::data("VEN004", CauseClass::VendorNotFound, check, comment!("not_found.rs"))
    .clearing(&[CauseClass::VendorNotFound]);

pub(crate) fn check(context: &Context<'_>) -> Outcome {
    let company = context.company;
    if !company.books.is_complete() || !context.says(CauseClass::VendorNotFound) {
        return Outcome::Silent;
    }
    if context.mapped.is_some() || !context.named.is_empty() {
        return match context.active_vendor() {
            Some(vendor) => Outcome::Fine(inactive::fine(vendor)),
            None => Outcome::Silent,
        };
    }
    if name_taken::holder(context).is_some() {
        return Outcome::Silent;
    }
    let near = company.near_names(context.name);
    let mut cause = format!(
        "No vendor, customer or employee in QuickBooks has exactly the name \"{}\".",
        context.name
    );
    let mut steps: Vec<Step> = Vec::new();
    if near.is_empty() {
        cause = format!("{cause} No similar name was found either.");
    } else {
        let names: Vec<String> = near
            .iter()
            .map(|near| {
                format!(
                    "\"{}\" ({} {}, {})",
                    near.name,
                    near.kind.word().to_lowercase(),
                    near.id,
                    near.remark
                )
            })
            .collect();
        cause = format!("{cause} Similar names: {}.", names.join("; "));
        for near in near.iter().filter(|near| near.kind == ListKind::Vendor) {
            steps.push(step(
                format!("If \"{}\" is the same company, give it exactly the name \"{}\" in QuickBooks, or rename the supplier.", near.name, context.name),
                company.links.vendor(&near.id),
            ));
        }
    }
    steps.push(step(
        format!("If the vendor is new, add it in QuickBooks (\"Expenses\" → \"Vendors\" → \"New vendor\") as exactly \"{}\".", context.name),
        context.url(Place::Vendors),
    ));
    steps.push(resend(context));
    Fault {
        class: CauseClass::VendorNotFound,
        confidence: context.by_absence(),
        headline: format!("QuickBooks has no vendor named {}", context.name),
        cause,
        steps,
        culprit: context.case.document.supplier.map(|id| Culprit {
            kind: CulpritKind::Supplier,
            id: id.0.to_string(),
            name: context.name.to_owned(),
        }),
    }
    .into()
}
