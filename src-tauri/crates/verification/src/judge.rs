//! Judges the documents of a company: finds the counterparts, learns the conventions, decides.

use std::collections::HashMap;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use clearpost_domain::{
    Counterpart, Document, DocumentKind, DocumentRef, FieldMeanings, Supplier, SupplierId, SyncEntry, SyncResult,
    TransactionKey, Verdict,
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::books::Books;
use crate::conventions::Conventions;
use crate::due::due;
use crate::fields::FieldReport;
use crate::learning::{Learned, learn};
use crate::matching::{Match, match_all};
use crate::verdict::Judge;
use crate::vote::{Ballot, Vote};

/// The last resend of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resent {
    pub at: DateTime<Utc>,
    /// Time and id of the newest sync entry seen before it was sent: anything newer reports on it.
    pub seen: Option<(Option<DateTime<Utc>>, u64)>,
}

/// What the ledger knows of one document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LedgerFacts {
    /// The reason, where the user set the document aside.
    pub handled: Option<String>,
    pub resent: Option<Resent>,
    /// The transaction it was matched with before.
    pub link: Option<TransactionKey>,
    /// When that transaction was last seen in QuickBooks.
    pub link_seen: Option<DateTime<Utc>>,
}

/// One document with everything that is known of it.
#[derive(Clone, Debug)]
pub struct Case<'a> {
    pub document: &'a Document,
    /// System-written sync entries, oldest first.
    pub sync: &'a [SyncEntry],
    pub ledger: LedgerFacts,
    /// What its probed keys tell.
    pub told: FieldReport,
}

impl<'a> Case<'a> {
    pub fn new(document: &'a Document, sync: &'a [SyncEntry], ledger: LedgerFacts, meanings: &FieldMeanings) -> Self {
        Self {
            document,
            sync,
            ledger,
            told: FieldReport::read(document, meanings),
        }
    }

    /// Every report of a sync, from the history and from mapped keys.
    pub(crate) fn reports(&self) -> impl Iterator<Item = &SyncEntry> {
        self.sync.iter().chain(&self.told.sync)
    }

    /// The newest report: a mapped key shows the present, unless it says that it is older.
    pub(crate) fn newest_report(&self) -> Option<&SyncEntry> {
        let newest = self.sync.last();
        match (&self.told.sync, newest.and_then(|entry| entry.at)) {
            (Some(told), Some(entry)) if told.at.is_some_and(|at| at < entry) => newest,
            (Some(told), _) => Some(told),
            (None, _) => newest,
        }
    }

    /// Whether ProcurementExpress ever reported that the document got there.
    pub(crate) fn has_succeeded(&self) -> bool {
        self.reports().any(|entry| entry.result == SyncResult::Succeeded)
    }

    pub(crate) fn has_only_failed(&self) -> bool {
        self.reports().next().is_some() && !self.has_succeeded()
    }
}

/// What holds for the whole company.
#[derive(Clone, Debug)]
pub struct Company<'a> {
    pub suppliers: &'a HashMap<SupplierId, Supplier>,
    /// How long after a change the sync may still be on its way.
    pub grace: Duration,
    /// The amount by which totals may differ; zero unless the user sets one.
    pub tolerance: Decimal,
    /// Documents approved before are not due.
    pub sync_start: Option<DateTime<Utc>>,
    /// Kinds that this company does not sync at all.
    pub not_synced: &'a [DocumentKind],
    /// When QuickBooks was read.
    pub quickbooks_read_at: Option<DateTime<Utc>>,
}

/// What judging a whole company shows.
#[derive(Clone, Debug)]
pub struct Assessment {
    /// One for each case, in their order.
    pub verdicts: Vec<Verdict>,
    pub conventions: Conventions,
    pub lessons: Lessons,
}

/// What the conventions rest on, and what else the proved documents show.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lessons {
    pub learned: Vec<Learned>,
    /// The day of the oldest document whose counterpart is proved: where this company's sync seems to start.
    pub first_proved: Option<NaiveDate>,
}

/// What one document with a certain counterpart tells of its company.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Witness {
    pub vote: Vote,
    /// The day it was approved, in a syncing status.
    pub proved_on: Option<NaiveDate>,
}

/// Documents with what their search for a counterpart came to.
///
/// They may be a part of a company that is closed under [`leads_on`](crate::leads_on), if the books hold
/// everything that is [`sought`](crate::sought) for them: then they get the verdicts that a judgement of
/// the whole company gives them.
pub struct Matched<'a> {
    books: &'a Books,
    company: &'a Company<'a>,
    cases: &'a [Case<'a>],
    matches: Vec<Match>,
}

