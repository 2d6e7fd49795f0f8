//! What the evidence of a verdict says, in words for the accountant.

use chrono::{DateTime, Utc};
use clearpost_domain::{
    Document, Evidence, EvidenceSource, Transaction, TransactionKey, Verdict, strip_deleted_suffix,
};
use rust_decimal::Decimal;

use crate::books::Books;
use crate::compare;
use crate::judge::{Case, Company};
use crate::lists::VendorMatch;
use crate::search::{Step, entities_of};
use crate::vendors::WantedVendor;

/// No more transactions of one vendor and total are looked through for weak candidates.
const MOST_WEAK: usize = 20;
/// No more transactions of other vendors are named.
const MOST_NAMED: usize = 3;

/// Explains why a document has no certain counterpart.
pub(crate) struct Explainer<'a> {
    pub books: &'a Books,
    pub company: &'a Company<'a>,
    pub now: DateTime<Utc>,
}

impl Explainer<'_> {
    /// Says what was looked at and why no counterpart is certain.
    pub fn absence(&self, case: &Case<'_>, verdict: &mut Verdict) {
        let document = case.document;
        let at = self.company.quickbooks_read_at;
        if !self.books.is_connected() {
            verdict
                .evidence
                .push(clearpost(self.now, "QuickBooks Online is not connected".to_owned()));
            verdict.evidence.extend(stored_ids(case));
            return;
        }
        if let Some(deleted) = &verdict.deleted {
            verdict.evidence.push(self.gone(case, &deleted.key));
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
                    "number {number} is carried by {}, which is another document",
                    holder.key
                ),
            )),
            (None, []) => {
                let entity = entities_of(document)
                    .iter()
                    .map(|entity| entity.name())
                    .collect::<Vec<_>>()
                    .join(" or ");
                verdict.evidence.push(quickbooks(
                    at,
                    format!("no {entity} numbered {number} for {}", document.supplier_name),
                ));
                self.name_others_of_the_number(document, verdict);
                self.name_weak_candidates(document, verdict);
                verdict.evidence.extend(self.vendor_in_another_currency(document));
                verdict.evidence.extend(line_hints(document));
            }
            (None, [only]) => verdict.evidence.push(quickbooks(
                at,
                format!("{} fits another document equally well", only.key),
            )),
            (None, candidates) => {
                let names: Vec<String> = candidates.iter().map(|one| one.key.to_string()).collect();
                verdict.evidence.push(quickbooks(
                    at,
                    format!("several equally good matches: {}", names.join(", ")),
                ));
            }
        }
    }

    /// "bill 900 (INV-1) was there on 2026-05-04 and is gone since 2026-05-06".
    fn gone(&self, case: &Case<'_>, key: &TransactionKey) -> Evidence {
        let tombstone = self.books.transaction(key);
        let since = tombstone
            .and_then(|gone| gone.deleted_at)
            .or(self.company.quickbooks_read_at);
        let linked = case.ledger.link.as_ref() == Some(key);
        let seen = tombstone
            .map(|gone| gone.read_at)
            .into_iter()
            .chain(case.ledger.link_seen.filter(|_| linked))
            .filter(|seen| since.is_none_or(|since| *seen < since))
            .max();
        let number = tombstone
            .and_then(|gone| gone.number.as_deref())
            .map_or_else(String::new, |number| format!(" ({number})"));
        let on = |at: Option<DateTime<Utc>>, word: &str| {
            at.map_or_else(String::new, |at| format!(" {word} {}", at.date_naive()))
        };
        quickbooks(
            since,
            format!(
                "{key}{number} was there{} and is gone{}",
                on(seen, "on"),
                on(since, "since")
            ),
        )
    }

    /// A vendor in another currency takes nothing in the document's (catalogue, S2).
    fn vendor_in_another_currency(&self, document: &Document) -> Option<Evidence> {
        let supplier = document.supplier.and_then(|id| self.company.suppliers.get(&id));
        let VendorMatch::One(vendor) = self.books.vendor_for(supplier, &document.supplier_name) else {
            return None;
        };
        let (ours, theirs) = (document.currency?, vendor.currency?);
        (ours != theirs).then(|| {
            let name = strip_deleted_suffix(&vendor.name);
            let text = format!(
                "vendor {name} is kept in {theirs}; the {} is in {ours}",
                document.kind()
            );
            quickbooks(self.company.quickbooks_read_at, text)
        })
    }

    /// Another vendor's bills may have any number: named, never taken for a match.
    fn name_others_of_the_number(&self, document: &Document, verdict: &mut Verdict) {
        let of_number = document.number_candidates().into_iter().flat_map(|number| {
            entities_of(document)
                .iter()
                .flat_map(move |entity| self.books.each_numbered(*entity, number))
        });
        for (_, transaction) in of_number.take(MOST_NAMED) {
            let vendor = self.books.vendor_shown(transaction).unwrap_or("nobody").to_owned();
            verdict.evidence.push(quickbooks(
                Some(transaction.read_at),
                format!("{} has the number, but is of vendor {vendor}", transaction.key),
            ));
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
        let wanted = WantedVendor::of(self.books, document, supplier);
        for entity in entities_of(document) {
            let of_total = totals
                .iter()
                .flat_map(|total| self.books.each_totalling(*entity, *total))
                .filter(|(position, transaction)| wanted.is_of(self.books, *position, transaction));
            for (_, transaction) in of_total.take(MOST_WEAK) {
                if compare::any_date_agrees(document, transaction) {
                    verdict.evidence.push(quickbooks(
                        Some(transaction.read_at),
                        format!(
                            "{} has the same vendor, total and date, but the number {}",
                            transaction.key,
                            transaction.number.as_deref().unwrap_or("(none)")
                        ),
                    ));
                }
            }
        }
    }
}

