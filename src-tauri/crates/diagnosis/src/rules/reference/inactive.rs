//! REF001: a line refers to a class or customer that is inactive in QuickBooks.
//!
//! # What it means
//! QuickBooks accepts no new document with an inactive class, customer or project on a line.
//!
//! # Why it happens
//! The record was made inactive in QuickBooks after it was copied to ProcurementExpress.
//!
//! # What to do
//! Make the record active again, or choose another one on the line; then resend.
//!
//! # How it is detected
//! The names on the lines are looked up in QuickBooks, inactive ones included. When these, the vendor
//! and every account were found active, the generic error about something inactive no longer stands.
//!
//! # Sources
//! QuickBooks errors 610 and 2500, which do not say which record is meant; API: Class.Active,
//! Customer.Active.

use std::collections::BTreeSet;

use clearpost_domain::{CauseClass, Culprit, CulpritKind, Line, ListKind, ListRecord, strip_deleted_suffix};

use crate::context::Context;
use crate::links::Place;
use crate::rules::{Fault, Outcome, resend, step};

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
