//! What a document's verdict depends on, so that after a change only the documents that it touches are
//! judged again.
//!
//! Everything that can lead from a record to a document is a [`Key`]. Whatever changed is found under the
//! binding keys of its old and of its new version; documents that share one with it are touched, and so is
//! what leads on from them: those that contend for a transaction, and the invoices of an order. Followed
//! until nothing new is found, the set is closed: judged alone, its documents get the verdicts that a
//! judgement of the whole company gives them.

use clearpost_domain::{
    Document, DocumentKind, DocumentRef, ListKind, ListRecord, Supplier, Transaction, TransactionKey,
};

use crate::books::Books;
use crate::judge::Case;
use crate::key::{Key, kind_of};
use crate::search::{entities_of, stored_ids};

/// A key under which something is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Lead {
    pub key: Key,
    /// Whether a change of the thing touches what else the key leads to.
    pub binds: bool,
}

/// The keys under which a document is found; the books hold what is [`sought`] for it.
pub fn document_leads(books: &Books, case: &Case<'_>, supplier: Option<&Supplier>) -> Vec<Lead> {
    let document = case.document;
    let mut binding = contended(books, case);
    binding.push(Key::document(document.reference));
    if document.kind() == DocumentKind::Order {
        binding.push(Key::order(document.reference));
        binding.extend(document.approval_key.as_deref().map(Key::approval_key));
    }
    let mut others: Vec<Key> = weak(books, document, supplier);
    others.extend(document.supplier.map(Key::supplier));
    others.push(Key::name(ListKind::Vendor, &document.supplier_name));
    let vendor = supplier.and_then(|supplier| books.mapped_id(&supplier.mappings));
    others.extend(vendor.map(|id| Key::record(ListKind::Vendor, id)));
    for order in &document.orders {
        others.extend(order.id.map(|id| {
            Key::order(DocumentRef {
                kind: DocumentKind::Order,
                id,
            })
        }));
        others.extend(order.approval_key.as_deref().map(Key::approval_key));
    }
    for line in document.lines() {
        if let Some(account) = &line.account {
            others.push(Key::name(ListKind::Account, &account.name));
            others.extend(account.number.as_deref().map(Key::account_number));
        }
        others.extend(line.class.as_deref().map(|name| Key::name(ListKind::Class, name)));
        others.extend(line.customer.as_deref().map(|name| Key::name(ListKind::Customer, name)));
    }
    leads(binding, others)
}

/// The keys under which a transaction is found.
pub fn transaction_leads(books: &Books, transaction: &Transaction) -> Vec<Lead> {
    let kind = kind_of(transaction.key.entity);
    let mut binding = vec![Key::transaction(&transaction.key)];
    binding.extend(transaction.number.as_deref().map(|number| Key::number(kind, number)));
    let vendor = transaction.vendor.as_deref();
    if let Some(total) = transaction.total {
        let name = books.vendor_shown(transaction).map(clearpost_domain::compare_key);
        binding.extend(name.map(|name| Key::amount(kind, &name, total)));
        binding.extend(vendor.map(|id| Key::amount(kind, id, total)));
    }
    let mut others: Vec<Key> = vendor.map(|id| Key::record(ListKind::Vendor, id)).into_iter().collect();
    for line in &transaction.lines {
        for (kind, id) in [
            (ListKind::Account, &line.account),
            (ListKind::Class, &line.class),
            (ListKind::Customer, &line.customer),
        ] {
            others.extend(id.as_deref().map(|id| Key::record(kind, id)));
        }
    }
    leads(binding, others)
}

/// The keys under which a record of a list is found. The last leads to the transactions that refer to it:
/// they count as changed with it, for their vendor's name is the record's.
pub fn record_leads(record: &ListRecord) -> Vec<Lead> {
    let mut binding: Vec<Key> = [Some(&record.name), record.full_name.as_ref()]
        .into_iter()
        .flatten()
        .map(|name| Key::name(record.kind, name))
        .collect();
    let number = record.account.as_ref().and_then(|account| account.number.as_deref());
    binding.extend(number.map(Key::account_number));
    binding.push(Key::record(record.kind, &record.id));
    leads(binding, Vec::new())
}

/// Where the transactions are found that judging a document may look at.
pub fn sought(books: &Books, case: &Case<'_>, supplier: Option<&Supplier>) -> Vec<Key> {
    let mut keys = contended(books, case);
    keys.extend(weak(books, case.document, supplier));
    keys
}

/// The keys that lead on from a touched document; the books hold what is [`sought`] for it.
pub fn leads_on(books: &Books, case: &Case<'_>) -> Vec<Key> {
    let document = case.document;
    let kind = document.kind();
    let mut keys = contended(books, case);
    for number in document.number_candidates() {
        for entity in entities_of(document) {
            for transaction in books.numbered(*entity, number) {
                keys.push(Key::transaction(&transaction.key));
            }
        }
    }
    if kind == DocumentKind::Order {
        keys.push(Key::order(document.reference));
        keys.extend(document.approval_key.as_deref().map(Key::approval_key));
    }
    for order in &document.orders {
        keys.extend(order.approval_key.as_deref().map(Key::approval_key));
        keys.extend(order.id.map(|id| {
            Key::document(DocumentRef {
                kind: DocumentKind::Order,
                id,
            })
        }));
    }
    keys
}

/// The keys over which documents contend for a transaction.
fn contended(books: &Books, case: &Case<'_>) -> Vec<Key> {
    let document = case.document;
    let kind = document.kind();
    let numbers = document.number_candidates();
    let mut keys: Vec<Key> = numbers.iter().map(|number| Key::number(kind, number)).collect();
    for key in stored(books, case).chain(case.ledger.link.clone()) {
        keys.push(Key::transaction(&key));
        // Whoever has its number contends for it, too.
        let found = books.transaction(&key).and_then(|found| found.number.as_deref());
        keys.extend(found.map(|number| Key::number(kind, number)));
    }
    keys
}

/// The keys of weak candidates.
fn weak(books: &Books, document: &Document, supplier: Option<&Supplier>) -> Vec<Key> {
    let Some(gross) = document.gross else {
        return Vec::new();
    };
    let kind = document.kind();
    let name = clearpost_domain::compare_key(&document.supplier_name);
    let vendor = supplier.and_then(|supplier| books.mapped_id(&supplier.mappings));
    let vendors = [Some(name.as_str()), vendor].into_iter().flatten();
    vendors.map(|vendor| Key::amount(kind, vendor, gross)).collect()
}

/// The transactions whose ids are stored with the document.
fn stored<'a>(books: &'a Books, case: &'a Case<'_>) -> impl Iterator<Item = TransactionKey> + 'a {
    stored_ids(books, case).flat_map(|id| {
        let entities = entities_of(case.document).iter();
        entities.map(move |entity| TransactionKey {
            entity: *entity,
            id: id.to_owned(),
        })
    })
}

fn leads(binding: Vec<Key>, others: Vec<Key>) -> Vec<Lead> {
    let of = |keys: Vec<Key>, binds| keys.into_iter().map(move |key| Lead { key, binds });
    let mut leads: Vec<Lead> = of(others, false).chain(of(binding, true)).collect();
    // Of a key that is named twice, the binding one stays.
    leads.sort_unstable_by_key(|lead| (lead.key, !lead.binds));
    leads.dedup_by_key(|lead| lead.key);
    leads
}
