//! PER001: the document is dated in a closed period.
//!
//! # What it means
//! The books are closed up to a day on or after the document's date; QuickBooks neither adds nor
//! changes anything there.
//!
//! # Why it happens
//! The period was closed before the document arrived.
//!
//! # What to do
//! Move the document's date, or lift the closing date for a moment; then resend and close again.
//!
//! # How it is detected
//! The document's date is on or before the closing date that QuickBooks shows. Without a closing date
//! nothing is concluded, since QuickBooks does not always show it, unless one was shown before. An order posts nothing, so for an order
//! the reported error has to say so, too.
//!
//! # Sources
//! QuickBooks errors 6200 and 6210; API: Preferences, BookCloseDate.

use clearpost_domain::{CauseClass, Culprit, CulpritKind, DocumentKind};

use crate::context::Context;
use crate::links::Place;
use crate::rules::{Fault, Outcome, resend, step};

pub(crate) fn check(context: &Context<'_>) -> Outcome {
    let document = context.case.document;
    let company = context.company.books.company();
    let (Some(closed), Some(date)) = (company.closing_date, document.date()) else {
        return match company.lifted_closing_date {
            Some(before) => Outcome::Fine(format!("the closing date {before} was lifted")),
            None => Outcome::Silent,
        };
    };
    if date > closed {
        return Outcome::Fine(format!(
            "the books are closed up to {closed}, before the document's date {date}"
        ));
    }
    let confidence = match document.kind() {
        DocumentKind::Invoice => context.by_record(),
        DocumentKind::Order => context.if_said(&[CauseClass::PeriodClosed]),
    };
    let kind = document.kind();
    Fault {
        class: CauseClass::PeriodClosed,
        confidence,
        headline: format!("The {kind} is dated {date}, and the books are closed up to {closed}"),
        cause: format!(
            "QuickBooks' closing date is {closed}. It neither adds nor changes anything dated on or before that day; this {kind} is dated {date}."
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
        culprit: Some(Culprit {
            kind: CulpritKind::ClosingDate,
            id: closed.to_string(),
            name: closed.to_string(),
        }),
    }
    .into()
}
