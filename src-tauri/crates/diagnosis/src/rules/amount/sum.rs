//! AMT003: the lines do not make up the total.
//!
//! # What it means
//! The amounts of the lines add up to another total than the document's.
//!
//! # Why it happens
//! An amount was typed in by hand, or a line was left out.
//!
//! # What to do
//! Who: requester.
//! 1. {edit}
//! 2. Correct the lines or the total, and save.
//! 3. {resend}
//!
//! # How it is detected
//! The sum of the lines' gross amounts differs from the document's gross total by a cent or more; the
//! reported error has to agree.
//!
//! # Sources
//! Error catalogue, AMOUNT_INVALID.

use clearpost_domain::{CauseClass, Money};
use rust_decimal::Decimal;

use crate::context::Context;
use crate::documentation::comment;
use crate::registry::Rule;
use crate::rules::{Fault, Outcome};

pub(crate) const RULE: Rule = Rule::data("AMT003", CauseClass::AmountInvalid, check, comment!("sum.rs")).foretelling();

/// Less than a cent is rounding.
const CENT: Decimal = Decimal::from_parts(1, 0, 0, false, 2);

pub(crate) fn check(context: &Context<'_>) -> Outcome {
    let document = context.case.document;
    let lines = document
        .lines()
        .iter()
        .try_fold(Decimal::ZERO, |sum, line| sum.checked_add(line.gross?));
    let (Some(gross), Some(lines), false) = (document.gross, lines, document.lines().is_empty()) else {
        return Outcome::Silent;
    };
    let difference = gross.saturating_sub(lines).abs();
    if difference < CENT {
        return Outcome::Fine(format!("its lines make up the total {}", Money::plain(gross)));
    }
    Fault::documented(
        context,
        CauseClass::AmountInvalid,
        context.if_said(&[CauseClass::AmountInvalid]),
        format!(
            "The lines make {}, the total is {}",
            Money::plain(lines),
            Money::plain(gross)
        ),
        format!(
            "The lines and the total of the {} differ by {}.",
            document.kind(),
            Money::plain(difference)
        ),
    )
    .into()
}
