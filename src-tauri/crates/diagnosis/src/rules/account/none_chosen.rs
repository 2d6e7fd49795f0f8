//! ACC004: a line has no account.
//!
//! # What it means
//! A line, or the integration as a whole, has no account to post to.
//!
//! # Why it happens
//! No account was chosen on the line, or the default account of the integration is not set.
//!
//! # What to do
//! Who: requester.
//! 1. {edit}
//! 2. Choose an account on every line, and save.
//! 3. If every document fails, set the default account in the integration settings of ProcurementExpress.
//!    {procurement}
//! 4. {resend}
//!
//! # How it is detected
//! A line without an account, or a chart of accounts without an active account of the type Accounts
//! Payable. A connection may have a default account, so for a line the reported error has to agree.
//!
//! # Sources
//! Error catalogue, MAPPING_MISSING; QuickBooks error 6440.

use clearpost_domain::CauseClass;

use super::lines_words;
use crate::context::Context;
use crate::documentation::comment;
use crate::registry::Rule;
use crate::rules::{Fault, Outcome};

pub(crate) const RULE: Rule = Rule::data("ACC004", CauseClass::MappingMissing, check, comment!("none_chosen.rs"))
    .clearing(&[CauseClass::MappingMissing])
    .foretelling();

pub(crate) fn check(context: &Context<'_>) -> Outcome {
    if context.says(CauseClass::MappingMissing) && context.company.lacks_payable_account() {
        return Fault::documented(
            context,
            CauseClass::MappingMissing,
            context.by_absence(),
            "QuickBooks has no active account of the type Accounts Payable",
            "Every bill is posted to an account of the type Accounts Payable, and the chart of accounts has no active one.",
        )
        .blaming(Some(context.company.itself()))
        .into();
    }
    let lines = context.case.document.lines();
    let without: Vec<u32> = lines
        .iter()
        .filter(|line| line.account.is_none())
        .map(|line| line.number)
        .collect();
    if lines.is_empty() {
        return Outcome::Silent;
    }
    if without.is_empty() {
        return Outcome::Fine("every line has an account".to_owned());
    }
    // Accounts are shown only while ProcurementExpress is connected, so none at all tells nothing.
    if without.len() == lines.len() && !context.says(CauseClass::MappingMissing) {
        return Outcome::Silent;
    }
    let (words, verb) = lines_words(&without);
    Fault::documented(
        context,
        CauseClass::MappingMissing,
        context.if_said(&[CauseClass::MappingMissing]),
        format!(
            "{words} {verb} no account",
            verb = if verb == "is" { "has" } else { "have" }
        ),
        format!(
            "{words} of this {} must be coded to an account before QuickBooks can post anything.",
            context.case.document.kind()
        ),
    )
    .into()
}
