//! Finds each document's counterpart (design §3, "Finding the counterpart").
//!
//! A transaction is the counterpart of one document only. Numbers are not unique in QuickBooks:
//! several equally good transactions make no match, and are named instead.

use std::collections::{HashMap, HashSet};

use clearpost_domain::{Document, DocumentKind, Entity, Supplier, SupplierId, SyncResult, Transaction, TransactionKey};
use rust_decimal::Decimal;

use crate::books::Books;
use crate::compare::{any_date_agrees, any_total_agrees, vendor_agrees};
use crate::judge::Case;

/// The step that found a counterpart.
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

/// What the search for a counterpart came to.
#[derive(Clone, Debug, Default)]
pub(crate) enum Match {
    Certain(TransactionKey, Step),
    /// Equally good: none can be chosen.
    Ambiguous(Vec<TransactionKey>),
    /// The number is carried by a transaction that is not this document's.
    NumberTaken(TransactionKey),
    #[default]
    Absent,
}

pub(crate) const fn entities(kind: DocumentKind, is_negative: bool) -> &'static [Entity] {
    match (kind, is_negative) {
        (DocumentKind::Order, _) => &[Entity::PurchaseOrder],
        (DocumentKind::Invoice, false) => &[Entity::Bill],
        (DocumentKind::Invoice, true) => &[Entity::VendorCredit, Entity::Bill],
    }
}

pub(crate) fn entities_of(document: &Document) -> &'static [Entity] {
    entities(
        document.kind(),
        document
            .gross
            .is_some_and(|gross| gross.is_sign_negative() && !gross.is_zero()),
    )
}

/// How well a transaction fits a document beyond its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Fit {
    total: bool,
    date: bool,
}

struct Claim {
    key: TransactionKey,
    step: Step,
    fit: Fit,
}

