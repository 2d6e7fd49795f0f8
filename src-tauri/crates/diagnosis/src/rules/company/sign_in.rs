//! CON001: ProcurementExpress is no longer connected to QuickBooks.
//!
//! # What it means
//! QuickBooks no longer accepts the sign-in that ProcurementExpress uses, so every document fails until the
//! two are connected again.
//!
//! # Why it happens
//! The user who connected them changed the password, left, or the connection was switched off or ran out.
//!
//! # What to do
//! Who: administrator.
//! 1. In ProcurementExpress, open the company settings and the integrations, and reconnect QuickBooks
//!    Online. Choose the same QuickBooks company as before. {procurement}
//! 2. Resend the documents that failed since the connection was lost.
//!
//! # How it is detected
//! ProcurementExpress says that the company is not connected. The error text alone makes it likely; once a
//! document arrived after the error, the connection works again.
//!
//! # Sources
//! Error catalogue, AUTH_EXPIRED; QuickBooks errors 100, 401 and 3200; ProcurementExpress API §9.1,
//! is_quickbooks_connected.

use clearpost_domain::{CauseClass, Confidence};

use crate::case::Company;
use crate::context::Context;
use crate::documentation::comment;
use crate::registry::Rule;
use crate::rules::{Fault, Outcome};

pub(crate) const RULE: Rule =
    Rule::data("CON001", CauseClass::AuthExpired, check, comment!("sign_in.rs")).company_wide();

pub(crate) fn check(context: &Context<'_>) -> Outcome {
    fault(context.company).map_or(Outcome::Silent, Outcome::from)
}

pub(crate) fn fault(company: &Company<'_>) -> Option<Fault> {
    (company.told.connected == Some(false)).then(|| {
        Fault::of_company(
            company,
            CauseClass::AuthExpired,
            Confidence::Confirmed,
            "ProcurementExpress says that it is not connected to QuickBooks",
            "In the settings of the company, ProcurementExpress shows no connection to QuickBooks Online. Nothing is sent until there is one.",
        )
    })
}
