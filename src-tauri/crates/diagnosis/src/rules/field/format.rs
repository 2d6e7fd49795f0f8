//! FLD002: a field has a form that QuickBooks refuses.
//!
//! # What it means
//! A name, e-mail or web address, date or other value is written in a way that QuickBooks does not take.
//!
//! # Why it happens
//! Often a colon or line break in a name, or two e-mail addresses in one field.
//!
//! # What to do
//! Who: requester.
//! 1. In ProcurementExpress, check the supplier: no colon or line break in the name, one e-mail address, a
//!    web address with https://. {suppliers}
//! 2. Check the document for pasted characters, and save. {document}
//! 3. {resend}
//!
//! # How it is detected
//! A colon, tab or line break in the name of a supplier whose vendor has yet to be created; a malformed
//! e-mail address or a control character in a number or description, where the error agrees. An error about
//! names no longer stands once the supplier's name is a plain one.
//!
//! # Sources
//! Error catalogue, FIELD_FORMAT; QuickBooks errors 2040, 2200 and 2210; QuickBooks API §6.1.

use clearpost_domain::{CauseClass, Culprit, CulpritKind};

use crate::context::Context;
use crate::documentation::comment;
use crate::registry::Rule;
use crate::rules::{Fault, Outcome};

pub(crate) const RULE: Rule = Rule::data("FLD002", CauseClass::FieldFormat, check, comment!("format.rs"))
    .clearing(&[CauseClass::FieldFormat])
    .foretelling();

pub(crate) fn check(context: &Context<'_>) -> Outcome {
    let document = context.case.document;
    let says = context.says(CauseClass::FieldFormat);
    let name = context.name;
    let mut faults = Vec::new();
    if name.contains([':', '\t', '\n', '\r']) && context.active_vendor().is_none() {
        let fault = fault(
            context,
            format!(
                "The supplier's name \"{}\" has a colon, tab or line break",
                name.escape_debug()
            ),
            "QuickBooks cannot create a vendor of such a name.",
        );
        faults.push(Fault {
            confidence: context.by_absence(),
            ..fault
        });
    }
    let email = context.supplier.and_then(|supplier| supplier.email.as_deref());
    if let Some(email) = email.filter(|email| says && !email.trim().is_empty() && !is_address(email)) {
        faults.push(fault(
            context,
            format!(
                "The e-mail address of supplier {name} is not one: {}",
                email.escape_debug()
            ),
            "QuickBooks takes one address per field, with an @ and a dot.",
        ));
    }
    let texts = document
        .number
        .iter()
        .chain(document.lines().iter().map(|line| &line.description));
    if says
        && texts
            .flat_map(|text| text.chars())
            .any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
    {
        let found = fault(
            context,
            "A number or description has an invisible control character".to_owned(),
            "Such characters usually come along when a text is pasted from elsewhere.",
        );
        faults.push(Fault { culprit: None, ..found });
    }
    if !faults.is_empty() {
        return Outcome::Fires(faults);
    }
    match supplier(context).filter(|_| context.said.as_ref().is_some_and(|said| said.is_about_names)) {
        Some(culprit) => Outcome::Settled(
            "the supplier's name has no colon, tab or line break".to_owned(),
            culprit,
        ),
        None => Outcome::Silent,
    }
}

fn fault(context: &Context<'_>, headline: String, cause: &str) -> Fault {
    Fault::documented(
        context,
        CauseClass::FieldFormat,
        context.if_said(&[CauseClass::FieldFormat]),
        headline,
        cause,
    )
    .blaming(supplier(context))
}

fn supplier(context: &Context<'_>) -> Option<Culprit> {
    context.case.document.supplier.map(|id| Culprit {
        kind: CulpritKind::Supplier,
        id: id.0.to_string(),
        name: context.name.to_owned(),
    })
}

/// One address with an @ and a dot behind it, which is what QuickBooks asks for.
fn is_address(text: &str) -> bool {
    let text = text.trim();
    let Some((local, domain)) = text.split_once('@') else {
        return false;
    };
    !local.is_empty()
        && domain.contains('.')
        && !domain.starts_with('.')
        && !domain.ends_with('.')
        && !text.contains([' ', ';', ',', '<', '>'])
        && !domain.contains('@')
}
