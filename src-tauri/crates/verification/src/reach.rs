//! What a document's verdict depends on, so that after a change only the documents that it touches are
//! judged again.
//!
//! Everything that can lead from a record to a document is a [`Key`]: a number, a transaction, a vendor's
//! name, an order. A change names the keys of the old and the new version of what changed; documents
//! that share a key with it are touched, and so are those that contend with them for a transaction, and
//! the invoices of touched orders. The set is closed: judged alone, its documents get the verdicts that
//! a judgement of the whole company gives them.

use std::collections::{BTreeSet, HashMap, HashSet};

use clearpost_domain::{
    DocumentKind, DocumentRef, Entity, ListKind, ListRecord, Supplier, SupplierId, Transaction, TransactionKey,
    compare_key,
};

use crate::books::{Books, number_key};
use crate::judge::Case;
use crate::search::{entities_of, stored_ids};

/// Stands for something that leads to documents. The value is the same in every build, so that it may
/// be stored; two things may share one, which touches more than is needed and never less.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key(i64);

impl Key {
    pub const fn value(self) -> i64 {
        self.0
    }

    fn of(parts: &[&str]) -> Self {
        // FNV-1a, with a separator that no text contains.
        let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
        for part in parts {
            for byte in part.bytes().chain([0xff]) {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
        }
        Self(hash.cast_signed())
    }

    fn number(kind: DocumentKind, number: &str) -> Self {
        Self::of(&["number", kind.word(), &number_key(number)])
    }

    fn transaction(key: &TransactionKey) -> Self {
        Self::of(&["transaction", key.entity.word(), &key.id])
    }

    fn supplier(id: SupplierId) -> Self {
        Self::of(&["supplier", &id.to_string()])
    }

    fn vendor(id: &str) -> Self {
        Self::of(&["vendor", id])
    }

    fn name(kind: ListKind, name: &str) -> Self {
        Self::of(&["name", kind.word(), &compare_key(name)])
    }

    fn account_number(number: &str) -> Self {
        Self::of(&["account number", &number_key(number)])
    }

    fn order(reference: DocumentRef) -> Self {
        Self::of(&["order", &reference.to_string()])
    }

    fn itself(reference: DocumentRef) -> Self {
        Self::of(&["document", &reference.to_string()])
    }

    fn approval_key(key: &str) -> Self {
        Self::of(&["approval key", key])
    }

    /// Vendor and total: what makes a weak candidate.
    fn amount(kind: DocumentKind, vendor: &str, total: rust_decimal::Decimal) -> Self {
        Self::of(&["amount", kind.word(), vendor, &total.abs().normalize().to_string()])
    }
}

fn kind_of(entity: Entity) -> DocumentKind {
    match entity {
        Entity::PurchaseOrder => DocumentKind::Order,
        Entity::Bill | Entity::VendorCredit => DocumentKind::Invoice,
    }
}

/// The keys that lead to a document.
pub fn keys_of(books: &Books, case: &Case<'_>, supplier: Option<&Supplier>) -> Vec<Key> {
    let document = case.document;
    let kind = document.kind();
    let mut keys = contended(books, case);
    keys.push(Key::itself(document.reference));
    keys.extend(document.supplier.map(Key::supplier));
    let name = compare_key(&document.supplier_name);
    keys.push(Key::name(ListKind::Vendor, &name));
    let vendor = supplier.and_then(|supplier| books.mapped_id(&supplier.mappings));
    keys.extend(vendor.map(Key::vendor));
    if let Some(gross) = document.gross {
        keys.push(Key::amount(kind, &name, gross));
        keys.extend(vendor.map(|vendor| Key::amount(kind, vendor, gross)));
    }
    for order in &document.orders {
        keys.extend(order.id.map(|id| {
            Key::order(DocumentRef {
                kind: DocumentKind::Order,
                id,
            })
        }));
        keys.extend(order.approval_key.as_deref().map(Key::approval_key));
    }
    if kind == DocumentKind::Order {
        keys.extend(document.approval_key.as_deref().map(Key::approval_key));
    }
    for line in document.lines() {
        if let Some(account) = &line.account {
            keys.push(Key::name(ListKind::Account, &account.name));
            keys.extend(account.number.as_deref().map(Key::account_number));
        }
        keys.extend(line.class.as_deref().map(|name| Key::name(ListKind::Class, name)));
        keys.extend(line.customer.as_deref().map(|name| Key::name(ListKind::Customer, name)));
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The keys over which documents contend for a transaction.
fn contended(books: &Books, case: &Case<'_>) -> Vec<Key> {
    let document = case.document;
    let kind = document.kind();
    let numbers = document.number_candidates();
    let mut keys: Vec<Key> = numbers.iter().map(|number| Key::number(kind, number)).collect();
    keys.extend(case.ledger.link.as_ref().map(Key::transaction));
    for id in stored_ids(books, case) {
        keys.extend(entities_of(document).iter().map(|entity| {
            Key::transaction(&TransactionKey {
                entity: *entity,
                id: id.to_owned(),
            })
        }));
    }
    keys
}

/// What changed since the last judgement. Of whatever changed, the old and the new version are named.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    keys: BTreeSet<Key>,
}

impl Changes {
    /// A document that is new, read again, resent, set aside, or gone.
    pub fn document(&mut self, books: &Books, case: &Case<'_>) {
        let document = case.document;
        self.keys.insert(Key::itself(document.reference));
        self.keys.extend(contended(books, case));
        if document.kind() == DocumentKind::Order {
            self.keys.insert(Key::order(document.reference));
            self.keys
                .extend(document.approval_key.as_deref().map(Key::approval_key));
        }
    }

    /// A transaction that is new, changed or deleted.
    pub fn transaction(&mut self, books: &Books, transaction: &Transaction) {
        let kind = kind_of(transaction.key.entity);
        self.keys.insert(Key::transaction(&transaction.key));
        self.keys
            .extend(transaction.number.as_deref().map(|number| Key::number(kind, number)));
        if let Some(total) = transaction.total {
            let vendor = transaction.vendor.as_deref();
            let listed = vendor.and_then(|id| books.record(ListKind::Vendor, id));
            let name = listed
                .map(|record| record.name.as_str())
                .or(transaction.vendor_name.as_deref());
            self.keys
                .extend(name.map(|name| Key::amount(kind, &compare_key(name), total)));
            self.keys.extend(vendor.map(|id| Key::amount(kind, id, total)));
        }
    }

    /// A record of a list. A vendor touches the documents of its name, and those of its transactions.
    pub fn record(&mut self, books: &Books, record: &ListRecord) {
        for name in [Some(&record.name), record.full_name.as_ref()].into_iter().flatten() {
            self.keys.insert(Key::name(record.kind, name));
        }
        let number = record.account.as_ref().and_then(|account| account.number.as_deref());
        self.keys.extend(number.map(Key::account_number));
        match record.kind {
            ListKind::Vendor => {
                self.keys.insert(Key::vendor(&record.id));
                for transaction in books.of_vendor(&record.id) {
                    self.transaction(books, transaction);
                }
            }
            ListKind::Account | ListKind::Class | ListKind::Customer => {
                for transaction in books.coded_to(record.kind, &record.id) {
                    self.transaction(books, transaction);
                }
            }
            _ => {}
        }
    }

    pub fn supplier(&mut self, supplier: SupplierId) {
        self.keys.insert(Key::supplier(supplier));
    }

    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }
}

/// Which documents a key leads to, for all documents of a company as they are now.
pub struct Reach<'a> {
    books: &'a Books,
    cases: &'a [Case<'a>],
    by_key: HashMap<Key, Vec<usize>>,
}

