//! What a diagnosis looks at: one document, and the company around it.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use chrono::{DateTime, NaiveDate, Utc};
use clearpost_domain::{
    Culprit, CulpritKind, Document, DocumentId, DocumentKind, DocumentRef, ListKind, OrderReference, Supplier,
    SupplierId, SyncResult, SyncState, Verdict,
};
use clearpost_verification::Books;

use crate::links::Links;
use crate::rules::account::type_letters;
use crate::text::{Patterns, Said};

/// One document and what was found about it.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    pub document: &'a Document,
    pub verdict: &'a Verdict,
}

/// The documents of a company with their verdicts: its orders by id or approval key, and those that
/// have arrived.
#[derive(Clone, Debug, Default)]
pub struct Documents<'a> {
    orders: HashMap<DocumentId, Case<'a>>,
    by_key: HashMap<&'a str, DocumentId>,
    arrived: Vec<Case<'a>>,
}

impl<'a> Documents<'a> {
    pub fn new(documents: impl IntoIterator<Item = (&'a Document, &'a Verdict)>) -> Self {
        let mut known = Self::default();
        for (document, verdict) in documents {
            let case = Case { document, verdict };
            if verdict.state == SyncState::Synced {
                known.arrived.push(case);
            }
            if document.kind() != DocumentKind::Order {
                continue;
            }
            let id = document.reference.id;
            known.orders.insert(id, case);
            if let Some(key) = document.approval_key.as_deref() {
                known.by_key.insert(key, id);
            }
        }
        known
    }

    pub(crate) fn order(&self, reference: &OrderReference) -> Option<Case<'a>> {
        let id = reference
            .id
            .or_else(|| self.by_key.get(reference.approval_key.as_deref()?).copied())?;
        self.orders.get(&id).copied()
    }
}

/// What is known of the company besides its books and these documents; nothing means not known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// Whether ProcurementExpress says that it is connected to QuickBooks
    /// (procurementexpress-api §9.1, `is_quickbooks_connected`).
    pub connected: Option<bool>,
    /// The closing date that the user typed in, for QuickBooks does not always show its own.
    pub closing_date: Option<NaiveDate>,
    /// QuickBooks' account types that this company's connection refuses on lines.
    pub refused_account_types: Option<Vec<String>>,
    /// The newest arrival among documents that are not here, where these are a part of the company.
    pub arrival: Option<Arrival>,
}

/// A document that has arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    pub at: DateTime<Utc>,
    pub reference: DocumentRef,
    /// "order 100021".
    pub name: String,
}

impl Arrival {
    pub fn of(document: &Document, at: DateTime<Utc>) -> Self {
        let number = document
            .number
            .clone()
            .unwrap_or_else(|| document.reference.id.to_string());
        Self {
            at,
            reference: document.reference,
            name: format!("{} {number}", document.kind()),
        }
    }
}

/// When a document arrived, as far as that is known: by the service's own report, else by when its
/// counterpart was made. Nothing for one that is not in the books as it should be.
pub fn arrived_at(books: &Books, verdict: &Verdict) -> Option<DateTime<Utc>> {
    if verdict.state != SyncState::Synced {
        return None;
    }
    let report = verdict.sync_report.as_ref();
    let reported = report.filter(|report| report.result == SyncResult::Succeeded);
    reported
        .and_then(|report| report.at)
        .or_else(|| books.transaction(&verdict.counterpart.as_ref()?.key)?.created_at)
}

/// What surrounds every document of a company. Remembers what many documents ask for again.
#[derive(Debug)]
pub struct Company<'a> {
    pub(crate) books: &'a Books,
    pub(crate) suppliers: &'a HashMap<SupplierId, Supplier>,
    pub(crate) documents: Documents<'a>,
    pub(crate) links: &'a Links,
    pub(crate) patterns: &'a Patterns,
    pub(crate) told: Told,
    texts: RefCell<HashMap<String, Rc<Said>>>,
    near: RefCell<HashMap<String, Rc<Vec<NearName>>>>,
    newest_arrival: OnceCell<Option<Arrival>>,
    lacks_payable: OnceCell<bool>,
}

