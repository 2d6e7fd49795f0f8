//! What a diagnosis looks at: one document, and the company around it.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use clearpost_domain::{Document, DocumentId, DocumentKind, ListKind, OrderReference, Supplier, SupplierId, Verdict};
use clearpost_verification::Books;

use crate::links::Links;
use crate::text::{Classification, Patterns};

/// One document and what was found about it.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    pub document: &'a Document,
    pub verdict: &'a Verdict,
}

/// The orders of a company with their verdicts, found by id or approval key.
#[derive(Clone, Debug, Default)]
pub struct Orders<'a> {
    by_id: HashMap<DocumentId, Case<'a>>,
    by_key: HashMap<&'a str, DocumentId>,
}

impl<'a> Orders<'a> {
    /// Takes the orders among the given documents.
    pub fn new(documents: impl IntoIterator<Item = (&'a Document, &'a Verdict)>) -> Self {
        let mut orders = Self::default();
        for (document, verdict) in documents {
            if document.kind() != DocumentKind::Order {
                continue;
            }
            let id = document.reference.id;
            orders.by_id.insert(id, Case { document, verdict });
            if let Some(key) = document.approval_key.as_deref() {
                orders.by_key.insert(key, id);
            }
        }
        orders
    }

    pub(crate) fn find(&self, reference: &OrderReference) -> Option<Case<'a>> {
        let id = reference
            .id
            .or_else(|| self.by_key.get(reference.approval_key.as_deref()?).copied())?;
        self.by_id.get(&id).copied()
    }
}

/// What surrounds every document of a company. Remembers what many documents ask for again.
#[derive(Debug)]
pub struct Company<'a> {
    pub(crate) books: &'a Books,
    pub(crate) suppliers: &'a HashMap<SupplierId, Supplier>,
    pub(crate) orders: Orders<'a>,
    pub(crate) links: &'a Links,
    patterns: &'a Patterns,
    texts: RefCell<HashMap<String, Rc<Vec<Classification>>>>,
    near: RefCell<HashMap<String, Rc<Vec<NearName>>>>,
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
        orders: Orders<'a>,
        links: &'a Links,
        patterns: &'a Patterns,
    ) -> Self {
        Self {
            books,
            suppliers,
            orders,
            links,
            patterns,
            texts: RefCell::default(),
            near: RefCell::default(),
        }
    }

    pub(crate) fn classified(&self, text: &str) -> Rc<Vec<Classification>> {
        if let Some(known) = self.texts.borrow().get(text) {
            return Rc::clone(known);
        }
        let classified = Rc::new(self.patterns.classify_all(text));
        self.texts.borrow_mut().insert(text.to_owned(), Rc::clone(&classified));
        classified
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
