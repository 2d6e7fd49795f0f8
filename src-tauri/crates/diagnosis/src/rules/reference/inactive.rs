//! REF001: something the document refers to is inactive or gone in QuickBooks.
//!
//! # What it means
//! The vendor, an account, a customer, an item, a class or a location on this document is inactive or no
//! longer exists in QuickBooks.
//!
//! # Why it happens
//! QuickBooks uses one sentence for all of them and does not say which one it is.
//!
//! # What to do
//! Who: finance.
//! 1. Open the document in ProcurementExpress and note its supplier and each line's account, class,
//!    customer and item. {document}
//! 2. Look each one up in QuickBooks with inactive ones shown. Make it active again, or choose an active
//!    one on the document. {accounts}
//! 3. {resend}
//!
//! # How it is detected
//! The names of the classes and customers on the lines are looked up in QuickBooks, inactive ones included.
//! When these, the vendor and every account were found active, the generic error about something inactive
//! no longer stands.
//!
//! # Sources
//! Error catalogue, REF_INACTIVE; QuickBooks errors 610 and 2500, which do not say which record is meant;
//! QuickBooks API §6.8, Active.

use std::collections::BTreeSet;

use clearpost_domain::{CauseClass, Culprit, CulpritKind, Line, ListKind, ListRecord, strip_deleted_suffix};

use crate::context::Context;
use crate::documentation::comment;
use crate::links::Place;
use crate::registry::Rule;
use crate::rules::{Fault, Outcome, resend, step};

pub(crate) const RULE: Rule = Rule::data("REF001", CauseClass::RefInactive, check, comment!("inactive.rs"))
    .clearing(&[CauseClass::RefInactive])
    .foretelling();

pub(crate) fn check(context: &Context<'_>) -> Outcome {
    let lines = context.case.document.lines();
    let mut faults = Vec::new();
    let mut all_found = !lines.is_empty();
    for (kind, names) in [
        (ListKind::Class, names(lines, |line| line.class.as_deref())),
        (ListKind::Customer, names(lines, |line| line.customer.as_deref())),
    ] {
        for name in names {
            let named = context.company.books.named(kind, name);
            match named.iter().find(|record| record.active) {
                Some(_) => {}
                None => match named.first() {
                    Some(record) => faults.push(fault(context, kind, record)),
                    None => all_found = false,
                },
            }
        }
    }
    if !faults.is_empty() {
        return Outcome::Fires(faults);
    }
    let accounts_stand = context
        .coded()
        .iter()
        .all(|account| account.record.is_some_and(|record| record.active));
    if all_found && accounts_stand && context.active_vendor().is_some() {
        Outcome::Fine(
            "its vendor and every account, class and customer on its lines are active in QuickBooks".to_owned(),
        )
    } else {
        Outcome::Silent
    }
}

fn names<'a>(lines: &'a [Line], of: impl Fn(&'a Line) -> Option<&'a str>) -> BTreeSet<&'a str> {
    lines
        .iter()
        .filter_map(of)
        .filter(|name| !name.trim().is_empty())
        .collect()
}

fn fault(context: &Context<'_>, kind: ListKind, record: &ListRecord) -> Fault {
    let name = strip_deleted_suffix(record.full_name.as_deref().unwrap_or(&record.name));
    let (word, culprit, place) = match kind {
        ListKind::Class => ("Class", CulpritKind::Class, Place::QuickBooksSettings),
        _ => ("Customer", CulpritKind::Customer, Place::Nowhere),
    };
    let url = if kind == ListKind::Customer {
        context.company.links.customer(&record.id)
    } else {
        context.url(place)
    };
    Fault {
        class: CauseClass::RefInactive,
        confidence: context.by_record(),
        headline: format!("{word} {name} is inactive in QuickBooks"),
        cause: format!(
            "A line refers to {} {name}, and QuickBooks accepts nothing for an inactive one.",
            word.to_lowercase()
        ),
        steps: vec![
            step(
                format!("In QuickBooks, show inactive records of that list and click \"Make active\" beside {name}."),
                url,
            ),
            step(
                format!(
                    "Or edit the document in ProcurementExpress and choose another {} than {name}.",
                    word.to_lowercase()
                ),
                context.url(Place::Document),
            ),
            resend(context),
        ],
        culprit: Some(Culprit {
            kind: culprit,
            id: record.id.clone(),
            name: name.to_owned(),
        }),
    }
}
