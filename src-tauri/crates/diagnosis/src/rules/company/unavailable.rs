//! CON006: QuickBooks reported an internal problem.
//!
//! # What it means
//! QuickBooks could not finish the request and does not say why.
//!
//! # Why it happens
//! Usually a short outage. The same message can hide a wrong reference on one document: if only one
//! document keeps failing, its data is the reason.
//!
//! # What to do
//! Who: requester.
//! 1. Look at QuickBooks' status page (status.quickbooks.intuit.com).
//! 2. Wait, then resend.
//! 3. If one document fails three times, compare its supplier, accounts, classes and customers with a
//!    similar document that arrived.
//!
//! # How it is detected
//! Text only: QuickBooks keeps no record of its outages that can be read. Any fault that the data shows
//! explains an internal error; once other documents arrived after it, the outage is over, unless this
//! document failed three times.
//!
//! # Sources
//! Error catalogue, QBO_UNAVAILABLE; QuickBooks errors 6000 (-30000), 10000, HTTP 5xx.

use clearpost_domain::{CauseClass, SyncResult};

use crate::context::Context;
use crate::documentation::comment;
use crate::registry::Rule;

pub(crate) const RULE: Rule =
    Rule::text_only("CON006", CauseClass::QboUnavailable, comment!("unavailable.rs")).company_wide();

/// So many failures of one document are its data's fault, not an outage's.
const PATIENCE: usize = 3;

/// Whether this document alone keeps failing with such an error.
pub(crate) fn is_persistent(context: &Context<'_>) -> bool {
    let company = context.company;
    let entries = company.patterns.sync_entries(context.case.document);
    entries
        .iter()
        .rev()
        .take_while(|entry| entry.result == SyncResult::Failed)
        .filter(|entry| {
            company
                .said(&entry.text)
                .errors
                .iter()
                .any(|one| one.class == CauseClass::QboUnavailable)
        })
        .count()
        >= PATIENCE
}
