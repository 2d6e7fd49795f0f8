//! DEL001: the document was in QuickBooks and is gone.
//!
//! # What it means
//! Clearpost saw the counterpart before; it was deleted in QuickBooks since.
//!
//! # Why it happens
//! Somebody deleted it there, on purpose or by mistake. ProcurementExpress does not notice.
//!
//! # What to do
//! Find out who deleted it and why. Then set the document aside, or send it again as a new record.
//!
//! # How it is detected
//! The recorded counterpart has a deletion mark, or is no longer found in a complete reading.
//!
//! # Sources
//! QuickBooks error 610; API: change data capture.

use clearpost_domain::CauseClass;

use crate::context::Context;
use crate::links::Place;
use crate::rules::{Fault, Outcome, step, transaction_culprit, transaction_name};

pub(crate) fn check(context: &Context<'_>) -> Outcome {
    let Some(deleted) = &context.case.verdict.deleted else {
        return Outcome::Silent;
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
        steps: vec![
            step(
                "In QuickBooks, click the gear → \"Audit log\" and see who deleted it and why.",
                context.url(Place::AuditLog),
            ),
            step("If that was right, set the document aside here as handled.", None),
            step(
                "If it was a mistake, send it again as a new record, and check that it arrives once.",
                context.url(Place::Document),
            ),
        ],
        culprit: Some(transaction_culprit(&deleted.key, number)),
    }
    .into()
}
