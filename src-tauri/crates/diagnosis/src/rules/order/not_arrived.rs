//! DEP001: something this document depends on has not arrived.
//!
//! # What it means
//! The supplier, order, bill or item it belongs to is not in QuickBooks yet.
//!
//! # Why it happens
//! That one failed, or was never sent.
//!
//! # What to do
//! Who: requester.
//! 1. Open what it depends on, put it right and resend that first. {order}
//! 2. Then resend this one: supplier, order, invoice, payment.
//!
//! # How it is detected
//! An order of the invoice is due and not in QuickBooks. The invoice may pass without it, so the reported
//! error has to agree.
//!
//! # Sources
//! Error catalogue, DEPENDENCY.

use clearpost_domain::{CauseClass, Culprit, CulpritKind, SyncState};

use super::name_of;
use crate::context::Context;
use crate::documentation::comment;
use crate::registry::Rule;
use crate::rules::{Fault, Outcome};

pub(crate) const RULE: Rule = Rule::data("DEP001", CauseClass::Dependency, check, comment!("not_arrived.rs"))
    .clearing(&[CauseClass::Dependency])
    .foretelling();

pub(crate) fn check(context: &Context<'_>) -> Outcome {
    let mut faults = Vec::new();
    let mut arrived = 0;
    for order in context.orders() {
        if order.verdict.counterpart.is_some() {
            arrived += 1;
            continue;
        }
        let waits = matches!(
            order.verdict.state,
            SyncState::Failed | SyncState::Missing | SyncState::Pending
        );
        if !waits || order.verdict.deleted.is_some() {
            continue;
        }
        let name = name_of(order);
        faults.push(
            Fault::documented(
                context,
                CauseClass::Dependency,
                context.if_said(&[CauseClass::Dependency, CauseClass::PoLinkTxn]),
                format!("Its order {name} is not in QuickBooks"),
                format!(
                    "Order {name} is due and {}. It has to arrive first.",
                    match order.verdict.state {
                        SyncState::Failed => "its own sync failed",
                        SyncState::Pending => "still on its way",
                        _ => "was not found in QuickBooks",
                    }
                ),
            )
            .blaming(Some(Culprit {
                kind: CulpritKind::Order,
                id: order.document.reference.id.to_string(),
                name,
            })),
        );
    }
    if !faults.is_empty() {
        Outcome::Fires(faults)
    } else if arrived > 0 && arrived == context.case.document.orders.len() {
        Outcome::Fine("its order is in QuickBooks".to_owned())
    } else {
        Outcome::Silent
    }
}
