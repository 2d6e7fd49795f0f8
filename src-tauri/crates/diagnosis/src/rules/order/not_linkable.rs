//! POL003: the purchase order cannot be linked in QuickBooks.
//!
//! # What it means
//! The order that the bill is to be linked to is closed, changed, gone or not there yet.
//!
//! # Why it happens
//! Another bill used it up, somebody closed it by hand, or it was never sent.
//!
//! # What to do
//! Who: finance.
//! 1. Check that the order is in QuickBooks; if not, resend the order first. {order}
//! 2. In QuickBooks, open the purchase order: reopen it, or remove the bill or receipt that used it up.
//! 3. {resend}
//!
//! # How it is detected
//! The purchase order entity is closed or was deleted in QuickBooks. QuickBooks may also leave the link out
//! without a word, so the reported error has to agree.
//!
//! # Sources
//! Error catalogue, PO_LINK_TXN and S1; QuickBooks error 620; QuickBooks API §6.4, linking.

use clearpost_domain::CauseClass;

use super::name_of;
use crate::context::Context;
use crate::documentation::comment;
use crate::registry::Rule;
use crate::rules::{Fault, Outcome, transaction_culprit};

pub(crate) const RULE: Rule = Rule::data("POL003", CauseClass::PoLinkTxn, check, comment!("not_linkable.rs"))
    .clearing(&[CauseClass::PoLinkTxn])
    .foretelling();

pub(crate) fn check(context: &Context<'_>) -> Outcome {
    let document = context.case.document;
    let confidence = context.if_said(&[CauseClass::PoLinkTxn]);
    let mut faults = Vec::new();
    let mut open = 0;
    for order in context.orders() {
        let name = name_of(order);
        if let Some(deleted) = &order.verdict.deleted {
            faults.push(
                Fault::documented(
                    context,
                    CauseClass::PoLinkTxn,
                    confidence,
                    format!("Order {name} was deleted in QuickBooks"),
                    format!(
                        "The purchase order that the bill is to be linked to (id {}) is gone.",
                        deleted.key.id
                    ),
                )
                .blaming(Some(transaction_culprit(&deleted.key, deleted.number.as_deref()))),
            );
            continue;
        }
        let Some(booked) = context.in_books(order) else {
            continue;
        };
        let is_closed = booked
            .order_status
            .as_deref()
            .is_some_and(|status| status.trim().eq_ignore_ascii_case("closed"));
        if !is_closed {
            open += 1;
            continue;
        }
        let bills: Vec<&str> = booked.links.iter().map(|link| link.id.as_str()).collect();
        let used_up = if bills.is_empty() {
            "Somebody closed it by hand.".to_owned()
        } else {
            format!("It is linked to {} already.", bills.join(", "))
        };
        faults.push(
            Fault::documented(
                context,
                CauseClass::PoLinkTxn,
                confidence,
                format!("Order {name} is closed in QuickBooks"),
                format!("A closed purchase order takes no further bill. {used_up}"),
            )
            .blaming(Some(transaction_culprit(&booked.key, booked.number.as_deref()))),
        );
    }
    if !faults.is_empty() {
        Outcome::Fires(faults)
    } else if open > 0 && open == document.orders.len() {
        Outcome::Fine("its order is open in QuickBooks".to_owned())
    } else {
        Outcome::Silent
    }
}
