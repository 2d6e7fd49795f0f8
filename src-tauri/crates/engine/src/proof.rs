//! The proof card: what each system says of one document, compared by the same code that judges it.
//!
//! Only the records that this document needs are read, so that a card opens at once in any company.

use chrono::{DateTime, Utc};
use clearpost_domain::{
    Counterpart, DifferenceField, Document, DocumentId, DocumentKind, DocumentRef, OrderReference, SyncState,
    Transaction, Verdict,
};
use clearpost_store::{Judgement, Source, StatusRow};
use clearpost_verification::{Agreement, Books, Comparison, Conventions, LinkedOrder, Lists, compare};

use crate::desk::CONVENTIONS;
use crate::engine::Engine;
use crate::error::EngineError;
use crate::settings::Rules;
use crate::status::difference_name;
use crate::table::Table;
use crate::world::BOOKS_COMPLETE;

/// Everything that proves, or disproves, that a document is in the books.
#[derive(Clone, Debug)]
pub struct ProofCard {
    pub row: StatusRow,
    pub verdict: Verdict,
    /// One sentence: what is proved.
    pub statement: String,
    /// Nothing where no counterpart is certain.
    pub comparison: Option<Comparison>,
    pub company: String,
    pub quickbooks_company: Option<String>,
    pub realm: Option<String>,
    /// When the document was read: its detail, else the lists.
    pub procurement_read_at: Option<DateTime<Utc>>,
    /// When the counterpart was read; without one, when the books were last read without a gap.
    pub quickbooks_read_at: Option<DateTime<Utc>>,
}

impl Engine {
    /// The proof of one document, from what is cached.
    pub fn proof(&self, reference: DocumentRef) -> Result<ProofCard, EngineError> {
        let key = self.key()?;
        let unknown = || EngineError::UnknownDocument(reference);
        let table = self.table()?;
        let row = table.row(reference).cloned().ok_or_else(unknown)?;
        let read = |result: Result<Option<_>, _>| result.map_err(EngineError::Cache)?.ok_or_else(unknown);
        let document = read(self.cache.document(key, reference))?;
        let judgement = self.cache.judgement(key, reference).map_err(EngineError::Cache)?;
        let verdict = judgement.ok_or_else(unknown)?.verdict;
        let counterpart = verdict.counterpart.as_ref();
        let orders = self.orders_of(&document, &table)?;
        let mut named: Vec<_> = orders
            .iter()
            .flat_map(|order| order.counterparts.iter().map(|booked| booked.key.clone()))
            .collect();
        named.extend(counterpart.map(|found| found.key.clone()));
        let transactions = self.cache.transactions_of(key, &named).map_err(EngineError::Cache)?;
        let booked = counterpart.and_then(|found| transactions.iter().find(|one| one.key == found.key).cloned());
        let comparison = match &booked {
            Some(booked) => Some(self.compared(&document, booked, &orders, transactions.clone())?),
            None => None,
        };
        let overview = self.overview()?.ok_or(EngineError::NotConnected)?;
        let books_read_at = self.cache.mark(key, BOOKS_COMPLETE).map_err(EngineError::Cache)?;
        let lists_read_at = self
            .cache
            .source(key, Source::Procurement)
            .map_err(EngineError::Cache)?
            .last_succeeded;
        Ok(ProofCard {
            statement: statement(&document, &verdict, comparison.as_ref()),
            procurement_read_at: document.detail.as_ref().map(|detail| detail.read_at).or(lists_read_at),
            quickbooks_read_at: booked.map(|booked| booked.read_at).or_else(|| {
                let at = DateTime::parse_from_rfc3339(&books_read_at?).ok()?;
                Some(at.to_utc())
            }),
            company: overview.company,
            quickbooks_company: overview.quickbooks_company,
            realm: self.realm.as_ref().map(|realm| realm.as_str().to_owned()),
            comparison,
            verdict,
            row,
        })
    }

    fn compared(
        &self,
        document: &Document,
        booked: &Transaction,
        orders: &[LinkedOrder],
        transactions: Vec<Transaction>,
    ) -> Result<Comparison, EngineError> {
        let key = self.key()?;
        let facts = self.cache.company(key).map_err(EngineError::Cache)?;
        let records = self.cache.records(key).map_err(EngineError::Cache)?;
        let suppliers = self.cache.suppliers(key).map_err(EngineError::Cache)?;
        let conventions = self.cache.mark(key, CONVENTIONS).map_err(EngineError::Cache)?;
        let conventions: Conventions = conventions
            .and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_default();
        let books = Books::new(
            self.realm.clone(),
            false,
            facts.map(|row| row.facts).unwrap_or_default(),
            Lists::new(records),
            transactions,
        );
        Ok(compare(
            &books,
            suppliers.iter().find(|supplier| Some(supplier.id) == document.supplier),
            &conventions,
            Rules::load(&self.ledger, key)?.tolerance,
            orders,
            document,
            booked,
        ))
    }

