//! RDY001: the document is not in a status that syncs.
//!
//! # What it means
//! Only approved orders and invoices that are ready to pay are sent to QuickBooks.
//!
//! # Why it happens
//! It waits for approval, an edit took it back, it is older than the sync's start, or somebody chose to
//! skip it.
//!
//! # What to do
//! Who: requester.
//! 1. Approve it in ProcurementExpress, or leave it as it is. {document}
//! 2. If it was left out for its date or on purpose and belongs in the books, correct the date, or enter it in
//!    QuickBooks by hand and set it aside here as handled.
//! 3. {resend}
//!
//! # How it is detected
//! The status of the document, where the last report says that it was not sent for being in no such status.
//! When it is in one by now, the error no longer stands. An error that speaks of the sync's start or of
//! somebody's choice is about no status: neither can be read, so it stands as likely.
//!
//! # Sources
//! Error catalogue, NOT_READY; help article "QuickBooks sync troubleshooting": what triggers a sync.

use clearpost_domain::{CauseClass, Confidence};

use crate::context::Context;
use crate::documentation::comment;
use crate::registry::Rule;
use crate::rules::{Fault, Outcome};

pub(crate) const RULE: Rule =
    Rule::data("RDY001", CauseClass::NotReady, check, comment!("not_ready.rs")).clearing(&[CauseClass::NotReady]);

pub(crate) fn check(context: &Context<'_>) -> Outcome {
    let document = context.case.document;
    let is_left_out = context.said.as_ref().is_some_and(|said| said.is_left_out);
    if !context.says(CauseClass::NotReady) || is_left_out || !document.status.is_recognised() {
        return Outcome::Silent;
    }
    let (kind, status) = (document.kind(), document.status.word().replace('_', " "));
    if document.is_in_syncing_status() {
        return Outcome::Fine(format!("the {kind} is {status}"));
    }
    Fault::documented(
        context,
        CauseClass::NotReady,
        Confidence::Confirmed,
        format!("The {kind} is {status}, and only approved documents are sent"),
        format!("ProcurementExpress did not send the {kind}, which is {status} now."),
    )
    .into()
}