/// A name in QuickBooks that is nearly the supplier's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NearName {
    pub kind: ListKind,
    pub id: String,
    pub name: String,
    /// "active, open balance 120.00 USD".
    pub remark: String,
}

impl<'a> Company<'a> {
    pub fn new(
        books: &'a Books,
        suppliers: &'a HashMap<SupplierId, Supplier>,
        documents: Documents<'a>,
        links: &'a Links,
        patterns: &'a Patterns,
    ) -> Self {
        Self {
            books,
            suppliers,
            documents,
            links,
            patterns,
            told: Told::default(),
            texts: RefCell::default(),
            near: RefCell::default(),
            newest_arrival: OnceCell::new(),
            lacks_payable: OnceCell::new(),
        }
    }

    #[must_use]
    pub fn told(self, told: Told) -> Self {
        Self { told, ..self }
    }

    /// The company as the record that stands in the way.
    pub(crate) fn itself(&self) -> Culprit {
        Culprit {
            kind: CulpritKind::Company,
            id: self.books.realm().map_or_else(String::new, ToString::to_string),
            name: self.books.company().name.clone().unwrap_or_default(),
        }
    }

    /// The newest arrival of any document.
    pub(crate) fn newest_arrival(&self) -> Option<&Arrival> {
        let newest = || {
            let dated = self
                .documents
                .arrived
                .iter()
                .filter_map(|case| Some((arrived_at(self.books, case.verdict)?, case.document)));
            let here = dated.max_by_key(|(at, document)| (*at, document.reference));
            let here = here.map(|(at, document)| Arrival::of(document, at));
            let all = here.into_iter().chain(self.told.arrival.clone());
            all.max_by_key(|arrival| (arrival.at, arrival.reference))
        };
        self.newest_arrival.get_or_init(newest).as_ref()
    }

    /// Whether the complete chart of accounts has no active account that bills could be posted to.
    pub(crate) fn lacks_payable_account(&self) -> bool {
        *self.lacks_payable.get_or_init(|| {
            let mut accounts = self.books.records(ListKind::Account).peekable();
            let is_payable = |kind: &str| type_letters(kind) == "accountspayable";
            self.books.has_all_names()
                && accounts.peek().is_some()
                && !accounts.any(|record| {
                    record.active
                        && record
                            .account
                            .as_ref()
                            .is_some_and(|account| is_payable(&account.account_type))
                })
        })
    }

    pub(crate) fn said(&self, text: &str) -> Rc<Said> {
        if let Some(known) = self.texts.borrow().get(text) {
            return Rc::clone(known);
        }
        let said = Rc::new(Said::new(self.patterns, text));
        self.texts.borrow_mut().insert(text.to_owned(), Rc::clone(&said));
        said
    }

    /// Vendors, customers and employees whose name is nearly this one, the likeliest lists first.
    pub(crate) fn near_names(&self, name: &str) -> Rc<Vec<NearName>> {
        if let Some(known) = self.near.borrow().get(name) {
            return Rc::clone(known);
        }
        let mut found = Vec::new();
        for kind in [ListKind::Vendor, ListKind::Customer, ListKind::Employee] {
            for record in self.books.near(kind, name) {
                let mut remark = if record.active { "active" } else { "inactive" }.to_owned();
                if let (Some(balance), Some(currency)) = (record.balance.filter(|b| !b.is_zero()), record.currency) {
                    let open = clearpost_domain::Money {
                        amount: balance,
                        currency,
                    };
                    remark = format!("{remark}, open balance {open}");
                }
                found.push(NearName {
                    kind,
                    id: record.id.clone(),
                    name: record.name.clone(),
                    remark,
                });
            }
        }
        found.truncate(8);
        let found = Rc::new(found);
        self.near.borrow_mut().insert(name.to_owned(), Rc::clone(&found));
        found
    }
}
