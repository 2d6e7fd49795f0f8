//! CUR003: the exchange rate is missing.
//!
//! # What it means
//! A document in a foreign currency reached QuickBooks without a rate.
//!
//! # Why it happens
//! ProcurementExpress sent none; QuickBooks does not fill it in.
//!
//! # What to do
//! Who: support.
//! 1. Check the currency and rate of the document in ProcurementExpress, and save it again. {document}
//! 2. {resend}
//! 3. If it fails again, write to support@procurementexpress.com with the document's number.
//!
//! # How it is detected
//! The document's currency is not the home currency, and the error says that the rate is missing. A
//! document in the home currency needs none.
//!
//! # Sources
//! Error catalogue, EXCHANGE_RATE; QuickBooks error 2410.

use clearpost_domain::CauseClass;

use crate::context::Context;
use crate::documentation::comment;
use crate::registry::Rule;
use crate::rules::{Fault, Outcome};

pub(crate) const RULE: Rule =
    Rule::data("CUR003", CauseClass::ExchangeRate, check, comment!("rate.rs")).clearing(&[CauseClass::ExchangeRate]);

pub(crate) fn check(context: &Context<'_>) -> Outcome {
    let home = context.company.books.company().home_currency;
    let (Some(ours), Some(home), true) = (
        context.case.document.currency,
        home,
        context.says(CauseClass::ExchangeRate),
    ) else {
        return Outcome::Silent;
    };
    if ours == home {
        return Outcome::Fine(format!(
            "the document is in the home currency {home}, which needs no rate"
        ));
    }
    Fault::documented(
        context,
        CauseClass::ExchangeRate,
        context.by_record(),
        format!(
            "The {} is in {ours}, and no exchange rate to {home} was sent",
            context.case.document.kind()
        ),
        format!("A document in {ours} needs a rate to the home currency {home}. QuickBooks does not fill it in."),
    )
    .into()
}
