//! The books as one indexed value: lists and transactions of one QuickBooks company.
//!
//! Deleted transactions are kept as tombstones and found only by their key.

use std::collections::{HashMap, HashSet};
use std::ops::Deref;
use std::sync::Arc;

use clearpost_domain::{CompanyFacts, Entity, ListKind, Mapping, RealmId, Supplier, Transaction, TransactionKey};

use crate::lists::{Lists, VendorMatch};
use crate::vendors::{NameId, OtherVendors};

/// Lists and transactions with their indexes.
#[derive(Clone, Debug, Default)]
pub struct Books {
    realm: Option<RealmId>,
    complete: bool,
    company: CompanyFacts,
    lists: Arc<Lists>,
    transactions: Vec<Transaction>,
    /// Names of vendors that only transactions carry.
    other_vendors: OtherVendors,
    /// The vendor's name of each transaction, in the order of the transactions.
    transaction_vendors: Vec<Option<NameId>>,
    transaction_by_key: HashMap<TransactionKey, usize>,
    transactions_by_number: HashMap<(Entity, String), Vec<usize>>,
    transactions_by_total: HashMap<(Entity, rust_decimal::Decimal), Vec<usize>>,
    linked: HashSet<(TransactionKey, TransactionKey)>,
    unreadable: Arc<Vec<String>>,
    lists_incomplete: bool,
}

/// How numbers compare: without surrounding space and without case, as QuickBooks' own queries do
/// (quickbooks-online-api §3.1).
pub(crate) fn number_key(number: &str) -> String {
    number.trim().to_lowercase()
}

/// Books answer what their lists do.
impl Deref for Books {
    type Target = Lists;

    fn deref(&self) -> &Lists {
        &self.lists
    }
}

impl Books {
    /// `realm` is `None` when QuickBooks is not connected. `complete` says that every list and
    /// transaction was read without a gap, so that absence is evidence.
    pub fn new(
        realm: Option<RealmId>,
        complete: bool,
        company: CompanyFacts,
        lists: impl Into<Arc<Lists>>,
        transactions: Vec<Transaction>,
    ) -> Self {
        let mut books = Self {
            realm,
            complete,
            company,
            lists: lists.into(),
            transactions,
            ..Self::default()
        };
        for (position, transaction) in books.transactions.iter().enumerate() {
            books.transaction_by_key.insert(transaction.key.clone(), position);
            books.transaction_vendors.push(
                books
                    .other_vendors
                    .of_transaction(&books.lists.vendor_names, transaction),
            );
            if transaction.deleted_at.is_some() {
                continue;
            }
            let entity = transaction.key.entity;
            if let Some(number) = transaction.number.as_deref() {
                books
                    .transactions_by_number
                    .entry((entity, number_key(number)))
                    .or_default()
                    .push(position);
            }
            if let Some(total) = transaction.total {
                books
                    .transactions_by_total
                    .entry((entity, total.normalize()))
                    .or_default()
                    .push(position);
            }
            for link in &transaction.links {
                if let Ok(entity) = link.kind.parse::<Entity>() {
                    let other = TransactionKey {
                        entity,
                        id: link.id.clone(),
                    };
                    books.linked.insert((transaction.key.clone(), other.clone()));
                    books.linked.insert((other, transaction.key.clone()));
                }
            }
        }
        books
    }

    /// Says whether every list was read from its first record to its last.
    #[must_use]
    pub fn with_lists_complete(self, complete: bool) -> Self {
        Self {
            lists_incomplete: !complete,
            ..self
        }
    }

    /// Whether a name that is found nowhere is free.
    pub fn has_all_names(&self) -> bool {
        self.is_complete() && !self.lists_incomplete
    }

    /// Takes note of transactions that were answered but could not be read, raw as they came.
    #[must_use]
    pub fn with_unreadable(self, raw: impl Into<Arc<Vec<String>>>) -> Self {
        Self {
            unreadable: raw.into(),
            ..self
        }
    }

    /// Whether a transaction that could not be read mentions this number: then absence proves nothing.
    pub(crate) fn may_hide(&self, number: &str) -> bool {
        self.unreadable.iter().any(|raw| raw.contains(number))
    }

    /// Whether a QuickBooks company is connected at all.
    pub fn is_connected(&self) -> bool {
        self.realm.is_some()
    }

