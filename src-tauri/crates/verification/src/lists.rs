//! The lists of one QuickBooks company as one indexed value: vendors, accounts, classes and the like.
//!
//! Inactive records are kept and found. Nothing of a transaction is known here, so that many books may
//! share one set of lists.

use std::collections::HashMap;

use clearpost_domain::{AccountLabel, ListKind, ListRecord, compare_key, near_key};

use crate::books::number_key;
use crate::slip::is_one_slip_apart;
use crate::vendors::VendorNames;

/// The vendor that a supplier stands for in the books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VendorMatch<'a> {
    /// No vendor of that name, no stored id.
    None,
    One(&'a ListRecord),
    /// Several vendors carry the name, for example an active one and an inactive twin.
    Several(Vec<&'a ListRecord>),
}

/// Records with their indexes.
#[derive(Clone, Debug, Default)]
pub struct Lists {
    records: Vec<ListRecord>,
    by_id: HashMap<(ListKind, String), usize>,
    by_name: HashMap<(ListKind, String), Vec<usize>>,
    by_near_name: HashMap<(ListKind, String), Vec<usize>>,
    accounts_by_number: HashMap<String, Vec<usize>>,
    pub(crate) vendor_names: VendorNames,
}

impl Lists {
    pub fn new(records: Vec<ListRecord>) -> Self {
        let mut lists = Self {
            records,
            ..Self::default()
        };
        for (position, record) in lists.records.iter().enumerate() {
            lists.by_id.insert((record.kind, record.id.clone()), position);
            let mut names = vec![compare_key(&record.name)];
            if record.kind == ListKind::Vendor {
                lists.vendor_names.list(record, names.first().cloned());
            }
            if let Some(full) = &record.full_name {
                names.push(compare_key(full));
            }
            names.dedup();
            for name in names {
                lists.by_name.entry((record.kind, name)).or_default().push(position);
            }
            lists
                .by_near_name
                .entry((record.kind, near_key(&record.name)))
                .or_default()
                .push(position);
            if let Some(number) = record.account.as_ref().and_then(|account| account.number.as_deref()) {
                lists
                    .accounts_by_number
                    .entry(number_key(number))
                    .or_default()
                    .push(position);
            }
        }
        lists
    }

    pub fn all(&self) -> &[ListRecord] {
        &self.records
    }

    pub fn records(&self, kind: ListKind) -> impl Iterator<Item = &ListRecord> {
        self.records.iter().filter(move |record| record.kind == kind)
    }

    pub fn record(&self, kind: ListKind, id: &str) -> Option<&ListRecord> {
        self.by_id
            .get(&(kind, id.to_owned()))
            .and_then(|position| self.records.get(*position))
    }

    /// Records whose name is the same (see `compare_key`), inactive ones included.
    pub fn named(&self, kind: ListKind, name: &str) -> Vec<&ListRecord> {
        self.at(self.by_name.get(&(kind, compare_key(name))))
    }

    /// Records whose name is nearly, but not exactly, the same. Candidates to show, never matches.
    pub fn near(&self, kind: ListKind, name: &str) -> Vec<&ListRecord> {
        let exact = compare_key(name);
        let near = near_key(name);
        let mut found = self.at(self.by_near_name.get(&(kind, near.clone())));
        if found.iter().all(|record| compare_key(&record.name) == exact) && near.chars().count() >= 5 {
            let mut slips: Vec<usize> = self
                .by_near_name
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

    fn at(&self, positions: Option<&Vec<usize>>) -> Vec<&ListRecord> {
        positions
            .into_iter()
            .flatten()
            .filter_map(|position| self.records.get(*position))
            .collect()
    }
}
