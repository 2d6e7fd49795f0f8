//! CUS001: a billable line has no active customer.
//!
//! # What it means
//! QuickBooks wants to know whom a billable line is to be charged to.
//!
//! # Why it happens
//! The customer or project was left out, or it is inactive in QuickBooks.
//!
//! # What to do
//! Who: requester.
//! 1. {edit}
//! 2. Choose an active customer or project on each billable line, or make the line not billable, and save.
//! 3. {resend}
//!
//! # How it is detected
//! A line is marked billable and names no customer; or the error says so and the customer is inactive in
//! QuickBooks.
//!
//! # Sources
//! Error catalogue, CUSTOMER_MISSING; QuickBooks error 6310.

use clearpost_domain::{CauseClass, Culprit, CulpritKind, ListKind, strip_deleted_suffix};

use super::billable::is_billable;
use crate::context::Context;
use crate::documentation::comment;
use crate::registry::Rule;
use crate::rules::account::lines_words;
use crate::rules::{Fault, Outcome};

pub(crate) const RULE: Rule = Rule::data(
    "CUS001",
    CauseClass::CustomerMissing,
    check,
    comment!("customer_missing.rs"),
)
.clearing(&[CauseClass::CustomerMissing])
.foretelling();

pub(crate) fn check(context: &Context<'_>) -> Outcome {
    let lines = context.case.document.lines();
    let mut without = Vec::new();
    let mut faults = Vec::new();
    let mut all_active = !lines.is_empty();
    for line in lines.iter().filter(|line| is_billable(line)) {
        let Some(name) = line.customer.as_deref().filter(|name| !name.trim().is_empty()) else {
            without.push(line.number);
            continue;
        };
        let named = context.company.books.named(ListKind::Customer, name);
        all_active &= named.iter().any(|record| record.active);
        let inactive = named.first().filter(|_| named.iter().all(|record| !record.active));
        if let Some(record) = inactive.filter(|_| context.says(CauseClass::CustomerMissing)) {
            let name = strip_deleted_suffix(&record.name);
            faults.push(
                Fault::documented(
                    context,
                    CauseClass::CustomerMissing,
                    context.by_record(),
                    format!("Customer {name} of a billable line is inactive in QuickBooks"),
                    format!(
                        "Line {} is to be charged to {name}, and QuickBooks charges nothing to an inactive customer.",
                        line.number
                    ),
                )
                .blaming(Some(Culprit {
                    kind: CulpritKind::Customer,
                    id: record.id.clone(),
                    name: name.to_owned(),
                })),
            );
        }
    }
    if !without.is_empty() {
        let (words, verb) = lines_words(&without);
        faults.push(Fault::documented(
            context,
            CauseClass::CustomerMissing,
            context.by_record(),
            format!(
                "{words} {verb} billable and {verb2} no customer",
                verb2 = if verb == "is" { "names" } else { "name" }
            ),
            "QuickBooks wants to know whom a billable line is to be charged to.",
        ));
    }
    if !faults.is_empty() {
        Outcome::Fires(faults)
    } else if all_active {
        Outcome::Fine("every billable line has an active customer".to_owned())
    } else {
        Outcome::Silent
    }
}
