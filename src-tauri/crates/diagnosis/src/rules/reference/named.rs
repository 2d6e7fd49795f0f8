//! REF002: the record that the error names by its id is inactive or gone.
//!
//! # What it means
//! QuickBooks named the record it did not find, and the lists confirm it.
//!
//! # Why it happens
//! It was made inactive, deleted, or merged into another one; ProcurementExpress still sends the old id.
//!
//! # What to do
//! Who: finance.
//! 1. Look the record up in QuickBooks with inactive ones shown, and make it active again. {settings}
//! 2. If it was merged into another one, choose the other one on the document. {document}
//! 3. {resend}
//!
//! # How it is detected
//! "Accounts element id 7 not found" and its like name list and id; the record is looked up there, inactive
//! ones included. A record that is not in a completely read list is gone.
//!
//! # Sources
//! Error catalogue, REF_INACTIVE; QuickBooks API §7.2, error 2500.

use clearpost_domain::{CauseClass, ListKind};

use super::element;
use crate::context::Context;
use crate::documentation::comment;
use crate::registry::Rule;
use crate::rules::Outcome;

pub(crate) const RULE: Rule =
    Rule::data("REF002", CauseClass::RefInactive, check, comment!("named.rs")).clearing(&[CauseClass::RefInactive]);

pub(crate) fn check(context: &Context<'_>) -> Outcome {
    element(
        context,
        CauseClass::RefInactive,
        &[
            ListKind::Vendor,
            ListKind::Customer,
            ListKind::Employee,
            ListKind::Account,
            ListKind::Class,
            ListKind::Department,
        ],
    )
}
