//! Whether a transaction is of the vendor that a document's supplier stands for, answered often.
//!
//! Names are compared once, when the books are indexed; afterwards only their numbers are.

use std::collections::HashMap;

use clearpost_domain::{Document, ListRecord, Supplier, Transaction, compare_key};

use crate::books::Books;

/// Stands for one name; equal names have equal ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NameId(usize);

/// The names of vendors, as the list gives them.
#[derive(Clone, Debug, Default)]
pub(crate) struct VendorNames {
    /// By the name's key; an empty name has no id and equals nothing.
    ids: HashMap<String, NameId>,
    /// The same by the name as written, which spares making the key.
    written: HashMap<String, Option<NameId>>,
    by_vendor: HashMap<String, Option<NameId>>,
}

impl VendorNames {
    /// Takes a vendor of the list in; `key` is the key of its name.
    pub fn list(&mut self, vendor: &ListRecord, key: Option<String>) {
        let id = self.intern(key.unwrap_or_default());
        self.written.insert(vendor.name.clone(), id);
        self.by_vendor.insert(vendor.id.clone(), id);
    }

    pub fn of(&self, name: &str) -> Option<NameId> {
        match self.written.get(name) {
            Some(known) => *known,
            None => self.ids.get(&compare_key(name)).copied(),
        }
    }

    fn intern(&mut self, key: String) -> Option<NameId> {
        let next = NameId(self.ids.len());
        (!key.is_empty()).then(|| *self.ids.entry(key).or_insert(next))
    }
}

/// The names of vendors that are not on the list, as transactions give them.
#[derive(Clone, Debug, Default)]
pub(crate) struct OtherVendors {
    /// Numbered from the far end, so that none is a listed name's.
    ids: HashMap<String, NameId>,
    written: HashMap<String, Option<NameId>>,
}

impl OtherVendors {
    /// The name in the list, else the transaction's own copy.
    pub fn of_transaction(&mut self, listed: &VendorNames, transaction: &Transaction) -> Option<NameId> {
        let vendor = transaction.vendor.as_deref()?;
        if let Some(name) = listed.by_vendor.get(vendor) {
            return *name;
        }
        let copy = transaction.vendor_name.as_deref()?;
        if let Some(known) = self.written.get(copy) {
            return *known;
        }
        let id = listed.of(copy).or_else(|| self.intern(compare_key(copy)));
        self.written.insert(copy.to_owned(), id);
        id
    }

    pub fn of(&self, name: &str) -> Option<NameId> {
        match self.written.get(name) {
            Some(known) => *known,
            None => self.ids.get(&compare_key(name)).copied(),
        }
    }

    fn intern(&mut self, key: String) -> Option<NameId> {
        let next = NameId(usize::MAX - self.ids.len());
        (!key.is_empty()).then(|| *self.ids.entry(key).or_insert(next))
    }
}

/// The vendor that a document's supplier stands for: the stored id of this realm, or the equal name.
pub(crate) struct WantedVendor<'a> {
    id: Option<&'a str>,
    name: Option<NameId>,
}

impl<'a> WantedVendor<'a> {
    pub fn of(books: &Books, document: &Document, supplier: Option<&'a Supplier>) -> Self {
        Self {
            id: supplier.and_then(|supplier| books.mapped_id(&supplier.mappings)),
            name: books.vendor_name(&document.supplier_name),
        }
    }

    /// `position` is the transaction's place in the books.
    pub fn is_of(&self, books: &Books, position: usize, transaction: &Transaction) -> bool {
        let has_id = self.id.is_some() && self.id == transaction.vendor.as_deref();
        has_id || (self.name.is_some() && self.name == books.vendor_name_at(position))
    }
}
