//! Gives each transaction to at most one document (design §3, "Finding the counterpart").
//!
//! Every document claims what its search finds; of several claimants the best keeps the transaction
//! and the others look again without it. Numbers are not unique in QuickBooks: several equally good
//! transactions make no match, and are named instead. The order of the documents plays no part.

use std::collections::{HashMap, HashSet};

use clearpost_domain::{Supplier, SupplierId, TransactionKey};
use rust_decimal::Decimal;

use crate::books::Books;
use crate::judge::Case;
use crate::search::{Fit, Search, Step, entered_again, search};

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

/// How good a claim is; the greatest keeps the transaction. The order of the fields is their weight.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    step: Step,
    /// In a syncing status, or reported as sent: a draft never takes from a document that was due.
    was_due: bool,
    fit: Fit,
    succeeded: bool,
    /// Not set aside by the user.
    live: bool,
    syncs: bool,
    /// Who can only have this one goes before who has an equally good other one.
    sole: bool,
}

impl Rank {
    fn of(case: &Case<'_>, step: Step, fit: Fit, sole: bool) -> Self {
        let succeeded = case.has_succeeded();
        let syncs = case.document.is_in_syncing_status();
        Self {
            step,
            was_due: succeeded || syncs,
            fit,
            succeeded,
            live: case.ledger.handled.is_none(),
            syncs,
            sole,
        }
    }
}

/// One document's standing claim: one transaction, or several that fit equally well.
struct Claim {
    step: Step,
    rank: Rank,
    keys: Vec<TransactionKey>,
}

/// Where one document stands while transactions are given out.
#[derive(Default)]
struct Seat {
    claim: Option<Claim>,
    number_holder: Option<TransactionKey>,
    /// Transactions that another document has a better claim to. Only grows, so the rounds end.
    lost: HashSet<TransactionKey>,
}

/// Matches all cases at once; the result has one entry for each case, in their order.
pub(crate) fn match_all(
    books: &Books,
    cases: &[Case<'_>],
    suppliers: &HashMap<SupplierId, Supplier>,
    tolerance: Decimal,
) -> Vec<Match> {
    let mut seats: Vec<Seat> = Vec::new();
    seats.resize_with(cases.len(), Seat::default);
    let mut claimants: HashMap<TransactionKey, Vec<usize>> = HashMap::new();
    let mut open: Vec<usize> = (0..cases.len()).collect();
    while !open.is_empty() {
        let mut contested: HashSet<TransactionKey> = HashSet::new();
        for position in open.drain(..) {
            let (Some(case), Some(seat)) = (cases.get(position), seats.get_mut(position)) else {
                continue;
            };
            let supplier = case.document.supplier.and_then(|id| suppliers.get(&id));
            seat.claim = None;
            match search(books, case, supplier, tolerance, &seat.lost) {
                Search::Found { step, fit, keys } => {
                    for key in &keys {
                        claimants.entry(key.clone()).or_default().push(position);
                        contested.insert(key.clone());
                    }
                    let rank = Rank::of(case, step, fit, keys.len() == 1);
                    seat.claim = Some(Claim { step, rank, keys });
                }
                Search::NumberTaken(key) => seat.number_holder = Some(key),
                Search::Nothing => {}
            }
        }
        let mut losers: HashSet<usize> = HashSet::new();
        for key in contested {
            let Some(holders) = claimants.get_mut(&key) else {
                continue;
            };
            // Who claimed it in an earlier round too stands here twice.
            holders.sort_unstable();
            holders.dedup();
            let best = holders.iter().filter_map(|position| rank(&seats, *position)).max();
            holders.retain(|position| {
                let stays = rank(&seats, *position) == best;
                if !stays {
                    losers.insert(*position);
                    if let Some(seat) = seats.get_mut(*position) {
                        seat.lost.insert(key.clone());
                    }
                }
                stays
            });
        }
        open.extend(losers);
    }
    let mut matches: Vec<Match> = seats.into_iter().map(|seat| settled(seat, &claimants)).collect();
    doubt_doubled(books, cases, suppliers, tolerance, &mut matches);
    matches
}

/// A document may have been entered a second time, before it was first looked at or since: another
/// transaction that may be it just as well and belongs to nobody else makes it ambiguous, so that it is
/// seen.
fn doubt_doubled(
    books: &Books,
    cases: &[Case<'_>],
    suppliers: &HashMap<SupplierId, Supplier>,
    tolerance: Decimal,
    matches: &mut [Match],
) {
    let owned: HashSet<TransactionKey> = matches
        .iter()
        .filter_map(|found| match found {
            Match::Certain(key, _) => Some(key.clone()),
            _ => None,
        })
        .collect();
    for (case, found) in cases.iter().zip(matches) {
        let Match::Certain(key, step) = found else {
            continue;
        };
        // Its id is stored with the document: whatever else is there is another's.
        if *step == Step::MappedId {
            continue;
        }
        let supplier = case.document.supplier.and_then(|id| suppliers.get(&id));
        let mut keys = entered_again(books, case, supplier, tolerance, key);
        keys.retain(|other| !owned.contains(other));
        if !keys.is_empty() {
            keys.push(key.clone());
            keys.sort_unstable();
            *found = Match::Ambiguous(keys);
        }
    }
}

fn rank(seats: &[Seat], position: usize) -> Option<Rank> {
    seats.get(position)?.claim.as_ref().map(|claim| claim.rank)
}

fn settled(seat: Seat, claimants: &HashMap<TransactionKey, Vec<usize>>) -> Match {
    let Some(claim) = seat.claim else {
        return seat.number_holder.map_or(Match::Absent, Match::NumberTaken);
    };
    match claim.keys.as_slice() {
        [only] if claimants.get(only).is_none_or(|holders| holders.len() == 1) => {
            Match::Certain(only.clone(), claim.step)
        }
        _ => Match::Ambiguous(claim.keys),
    }
}