/// The ids that ProcurementExpress stores, where QuickBooks cannot be looked into.
fn stored_ids(case: &Case<'_>) -> Option<Evidence> {
    let document = case.document;
    let stored = document
        .mappings
        .iter()
        .find(|mapping| Books::is_of_quickbooks(mapping))
        .map(|mapping| mapping.id.as_str());
    let id = case.told.quickbooks_id.as_deref().or(stored)?;
    let read_at = document.detail.as_ref().map(|detail| detail.read_at);
    Some(procurement(
        read_at,
        format!("ProcurementExpress stores the QuickBooks id {id} for it"),
    ))
}

/// Ids on lines are hints: what they mean is not public (procurementexpress-api §11.1).
fn line_hints(document: &Document) -> Option<Evidence> {
    let carrying = document
        .lines()
        .iter()
        .filter(|line| line.mappings.iter().any(Books::is_of_quickbooks))
        .count();
    (carrying > 0).then(|| {
        let read_at = document.detail.as_ref().map(|detail| detail.read_at);
        let of = document.lines().len();
        procurement(
            read_at,
            format!("{carrying} of {of} lines carry an id of QuickBooks, which hints at a sync and proves none"),
        )
    })
}

/// Files that a connector may have left out without a word (catalogue, S7). What is attached in
/// QuickBooks is not read, so this is a hint.
pub(crate) fn dropped_attachments(document: &Document) -> impl Iterator<Item = Evidence> {
    let detail = document.detail.iter();
    detail.flat_map(|detail| {
        detail.attachments.iter().filter_map(|file| {
            let why = file.why_refused()?;
            let text = format!("the file {} {why}: it may be missing there", file.name);
            Some(procurement(Some(detail.read_at), text))
        })
    })
}

/// A purchase order entity that an expense has used up can no longer be billed.
pub(crate) fn spent_on(transaction: &Transaction) -> Option<Evidence> {
    let is_closed = transaction
        .order_status
        .as_deref()
        .is_some_and(|status| status.eq_ignore_ascii_case("closed"));
    // `Purchase` is an expense or a cheque (quickbooks-online-api §6.3).
    let expense = transaction.links.iter().find(|link| link.kind == "Purchase")?;
    is_closed.then(|| {
        quickbooks(
            Some(transaction.read_at),
            format!(
                "purchase order entity {} was closed by expense {}: it was paid without a bill",
                transaction.key.id, expense.id
            ),
        )
    })
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
        format!("{key} ({number}) found {}", step.words()),
    )
}
