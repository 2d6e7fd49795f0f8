//! DAT001: the invoice is dated before its purchase order.
//!
//! # What it means
//! QuickBooks does not link a bill to a purchase order of a later date.
//!
//! # Why it happens
//! The order was raised, or its date was changed, after the supplier had invoiced.
//!
//! # What to do
//! Who: requester.
//! 1. Either edit the invoice in ProcurementExpress and set its issue date to the order's date or later.
//!    {document}
//! 2. Or edit the order and set its "PO Date" to the invoice's date or earlier. {order}
//! 3. If "PO Date" cannot be edited: click your initials → "Company Settings" → "Purchase Orders", tick
//!    "Enable Editing of PO Date" and click "Save". {procurement}
//! 4. If the order was changed, resend it first and then the invoice.
//!
//! # How it is detected
//! The invoice's issue date against the date of each of its orders in QuickBooks; where an order is not
//! there, against its "Submitted On" date.
//!
//! # Sources
//! Help article "QuickBooks sync troubleshooting"; error catalogue, BILL_BEFORE_PO; QuickBooks error 6000.

use chrono::NaiveDate;
use clearpost_domain::{CauseClass, Culprit, CulpritKind, DocumentKind};

use crate::case::Case;
use crate::context::Context;
use crate::documentation::comment;
use crate::links::Place;
use crate::registry::Rule;
use crate::rules::order::name_of;
use crate::rules::{Fault, Outcome, step};

pub(crate) const RULE: Rule = Rule::data("DAT001", CauseClass::BillBeforePo, check, comment!("before_order.rs"))
    .clearing(&[CauseClass::BillBeforePo])
    .foretelling();

pub(crate) fn check(context: &Context<'_>) -> Outcome {
    let document = context.case.document;
    if document.kind() != DocumentKind::Invoice {
        return Outcome::Silent;
    }
    let Some(issued) = document.issue_date else {
        return Outcome::Silent;
    };
    let mut faults = Vec::new();
    let mut all_from_books = !document.orders.is_empty();
    let mut known = 0;
    for order in context.orders() {
        known += 1;
        let in_books = context.in_books(order).and_then(|transaction| transaction.date);
        all_from_books &= in_books.is_some();
        let Some(dated) = in_books.or_else(|| order.document.date()) else {
            continue;
        };
        if issued < dated {
            faults.push(fault(context, order, issued, dated, in_books.is_some()));
        }
    }
    if !faults.is_empty() {
        Outcome::Fires(faults)
    } else if let Some(order) = context
        .orders()
        .next()
        .filter(|_| all_from_books && known == document.orders.len())
    {
        let words = format!("the invoice ({issued}) is not dated before its order");
        Outcome::Settled(words, culprit(order))
    } else {
        Outcome::Silent
    }
}

fn fault(context: &Context<'_>, order: Case<'_>, issued: NaiveDate, dated: NaiveDate, in_books: bool) -> Fault {
    let links = context.company.links;
    let reference = order.document.reference;
    let name = name_of(order);
    let (which, confidence) = if in_books {
        ("in QuickBooks", context.by_record())
    } else {
        (
            "by its \"Submitted On\" date",
            context.if_said(&[CauseClass::BillBeforePo]),
        )
    };
    Fault {
        class: CauseClass::BillBeforePo,
        confidence,
        headline: format!("The invoice is dated {issued}, before its order {name} of {dated}"),
        cause: format!(
            "The invoice's issue date is {issued}; order {name} is dated {dated} {which}. QuickBooks does not link a bill to a purchase order of a later date."
        ),
        steps: vec![
            step(
                format!("Either edit the invoice in ProcurementExpress and set its issue date to {dated} or later."),
                context.url(Place::Document),
            ),
            step(
                format!("Or edit order {name} in ProcurementExpress and set its \"PO Date\" to {issued} or earlier."),
                links.document(reference),
            ),
            step(
                "If \"PO Date\" cannot be edited: click your initials → \"Company Settings\" → \"Purchase Orders\", tick \"Enable Editing of PO Date\" and click \"Save\".",
                context.url(Place::ProcurementHome),
            ),
            step(
                "If the order was changed, resend it first and then the invoice.",
                links.document(reference),
            ),
        ],
        culprit: Some(culprit(order)),
    }
}

fn culprit(order: Case<'_>) -> Culprit {
    Culprit {
        kind: CulpritKind::Order,
        id: order.document.reference.id.to_string(),
        name: name_of(order),
    }
}
