//! DUP001: the number is already used in QuickBooks.
//!
//! # What it means
//! QuickBooks already has a document of this number.
//!
//! # Why it happens
//! Either this very document arrived earlier and nobody noticed, or another one has the same number.
//!
//! # What to do
//! Who: finance.
//! 1. Look at the document in QuickBooks that has the number. {counterpart}
//! 2. Same vendor, date and amount: it has arrived. Do not resend; set this one aside as handled.
//! 3. A different document: correct the number in ProcurementExpress, then resend. {document}
//!
//! # How it is detected
//! The verification found another holder of the number; or the reported error names one that exists; or
//! exactly one transaction has the number and the reported error is of this kind.
//!
//! # Sources
//! Error catalogue, DUPLICATE_DOC_NUMBER; QuickBooks error 6140.

use clearpost_domain::{CauseClass, Confidence, DocumentKind, Entity, Money, Transaction, TransactionKey};

use crate::context::Context;
use crate::documentation::comment;
use crate::links::Place;
use crate::registry::Rule;
use crate::rules::{Fault, Outcome, step, transaction_culprit, transaction_name};
use crate::text::named_transaction;

pub(crate) const RULE: Rule = Rule::data("DUP001", CauseClass::DuplicateDocNumber, check, comment!("taken.rs"))
    .clearing(&[CauseClass::DuplicateDocNumber])
    .foretelling();

pub(crate) fn check(context: &Context<'_>) -> Outcome {
    let books = context.company.books;
    let verdict = context.case.verdict;
    if let Some(holder) = &verdict.number_holder {
        let number = holder.number.as_deref().or(context.case.document.number.as_deref());
        return fault(context, &holder.key, number, context.by_record()).into();
    }
    if !context.says(CauseClass::DuplicateDocNumber) || !books.is_connected() {
        return Outcome::Silent;
    }
    let named = context.text.and_then(named_transaction);
    if let Some(named) = named {
        let Ok(entity) = named.kind.parse::<Entity>() else {
            return Outcome::Silent;
        };
        let key = TransactionKey { entity, id: named.id };
        return match books
            .transaction(&key)
            .filter(|transaction| transaction.deleted_at.is_none())
        {
            Some(found) => fault(context, &key, found.number.as_deref(), context.by_record()).into(),
            None if books.is_complete() => {
                Outcome::Fine(format!("{} is no longer in QuickBooks", transaction_name(&key, None)))
            }
            None => Outcome::Silent,
        };
    }
    let holders = holders(context);
    match holders.as_slice() {
        [only] => fault(context, &only.key, only.number.as_deref(), Confidence::Possible).into(),
        [] if books.is_complete() => Outcome::Fine("no transaction in QuickBooks has this number".to_owned()),
        _ => Outcome::Silent,
    }
}

fn holders<'a>(context: &Context<'a>) -> Vec<&'a Transaction> {
    let document = context.case.document;
    let entities: &[Entity] = match document.kind() {
        DocumentKind::Order => &[Entity::PurchaseOrder],
        DocumentKind::Invoice => &[Entity::Bill, Entity::VendorCredit],
    };
    let mut found: Vec<&Transaction> = Vec::new();
    for number in document.number_candidates() {
        for entity in entities {
            for transaction in context.company.books.numbered(*entity, number) {
                if !found.iter().any(|known| known.key == transaction.key) {
                    found.push(transaction);
                }
            }
        }
    }
    found
}

fn fault(context: &Context<'_>, key: &TransactionKey, number: Option<&str>, confidence: Confidence) -> Fault {
    let url = context.company.links.transaction(key);
    let name = transaction_name(key, number);
    let told = context
        .company
        .books
        .transaction(key)
        .map_or_else(String::new, describe);
    Fault {
        class: CauseClass::DuplicateDocNumber,
        confidence,
        headline: match number.filter(|number| !number.trim().is_empty()) {
            Some(number) => format!("Number {number} is already used in QuickBooks"),
            None => format!("{name} in QuickBooks already has this number"),
        },
        cause: format!(
            "{name} (id {}) has this number{told}. Either it is this document, or two documents have one number.",
            key.id
        ),
        steps: vec![
            step("Look at it in QuickBooks first.", url),
            step(
                "Same vendor, date and amount: it has arrived. Do not resend; set this document aside here as handled.",
                None,
            ),
            step(
                "A different document: correct the number in ProcurementExpress and save; then resend.",
                context.url(Place::Document),
            ),
        ],
        culprit: Some(transaction_culprit(key, number)),
    }
}

/// ": Northgate Paper, 2026-02-11, 1500.00 USD".
fn describe(transaction: &Transaction) -> String {
    let amount = transaction.total.map(|total| match transaction.currency {
        Some(currency) => Money {
            amount: total,
            currency,
        }
        .to_string(),
        None => Money::plain(total),
    });
    let parts: Vec<String> = [
        transaction.vendor_name.clone(),
        transaction.date.map(|date| date.to_string()),
        amount,
    ]
    .into_iter()
    .flatten()
    .collect();
    if parts.is_empty() {
        String::new()
    } else {
        format!(": {}", parts.join(", "))
    }
}
