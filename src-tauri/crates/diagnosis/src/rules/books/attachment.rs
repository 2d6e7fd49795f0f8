//! ATT001: an attachment was refused.
//!
//! # What it means
//! A file was too large or of a type that QuickBooks does not take. The document itself has usually
//! arrived.
//!
//! # Why it happens
//! QuickBooks limits size and type of files.
//!
//! # What to do
//! Who: finance.
//! 1. Do not resend the document.
//! 2. Attach a smaller file or a PDF to the record in QuickBooks by hand, or leave it. {counterpart}
//!
//! # How it is detected
//! A file of the document is larger than 20 MB or of a type that QuickBooks does not take, and the error is
//! about a file.
//!
//! # Sources
//! Error catalogue, ATTACHMENT and S7; QuickBooks errors 6020 and 6030.

use clearpost_domain::CauseClass;

use crate::context::Context;
use crate::documentation::comment;
use crate::registry::Rule;
use crate::rules::{Fault, Outcome};

pub(crate) const RULE: Rule = Rule::data("ATT001", CauseClass::Attachment, check, comment!("attachment.rs"));

pub(crate) fn check(context: &Context<'_>) -> Outcome {
    let detail = context.case.document.detail.as_ref();
    let files = detail.map_or(&[][..], |detail| &detail.attachments);
    let refused = files.iter().find_map(|file| Some((file, file.why_refused()?)));
    let Some((file, why)) = refused.filter(|_| context.says(CauseClass::Attachment)) else {
        return Outcome::Silent;
    };
    let arrived = match &context.case.verdict.counterpart {
        Some(_) => "The document itself has arrived.",
        None => "The document itself was not found in QuickBooks.",
    };
    Fault::documented(
        context,
        CauseClass::Attachment,
        context.by_record(),
        format!("The file {} {why}", file.name),
        format!("QuickBooks refused the file. {arrived}"),
    )
    .into()
}
