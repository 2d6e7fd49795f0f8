//! ACC001: a line is coded to Accounts Payable or Accounts Receivable.
//!
//! # What it means
//! QuickBooks posts the payable side of a bill by itself and refuses such accounts on lines.
//!
//! # Why it happens
//! The wrong account was chosen on a line, or as the default of a budget or supplier.
//!
//! # What to do
//! Who: requester.
//! 1. {edit}
//! 2. Choose an expense, cost or asset account on the line, and save.
//! 3. {resend}
//!
//! # How it is detected
//! The type of each line's account in QuickBooks; where the account is not found there, the type that
//! ProcurementExpress copied, which may be out of date.
//!
//! # Sources
//! Help article "QuickBooks sync troubleshooting"; error catalogue, ACCOUNT_AP_AR; QuickBooks errors 6000
//! and 6430; QuickBooks API §6.2, AccountType.

use clearpost_domain::{CauseClass, Culprit, CulpritKind};

use super::{Coded, type_letters};
use crate::context::Context;
use crate::documentation::comment;
use crate::links::Place;
use crate::registry::Rule;
use crate::rules::{Fault, Outcome, resend, step};

const TEXTS: [CauseClass; 2] = [CauseClass::AccountApAr, CauseClass::AccountType];

pub(crate) const RULE: Rule = Rule::data(
    "ACC001",
    CauseClass::AccountApAr,
    check,
    comment!("payable_receivable.rs"),
)
.clearing(&[CauseClass::AccountApAr])
.foretelling();

pub(crate) fn check(context: &Context<'_>) -> Outcome {
    let accounts = context.coded();
    let faults: Vec<Fault> = accounts
        .iter()
        .filter_map(|account| Some(fault(context, account, refused_type(account)?)))
        .collect();
    if !faults.is_empty() {
        return Outcome::Fires(faults);
    }
    let lines = context.case.document.lines();
    let all_known = !lines.is_empty()
        && lines.iter().all(|line| line.account.is_some())
        && accounts.iter().all(|account| account.record.is_some());
    if all_known && context.company.books.is_complete() {
        Outcome::Fine("no line is coded to Accounts Payable or Accounts Receivable".to_owned())
    } else {
        Outcome::Silent
    }
}

fn refused_type(account: &Coded<'_>) -> Option<&'static str> {
    let kind = match account.record {
        Some(record) => &record.account.as_ref()?.account_type,
        None => account.label.account_type.as_ref()?,
    };
    match type_letters(kind).as_str() {
        "accountspayable" => Some("Accounts Payable"),
        "accountsreceivable" => Some("Accounts Receivable"),
        _ => None,
    }
}

fn fault(context: &Context<'_>, account: &Coded<'_>, kind: &str) -> Fault {
    let name = account.label.display();
    let words = account.words();
    let confidence = if account.record.is_some() {
        context.by_record()
    } else {
        context.if_said(&TEXTS)
    };
    Fault {
        class: CauseClass::AccountApAr,
        confidence,
        headline: format!("{words} {} coded to {name}, which is an {kind} account", account.verb()),
        cause: format!(
            "QuickBooks posts the {kind} side by itself and refuses such an account on lines. {name} is of the type {kind}{}.",
            if account.record.is_some() {
                ""
            } else {
                ", as ProcurementExpress copied it from QuickBooks"
            }
        ),
        steps: vec![
            step(
                format!(
                    "Open the document in ProcurementExpress, click \"Edit\", choose an expense, cost or asset account on each line coded to {name}, and save."
                ),
                context.url(Place::Document),
            ),
            resend(context),
        ],
        culprit: culprit(account),
    }
}

pub(crate) fn culprit(account: &Coded<'_>) -> Option<Culprit> {
    let id = account
        .record
        .map(|record| record.id.clone())
        .or_else(|| account.label.id.map(|id| id.to_string()))?;
    Some(Culprit {
        kind: CulpritKind::Account,
        id,
        name: account.label.display(),
    })
}
