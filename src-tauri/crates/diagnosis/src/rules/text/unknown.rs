//! TXT002: Clearpost does not know this error.
//!
//! # What it means
//! The text matches none of the known sync errors.
//!
//! # Why it happens
//! No cause is named here, because naming one would be a guess.
//!
//! # What to do
//! Who: support.
//! 1. Try "Resend" once on the document's page in ProcurementExpress, after looking in QuickBooks that it
//!    is not there yet. {document}
//! 2. Copy the error text and write to support@procurementexpress.com, or use the chat at the bottom right
//!    of the ProcurementExpress web pages, or WhatsApp +353 87 443 4944.
//!
//! # How it is detected
//! Text only: no pattern and no code matches. What was checked and found fine is listed.
//!
//! # Sources
//! Help article "QuickBooks sync troubleshooting": support contacts.

use clearpost_domain::{CauseClass, Confidence};

use crate::context::Context;
use crate::documentation::{class_doc, comment};
use crate::explain;
use crate::registry::Rule;
use crate::rules::{Fault, documented_steps};

pub(crate) const RULE: Rule = Rule::text_only("TXT002", CauseClass::Unknown, comment!("unknown.rs"));

pub(crate) fn fault(context: &Context<'_>, fine: &[String]) -> Fault {
    let doc = class_doc(CauseClass::Unknown);
    let mut cause = explain::cause(doc);
    if !fine.is_empty() {
        cause = format!("{cause} Checked and found fine: {}.", fine.join("; "));
    }
    Fault {
        class: CauseClass::Unknown,
        confidence: Confidence::Possible,
        headline: doc.headline.clone(),
        cause,
        steps: documented_steps(context, CauseClass::Unknown),
        culprit: None,
    }
}
