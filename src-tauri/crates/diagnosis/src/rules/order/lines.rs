//! POL002: the invoice's lines do not match its purchase order's.
//!
//! # What it means
//! Each line of the bill needs a line of the order with the same account and item.
//!
//! # Why it happens
//! Freight, fees or tax were added on the invoice, or a line was coded anew.
//!
//! # What to do
//! Who: requester.
//! 1. Add the missing lines to the order, or take the extra line off the invoice, or code both alike.
//!    {order}
//! 2. Resend the order first, then the invoice.
//!
//! # How it is detected
//! The accounts of the invoice's lines against those of the purchase order entity's lines in QuickBooks,
//! and the number of lines; the reported error has to agree.
//!
//! # Sources
//! Error catalogue, PO_LINK_LINES; QuickBooks error 6000.

use std::collections::HashSet;

use clearpost_domain::CauseClass;

use super::name_of;
use crate::context::Context;
use crate::documentation::comment;
use crate::registry::Rule;
use crate::rules::account::lines_words;
use crate::rules::{Fault, Outcome, transaction_culprit};

pub(crate) const RULE: Rule =
    Rule::data("POL002", CauseClass::PoLinkLines, check, comment!("lines.rs")).clearing(&[CauseClass::PoLinkLines]);

pub(crate) fn check(context: &Context<'_>) -> Outcome {
    let document = context.case.document;
    if !context.says(CauseClass::PoLinkLines) {
        return Outcome::Silent;
    }
    let mut orders = context.orders();
    // Which line belongs to which of several orders is not always told.
    let (Some(order), None) = (orders.next(), orders.next()) else {
        return Outcome::Silent;
    };
    let Some(booked) = context.in_books(order).filter(|booked| !booked.lines.is_empty()) else {
        return Outcome::Silent;
    };
    let theirs: HashSet<&str> = booked.lines.iter().filter_map(|line| line.account.as_deref()).collect();
    let mut without: Vec<u32> = context
        .coded()
        .iter()
        .filter(|account| {
            account
                .record
                .is_some_and(|record| !theirs.contains(record.id.as_str()))
        })
        .flat_map(|account| account.lines.iter().copied())
        .collect();
    without.sort_unstable();
    let (ours, booked_lines) = (document.lines().len(), booked.lines.len());
    let name = name_of(order);
    let headline = if !without.is_empty() {
        let (words, verb) = lines_words(&without);
        format!("{words} {verb} coded to an account that no line of order {name} has")
    } else if ours > booked_lines {
        format!("The invoice has {ours} lines, its order {name} only {booked_lines}")
    } else if context.coded().iter().all(|account| account.record.is_some()) && !document.lines().is_empty() {
        return Outcome::Fine(format!("every line of the invoice has a line of order {name}"));
    } else {
        return Outcome::Silent;
    };
    Fault::documented(
        context,
        CauseClass::PoLinkLines,
        context.by_record(),
        headline,
        "To link a bill to its purchase order, QuickBooks wants a line of the order with the same account for each line of the bill.",
    )
    .blaming(Some(transaction_culprit(&booked.key, booked.number.as_deref())))
    .into()
}
