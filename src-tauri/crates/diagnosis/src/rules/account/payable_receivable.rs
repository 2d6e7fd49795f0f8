//! ACC001: a line is coded to an Accounts Payable or Accounts Receivable account.
//!
//! # What it means
//! QuickBooks posts the payable side of a bill by itself and refuses such accounts on lines.
//!
//! # Why it happens
//! The wrong account was chosen on the line, or is the default of a budget or supplier.
//!
//! # What to do
//! Choose an expense, cost or asset account on that line, save, and resend.
//!
//! # How it is detected
//! The type of each line's account in QuickBooks; where the account is not found there, the type that
//! ProcurementExpress copied, which may be out of date.
//!
//! # Sources
//! Help article "QuickBooks sync troubleshooting"; QuickBooks API: Account.AccountType, error 6000.

use clearpost_domain::{CauseClass, Culprit, CulpritKind};

use super::Coded;
use crate::context::Context;
use crate::links::Place;
use crate::rules::{Fault, Outcome, resend, step};

const TEXTS: [CauseClass; 2] = [CauseClass::AccountApAr, CauseClass::AccountType];

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
    let letters: String = kind.chars().filter(char::is_ascii_alphabetic).collect();
    match letters.to_ascii_lowercase().as_str() {
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

pub(super) fn culprit(account: &Coded<'_>) -> Option<Culprit> {
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
