//! LCK001: the record in QuickBooks can no longer be changed.
//!
//! # What it means
//! It is matched to the bank, paid, reconciled, approved, or already charged to a customer.
//!
//! # Why it happens
//! The document was changed in ProcurementExpress after that.
//!
//! # What to do
//! Who: finance.
//! 1. Open it in QuickBooks. Undo the match or payment, then resend. {counterpart}
//! 2. Or make the change there by hand and set the document aside here as handled.
//!
//! # How it is detected
//! The counterpart is paid in whole or in part: its open balance is below its total, or a bill payment is
//! linked to it. The error has to agree. A match to the bank cannot be read; an error that speaks of payments no
//! longer stands once nothing is paid.
//!
//! # Sources
//! Error catalogue, TXN_LOCKED; QuickBooks errors 6480 and 6540; QuickBooks API §6.4, Balance.

use clearpost_domain::{CauseClass, Money};

use crate::context::Context;
use crate::documentation::comment;
use crate::registry::Rule;
use crate::rules::{Fault, Outcome, transaction_culprit, transaction_name};

pub(crate) const RULE: Rule =
    Rule::data("LCK001", CauseClass::TxnLocked, check, comment!("locked.rs")).clearing(&[CauseClass::TxnLocked]);

pub(crate) fn check(context: &Context<'_>) -> Outcome {
    let Some(booked) = context
        .in_books(context.case)
        .filter(|_| context.says(CauseClass::TxnLocked))
    else {
        return Outcome::Silent;
    };
    let paid = match (booked.total, booked.balance) {
        (Some(total), Some(balance)) => total.abs().saturating_sub(balance.abs()),
        _ => return Outcome::Silent,
    };
    let by_payment = booked.links.iter().any(|link| link.kind.starts_with("BillPayment"));
    let name = transaction_name(&booked.key, booked.number.as_deref());
    let culprit = transaction_culprit(&booked.key, booked.number.as_deref());
    if paid.is_zero() && !by_payment {
        return if context.said.as_ref().is_some_and(|said| said.is_about_payments) {
            Outcome::Settled(format!("nothing of {name} is paid"), culprit)
        } else {
            // A match to the bank cannot be read.
            Outcome::Silent
        };
    }
    Fault::documented(
        context,
        CauseClass::TxnLocked,
        context.by_record(),
        format!("{name} is paid in QuickBooks"),
        format!(
            "{} of {name} is paid, and QuickBooks does not change what a payment rests on.",
            Money::plain(paid)
        ),
    )
    .blaming(Some(culprit))
    .into()
}
