//! TXT001: the error text is of a known kind.
//!
//! # What it means
//! The service reported an error that Clearpost recognises by its wording.
//!
//! # Why it happens
//! As described for each class.
//!
//! # What to do
//! Who: requester.
//! 1. Follow the steps of the class that the text belongs to.
//! 2. {resend}
//!
//! # How it is detected
//! Text only: the text matches a pattern of a class, and no data explains it better. Where the data shows
//! that what it names no longer stands, that is said.
//!
//! # Sources
//! The pattern file; QuickBooks' and other products' published error texts.

use clearpost_domain::{CauseClass, Confidence, Culprit, SyncState};

use crate::context::Context;
use crate::documentation::{class_doc, comment};
use crate::explain;
use crate::registry::Rule;
use crate::rules::{Fault, documented_steps, resend, step};
use crate::text::blocks_company;

pub(crate) const RULE: Rule = Rule::text_only("TXT001", CauseClass::Unknown, comment!("known.rs"));

/// The cause still stands as far as anybody knows.
pub(crate) fn stands(context: &Context<'_>, class: CauseClass, fine: &[String]) -> Fault {
    let doc = class_doc(class);
    let mut cause = explain::cause(doc);
    if class == CauseClass::RefInactive && !fine.is_empty() {
        cause = format!("{cause} Checked and found fine: {}.", fine.join("; "));
    }
    Fault {
        class,
        confidence: Confidence::Likely,
        headline: doc.headline.clone(),
        cause,
        steps: documented_steps(context, class),
        culprit: blocks_company(class).then(|| context.company.itself()),
    }
}

/// The data shows that what the text named, or what stood in the way before, is no longer so; `about` is
/// the record that was looked at.
pub(crate) fn is_gone(context: &Context<'_>, class: CauseClass, fine: &str, about: Option<Culprit>) -> Fault {
    let doc = class_doc(class);
    let (what, means) = match context.text {
        Some(_) => ("What the last error named no longer stands", "The last error means:"),
        None => ("What stood in the way no longer does", "What stood in the way:"),
    };
    let is_awaited = context.case.verdict.state == SyncState::Pending;
    let awaited = is_awaited.then(|| step("Wait a while: the sync of the edit may still be on its way.", None));
    Fault {
        class,
        confidence: Confidence::Possible,
        headline: format!("{what}: {fine}"),
        cause: format!("{means} {} By now, {fine}.", doc.meaning),
        steps: awaited.into_iter().chain([resend(context)]).collect(),
        culprit: about,
    }
}
