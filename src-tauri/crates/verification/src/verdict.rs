//! The rules of precedence of the data contract ("Words", 1–10): the first that holds wins.

use std::collections::HashMap;

use chrono::{DateTime, SecondsFormat, Utc};
use clearpost_domain::{
    Counterpart, Difference, DifferenceField, Document, DocumentKind, DocumentRef, Due, Proof, SyncResult, SyncState,
    Transaction, TransactionKey, Verdict,
};

use crate::agreement::Differences;
use crate::books::Books;
use crate::compare::LinkedOrder;
use crate::comparison::see_all;
use crate::conventions::Conventions;
use crate::due::{due, latest, report};
use crate::explain::{Explainer, clearpost, dropped_attachments, found_by, procurement, quickbooks, spent_on};
use crate::judge::{Case, Company, counterpart};
use crate::matching::Match;
use crate::search::{entities_of, stored_ids};

/// What a verdict is made from, besides the document.
pub(crate) struct Judge<'a> {
    pub books: &'a Books,
    pub company: &'a Company<'a>,
    pub conventions: &'a Conventions,
    /// What orders became; several where nobody can tell which of them.
    pub orders: &'a HashMap<DocumentRef, Vec<Counterpart>>,
    pub order_by_key: &'a HashMap<&'a str, Option<DocumentRef>>,
    pub now: DateTime<Utc>,
}

impl Judge<'_> {
    pub fn verdict(&self, case: &Case<'_>, found: &Match) -> Verdict {
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
                verdict.evidence.push(found_by(transaction, *step));
                self.compare(case.document, transaction, &mut verdict);
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
            explainer.absence(case, &mut verdict);
        }
        if let Some(entry) = case.newest_report() {
            let what = match entry.result {
                SyncResult::Succeeded => "the newest sync entry reports success",
                SyncResult::Failed if verdict.counterpart.is_some() => {
                    "the newest sync entry reports an error, yet it is in QuickBooks Online"
                }
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
            let read_at = document.detail.as_ref().map(|detail| detail.read_at);
            verdict.evidence.push(procurement(read_at, text));
            SyncState::Unknown
        } else if !document.is_in_syncing_status() {
            verdict.differences.clear();
            SyncState::NotDue
        } else if let Some(why) = self.excluded(document, verdict.due.as_ref()) {
            verdict.evidence.push(clearpost(self.now, why));
            verdict.differences.clear();
            SyncState::NotDue
        } else if found {
            self.decide_found(verdict)
        } else {
            self.decide_absent(case, verdict)
        };
    }

    /// Why the company does not expect this document in the books, if the user has set that.
    fn excluded(&self, document: &Document, due: Option<&Due>) -> Option<String> {
        if self.company.not_synced.contains(&document.kind()) {
            return Some(format!("this company does not sync its {}s", document.kind()));
        }
        match (self.company.sync_start, due) {
            (Some(start), Some(due)) if due.since < start => Some(format!(
                "approved on {}, before this company's sync start on {}",
                due.since.date_naive(),
                start.date_naive()
            )),
            _ => None,
        }
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
        verdict.proof = if self.is_reported_there(case) {
            Proof::Reported
        } else {
            Proof::None
        };
        SyncState::Unknown
    }

    /// Whether ProcurementExpress says that the document is in QuickBooks: by its newest sync report, or,
    /// where QuickBooks cannot be looked into, by an id that it stores.
    fn is_reported_there(&self, case: &Case<'_>) -> bool {
        match case.newest_report() {
            Some(entry) => entry.result == SyncResult::Succeeded,
            None => {
                !self.books.is_connected()
                    && (case.told.quickbooks_id.is_some() || case.document.mappings.iter().any(Books::is_of_quickbooks))
            }
        }
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

    fn compare(&self, document: &Document, transaction: &Transaction, verdict: &mut Verdict) {
        let supplier = document.supplier.and_then(|id| self.company.suppliers.get(&id));
        let orders = self.linked_orders(document);
        let around = crate::compare::Around {
            books: self.books,
            supplier,
            convention: *self.conventions.of(document.kind()),
            tolerance: self.company.tolerance,
            orders: &orders,
        };
        let mut seen = Differences::default();
        see_all(&around, document, transaction, &mut seen);
        verdict.differences = seen.differences;
        let read_at = Some(transaction.read_at);
        verdict
            .evidence
            .extend(seen.remarks.into_iter().map(|text| quickbooks(read_at, text)));
        verdict.evidence.extend(dropped_attachments(document));
        let ordered = orders.iter().filter_map(|order| match order.counterparts.as_slice() {
            [only] => self.books.transaction(&only.key),
            _ => None,
        });
        verdict
            .evidence
            .extend(ordered.chain([transaction]).filter_map(spent_on));
    }

    /// The orders that an invoice belongs to, as far as they are in the books.
    fn linked_orders(&self, document: &Document) -> Vec<LinkedOrder> {
        let mut linked: Vec<LinkedOrder> = Vec::new();
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
            if !linked.iter().any(|seen| seen.counterparts == *found) {
                linked.push(LinkedOrder::new(order, reference, found.clone()));
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
        stored_ids(self.books, case)
            .flat_map(|id| {
                entities_of(case.document)
                    .iter()
                    .map(move |entity| (*entity, id.to_owned()))
            })
            .map(|(entity, id)| TransactionKey { entity, id })
            .find(has_tombstone)
            .map(|key| counterpart(self.books, &key))
    }
}
