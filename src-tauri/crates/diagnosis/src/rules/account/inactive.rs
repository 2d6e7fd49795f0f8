//! ACC002: a line is coded to an account that is inactive in QuickBooks.
//!
//! # What it means
//! Nothing can be posted to an inactive account.
//!
//! # Why it happens
//! The account was made inactive in QuickBooks after it was copied to ProcurementExpress.
//!
//! # What to do
//! Who: finance.
//! 1. Make the account active again in QuickBooks under "Chart of accounts". {accounts}
//! 2. Or choose another account on the line. {document}
//! 3. {resend}
//!
//! # How it is detected
//! The account is looked up in QuickBooks by number, else by name, inactive ones included.
//!
//! # Sources
//! Error catalogue, REF_INACTIVE; QuickBooks errors 610 and 2500, which do not say which record is meant;
//! QuickBooks API §6.2, Active.

use clearpost_domain::{CauseClass, strip_deleted_suffix};

use super::Coded;
use super::payable_receivable::culprit;
use crate::context::Context;
use crate::documentation::comment;
use crate::links::Place;
use crate::registry::Rule;
use crate::rules::{Fault, Outcome, resend, step};

pub(crate) const RULE: Rule =
    Rule::data("ACC002", CauseClass::RefInactive, check, comment!("inactive.rs")).foretelling();

pub(crate) fn check(context: &Context<'_>) -> Outcome {
    let accounts = context.coded();
    let faults: Vec<Fault> = accounts
        .iter()
        .filter(|account| account.record.is_some_and(|record| !record.active))
        .map(|account| fault(context, account))
        .collect();
    if !faults.is_empty() {
        Outcome::Fires(faults)
    } else if !accounts.is_empty() && accounts.iter().all(|account| account.record.is_some()) {
        Outcome::Fine("every line's account is active in QuickBooks".to_owned())
    } else {
        Outcome::Silent
    }
}

fn fault(context: &Context<'_>, account: &Coded<'_>) -> Fault {
    let name = account.label.display();
    let name = strip_deleted_suffix(&name);
    let words = account.words();
    Fault {
        class: CauseClass::RefInactive,
        confidence: context.by_record(),
        headline: format!("Account {name} is inactive in QuickBooks"),
        cause: format!(
            "{words} {} coded to {name}, and QuickBooks posts nothing to an inactive account.",
            account.verb()
        ),
        steps: vec![
            step(
                format!(
                    "In QuickBooks, open \"Chart of accounts\", show inactive accounts (gear, \"Include inactive\"), and click \"Make active\" beside {name}."
                ),
                context.url(Place::ChartOfAccounts),
            ),
            step(
                format!(
                    "Or edit the document in ProcurementExpress and choose an active account on each line coded to {name}."
                ),
                context.url(Place::Document),
            ),
            resend(context),
        ],
        culprit: culprit(account),
    }
}
