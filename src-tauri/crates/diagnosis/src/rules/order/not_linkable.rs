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
//! The purchase order entity is closed or was deleted in QuickBooks: it was seen there before, or the error names
//! it and a complete reading does not find it. QuickBooks may also leave the link out
//! without a word, so the reported error has to agree.
//!
//! # Sources
//! Error catalogue, PO_LINK_TXN and S1; QuickBooks error 620; QuickBooks API §6.4, linking.

use clearpost_domain::{CauseClass, Entity, TransactionKey};

use super::name_of;
use crate::context::Context;
use crate::documentation::comment;
use crate::registry::Rule;
use crate::rules::{Fault, Outcome, transaction_culprit};
use crate::text::unlinkable;

pub(crate) const RULE: Rule = Rule::data("POL003", CauseClass::PoLinkTxn, check, comment!("not_linkable.rs"))
    .clearing(&[CauseClass::PoLinkTxn])
    .foretelling();

pub(crate) fn check(context: &Context<'_>) -> Outcome {
    let document = context.case.document;
    let confidence = context.if_said(&[CauseClass::PoLinkTxn]);
    let mut faults = Vec::new();
    let mut open = 0;
    let named = named_and_gone(context);
    for order in context.orders() {
        let name = name_of(order);
        let seen = order.verdict.deleted.as_ref();
        let named = named.as_ref().filter(|_| order.verdict.counterpart.is_none());
        let deleted = seen
            .map(|deleted| (&deleted.key, deleted.number.as_deref()))
            .or(named.map(|key| (key, order.document.number.as_deref())));
        if let Some((key, number)) = deleted {
            faults.push(
                Fault::documented(
                    context,
                    CauseClass::PoLinkTxn,
                    confidence,
                    format!("Order {name} was deleted in QuickBooks"),
                    format!(
                        "The purchase order that the bill is to be linked to (id {}) is gone.",
                        key.id
                    ),
                )
                .blaming(Some(transaction_culprit(key, number))),
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

/// The purchase order entity that the error names, if QuickBooks was read completely and does not have it.
fn named_and_gone(context: &Context<'_>) -> Option<TransactionKey> {
    let books = context.company.books;
    let key = TransactionKey {
        entity: Entity::PurchaseOrder,
        id: context.text.and_then(unlinkable)?,
    };
    let is_there = books
        .transaction(&key)
        .is_some_and(|transaction| transaction.deleted_at.is_none());
    (books.is_complete() && !is_there).then_some(key)
}
