//! CON003: the QuickBooks subscription has lapsed.
//!
//! # What it means
//! QuickBooks can be read but accepts no new records.
//!
//! # Why it happens
//! The trial or subscription ended, was cancelled, or a payment for it failed.
//!
//! # What to do
//! Who: administrator.
//! 1. In QuickBooks, click the gear → "Account and settings" → "Billing & subscription" and settle what is
//!    open. {settings}
//! 2. Allow up to two days until QuickBooks notices the payment, and reconnect if it asks for it.
//! 3. Resend the documents that failed meanwhile.
//!
//! # How it is detected
//! QuickBooks shows the subscription as expired, restricted, suspended or cancelled. When it shows one that
//! is paid for, the error no longer stands.
//!
//! # Sources
//! Error catalogue, QBO_SUBSCRIPTION; QuickBooks error 6190; QuickBooks API §6.9, SubscriptionStatus.

use clearpost_domain::{CauseClass, Confidence};

use crate::case::Company;
use crate::context::Context;
use crate::documentation::comment;
use crate::registry::Rule;
use crate::rules::{Fault, Outcome};

pub(crate) const RULE: Rule = Rule::data(
    "CON003",
    CauseClass::QboSubscription,
    check,
    comment!("subscription.rs"),
)
.clearing(&[CauseClass::QboSubscription])
.company_wide();

/// States in which QuickBooks accepts no new record (quickbooks-online-api §6.9).
const READ_ONLY: [&str; 5] = ["expired", "restricted", "suspended", "canceled", "cancelled"];
const PAID: [&str; 4] = ["trial", "trialoptin", "subscribed", "paid"];

pub(crate) fn check(context: &Context<'_>) -> Outcome {
    if let Some(fault) = fault(context.company) {
        return fault.into();
    }
    match state(context.company) {
        Some(state) if PAID.contains(&state.as_str()) => {
            let words = format!("the QuickBooks subscription is in order ({state})");
            Outcome::Settled(words, context.company.itself())
        }
        _ => Outcome::Silent,
    }
}

pub(crate) fn fault(company: &Company<'_>) -> Option<Fault> {
    let state = state(company).filter(|state| READ_ONLY.contains(&state.as_str()))?;
    Some(Fault::of_company(
        company,
        CauseClass::QboSubscription,
        Confidence::Confirmed,
        format!("The QuickBooks subscription is {state}"),
        format!("QuickBooks shows the company's subscription as {state}. It can be read but accepts no new records."),
    ))
}

fn state(company: &Company<'_>) -> Option<String> {
    let state = company.books.company().subscription.as_deref()?;
    Some(state.trim().to_lowercase())
}