impl<'a> Reach<'a> {
    pub fn new(books: &'a Books, suppliers: &HashMap<SupplierId, Supplier>, cases: &'a [Case<'a>]) -> Self {
        let mut reach = Self {
            books,
            cases,
            by_key: HashMap::new(),
        };
        for (position, case) in cases.iter().enumerate() {
            let supplier = case.document.supplier.and_then(|id| suppliers.get(&id));
            for key in keys_of(books, case, supplier) {
                reach.by_key.entry(key).or_default().push(position);
            }
        }
        reach
    }

    /// The documents whose verdict the changes may alter, with those that must be judged beside them.
    pub fn touched_by(&self, changes: &Changes) -> BTreeSet<DocumentRef> {
        let mut known: HashSet<Key> = HashSet::new();
        let mut keys: Vec<Key> = changes.keys.iter().copied().collect();
        let mut touched: BTreeSet<DocumentRef> = BTreeSet::new();
        while let Some(key) = keys.pop() {
            if !known.insert(key) {
                continue;
            }
            let reached = self.by_key.get(&key).into_iter().flatten();
            for case in reached.filter_map(|position| self.cases.get(*position)) {
                if touched.insert(case.document.reference) {
                    self.follow(case, &mut keys);
                }
            }
        }
        touched
    }

    /// The keys that lead on from a touched document.
    fn follow(&self, case: &Case<'_>, keys: &mut Vec<Key>) {
        let document = case.document;
        let kind = document.kind();
        keys.extend(contended(self.books, case));
        for number in document.number_candidates() {
            for entity in entities_of(document) {
                for transaction in self.books.numbered(*entity, number) {
                    keys.push(Key::transaction(&transaction.key));
                }
            }
        }
        let stored = stored_ids(self.books, case)
            .flat_map(|id| entities_of(document).iter().map(move |entity| (*entity, id.to_owned())))
            .map(|(entity, id)| TransactionKey { entity, id });
        for key in case.ledger.link.iter().cloned().chain(stored) {
            let found = self.books.transaction(&key).and_then(|found| found.number.as_deref());
            keys.extend(found.map(|number| Key::number(kind, number)));
        }
        if kind == DocumentKind::Order {
            keys.push(Key::order(document.reference));
            keys.extend(document.approval_key.as_deref().map(Key::approval_key));
        }
        for order in &document.orders {
            keys.extend(order.approval_key.as_deref().map(Key::approval_key));
            keys.extend(order.id.map(|id| {
                Key::itself(DocumentRef {
                    kind: DocumentKind::Order,
                    id,
                })
            }));
        }
    }
}