/// Matches all cases at once; the result has one entry for each case, in their order.
pub(crate) fn match_all(
    books: &Books,
    cases: &[Case<'_>],
    suppliers: &HashMap<SupplierId, Supplier>,
    tolerance: Decimal,
) -> Vec<Match> {
    let mut matches: Vec<Match> = vec![Match::Absent; cases.len()];
    let mut taken: HashSet<TransactionKey> = HashSet::new();
    let mut open: Vec<usize> = (0..cases.len()).collect();
    // Losers of a contested transaction look again without it; each round settles at least one.
    while !open.is_empty() {
        let mut claims: HashMap<TransactionKey, Vec<(usize, Claim)>> = HashMap::new();
        for position in std::mem::take(&mut open) {
            let Some(case) = cases.get(position) else { continue };
            let supplier = case.document.supplier.and_then(|id| suppliers.get(&id));
            match search(books, case, supplier, tolerance, &taken) {
                Search::One(claim) => claims.entry(claim.key.clone()).or_default().push((position, claim)),
                Search::Other(found) => set(&mut matches, position, found),
            }
        }
        for (key, mut claimants) in claims {
            let rank = |(position, claim): &(usize, Claim)| {
                let succeeded = cases.get(*position).is_some_and(|case| has_succeeded(case));
                let syncs = cases
                    .get(*position)
                    .is_some_and(|case| case.document.is_in_syncing_status());
                (claim.step, claim.fit, succeeded, syncs)
            };
            claimants.sort_by(|a, b| rank(b).cmp(&rank(a)).then(a.0.cmp(&b.0)));
            let best = claimants.first().map(&rank);
            let winners = claimants.iter().filter(|claimant| Some(rank(claimant)) == best).count();
            taken.insert(key.clone());
            for (place, (position, claim)) in claimants.into_iter().enumerate() {
                if place >= winners {
                    open.push(position);
                } else if winners == 1 {
                    set(&mut matches, position, Match::Certain(key.clone(), claim.step));
                } else {
                    set(&mut matches, position, Match::Ambiguous(vec![key.clone()]));
                }
            }
        }
    }
    matches
}

fn set(matches: &mut [Match], position: usize, found: Match) {
    if let Some(slot) = matches.get_mut(position) {
        *slot = found;
    }
}

fn has_succeeded(case: &Case<'_>) -> bool {
    case.sync.iter().any(|entry| entry.result == SyncResult::Succeeded)
}

enum Search {
    One(Claim),
    Other(Match),
}

fn search(
    books: &Books,
    case: &Case<'_>,
    supplier: Option<&Supplier>,
    tolerance: Decimal,
    taken: &HashSet<TransactionKey>,
) -> Search {
    let document = case.document;
    let fit = |transaction: &Transaction| Fit {
        total: any_total_agrees(document, transaction, tolerance),
        date: any_date_agrees(document, transaction),
    };
    let claim = |transaction: &Transaction, step| {
        Search::One(Claim {
            key: transaction.key.clone(),
            step,
            fit: fit(transaction),
        })
    };

    let earlier = case
        .ledger
        .link
        .as_ref()
        .and_then(|link| present(books, link))
        .filter(|txn| !taken.contains(&txn.key));
    if let Some(transaction) = earlier {
        return claim(transaction, Step::EarlierMatch);
    }
    if let Some(id) = books.mapped_id(&document.mappings) {
        let mapped = entities_of(document)
            .iter()
            .filter_map(|entity| {
                present(
                    books,
                    &TransactionKey {
                        entity: *entity,
                        id: id.to_owned(),
                    },
                )
            })
            .find(|transaction| !taken.contains(&transaction.key));
        if let Some(transaction) = mapped {
            return claim(transaction, Step::MappedId);
        }
    }

    let mut numbered: Vec<&Transaction> = Vec::new();
    for entity in entities_of(document) {
        for number in document.number_candidates() {
            for transaction in books.numbered(*entity, number) {
                if !numbered.iter().any(|seen| seen.key == transaction.key) {
                    numbered.push(transaction);
                }
            }
        }
    }
    let (of_vendor, of_others): (Vec<&Transaction>, Vec<&Transaction>) = numbered
        .into_iter()
        .partition(|transaction| vendor_agrees(books, document, supplier, transaction));
    let free: Vec<&Transaction> = of_vendor
        .iter()
        .copied()
        .filter(|txn| !taken.contains(&txn.key))
        .collect();

    if let Some(best) = free.iter().map(|transaction| fit(transaction)).max() {
        let good: Vec<&&Transaction> = free.iter().filter(|transaction| fit(transaction) == best).collect();
        return match good.as_slice() {
            [only] if is_ours(case, best) => claim(only, Step::NumberAndVendor),
            [only] => Search::Other(Match::NumberTaken(only.key.clone())),
            several => Search::Other(Match::Ambiguous(several.iter().map(|txn| txn.key.clone()).collect())),
        };
    }
    if let Some(holder) = of_vendor.first() {
        return Search::Other(Match::NumberTaken(holder.key.clone()));
    }
    if document.kind() == DocumentKind::Order
        && let [only] = of_others.as_slice()
        && !taken.contains(&only.key)
    {
        return if any_total_agrees(document, only, tolerance) && !has_only_failed(case) {
            claim(only, Step::NumberAlone)
        } else {
            Search::Other(Match::NumberTaken(only.key.clone()))
        };
    }
    Search::Other(Match::Absent)
}

/// A transaction with the right number and vendor is this document's if its amount agrees, or if its
/// date does and nothing says that the document never got there.
fn is_ours(case: &Case<'_>, fit: Fit) -> bool {
    fit.total || (fit.date && !has_only_failed(case)) || has_succeeded(case)
}

fn has_only_failed(case: &Case<'_>) -> bool {
    !case.sync.is_empty() && !has_succeeded(case)
}

fn present<'a>(books: &'a Books, key: &TransactionKey) -> Option<&'a Transaction> {
    books
        .transaction(key)
        .filter(|transaction| transaction.deleted_at.is_none())
}
