//! STA001: somebody changed it in QuickBooks at the same time.
//!
//! # What it means
//! The update was made for an older version of the record.
//!
//! # Why it happens
//! The record was edited in QuickBooks meanwhile.
//!
//! # What to do
//! Who: requester.
//! 1. Resend once.
//! 2. Then compare both sides, and check in QuickBooks that no line is there twice. {counterpart}
//!
//! # How it is detected
//! QuickBooks shows that the counterpart was changed after it was made, and the error says that an update
//! met a newer version.
//!
//! # Sources
//! Error catalogue, STALE_OBJECT; QuickBooks error 5010; QuickBooks API §4.5.

use clearpost_domain::CauseClass;

use crate::context::Context;
use crate::documentation::comment;
use crate::registry::Rule;
use crate::rules::{Fault, Outcome, transaction_culprit, transaction_name};

pub(crate) const RULE: Rule = Rule::data("STA001", CauseClass::StaleObject, check, comment!("changed.rs"));

pub(crate) fn check(context: &Context<'_>) -> Outcome {
    let Some(booked) = context
        .in_books(context.case)
        .filter(|_| context.says(CauseClass::StaleObject))
    else {
        return Outcome::Silent;
    };
    let (Some(created), Some(changed)) = (booked.created_at, booked.updated_at) else {
        return Outcome::Silent;
    };
    if changed <= created {
        return Outcome::Silent;
    }
    let name = transaction_name(&booked.key, booked.number.as_deref());
    Fault::documented(
        context,
        CauseClass::StaleObject,
        context.by_record(),
        format!("{name} was changed in QuickBooks on {}", changed.date_naive()),
        format!(
            "{name} was made on {} and changed on {}. The update that failed was made for the older version.",
            created.date_naive(),
            changed.date_naive()
        ),
    )
    .blaming(Some(transaction_culprit(&booked.key, booked.number.as_deref())))
    .into()
}
