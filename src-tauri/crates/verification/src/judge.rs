//! The rules of precedence of the data contract ("Words", 1–10): the first that holds wins.

use std::collections::HashMap;

use chrono::{DateTime, Duration, SecondsFormat, Utc};
use clearpost_domain::{
    Counterpart, Difference, DifferenceField, Document, DocumentKind, DocumentRef, Due, Proof, Supplier, SupplierId,
    SyncEntry, SyncResult, SyncState, Transaction, TransactionKey, Verdict,
};
use rust_decimal::Decimal;

use crate::books::Books;
use crate::compare::{self, Comparison};
use crate::conventions::Conventions;
use crate::due::{due, latest, report};
use crate::explain::{Explainer, clearpost, found_by, procurement, quickbooks};
use crate::matching::{Match, match_all};
use crate::search::entities_of;

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
}

/// One document with everything that is known of it.
#[derive(Clone, Debug)]
pub struct Case<'a> {
    pub document: &'a Document,
    /// System-written sync entries, oldest first.
    pub sync: &'a [SyncEntry],
    pub ledger: LedgerFacts,
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
    /// When QuickBooks was read.
    pub quickbooks_read_at: Option<DateTime<Utc>>,
}

/// Judges all documents of a company at one moment; one verdict for each case, in their order.
pub fn judge_all(
    books: &Books,
    company: &Company<'_>,
    cases: &[Case<'_>],
    now: DateTime<Utc>,
) -> (Vec<Verdict>, Conventions) {
    let matches = match_all(books, cases, company.suppliers, company.tolerance);
    let conventions = Conventions::learn(cases.iter().zip(&matches).filter_map(|(case, found)| match found {
        Match::Certain(key, _) => Some((case.document, books.transaction(key)?)),
        _ => None,
    }));
    let mut orders: HashMap<DocumentRef, Counterpart> = HashMap::new();
    // `None` where several orders carry the key: none can be chosen.
    let mut order_by_key: HashMap<&str, Option<DocumentRef>> = HashMap::new();
    for (case, found) in cases.iter().zip(&matches) {
        let reference = case.document.reference;
        if let Some(key) = case.document.approval_key.as_deref()
            && reference.kind == DocumentKind::Order
        {
            order_by_key
                .entry(key)
                .and_modify(|known| *known = known.filter(|known| *known == reference))
                .or_insert(Some(reference));
        }
        if let Match::Certain(key, _) = found {
            orders.insert(case.document.reference, counterpart(books, key));
        }
    }
    let judge = Judge {
        books,
        company,
        conventions: &conventions,
        orders: &orders,
        order_by_key: &order_by_key,
        now,
    };
    let verdicts = cases
        .iter()
        .zip(&matches)
        .map(|(case, found)| judge.verdict(case, found))
        .collect();
    (verdicts, conventions)
}

pub(crate) fn counterpart(books: &Books, key: &TransactionKey) -> Counterpart {
    Counterpart {
        key: key.clone(),
        number: books.transaction(key).and_then(|txn| txn.number.clone()),
    }
}

struct Judge<'a> {
    books: &'a Books,
    company: &'a Company<'a>,
    conventions: &'a Conventions,
    orders: &'a HashMap<DocumentRef, Counterpart>,
    order_by_key: &'a HashMap<&'a str, Option<DocumentRef>>,
    now: DateTime<Utc>,
}