    /// The orders of an invoice, as far as they are in the books.
    fn orders_of(&self, document: &Document, table: &Table) -> Result<Vec<LinkedOrder>, EngineError> {
        let mut found: Vec<LinkedOrder> = Vec::new();
        for order in &document.orders {
            let Some(id) = self.order_id(order, table)? else {
                continue;
            };
            let reference = DocumentRef {
                kind: DocumentKind::Order,
                id,
            };
            let judgement = self
                .cache
                .judgement(self.key()?, reference)
                .map_err(EngineError::Cache)?;
            let Some(Judgement { verdict, .. }) = judgement else {
                continue;
            };
            let counterparts: Vec<Counterpart> = verdict.counterpart.into_iter().chain(verdict.candidates).collect();
            if !counterparts.is_empty() && !found.iter().any(|known| known.counterparts == counterparts) {
                found.push(LinkedOrder::new(order, reference, counterparts));
            }
        }
        Ok(found)
    }

    /// The only order that a reference names.
    fn order_id(&self, order: &OrderReference, table: &Table) -> Result<Option<DocumentId>, EngineError> {
        if order.id.is_some() {
            return Ok(order.id);
        }
        let Some(key) = order.approval_key.as_deref() else {
            return Ok(None);
        };
        let mut named = None;
        let is_likely = |row: &&StatusRow| row.reference.kind == DocumentKind::Order && key.starts_with(&row.number);
        for row in table.rows().filter(|row| is_likely(row)) {
            let candidate = self
                .cache
                .document(self.key()?, row.reference)
                .map_err(EngineError::Cache)?;
            if candidate.is_some_and(|candidate| candidate.approval_key.as_deref() == Some(key)) {
                if named.is_some() {
                    return Ok(None);
                }
                named = Some(row.reference.id);
            }
        }
        Ok(named)
    }
}

/// What is proved, in a sentence.
fn statement(document: &Document, verdict: &Verdict, comparison: Option<&Comparison>) -> String {
    let number = document.number.as_deref().or(document.approval_key.as_deref());
    let name = match document.kind() {
        DocumentKind::Order => "Order",
        DocumentKind::Invoice => "Invoice",
    };
    let name = number.map_or_else(|| name.to_owned(), |number| format!("{name} {number}"));
    let found = verdict
        .counterpart
        .as_ref()
        .map(|found| format!("{name} is in QuickBooks Online as {}", found.key));
    let differing = || -> Vec<DifferenceField> {
        let fields = comparison.into_iter().flat_map(Comparison::fields);
        fields
            .filter(|field| field.agreement == Agreement::Differs)
            .map(|field| field.field)
            .collect()
    };
    match (verdict.state, found) {
        (SyncState::Synced, Some(found)) => format!("{found}, and every compared field agrees."),
        (_, Some(found)) => {
            let mut names: Vec<String> = differing().into_iter().map(difference_name).collect();
            names.dedup();
            let differences = match names.as_slice() {
                [] => "every compared field agrees".to_owned(),
                [only] => format!("but its {only} differs"),
                [first @ .., last] => format!("but its {} and {last} differ", first.join(", ")),
            };
            let what = match verdict.state {
                SyncState::NotDue => "; it is not due",
                SyncState::Handled => "; it was set aside",
                SyncState::Pending => "; it was changed a moment ago",
                _ => "",
            };
            format!("{found}, {differences}{what}.")
        }
        (SyncState::Missing, None) if verdict.deleted.is_some() => {
            format!("{name} was in QuickBooks Online and is gone: all records were read.")
        }
        (SyncState::Missing, None) => {
            format!("{name} is not in QuickBooks Online: all records were read, and it is not among them.")
        }
        (SyncState::Failed, None) => {
            format!("{name} is not in QuickBooks Online; ProcurementExpress reports an error.")
        }
        (SyncState::Pending, None) => format!("{name} is on its way: it was changed or sent a moment ago."),
        (SyncState::NotDue, None) => format!("{name} is not due in QuickBooks Online."),
        (SyncState::Handled, None) => format!("{name} was set aside; it was not found in QuickBooks Online."),
        _ => format!("{name}: whether it is in QuickBooks Online is not known."),
    }
}
