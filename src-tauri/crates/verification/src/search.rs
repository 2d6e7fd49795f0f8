//! Looks for the transactions that may be one document's (design §3, "Finding the counterpart").
//!
//! Knows nothing of other documents: who gets a transaction that several want is `matching`'s.

use std::collections::HashSet;

use chrono::TimeDelta;
use clearpost_domain::{Document, DocumentKind, Entity, Supplier, SyncResult, Transaction, TransactionKey};
use rust_decimal::Decimal;

use crate::books::Books;
use crate::compare::{any_date_agrees, any_total_agrees};
use crate::judge::Case;
use crate::vendors::WantedVendor;

/// The step that found a counterpart, the weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step {
    NumberAlone,
    NumberAndVendor,
    MappedId,
    EarlierMatch,
}

impl Step {
    pub const fn words(self) -> &'static str {
        match self {
            Self::EarlierMatch => "matched before",
            Self::MappedId => "by the id stored in ProcurementExpress",
            Self::NumberAndVendor => "by number and vendor",
            Self::NumberAlone => "by number; no other purchase order carries it",
        }
    }
}

/// How well a transaction fits a document beyond its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Fit {
    pub total: bool,
    pub date: bool,
}

/// What a search came to.
pub(crate) enum Search {
    /// One transaction, or several that fit equally well.
    Found {
        step: Step,
        fit: Fit,
        keys: Vec<TransactionKey>,
    },
    /// The number is carried by a transaction that is not this document's.
    NumberTaken(TransactionKey),
    Nothing,
}

/// The entities that a document may have become. A negative invoice is a vendor credit, or a bill.
pub(crate) fn entities_of(document: &Document) -> &'static [Entity] {
    let is_negative = document
        .gross
        .or(document.net)
        .is_some_and(|total| total.is_sign_negative() && !total.is_zero());
    match (document.kind(), is_negative) {
        (DocumentKind::Order, _) => &[Entity::PurchaseOrder],
        (DocumentKind::Invoice, false) => &[Entity::Bill],
        (DocumentKind::Invoice, true) => &[Entity::VendorCredit, Entity::Bill],
    }
}

/// Searches without the transactions that others have a better claim to.
pub(crate) fn search(
    books: &Books,
    case: &Case<'_>,
    supplier: Option<&Supplier>,
    tolerance: Decimal,
    lost: &HashSet<TransactionKey>,
) -> Search {
    let document = case.document;
    let fit = |transaction: &Transaction| Fit {
        total: any_total_agrees(document, transaction, tolerance),
        date: any_date_agrees(document, transaction),
    };
    let found = |transaction: &Transaction, step| Search::Found {
        step,
        fit: fit(transaction),
        keys: vec![transaction.key.clone()],
    };
    let free = |transaction: &&Transaction| !lost.contains(&transaction.key);

    let earlier = case.ledger.link.as_ref().and_then(|link| present(books, link));
    if let Some(transaction) = earlier.filter(free) {
        return found(transaction, Step::EarlierMatch);
    }
    if let Some(transaction) = mapped(books, case).find(free) {
        return found(transaction, Step::MappedId);
    }

    let wanted = WantedVendor::of(books, document, supplier);
    let (mut of_vendor, mut of_others) = (Vec::new(), Vec::new());
    for (position, transaction) in numbered(books, document) {
        if wanted.is_of(books, position, transaction) {
            of_vendor.push(transaction);
        } else {
            of_others.push(transaction);
        }
    }
    let ours: Vec<(&Transaction, Fit)> = of_vendor
        .iter()
        .copied()
        .filter(free)
        .map(|transaction| (transaction, fit(transaction)))
        .filter(|(transaction, fit)| is_ours(case, transaction, *fit))
        .collect();
    if let Some(best) = ours.iter().map(|(_, fit)| *fit).max() {
        let good = ours.iter().filter(|(_, fit)| *fit == best);
        let mut keys: Vec<TransactionKey> = good.map(|(transaction, _)| transaction.key.clone()).collect();
        keys.sort_unstable();
        keys.dedup();
        return Search::Found {
            step: Step::NumberAndVendor,
            fit: best,
            keys,
        };
    }
    if let Some(holder) = first(&of_vendor) {
        return Search::NumberTaken(holder);
    }
    if document.kind() != DocumentKind::Order {
        return Search::Nothing;
    }
    match of_others.as_slice() {
        [only] if free(only) && fit(only).total && !case.has_only_failed() => found(only, Step::NumberAlone),
        others => first(others).map_or(Search::Nothing, Search::NumberTaken),
    }
}