impl Judge<'_> {
    fn verdict(&self, case: &Case<'_>, found: &Match) -> Verdict {
        let due = due(case);
        let report = report(case, due.as_ref()).cloned();
        let mut verdict = Verdict {
            state: SyncState::Unknown,
            proof: if self.books.is_complete() {
                Proof::Verified
            } else {
                Proof::None
            },
            due,
            counterpart: None,
            candidates: Vec::new(),
            number_holder: None,
            deleted: None,
            differences: Vec::new(),
            evidence: Vec::new(),
            sync_report: report,
        };
        match found {
            Match::Certain(key, step) => {
                verdict.counterpart = Some(counterpart(self.books, key));
                let Some(transaction) = self.books.transaction(key) else {
                    return verdict;
                };
                let Comparison { differences, remarks } = self.compare(case.document, transaction);
                verdict.differences = differences;
                verdict.evidence.push(found_by(transaction, *step));
                verdict.evidence.extend(
                    remarks
                        .into_iter()
                        .map(|text| quickbooks(Some(transaction.read_at), text)),
                );
            }
            Match::Ambiguous(keys) => {
                verdict.candidates = keys.iter().map(|key| counterpart(self.books, key)).collect();
            }
            Match::NumberTaken(key) => {
                verdict.number_holder = Some(counterpart(self.books, key));
            }
            Match::Absent => {}
        }
        if verdict.counterpart.is_none() {
            verdict.deleted = self.deleted(case);
            let explainer = Explainer {
                books: self.books,
                company: self.company,
                now: self.now,
            };
            explainer.absence(case.document, &mut verdict);
        }
        if let Some(entry) = case.sync.last() {
            let what = match entry.result {
                SyncResult::Succeeded => "the newest sync entry reports success",
                SyncResult::Failed => "the newest sync entry reports an error",
            };
            verdict.evidence.push(procurement(entry.at, what.to_owned()));
        }
        self.decide(case, &mut verdict);
        verdict
    }

    fn decide(&self, case: &Case<'_>, verdict: &mut Verdict) {
        let document = case.document;
        let found = verdict.counterpart.is_some();
        if found {
            verdict.proof = Proof::Verified;
        } else if !verdict.candidates.is_empty() {
            verdict.proof = Proof::None;
        }
        verdict.state = if let Some(reason) = &case.ledger.handled {
            verdict
                .evidence
                .push(clearpost(self.now, format!("set aside: {reason}")));
            SyncState::Handled
        } else if !verdict.candidates.is_empty() {
            SyncState::Unknown
        } else if document.status.is_withdrawn() && found {
            verdict.differences.insert(
                0,
                Difference {
                    field: DifferenceField::Status,
                    procurement: Some(document.status.word().to_owned()),
                    quickbooks: Some("in the books".to_owned()),
                },
            );
            SyncState::Differs
        } else if !document.status.is_recognised() {
            verdict.proof = Proof::None;
            let word = document.status.word();
            let text = format!("the status \"{word}\" is not one that Clearpost knows");
            verdict.evidence.push(procurement(None, text));
            SyncState::Unknown
        } else if !document.is_in_syncing_status() || self.is_before_sync_start(verdict.due.as_ref()) {
            verdict.differences.clear();
            SyncState::NotDue
        } else if found {
            self.decide_found(verdict)
        } else {
            self.decide_absent(case, verdict)
        };
    }

    fn decide_found(&self, verdict: &Verdict) -> SyncState {
        if verdict.differences.is_empty() {
            SyncState::Synced
        } else if self.is_within_grace(verdict.due.as_ref()) {
            SyncState::Pending
        } else {
            SyncState::Differs
        }
    }

    fn decide_absent(&self, case: &Case<'_>, verdict: &mut Verdict) -> SyncState {
        let due = verdict.due;
        let reported = verdict.sync_report.as_ref().map(|entry| entry.result);
        let is_hidden = case
            .document
            .number_candidates()
            .into_iter()
            .any(|number| self.books.may_hide(number));
        if is_hidden {
            let text = "a record that could not be read mentions the number: absence proves nothing".to_owned();
            verdict.evidence.push(quickbooks(self.company.quickbooks_read_at, text));
        }
        if is_hidden || !self.was_read_since(due.map(|due| due.since)) {
            verdict.proof = Proof::None;
        }
        if reported == Some(SyncResult::Failed) {
            if verdict.proof != Proof::Verified {
                verdict.proof = Proof::Reported;
            }
            return SyncState::Failed;
        }
        if self.is_within_grace(due.as_ref()) {
            return SyncState::Pending;
        }
        if !is_hidden && self.is_absence_evidence(case, verdict) {
            return SyncState::Missing;
        }
        if !is_hidden && self.books.is_complete() {
            let read = self.company.quickbooks_read_at;
            let text = match read {
                Some(at) => format!(
                    "QuickBooks Online was last read at {}, before the document could have been there: its absence proves nothing",
                    at.to_rfc3339_opts(SecondsFormat::Secs, true)
                ),
                None => "when QuickBooks Online was last read is not known: absence proves nothing".to_owned(),
            };
            verdict.evidence.push(quickbooks(read, text));
        }
        let is_reported = case
            .sync
            .last()
            .is_some_and(|entry| entry.result == SyncResult::Succeeded);
        verdict.proof = if is_reported { Proof::Reported } else { Proof::None };
        SyncState::Unknown
    }

    /// Absence is evidence only if everything was read, at least the grace time after the document
    /// can have become due, and not before its sync was reported as done.
    fn is_absence_evidence(&self, case: &Case<'_>, verdict: &Verdict) -> bool {
        let ready = verdict.due.map(|due| {
            latest(case.document, &due)
                .checked_add_signed(self.company.grace)
                .unwrap_or(DateTime::<Utc>::MAX_UTC)
        });
        self.was_read_since(ready) && self.was_read_since(verdict.sync_report.as_ref().and_then(|entry| entry.at))
    }

    /// Whether everything was read at that moment or later; without a moment: whether it was read.
    fn was_read_since(&self, moment: Option<DateTime<Utc>>) -> bool {
        let is_later = |moment| self.company.quickbooks_read_at.is_some_and(|read| read >= moment);
        self.books.is_complete() && moment.is_none_or(is_later)
    }

    fn is_within_grace(&self, due: Option<&Due>) -> bool {
        due.is_some_and(|due| self.now - due.since < self.company.grace)
    }

    fn is_before_sync_start(&self, due: Option<&Due>) -> bool {
        matches!((self.company.sync_start, due), (Some(start), Some(due)) if due.since < start)
    }

    fn compare(&self, document: &Document, transaction: &Transaction) -> Comparison {
        let supplier = document.supplier.and_then(|id| self.company.suppliers.get(&id));
        let convention = self.conventions.of(document.kind());
        compare::compare(
            self.books,
            document,
            supplier,
            transaction,
            *convention,
            self.company.tolerance,
            &self.linked_orders(document),
        )
    }

    /// The certain counterparts of the orders that an invoice belongs to.
    fn linked_orders(&self, document: &Document) -> Vec<(String, Counterpart)> {
        let mut linked: Vec<(String, Counterpart)> = Vec::new();
        for order in &document.orders {
            let reference = order
                .id
                .map(|id| DocumentRef {
                    kind: DocumentKind::Order,
                    id,
                })
                .or_else(|| self.order_by_key.get(order.approval_key.as_deref()?).copied().flatten());
            let Some((reference, found)) = reference.and_then(|order| Some((order, self.orders.get(&order)?))) else {
                continue;
            };
            if !linked.iter().any(|(_, seen)| seen.key == found.key) {
                let name = order.approval_key.clone().or_else(|| found.number.clone());
                linked.push((name.unwrap_or_else(|| reference.to_string()), found.clone()));
            }
        }
        linked
    }

    /// The counterpart that was there once and is gone: a tombstone, or no longer in a complete reading.
    fn deleted(&self, case: &Case<'_>) -> Option<Counterpart> {
        let has_tombstone = |key: &TransactionKey| {
            self.books
                .transaction(key)
                .is_some_and(|transaction| transaction.deleted_at.is_some())
        };
        if let Some(link) = &case.ledger.link {
            let vanished = self.books.is_complete() && self.books.transaction(link).is_none();
            if vanished || has_tombstone(link) {
                return Some(counterpart(self.books, link));
            }
        }
        let id = self.books.mapped_id(&case.document.mappings)?;
        entities_of(case.document)
            .iter()
            .map(|entity| TransactionKey {
                entity: *entity,
                id: id.to_owned(),
            })
            .find(has_tombstone)
            .map(|key| counterpart(self.books, &key))
    }
}
