//! TXT002: the error text is not known.
//!
//! # What it means
//! The service reported an error whose wording matches nothing known.
//!
//! # Why it happens
//! That is not known, and no cause is made up.
//!
//! # What to do
//! Write to support with the text; the way there is in the steps.
//!
//! # How it is detected
//! No pattern and no code matches.
//!
//! # Sources
//! Help article "QuickBooks sync troubleshooting": support contacts.

use clearpost_domain::{CauseClass, Confidence};

use crate::classes::class_doc;
use crate::context::Context;
use crate::explain;
use crate::rules::{Fault, documented_steps};

pub(crate) fn fault(context: &Context<'_>, fine: &[String]) -> Fault {
    let doc = class_doc(CauseClass::Unknown);
    let mut cause = explain::cause(doc);
    if !fine.is_empty() {
        cause = format!("{cause} Checked and found fine: {}.", fine.join("; "));
    }
    Fault {
        class: CauseClass::Unknown,
        confidence: Confidence::Possible,
        headline: doc.headline.to_owned(),
        cause,
        steps: documented_steps(context, CauseClass::Unknown),
        culprit: None,
    }
}
