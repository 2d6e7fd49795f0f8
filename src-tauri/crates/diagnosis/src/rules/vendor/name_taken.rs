//! VEN003: the vendor's name is already taken in QuickBooks.
//!
//! # What it means
//! QuickBooks could not create the vendor because another record has its name.
//!
//! # Why it happens
//! Vendors, customers and employees share one list of names, inactive ones included. Two spellings that
//! differ by "&" and "and" or by a space are easily made by mistake.
//!
//! # What to do
//! Who: finance.
//! 1. Search QuickBooks for the name among vendors, customers and employees, with inactive ones included.
//!    {vendors}
//! 2. If a customer or employee has it, rename one of the two, for example by adding " - Vendor".
//! 3. If two vendors have it, merge them in QuickBooks.
//! 4. {resend}
//!
//! # How it is detected
//! No vendor of the name, a customer or employee of the name. Nobody may be linked by id.
//!
//! # Sources
//! Error catalogue, VENDOR_NAME_CONFLICT; QuickBooks error 6240; QuickBooks API §6.1: display names are
//! unique over the three lists.

use clearpost_domain::{CauseClass, Culprit, CulpritKind, ListKind, ListRecord};

use super::inactive;
use crate::context::Context;
use crate::documentation::comment;
use crate::registry::Rule;
use crate::rules::{Fault, Outcome, resend, step};

const TEXTS: [CauseClass; 2] = [CauseClass::VendorNameConflict, CauseClass::VendorNotFound];

pub(crate) const RULE: Rule = Rule::data(
    "VEN003",
    CauseClass::VendorNameConflict,
    check,
    comment!("name_taken.rs"),
)
.clearing(&[CauseClass::VendorNameConflict])
.foretelling();

pub(crate) fn check(context: &Context<'_>) -> Outcome {
    let books = context.company.books;
    if !books.is_connected() {
        return Outcome::Silent;
    }
    if let Some(vendor) = context.active_vendor() {
        return Outcome::Fine(inactive::fine(vendor));
    }
    if context.mapped.is_some() || !context.named.is_empty() {
        return Outcome::Silent;
    }
    let Some(holder) = holder(context) else {
        if books.has_all_names() {
            return Outcome::Fine(format!("no customer or employee is named {}", context.name));
        }
        return Outcome::Silent;
    };
    let (kind, article, word, url) = match holder.kind {
        ListKind::Customer => (
            CulpritKind::Customer,
            "a",
            "customer",
            context.company.links.customer(&holder.id),
        ),
        _ => (CulpritKind::Employee, "an", "employee", None),
    };
    // The name of an inactive record usually carries a suffix and is free.
    let confidence = if holder.active {
        context.by_absence()
    } else {
        context.if_said(&TEXTS)
    };
    Fault {
        class: CauseClass::VendorNameConflict,
        confidence,
        headline: format!("The name {} is taken by {article} {word} in QuickBooks", context.name),
        cause: format!(
            "QuickBooks has no vendor named {name}, and cannot create one, because {article} {word} has that name ({record}, {state}). Vendors, customers and employees share one list of names.",
            name = context.name,
            record = holder.name,
            state = if holder.active { "active" } else { "inactive" },
        ),
        steps: vec![
            step(
                format!("In QuickBooks, open the {word} and change its display name, for example to \"{} - {word}\".", context.name),
                url,
            ),
            step(
                format!("Or add the vendor by hand under another name, such as \"{} - Vendor\", and give the supplier in ProcurementExpress exactly that name.", context.name),
                context.company.links.suppliers(),
            ),
            resend(context),
        ],
        culprit: Some(Culprit {
            kind,
            id: holder.id.clone(),
            name: holder.name.clone(),
        }),
    }
    .into()
}

/// The customer or employee of the name, an active one first.
pub(super) fn holder<'a>(context: &Context<'a>) -> Option<&'a ListRecord> {
    let books = context.company.books;
    let mut holders = books.named(ListKind::Customer, context.name);
    holders.extend(books.named(ListKind::Employee, context.name));
    holders.sort_by_key(|record| !record.active);
    holders.first().copied()
}
