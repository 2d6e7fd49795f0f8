//! CUR002: the document is in a foreign currency, and the company keeps one currency only.
//!
//! # What it means
//! Without multicurrency QuickBooks accepts nothing but the home currency.
//!
//! # Why it happens
//! Multicurrency was never switched on.
//!
//! # What to do
//! Who: administrator.
//! 1. In QuickBooks, gear → "Account and settings" → "Advanced" → "Currency": switch multicurrency on. It
//!    cannot be switched off again. {settings}
//! 2. Or change the currency of the document in ProcurementExpress. {document}
//! 3. {resend}
//!
//! # How it is detected
//! QuickBooks shows that multicurrency is off, and the document's currency is not the home currency.
//!
//! # Sources
//! Error catalogue, CURRENCY_MISMATCH; QuickBooks API §6.10 and §6.11, MultiCurrencyEnabled.

use clearpost_domain::CauseClass;

use crate::context::Context;
use crate::documentation::comment;
use crate::registry::Rule;
use crate::rules::{Fault, Outcome};

pub(crate) const RULE: Rule =
    Rule::data("CUR002", CauseClass::CurrencyMismatch, check, comment!("home_only.rs")).foretelling();

pub(crate) fn check(context: &Context<'_>) -> Outcome {
    let facts = context.company.books.company();
    let (Some(ours), Some(home), Some(false)) =
        (context.case.document.currency, facts.home_currency, facts.multicurrency)
    else {
        return Outcome::Silent;
    };
    if ours == home {
        return Outcome::Fine(format!("the document is in the company's only currency, {home}"));
    }
    Fault::documented(
        context,
        CauseClass::CurrencyMismatch,
        context.by_record(),
        format!(
            "The {} is in {ours}, and QuickBooks keeps {home} only",
            context.case.document.kind()
        ),
        format!("Multicurrency is switched off in QuickBooks, so it accepts nothing but {home}."),
    )
    .blaming(Some(context.company.itself()))
    .into()
}
