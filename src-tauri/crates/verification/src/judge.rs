//! The rules of precedence of the data contract ("Words", 1–10): the first that holds wins.

use std::collections::HashMap;

use chrono::{DateTime, Duration, Utc};
use clearpost_domain::{
    Counterpart, Difference, DifferenceField, Document, DocumentRef, Due, Evidence, EvidenceSource, Proof, Supplier,
    SupplierId, SyncEntry, SyncResult, SyncState, Transaction, TransactionKey, Verdict,
};
use rust_decimal::Decimal;

use crate::books::Books;
use crate::compare::{self, Comparison};
use crate::conventions::Conventions;
use crate::due::{due, report};
use crate::matching::{Match, entities_of, match_all};

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
    let mut order_by_key: HashMap<&str, DocumentRef> = HashMap::new();
    for (case, found) in cases.iter().zip(&matches) {
        if let Some(key) = case.document.approval_key.as_deref() {
            order_by_key.insert(key, case.document.reference);
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

fn counterpart(books: &Books, key: &TransactionKey) -> Counterpart {
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
    order_by_key: &'a HashMap<&'a str, DocumentRef>,
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
                let number = transaction.number.as_deref().unwrap_or("without a number");
                verdict.evidence.push(quickbooks(
                    Some(transaction.read_at),
                    format!("{} {} ({number}) found {}", words(key), key.id, step.words()),
                ));
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
            self.explain_absence(case, &mut verdict);
        }
        if let Some(entry) = case.sync.last() {
            let what = match entry.result {
                SyncResult::Succeeded => "the newest sync entry reports success",
                SyncResult::Failed => "the newest sync entry reports an error",
            };
            verdict.evidence.push(Evidence {
                source: EvidenceSource::Procurement,
                at: entry.at,
                text: what.to_owned(),
            });
        }
        self.decide(case, &mut verdict);
        verdict
    }

    fn decide(&self, case: &Case<'_>, verdict: &mut Verdict) {
        let document = case.document;
        let found = verdict.counterpart.is_some();
        if found {
            verdict.proof = Proof::Verified;
        }
        verdict.state = if let Some(reason) = &case.ledger.handled {
            verdict
                .evidence
                .push(clearpost(self.now, format!("set aside: {reason}")));
            SyncState::Handled
        } else if !verdict.candidates.is_empty() {
            verdict.proof = Proof::None;
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
            verdict.evidence.push(Evidence {
                source: EvidenceSource::Procurement,
                at: None,
                text: format!(
                    "the status \"{}\" is not one that Clearpost knows",
                    document.status.word()
                ),
            });
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
        let reported = verdict.sync_report.as_ref().map(|entry| entry.result);
        if reported == Some(SyncResult::Failed) {
            if !self.books.is_complete() {
                verdict.proof = Proof::Reported;
            }
            SyncState::Failed
        } else if self.is_within_grace(verdict.due.as_ref()) {
            SyncState::Pending
        } else if self.books.is_complete() {
            SyncState::Missing
        } else {
            if case
                .sync
                .last()
                .is_some_and(|entry| entry.result == SyncResult::Succeeded)
            {
                verdict.proof = Proof::Reported;
            }
            SyncState::Unknown
        }
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
                    kind: clearpost_domain::DocumentKind::Order,
                    id,
                })
                .or_else(|| self.order_by_key.get(order.approval_key.as_deref()?).copied());
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
        let link = case.ledger.link.as_ref()?;
        let gone = match self.books.transaction(link) {
            Some(transaction) => transaction.deleted_at.is_some(),
            None => self.books.is_complete(),
        };
        gone.then(|| counterpart(self.books, link))
    }

    fn explain_absence(&self, case: &Case<'_>, verdict: &mut Verdict) {
        let at = self.company.quickbooks_read_at;
        let document = case.document;
        if !self.books.is_connected() {
            verdict
                .evidence
                .push(clearpost(self.now, "QuickBooks Online is not connected".to_owned()));
            return;
        }
        if let Some(deleted) = &verdict.deleted {
            let since = self.books.transaction(&deleted.key).and_then(|txn| txn.deleted_at);
            verdict.evidence.push(quickbooks(
                since.or(at),
                format!("{} {} was there and is gone", words(&deleted.key), deleted.key.id),
            ));
        }
        if !self.books.is_complete() {
            verdict.evidence.push(quickbooks(
                at,
                "QuickBooks Online has not been read completely".to_owned(),
            ));
        }
        let number = document.number.as_deref().unwrap_or("without a number");
        match (&verdict.number_holder, verdict.candidates.as_slice()) {
            (Some(holder), _) => verdict.evidence.push(quickbooks(
                at,
                format!(
                    "number {number} is carried by {} {}, which is another document",
                    words(&holder.key),
                    holder.key.id
                ),
            )),
            (None, []) => {
                let entity = entities_of(document)
                    .iter()
                    .map(|entity| spelled(*entity))
                    .collect::<Vec<_>>()
                    .join(" or ");
                verdict.evidence.push(quickbooks(
                    at,
                    format!("no {entity} numbered {number} for {}", document.supplier_name),
                ));
                self.name_weak_candidates(document, verdict);
            }
            (None, candidates) => {
                let names: Vec<String> = candidates
                    .iter()
                    .map(|one| format!("{} {}", words(&one.key), one.key.id))
                    .collect();
                verdict.evidence.push(quickbooks(
                    at,
                    format!("several equally good matches: {}", names.join(", ")),
                ));
            }
        }
    }

    /// Same vendor, amount and date under another number: named, never taken for a match.
    fn name_weak_candidates(&self, document: &Document, verdict: &mut Verdict) {
        let supplier = document.supplier.and_then(|id| self.company.suppliers.get(&id));
        let Some(gross) = document.gross.filter(|gross| !gross.is_zero()) else {
            return;
        };
        for entity in entities_of(document) {
            for transaction in self.books.totalling(*entity, gross.abs()).into_iter().take(20) {
                if compare::any_date_agrees(document, transaction)
                    && compare::vendor_agrees(self.books, document, supplier, transaction)
                {
                    verdict.evidence.push(quickbooks(
                        Some(transaction.read_at),
                        format!(
                            "{} {} has the same vendor, total and date, but the number {}",
                            words(&transaction.key),
                            transaction.key.id,
                            transaction.number.as_deref().unwrap_or("(none)")
                        ),
                    ));
                }
            }
        }
    }
}

const fn spelled(entity: clearpost_domain::Entity) -> &'static str {
    match entity {
        clearpost_domain::Entity::PurchaseOrder => "purchase order entity",
        clearpost_domain::Entity::Bill => "bill",
        clearpost_domain::Entity::VendorCredit => "vendor credit",
    }
}

const fn words(key: &TransactionKey) -> &'static str {
    spelled(key.entity)
}

fn quickbooks(at: Option<DateTime<Utc>>, text: String) -> Evidence {
    Evidence {
        source: EvidenceSource::QuickBooks,
        at,
        text,
    }
}

fn clearpost(at: DateTime<Utc>, text: String) -> Evidence {
    Evidence {
        source: EvidenceSource::Clearpost,
        at: Some(at),
        text,
    }
}
