//! The books as one indexed value: lists and transactions of one QuickBooks company.
//!
//! Inactive list records are kept and found; deleted transactions are kept as tombstones and found
//! only by their key.

use std::collections::{HashMap, HashSet};

use clearpost_domain::{
    AccountLabel, BookLine, CompanyFacts, Entity, ListKind, ListRecord, Mapping, RealmId, Supplier, Transaction,
    TransactionKey, compare_key, near_key,
};

use crate::slip::is_one_slip_apart;
use crate::vendors::{NameId, VendorNames};

/// The vendor that a supplier stands for in the books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VendorMatch<'a> {
    /// No vendor of that name, no stored id.
    None,
    One(&'a ListRecord),
    /// Several vendors carry the name, for example an active one and an inactive twin.
    Several(Vec<&'a ListRecord>),
}

/// Lists and transactions with their indexes.
#[derive(Clone, Debug, Default)]
pub struct Books {
    realm: Option<RealmId>,
    complete: bool,
    company: CompanyFacts,
    records: Vec<ListRecord>,
    transactions: Vec<Transaction>,
    record_by_id: HashMap<(ListKind, String), usize>,
    records_by_name: HashMap<(ListKind, String), Vec<usize>>,
    records_by_near_name: HashMap<(ListKind, String), Vec<usize>>,
    accounts_by_number: HashMap<String, Vec<usize>>,
    vendor_names: VendorNames,
    /// The vendor's name of each transaction, in the order of the transactions.
    transaction_vendors: Vec<Option<NameId>>,
    transaction_by_key: HashMap<TransactionKey, usize>,
    transactions_by_number: HashMap<(Entity, String), Vec<usize>>,
    transactions_by_total: HashMap<(Entity, rust_decimal::Decimal), Vec<usize>>,
    linked: HashSet<(TransactionKey, TransactionKey)>,
    unreadable: Vec<String>,
    lists_incomplete: bool,
}

/// How numbers compare: without surrounding space and without case, as QuickBooks' own queries do
/// (quickbooks-online-api §3.1).
pub(crate) fn number_key(number: &str) -> String {
    number.trim().to_lowercase()
}

impl Books {
    /// `realm` is `None` when QuickBooks is not connected. `complete` says that every list and
    /// transaction was read without a gap, so that absence is evidence.
    pub fn new(
        realm: Option<RealmId>,
        complete: bool,
        company: CompanyFacts,
        records: Vec<ListRecord>,
        transactions: Vec<Transaction>,
    ) -> Self {
        let mut books = Self {
            realm,
            complete,
            company,
            records,
            transactions,
            ..Self::default()
        };
        for (position, record) in books.records.iter().enumerate() {
            books.record_by_id.insert((record.kind, record.id.clone()), position);
            let mut names = vec![compare_key(&record.name)];
            if record.kind == ListKind::Vendor {
                books.vendor_names.list(record, names.first().cloned());
            }
            if let Some(full) = &record.full_name {
                names.push(compare_key(full));
            }
            names.dedup();
            for name in names {
                books
                    .records_by_name
                    .entry((record.kind, name))
                    .or_default()
                    .push(position);
            }
            books
                .records_by_near_name
                .entry((record.kind, near_key(&record.name)))
                .or_default()
                .push(position);
            if let Some(number) = record.account.as_ref().and_then(|account| account.number.as_deref()) {
                books
                    .accounts_by_number
                    .entry(number_key(number))
                    .or_default()
                    .push(position);
            }
        }
        for (position, transaction) in books.transactions.iter().enumerate() {
            books.transaction_by_key.insert(transaction.key.clone(), position);
            books
                .transaction_vendors
                .push(books.vendor_names.of_transaction(transaction));
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
    pub fn with_unreadable(self, raw: Vec<String>) -> Self {
        Self {
            unreadable: raw,
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

    pub fn records(&self, kind: ListKind) -> impl Iterator<Item = &ListRecord> {
        self.records.iter().filter(move |record| record.kind == kind)
    }

    pub fn record(&self, kind: ListKind, id: &str) -> Option<&ListRecord> {
        self.record_by_id
            .get(&(kind, id.to_owned()))
            .and_then(|position| self.records.get(*position))
    }

    /// Records whose name is the same (see `compare_key`), inactive ones included.
    pub fn named(&self, kind: ListKind, name: &str) -> Vec<&ListRecord> {
        self.at(self.records_by_name.get(&(kind, compare_key(name))))
    }

    /// Records whose name is nearly, but not exactly, the same. Candidates to show, never matches.
    pub fn near(&self, kind: ListKind, name: &str) -> Vec<&ListRecord> {
        let exact = compare_key(name);
        let near = near_key(name);
        let mut found = self.at(self.records_by_near_name.get(&(kind, near.clone())));
        if found.iter().all(|record| compare_key(&record.name) == exact) && near.chars().count() >= 5 {
            let mut slips: Vec<usize> = self
                .records_by_near_name
                .iter()
                .filter(|((of, name), _)| *of == kind && is_one_slip_apart(&near, name))
                .flat_map(|(_, positions)| positions.iter().copied())
                .collect();
            slips.sort_unstable();
            found.extend(self.at(Some(&slips)));
        }
        found.retain(|record| compare_key(&record.name) != exact);
        found
    }

    /// The account that a line's label stands for: by account number, else by name or full name.
    pub fn account_for(&self, label: &AccountLabel) -> Option<&ListRecord> {
        let by_number = label
            .number
            .as_deref()
            .filter(|number| !number.trim().is_empty())
            .map(|number| self.at(self.accounts_by_number.get(&number_key(number))))
            .unwrap_or_default();
        let by_name = self.named(ListKind::Account, &label.name);
        match by_number.as_slice() {
            [only] => Some(only),
            [] => match by_name.as_slice() {
                [only] => Some(only),
                several => several.iter().find(|record| record.active).copied(),
            },
            several => several
                .iter()
                .find(|record| by_name.iter().any(|named| named.id == record.id))
                .copied(),
        }
    }

    /// The ids of the accounts of a label's number, and of those of its name or full name.
    pub(crate) fn accounts_for(&self, label: &AccountLabel) -> (Vec<String>, Vec<String>) {
        let ids = |found: Vec<&ListRecord>| found.into_iter().map(|record| record.id.clone()).collect();
        let number = label
            .number
            .as_deref()
            .map(number_key)
            .filter(|number| !number.is_empty());
        let by_number = number.map_or_else(Vec::new, |number| self.at(self.accounts_by_number.get(&number)));
        (ids(by_number), ids(self.named(ListKind::Account, &label.name)))
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

    pub(crate) fn of_vendor(&self, vendor: &str) -> impl Iterator<Item = &Transaction> {
        self.transactions
            .iter()
            .filter(move |transaction| transaction.vendor.as_deref() == Some(vendor))
    }

    /// Transactions with a line that refers to this account, class or customer.
    pub(crate) fn coded_to(&self, kind: ListKind, id: &str) -> impl Iterator<Item = &Transaction> {
        let refers = move |line: &BookLine| {
            let reference = match kind {
                ListKind::Account => &line.account,
                ListKind::Class => &line.class,
                ListKind::Customer => &line.customer,
                _ => return false,
            };
            reference.as_deref() == Some(id)
        };
        self.transactions
            .iter()
            .filter(move |transaction| transaction.lines.iter().any(refers))
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
        self.vendor_names.of(name)
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
    pub fn totalling(&self, entity: Entity, total: rust_decimal::Decimal) -> Vec<&Transaction> {
        self.each_totalling(entity, total).collect()
    }

    pub(crate) fn each_totalling(
        &self,
        entity: Entity,
        total: rust_decimal::Decimal,
    ) -> impl Iterator<Item = &Transaction> {
        self.transactions_by_total
            .get(&(entity, total.normalize()))
            .into_iter()
            .flatten()
            .filter_map(|position| self.transactions.get(*position))
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

    fn at(&self, positions: Option<&Vec<usize>>) -> Vec<&ListRecord> {
        positions
            .into_iter()
            .flatten()
            .filter_map(|position| self.records.get(*position))
            .collect()
    }
}
