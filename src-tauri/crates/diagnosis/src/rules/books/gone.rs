//! DEL001: it was in QuickBooks and was deleted there.
//!
//! # What it means
//! ProcurementExpress keeps updating a record that QuickBooks no longer has.
//!
//! # Why it happens
//! Somebody deleted or voided it in QuickBooks, on purpose or by mistake. ProcurementExpress does not
//! notice.
//!
//! # What to do
//! Who: finance.
//! 1. In QuickBooks, click the gear → "Audit log" and see who deleted it and why. {audit log}
//! 2. If it was right, set the document aside here as handled.
//! 3. If it was a mistake, send it again as a new record, and look that it arrives once.
//!
//! # How it is detected
//! The recorded counterpart has a deletion mark, or is no longer found in a complete reading. Or
//! ProcurementExpress reports the sync as done, and a complete reading does not find the document: then it
//! is likely.
//!
//! # Sources
//! Error catalogue, TXN_DELETED and S4; QuickBooks error 610; QuickBooks API §4.2, change data capture.

use clearpost_domain::{CauseClass, Confidence, Step, SyncResult, SyncState};

use crate::context::Context;
use crate::documentation::comment;
use crate::links::Place;
use crate::registry::Rule;
use crate::rules::{Fault, Outcome, step, transaction_name};

pub(crate) const RULE: Rule = Rule::data("DEL001", CauseClass::TxnDeleted, check, comment!("gone.rs"));

pub(crate) fn check(context: &Context<'_>) -> Outcome {
    let Some(deleted) = &context.case.verdict.deleted else {
        return vanished(context).map_or(Outcome::Silent, Outcome::from);
    };
    let number = deleted.number.as_deref();
    let name = transaction_name(&deleted.key, number);
    let since = context
        .company
        .books
        .transaction(&deleted.key)
        .and_then(|transaction| transaction.deleted_at)
        .map_or_else(String::new, |at| format!(", noticed on {}", at.date_naive()));
    Fault {
        class: CauseClass::TxnDeleted,
        confidence: context.by_record(),
        headline: format!("{name} was in QuickBooks and was deleted there"),
        cause: format!(
            "{name} (id {}) was this document's counterpart and is gone{since}. ProcurementExpress may go on updating it in vain.",
            deleted.key.id
        ),
        steps: steps(context),
        // The record that could be named is gone: nothing stands in the way.
        culprit: None,
    }
    .into()
}

/// Reported as done, and not there: nobody saw the record, so this is likely, not certain.
fn vanished(context: &Context<'_>) -> Option<Fault> {
    let verdict = context.case.verdict;
    let report = verdict
        .sync_report
        .as_ref()
        .filter(|report| report.result == SyncResult::Succeeded)?;
    if verdict.state != SyncState::Missing {
        return None;
    }
    let number = context.case.document.number.as_deref().unwrap_or("This document");
    let on = report
        .at
        .map_or_else(String::new, |at| format!(" on {}", at.date_naive()));
    Some(Fault {
        class: CauseClass::TxnDeleted,
        confidence: Confidence::Likely,
        headline: format!("{number} was synced and is no longer in QuickBooks"),
        cause: format!(
            "ProcurementExpress reported a successful sync{on}, and a complete reading of QuickBooks does not find it. \
             Most likely it was deleted there, or its number was changed."
        ),
        steps: steps(context),
        culprit: None,
    })
}

fn steps(context: &Context<'_>) -> Vec<Step> {
    vec![
        step(
            "In QuickBooks, click the gear → \"Audit log\" and see who deleted it and why.",
            context.url(Place::AuditLog),
        ),
        step("If that was right, set the document aside here as handled.", None),
        step(
            "If it was a mistake, send it again as a new record, and check that it arrives once.",
            context.url(Place::Document),
        ),
    ]
}