/// The report of a sync is written this close to the making of what it is about.
const REPORTED_WITHIN: TimeDelta = TimeDelta::seconds(60);

/// Other transactions of the document's number and vendor that may be the same purchase entered again: of
/// its total or of its date, however well `known` fits; or, where `known` is not what a sync made, that which
/// one made, whatever became of it in the books since. Whether it was found before or just now, and which
/// of them was changed since, must play no part. Until the document's detail is read, nobody knows which of
/// them a sync made: then each may be it.
pub(crate) fn entered_again(
    books: &Books,
    case: &Case<'_>,
    supplier: Option<&Supplier>,
    tolerance: Decimal,
    known: &TransactionKey,
) -> Vec<TransactionKey> {
    let document = case.document;
    let carried: Vec<(usize, &Transaction)> = numbered(books, document).collect();
    let Some(known) = carried.iter().map(|(_, one)| *one).find(|one| one.key == *known) else {
        return Vec::new();
    };
    let is_typed = !is_reported(case, known);
    let may_be_it = |transaction: &Transaction| {
        any_total_agrees(document, transaction, tolerance)
            || any_date_agrees(document, transaction)
            || is_typed && (document.detail.is_none() || is_reported(case, transaction))
    };
    let wanted = WantedVendor::of(books, document, supplier);
    carried
        .into_iter()
        .filter(|(_, transaction)| transaction.key != known.key && may_be_it(transaction))
        .filter(|(position, transaction)| wanted.is_of(books, *position, transaction))
        .map(|(_, transaction)| transaction.key.clone())
        .collect()
}

/// Whether a sync of the document reported success when the transaction was made, or a failure that leaves it
/// open whether one was made.
fn is_reported(case: &Case<'_>, transaction: &Transaction) -> bool {
    let made = transaction.created_at;
    let mut reports = case
        .reports()
        .filter(|report| report.result == SyncResult::Succeeded || report.may_have_arrived);
    reports.any(|report| {
        report
            .at
            .zip(made)
            .is_some_and(|(at, made)| (at - made).abs() <= REPORTED_WITHIN)
    })
}

/// The transactions that the ids stored with the document name.
fn mapped<'a>(books: &'a Books, case: &'a Case<'_>) -> impl Iterator<Item = &'a Transaction> {
    let entities = entities_of(case.document);
    stored_ids(books, case).flat_map(move |id| {
        entities.iter().filter_map(move |entity| {
            let id = id.to_owned();
            present(books, &TransactionKey { entity: *entity, id })
        })
    })
}

/// The ids of this realm that are stored with a document: by its mappings, or by a key that the user
/// says is one.
pub(crate) fn stored_ids<'a>(books: &'a Books, case: &'a Case<'_>) -> impl Iterator<Item = &'a str> {
    let told = case.told.quickbooks_id.as_deref().filter(|_| books.is_connected());
    books.mapped_id(&case.document.mappings).into_iter().chain(told)
}

/// The transactions that carry one of the document's numbers, each once, with their place in the books.
fn numbered<'a>(books: &'a Books, document: &Document) -> impl Iterator<Item = (usize, &'a Transaction)> {
    let mut seen: HashSet<usize> = HashSet::new();
    let numbers = document.number_candidates();
    let mut found = Vec::new();
    for entity in entities_of(document) {
        for number in &numbers {
            found.extend(books.each_numbered(*entity, number));
        }
    }
    let is_one_list = numbers.len() == 1;
    found
        .into_iter()
        .filter(move |(position, _)| is_one_list || seen.insert(*position))
}

/// A transaction with the right number and vendor is this document's if its amount agrees, if its date does
/// and nothing says that the document never got there, or if it was made when a sync of the document may
/// have made it.
fn is_ours(case: &Case<'_>, transaction: &Transaction, fit: Fit) -> bool {
    fit.total || (fit.date && !case.has_only_failed()) || case.has_succeeded() || is_reported(case, transaction)
}

/// The same one whatever the order of the books.
fn first(transactions: &[&Transaction]) -> Option<TransactionKey> {
    transactions.iter().map(|transaction| &transaction.key).min().cloned()
}

fn present<'a>(books: &'a Books, key: &TransactionKey) -> Option<&'a Transaction> {
    books
        .transaction(key)
        .filter(|transaction| transaction.deleted_at.is_none())
}
