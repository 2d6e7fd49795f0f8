//! What the evidence of a verdict says, in words for the accountant.

use chrono::{DateTime, Utc};
use clearpost_domain::{Document, Entity, Evidence, EvidenceSource, Transaction, TransactionKey, Verdict};
use rust_decimal::Decimal;

use crate::books::Books;
use crate::compare;
use crate::judge::Company;
use crate::search::{Step, entities_of};

/// No more transactions of one total are looked through for weak candidates.
const MOST_WEAK: usize = 20;

/// Explains why a document has no certain counterpart.
pub(crate) struct Explainer<'a> {
    pub books: &'a Books,
    pub company: &'a Company<'a>,
    pub now: DateTime<Utc>,
}

impl Explainer<'_> {
    /// Says what was looked at and why no counterpart is certain.
    pub fn absence(&self, document: &Document, verdict: &mut Verdict) {
        let at = self.company.quickbooks_read_at;
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
            (None, [only]) => verdict.evidence.push(quickbooks(
                at,
                format!(
                    "{} {} fits another document equally well",
                    words(&only.key),
                    only.key.id
                ),
            )),
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
        let totals: &[Decimal] = if gross.is_sign_negative() {
            &[gross.abs(), gross]
        } else {
            &[gross]
        };
        for entity in entities_of(document) {
            let of_total = totals
                .iter()
                .flat_map(|total| self.books.each_totalling(*entity, *total));
            for transaction in of_total.take(MOST_WEAK) {
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

const fn spelled(entity: Entity) -> &'static str {
    match entity {
        Entity::PurchaseOrder => "purchase order entity",
        Entity::Bill => "bill",
        Entity::VendorCredit => "vendor credit",
    }
}

const fn words(key: &TransactionKey) -> &'static str {
    spelled(key.entity)
}

pub(crate) fn quickbooks(at: Option<DateTime<Utc>>, text: String) -> Evidence {
    Evidence {
        source: EvidenceSource::QuickBooks,
        at,
        text,
    }
}

pub(crate) fn clearpost(at: DateTime<Utc>, text: String) -> Evidence {
    Evidence {
        source: EvidenceSource::Clearpost,
        at: Some(at),
        text,
    }
}

pub(crate) fn procurement(at: Option<DateTime<Utc>>, text: String) -> Evidence {
    Evidence {
        source: EvidenceSource::Procurement,
        at,
        text,
    }
}

/// The counterpart and the step that found it.
pub(crate) fn found_by(transaction: &Transaction, step: Step) -> Evidence {
    let key = &transaction.key;
    let number = transaction.number.as_deref().unwrap_or("without a number");
    quickbooks(
        Some(transaction.read_at),
        format!("{} {} ({number}) found {}", words(key), key.id, step.words()),
    )
}
