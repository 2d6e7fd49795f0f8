//! BIL001: a line cannot be billable as it stands.
//!
//! # What it means
//! QuickBooks does not accept the billable mark together with this account, item or company setting.
//!
//! # Why it happens
//! Only expense, cost of goods sold, fixed asset, other asset and other current asset or liability accounts
//! can be billable, and billable expenses must be switched on.
//!
//! # What to do
//! Who: requester.
//! 1. {edit}
//! 2. Make the line not billable, or choose an account that can be, and save.
//! 3. Or switch billable expenses on: in QuickBooks, gear → "Account and settings" → "Expenses". {settings}
//! 4. {resend}
//!
//! # How it is detected
//! A line is marked billable, and its account in QuickBooks is of another type than those seven, or
//! QuickBooks shows that billable expenses are switched off.
//!
//! # Sources
//! Error catalogue, BILLABLE; QuickBooks error 6320; QuickBooks API §6.10, BillableExpenseTracking.

use clearpost_domain::{CauseClass, Line};

use crate::context::Context;
use crate::documentation::comment;
use crate::registry::Rule;
use crate::rules::account::payable_receivable::culprit;
use crate::rules::account::type_letters;
use crate::rules::{Fault, Outcome};

pub(crate) const RULE: Rule = Rule::data("BIL001", CauseClass::Billable, check, comment!("billable.rs"))
    .clearing(&[CauseClass::Billable])
    .foretelling();

/// Types of accounts whose lines may be charged on (error catalogue, BILLABLE).
const ALLOWED: [&str; 7] = [
    "expense",
    "otherexpense",
    "costofgoodssold",
    "fixedasset",
    "otherasset",
    "othercurrentasset",
    "othercurrentliability",
];

/// Whether the line is to be charged to a customer; the words are QuickBooks' (quickbooks-online-api §6.5).
pub(crate) fn is_billable(line: &Line) -> bool {
    let word = line.billable.as_deref().unwrap_or_default().trim().to_lowercase();
    matches!(word.as_str(), "billable" | "true" | "yes")
}

pub(crate) fn check(context: &Context<'_>) -> Outcome {
    let lines = context.case.document.lines();
    let billable: Vec<u32> = lines
        .iter()
        .filter(|line| is_billable(line))
        .map(|line| line.number)
        .collect();
    if lines.is_empty() {
        return Outcome::Silent;
    }
    if billable.is_empty() {
        return Outcome::Fine("no line is billable".to_owned());
    }
    if context.company.books.company().billable_expenses == Some(false) {
        return Fault::documented(
            context,
            CauseClass::Billable,
            context.by_record(),
            "A line is billable, and billable expenses are switched off in QuickBooks",
            "QuickBooks' settings for expenses do not allow lines that are charged to a customer.",
        )
        .blaming(Some(context.company.itself()))
        .into();
    }
    let mut all_known = true;
    let mut faults = Vec::new();
    for account in context.coded() {
        if !account.lines.iter().any(|line| billable.contains(line)) {
            continue;
        }
        let Some(kind) = account.record.and_then(|record| record.account.as_ref()) else {
            all_known = false;
            continue;
        };
        let kind = &kind.account_type;
        if !ALLOWED.contains(&type_letters(kind).as_str()) {
            let name = account.label.display();
            faults.push(
                Fault::documented(
                    context,
                    CauseClass::Billable,
                    context.by_record(),
                    format!("A line coded to {name} cannot be billable"),
                    format!("{name} is of the type {kind}, and QuickBooks charges lines of such an account to nobody."),
                )
                .blaming(culprit(account)),
            );
        }
    }
    if !faults.is_empty() {
        Outcome::Fires(faults)
    } else if all_known {
        Outcome::Fine("every billable line's account may be billable".to_owned())
    } else {
        Outcome::Silent
    }
}
