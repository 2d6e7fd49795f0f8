//! TRM001: QuickBooks does not have these payment terms.
//!
//! # What it means
//! The terms on the document have no partner of exactly the same name in QuickBooks.
//!
//! # Why it happens
//! They are spelled differently, inactive, or were never made.
//!
//! # What to do
//! Who: finance.
//! 1. In QuickBooks, click the gear → "All lists" → "Terms" and add or rename the term. {settings}
//! 2. Or choose other terms on the document in ProcurementExpress. {document}
//! 3. {resend}
//!
//! # How it is detected
//! The name of the invoice's terms is looked up in QuickBooks, inactive ones included; the reported error
//! has to agree.
//!
//! # Sources
//! Error catalogue, TERMS; QuickBooks API §6.8, Term.

use clearpost_domain::{CauseClass, Culprit, CulpritKind, ListKind, strip_deleted_suffix};

use crate::context::Context;
use crate::documentation::comment;
use crate::registry::Rule;
use crate::rules::reference::element;
use crate::rules::{Fault, Outcome};

pub(crate) const RULE: Rule =
    Rule::data("TRM001", CauseClass::Terms, check, comment!("terms.rs")).clearing(&[CauseClass::Terms]);

pub(crate) fn check(context: &Context<'_>) -> Outcome {
    if !context.says_any(&[CauseClass::Terms, CauseClass::RefInactive]) {
        return Outcome::Silent;
    }
    match element(context, CauseClass::Terms, &[ListKind::Term]) {
        Outcome::Silent => {}
        told => return told,
    }
    let terms = context
        .case
        .document
        .detail
        .as_ref()
        .and_then(|detail| detail.terms.as_deref());
    let Some(name) = terms.filter(|name| !name.trim().is_empty()) else {
        return Outcome::Silent;
    };
    let books = context.company.books;
    let named = books.named(ListKind::Term, name);
    let (headline, id) = match named.first() {
        _ if named.iter().any(|term| term.active) => return Outcome::Fine(format!("QuickBooks has the terms {name}")),
        Some(term) => (
            format!("Terms {} are inactive in QuickBooks", strip_deleted_suffix(&term.name)),
            term.id.clone(),
        ),
        None if books.has_all_names() => (format!("QuickBooks has no terms named {name}"), name.to_owned()),
        None => return Outcome::Silent,
    };
    Fault::documented(
        context,
        CauseClass::Terms,
        context.by_absence(),
        headline,
        format!("The invoice has the payment terms {name}, and QuickBooks needs active ones of exactly that name."),
    )
    .blaming(Some(Culprit {
        kind: CulpritKind::Term,
        id,
        name: name.to_owned(),
    }))
    .into()
}