    /// Whether everything was read, so that absence is evidence.
    pub fn is_complete(&self) -> bool {
        self.is_connected() && self.complete
    }

    pub fn realm(&self) -> Option<&RealmId> {
        self.realm.as_ref()
    }

    pub fn company(&self) -> &CompanyFacts {
        &self.company
    }

    /// Tombstones included.
    pub fn transaction(&self, key: &TransactionKey) -> Option<&Transaction> {
        self.transaction_by_key
            .get(key)
            .and_then(|position| self.transactions.get(*position))
    }

    /// Transactions that carry this number and were not deleted.
    pub fn numbered(&self, entity: Entity, number: &str) -> Vec<&Transaction> {
        self.each_numbered(entity, number)
            .map(|(_, transaction)| transaction)
            .collect()
    }

    pub(crate) fn each_numbered(&self, entity: Entity, number: &str) -> impl Iterator<Item = (usize, &Transaction)> {
        self.transactions_by_number
            .get(&(entity, number_key(number)))
            .into_iter()
            .flatten()
            .filter_map(|position| Some((*position, self.transactions.get(*position)?)))
    }

    /// The name that transactions of this vendor carry, if any does.
    pub(crate) fn vendor_name(&self, name: &str) -> Option<NameId> {
        self.lists.vendor_names.of(name).or_else(|| self.other_vendors.of(name))
    }

    pub(crate) fn vendor_name_at(&self, position: usize) -> Option<NameId> {
        self.transaction_vendors.get(position).copied().flatten()
    }

    /// The vendor's name as it is shown: raw, from the list, else the transaction's own copy.
    pub(crate) fn vendor_shown<'a>(&'a self, transaction: &'a Transaction) -> Option<&'a str> {
        let listed = transaction
            .vendor
            .as_deref()
            .and_then(|id| self.record(ListKind::Vendor, id))
            .map(|record| record.name.as_str());
        listed.or(transaction.vendor_name.as_deref())
    }

    pub(crate) fn position(&self, key: &TransactionKey) -> Option<usize> {
        self.transaction_by_key.get(key).copied()
    }

    /// Transactions of exactly this total that were not deleted.
    pub(crate) fn each_totalling(
        &self,
        entity: Entity,
        total: rust_decimal::Decimal,
    ) -> impl Iterator<Item = (usize, &Transaction)> {
        self.transactions_by_total
            .get(&(entity, total.normalize()))
            .into_iter()
            .flatten()
            .filter_map(|position| Some((*position, self.transactions.get(*position)?)))
    }

    /// Whether a link between the two was seen from either side: QuickBooks sometimes shows it on one
    /// only (quickbooks-online-api §6.4).
    pub fn are_linked(&self, one: &TransactionKey, other: &TransactionKey) -> bool {
        self.linked.contains(&(one.clone(), other.clone()))
    }

    /// Whether a stored id is one of QuickBooks, in whatever realm.
    pub(crate) fn is_of_quickbooks(mapping: &Mapping) -> bool {
        let service = mapping.service.to_lowercase();
        service.contains("quickbooks") || service.contains("qbo")
    }

    /// The id that a mapping gives in this realm, if it is one of QuickBooks.
    pub fn mapped_id<'a>(&self, mappings: &'a [Mapping]) -> Option<&'a str> {
        let realm = self.realm.as_ref()?;
        mappings
            .iter()
            .find(|mapping| {
                Self::is_of_quickbooks(mapping)
                    && mapping.realm.as_deref().is_some_and(|mapped| mapped == realm.as_str())
            })
            .map(|mapping| mapping.id.as_str())
    }

    /// The vendor of a supplier: the stored id of this realm, else the equal name.
    pub fn vendor_for(&self, supplier: Option<&Supplier>, name: &str) -> VendorMatch<'_> {
        let mapped = supplier
            .and_then(|supplier| self.mapped_id(&supplier.mappings))
            .and_then(|id| self.record(ListKind::Vendor, id));
        if let Some(vendor) = mapped {
            return VendorMatch::One(vendor);
        }
        let named = self.named(ListKind::Vendor, name);
        match named.as_slice() {
            [] => VendorMatch::None,
            [only] => VendorMatch::One(only),
            _ => VendorMatch::Several(named),
        }
    }
}
