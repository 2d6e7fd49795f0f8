//! ACC003: a line's account is of a type that is not allowed.
//!
//! # What it means
//! The account exists and is active, but its type is not accepted on this kind of document.
//!
//! # Why it happens
//! Income, equity and loan accounts are the usual ones.
//!
//! # What to do
//! Who: requester.
//! 1. {edit}
//! 2. Choose an expense, cost or asset account on the line, and save.
//! 3. If the account itself is wrong, change its type in QuickBooks under "Chart of accounts". {accounts}
//! 4. {resend}
//!
//! # How it is detected
//! The type of each line's account in QuickBooks against the types that the connection refuses. Which those
//! are is not public: the user can say so; without that the reported error has to agree.
//!
//! # Sources
//! Error catalogue, ACCOUNT_TYPE; QuickBooks error 6430.

use clearpost_domain::CauseClass;

use super::payable_receivable::culprit;
use super::{Coded, type_letters};
use crate::context::Context;
use crate::documentation::comment;
use crate::registry::Rule;
use crate::rules::{Fault, Outcome};

pub(crate) const RULE: Rule = Rule::data("ACC003", CauseClass::AccountType, check, comment!("type_refused.rs"))
    .clearing(&[CauseClass::AccountType])
    .foretelling();

/// What connections usually refuse, where nobody said which types this one does.
const USUAL: [&str; 7] = [
    "income",
    "otherincome",
    "equity",
    "bank",
    "creditcard",
    "longtermliability",
    "nonposting",
];

pub(crate) fn check(context: &Context<'_>) -> Outcome {
    let told = context.company.told.refused_account_types.as_deref();
    let says = context.says(CauseClass::AccountType);
    if told.is_none() && !says {
        return Outcome::Silent;
    }
    let is_refused = |kind: &str| match told {
        Some(types) => types.iter().any(|refused| type_letters(refused) == type_letters(kind)),
        None => USUAL.contains(&type_letters(kind).as_str()),
    };
    let accounts = context.coded();
    let faults: Vec<Fault> = accounts
        .iter()
        .filter_map(|account| {
            let kind = &account.record?.account.as_ref()?.account_type;
            is_refused(kind).then(|| fault(context, account, kind, told.is_some() || says))
        })
        .collect();
    let all_known = !accounts.is_empty() && accounts.iter().all(|account| account.record.is_some());
    if !faults.is_empty() {
        Outcome::Fires(faults)
    } else if all_known {
        Outcome::Fine("every line's account is of a type that is accepted".to_owned())
    } else {
        Outcome::Silent
    }
}

fn fault(context: &Context<'_>, account: &Coded<'_>, kind: &str, certain: bool) -> Fault {
    let name = account.label.display();
    let copied = account
        .label
        .account_type
        .as_deref()
        .filter(|copied| type_letters(copied) != type_letters(kind))
        .map_or_else(String::new, |copied| {
            format!(" ProcurementExpress still shows it as {copied}.")
        });
    let confidence = if certain {
        context.by_record()
    } else {
        context.if_said(&[CauseClass::AccountType])
    };
    Fault::documented(
        context,
        CauseClass::AccountType,
        confidence,
        format!(
            "{} {} coded to {name}, an account of the type {kind}",
            account.words(),
            account.verb()
        ),
        format!("{name} is of the type {kind}, which is not accepted on lines.{copied}"),
    )
    .blaming(culprit(account))
}
