//! PER001: the document is dated in a closed period.
//!
//! # What it means
//! The books are closed up to a day on or after the document's date, so QuickBooks neither adds nor changes
//! it.
//!
//! # Why it happens
//! The period was closed before the document arrived.
//!
//! # What to do
//! Who: administrator.
//! 1. Either move the document's date into the open period in ProcurementExpress, and save. {document}
//! 2. Or have an administrator lift the closing date for a moment: in QuickBooks, gear → "Account and
//!    settings" → "Advanced" → "Accounting" → "Close the books". Close again afterwards. {settings}
//! 3. {resend}
//!
//! # How it is detected
//! The document's date is on or before the closing date that QuickBooks shows. QuickBooks does not always
//! show it: then a closing date that the user typed in counts when the error agrees, and without any
//! nothing is concluded, unless one was shown before. An order posts nothing, so for an order the reported
//! error has to say so, too.
//!
//! # Sources
//! Error catalogue, PERIOD_CLOSED; QuickBooks errors 6200 and 6210; QuickBooks API §6.10, BookCloseDate.

use chrono::NaiveDate;
use clearpost_domain::{CauseClass, Culprit, CulpritKind, DocumentKind};

use crate::context::Context;
use crate::documentation::comment;
use crate::links::Place;
use crate::registry::Rule;
use crate::rules::{Fault, Outcome, resend, step};

pub(crate) const RULE: Rule = Rule::data("PER001", CauseClass::PeriodClosed, check, comment!("closed_period.rs"))
    .clearing(&[CauseClass::PeriodClosed])
    .foretelling();

pub(crate) fn check(context: &Context<'_>) -> Outcome {
    let document = context.case.document;
    let company = context.company.books.company();
    let typed = context.company.told.closing_date;
    let (Some(closed), Some(date)) = (company.closing_date.or(typed), document.date()) else {
        return match company.lifted_closing_date {
            Some(before) => Outcome::Settled(format!("the closing date {before} was lifted"), culprit(before)),
            None => Outcome::Silent,
        };
    };
    let is_shown = company.closing_date.is_some();
    if date > closed && !is_shown {
        // What was typed in may be out of date.
        return Outcome::Silent;
    }
    if date > closed {
        return Outcome::Fine(format!(
            "the books are closed up to {closed}, before the document's date {date}"
        ));
    }
    let confidence = match document.kind() {
        DocumentKind::Invoice if is_shown => context.by_record(),
        _ => context.if_said(&[CauseClass::PeriodClosed]),
    };
    let kind = document.kind();
    let source = if is_shown {
        ""
    } else {
        ", as typed in; QuickBooks does not show one"
    };
    Fault {
        class: CauseClass::PeriodClosed,
        confidence,
        headline: format!("The {kind} is dated {date}, and the books are closed up to {closed}"),
        cause: format!(
            "The closing date is {closed}{source}. QuickBooks neither adds nor changes anything dated on or before that day; this {kind} is dated {date}."
        ),
        steps: vec![
            step(
                format!("Either edit the {kind} in ProcurementExpress and give it a date after {closed}."),
                context.url(Place::Document),
            ),
            step(
                "Or have an administrator lift the closing date for a moment: in QuickBooks, gear → \"Account and settings\" → \"Advanced\" → \"Accounting\" → \"Close the books\".",
                context.url(Place::QuickBooksSettings),
            ),
            resend(context),
            step("If the closing date was lifted, set it again.", context.url(Place::QuickBooksSettings)),
        ],
        culprit: Some(culprit(closed)),
    }
    .into()
}

fn culprit(closed: NaiveDate) -> Culprit {
    Culprit {
        kind: CulpritKind::ClosingDate,
        id: closed.to_string(),
        name: closed.to_string(),
    }
}
