//! FLD001: a text on the document is too long for QuickBooks.
//!
//! # What it means
//! QuickBooks takes 21 characters for a document's number and 4,000 for a note or description.
//!
//! # Why it happens
//! The number, a note or a description is longer.
//!
//! # What to do
//! Who: requester.
//! 1. {edit}
//! 2. Shorten the number or the text, and save.
//! 3. {resend}
//!
//! # How it is detected
//! An invoice's number has more than 21 characters, or a description more than 4,000, or the supplier's
//! name more than 500. Which text becomes an order's number is not public, so for an order the reported
//! error has to agree.
//!
//! # Sources
//! Error catalogue, FIELD_LENGTH; QuickBooks error 2050; QuickBooks API §6.1 and §6.4.

use clearpost_domain::{CauseClass, Confidence, DocumentKind};

use crate::context::Context;
use crate::documentation::comment;
use crate::registry::Rule;
use crate::rules::{Fault, Outcome};

pub(crate) const RULE: Rule = Rule::data("FLD001", CauseClass::FieldLength, check, comment!("length.rs"))
    .clearing(&[CauseClass::FieldLength])
    .foretelling();

/// QuickBooks' limits, in characters (quickbooks-online-api §6.1, §6.4).
const NUMBER: usize = 21;
const DESCRIPTION: usize = 4_000;
const NAME: usize = 500;

pub(crate) fn check(context: &Context<'_>) -> Outcome {
    let document = context.case.document;
    let kind = document.kind();
    let if_said = || context.if_said(&[CauseClass::FieldLength]);
    let mut faults = Vec::new();
    let mut found = |confidence: Confidence, what: String, length: usize, limit: usize| {
        faults.push(Fault::documented(
            context,
            CauseClass::FieldLength,
            confidence,
            format!("{what} has {length} characters, and QuickBooks takes {limit}"),
            format!("QuickBooks refuses a text of more than {limit} characters there."),
        ));
    };
    let numbers = document.number_candidates();
    let longest = numbers.iter().map(|number| number.chars().count()).max().unwrap_or(0);
    if longest > NUMBER {
        let confidence = match kind {
            DocumentKind::Invoice => context.by_record(),
            DocumentKind::Order => if_said(),
        };
        found(confidence, format!("The {kind}'s number"), longest, NUMBER);
    }
    for line in document.lines() {
        let length = line.description.chars().count();
        if length > DESCRIPTION {
            found(
                if_said(),
                format!("The description of line {}", line.number),
                length,
                DESCRIPTION,
            );
        }
    }
    let length = context.name.chars().count();
    if length > NAME && context.active_vendor().is_none() {
        found(if_said(), "The supplier's name".to_owned(), length, NAME);
    }
    if !faults.is_empty() {
        Outcome::Fires(faults)
    } else if document.detail.is_some() && !numbers.is_empty() && kind == DocumentKind::Invoice {
        Outcome::Fine("its number, descriptions and supplier's name are short enough".to_owned())
    } else {
        Outcome::Silent
    }
}
