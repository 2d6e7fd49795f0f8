//! POL001: the invoice and its purchase order have different vendors.
//!
//! # What it means
//! A bill can only be linked to a purchase order of the same vendor.
//!
//! # Why it happens
//! Two vendors for one supplier, or a merge of vendors, are the usual reason.
//!
//! # What to do
//! Who: requester.
//! 1. Compare the supplier of the invoice with that of its order, and make them the same. {document}
//! 2. If QuickBooks has two vendors for this supplier, merge them. {vendors}
//! 3. {resend}
//!
//! # How it is detected
//! The vendor of the purchase order entity in QuickBooks is another than the vendor that the invoice's
//! supplier stands for. QuickBooks may also leave the link out without a word, so the reported error has to
//! agree.
//!
//! # Sources
//! Error catalogue, PO_LINK_VENDOR and S1; QuickBooks error 6000.

use clearpost_domain::{CauseClass, strip_deleted_suffix};

use super::name_of;
use crate::context::Context;
use crate::documentation::comment;
use crate::registry::Rule;
use crate::rules::{Fault, Outcome, transaction_culprit};

pub(crate) const RULE: Rule = Rule::data("POL001", CauseClass::PoLinkVendor, check, comment!("vendor.rs"))
    .clearing(&[CauseClass::PoLinkVendor])
    .foretelling();

pub(crate) fn check(context: &Context<'_>) -> Outcome {
    let Some(ours) = context.active_vendor() else {
        return Outcome::Silent;
    };
    let mut faults = Vec::new();
    let mut known = 0;
    for order in context.orders() {
        let Some((booked, theirs)) = context
            .in_books(order)
            .and_then(|booked| Some((booked, booked.vendor.as_deref()?)))
        else {
            continue;
        };
        known += 1;
        if theirs == ours.id {
            continue;
        }
        let order_name = name_of(order);
        let their_name = booked.vendor_name.as_deref().unwrap_or(theirs);
        faults.push(
            Fault::documented(
                context,
                CauseClass::PoLinkVendor,
                context.if_said(&[CauseClass::PoLinkVendor, CauseClass::PoLinkTxn]),
                format!("Order {order_name} is of vendor {their_name}, the invoice of vendor {}", strip_deleted_suffix(&ours.name)),
                format!(
                    "In QuickBooks, purchase order {order_name} belongs to {their_name} (id {theirs}); the invoice would be posted to {} (id {}). A bill can only be linked to an order of its own vendor.",
                    ours.name, ours.id
                ),
            )
            .blaming(Some(transaction_culprit(&booked.key, booked.number.as_deref()))),
        );
    }
    if !faults.is_empty() {
        Outcome::Fires(faults)
    } else if known > 0 && known == context.case.document.orders.len() {
        Outcome::Fine("the invoice and its order are of one vendor".to_owned())
    } else {
        Outcome::Silent
    }
}
