//! TXT003: the error text resembles a known one.
//!
//! # What it means
//! The text itself is not known, but most of its telling words are those of a known error.
//!
//! # Why it happens
//! Another product or a newer version words the same refusal differently.
//!
//! # What to do
//! Who: support.
//! 1. Compare the text with the known one. If it means the same, follow the steps of that class.
//! 2. Otherwise copy the error text and write to support@procurementexpress.com.
//!
//! # How it is detected
//! Text only: the words that the text shares with a known error weigh more than those it does not share.
//! This is never more than possible.
//!
//! # Sources
//! The error texts of the catalogue.

use clearpost_domain::{CauseClass, Confidence};

use crate::context::Context;
use crate::documentation::{class_doc, comment};
use crate::registry::Rule;
use crate::rules::{Fault, documented_steps};

pub(crate) const RULE: Rule = Rule::text_only("TXT003", CauseClass::Unknown, comment!("resembles.rs"));

pub(crate) fn fault(context: &Context<'_>, class: CauseClass, known: &str) -> Fault {
    let doc = class_doc(class);
    let mut steps = documented_steps(context, class);
    if let Some(support) = documented_steps(context, CauseClass::Unknown).pop() {
        steps.push(support);
    }
    Fault {
        class,
        confidence: Confidence::Possible,
        headline: format!("Perhaps: {}", doc.headline),
        cause: format!(
            "This text is not known. It resembles \"{known}\", which means: {}",
            doc.meaning
        ),
        steps,
        culprit: None,
    }
}