impl<'a> Matched<'a> {
    pub fn new(books: &'a Books, company: &'a Company<'a>, cases: &'a [Case<'a>]) -> Self {
        Self {
            books,
            company,
            cases,
            matches: match_all(books, cases, company.suppliers, company.tolerance),
        }
    }

    /// What each document tells of its company, in the order of the cases.
    pub fn witnesses(&self) -> Vec<Option<Witness>> {
        let ballots = [DocumentKind::Order, DocumentKind::Invoice].map(|kind| (kind, Ballot::of(kind)));
        let witness = |case: &Case<'_>, found: &Match| {
            let Match::Certain(key, _) = found else { return None };
            let transaction = self.books.transaction(key)?;
            let document = case.document;
            let (_, ballot) = ballots.iter().find(|(kind, _)| *kind == document.kind())?;
            Some(Witness {
                vote: ballot.cast(self.books, document, transaction),
                proved_on: approved_on(case).filter(|_| document.is_in_syncing_status()),
            })
        };
        let pairs = self.cases.iter().zip(&self.matches);
        pairs.map(|(case, found)| witness(case, found)).collect()
    }

    /// The verdicts by these conventions, in the order of the cases.
    pub fn verdicts(&self, conventions: &Conventions, now: DateTime<Utc>) -> Vec<Verdict> {
        decide(self.books, self.company, self.cases, &self.matches, conventions, now)
    }
}

/// Judges all documents of a company at one moment, and learns from them.
pub fn judge_all(books: &Books, company: &Company<'_>, cases: &[Case<'_>], now: DateTime<Utc>) -> Assessment {
    let matched = Matched::new(books, company, cases);
    let witnesses = matched.witnesses();
    let told = || {
        let pairs = cases.iter().zip(&witnesses);
        pairs.filter_map(|(case, witness)| Some((case.document.reference, witness.as_ref()?)))
    };
    let (conventions, learned) = learn(told().map(|(reference, witness)| (reference, witness.vote)));
    let first_proved = told().filter_map(|(_, witness)| witness.proved_on).min();
    Assessment {
        verdicts: matched.verdicts(&conventions, now),
        conventions,
        lessons: Lessons { learned, first_proved },
    }
}

fn approved_on(case: &Case<'_>) -> Option<NaiveDate> {
    let known = case.document.validated_on.or_else(|| {
        let detail = case.document.detail.as_ref()?;
        detail.approved_at.map(|at| at.date_naive())
    });
    known
        .or_else(|| due(case).map(|due| due.since.date_naive()))
        .or_else(|| case.document.date())
}

fn decide(
    books: &Books,
    company: &Company<'_>,
    cases: &[Case<'_>],
    matches: &[Match],
    conventions: &Conventions,
    now: DateTime<Utc>,
) -> Vec<Verdict> {
    let mut orders: HashMap<DocumentRef, Vec<Counterpart>> = HashMap::new();
    // `None` where several orders carry the key: none can be chosen.
    let mut order_by_key: HashMap<&str, Option<DocumentRef>> = HashMap::new();
    for (case, found) in cases.iter().zip(matches) {
        let reference = case.document.reference;
        if reference.kind != DocumentKind::Order {
            continue;
        }
        if let Some(key) = case.document.approval_key.as_deref() {
            order_by_key
                .entry(key)
                .and_modify(|known| *known = known.filter(|known| *known == reference))
                .or_insert(Some(reference));
        }
        let keys = match found {
            Match::Certain(key, _) => std::slice::from_ref(key),
            Match::Ambiguous(keys) => keys.as_slice(),
            Match::NumberTaken(_) | Match::Absent => continue,
        };
        orders.insert(reference, keys.iter().map(|key| counterpart(books, key)).collect());
    }
    let judge = Judge {
        books,
        company,
        conventions,
        orders: &orders,
        order_by_key: &order_by_key,
        now,
    };
    cases
        .iter()
        .zip(matches)
        .map(|(case, found)| judge.verdict(case, found))
        .collect()
}

pub(crate) fn counterpart(books: &Books, key: &TransactionKey) -> Counterpart {
    Counterpart {
        key: key.clone(),
        number: books.transaction(key).and_then(|txn| txn.number.clone()),
    }
}
