//! Vendors that may be one: near-equal names over vendors, customers and employees of QuickBooks and
//! suppliers of ProcurementExpress, inactive and archived ones included.
//!
//! [`TwinIndex`] finds who is near whom and is kept up to date name by name; [`twins`] makes groups of
//! them, with the documents that point at each and what to do. Nearness is a *candidate*, never a match:
//! nothing is decided by it.

mod advice;
mod index;
mod likeness;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use clearpost_domain::{
    Currency, Document, DocumentRef, ListKind, ListRecord, Step, Supplier, SupplierId, compare_key,
};
use clearpost_verification::Books;

use crate::links::Links;

pub use advice::Action;
pub use index::TwinIndex;
pub use likeness::{Likeness, likeness};

/// Which list a name is on. The order is the order of showing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NameList {
    Vendor,
    Customer,
    Employee,
    Supplier,
}

impl NameList {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Vendor => "vendor",
            Self::Customer => "customer",
            Self::Employee => "employee",
            Self::Supplier => "supplier",
        }
    }
}

/// Names one entry of one list.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NameRef {
    pub list: NameList,
    pub id: String,
}

/// A name as its list has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    pub entry: NameRef,
    pub name: String,
    /// Not inactive in QuickBooks, not archived in ProcurementExpress.
    pub active: bool,
    pub currency: Option<Currency>,
    /// The vendor whose id a supplier carries.
    pub vendor: Option<String>,
}

impl Name {
    /// Of a vendor, customer or employee; nothing for other lists.
    pub fn of_record(record: &ListRecord) -> Option<Self> {
        let list = match record.kind {
            ListKind::Vendor => NameList::Vendor,
            ListKind::Customer => NameList::Customer,
            ListKind::Employee => NameList::Employee,
            _ => return None,
        };
        Some(Self {
            entry: NameRef {
                list,
                id: record.id.clone(),
            },
            name: record.name.clone(),
            active: record.active,
            currency: record.currency,
            vendor: None,
        })
    }

    /// `books` tells which of the supplier's ids is of this company.
    pub fn of_supplier(supplier: &Supplier, books: &Books) -> Self {
        Self {
            entry: NameRef {
                list: NameList::Supplier,
                id: supplier.id.0.to_string(),
            },
            name: supplier.name.clone(),
            active: !supplier.archived,
            currency: None,
            vendor: books.mapped_id(&supplier.mappings).map(str::to_owned),
        }
    }
}

/// A name within a group, with what points at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Twin {
    pub name: Name,
    /// Documents of this supplier, or of the supplier that stands for this vendor.
    pub documents: Vec<DocumentRef>,
}

/// Names that may stand for one company.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TwinGroup {
    /// Vendors first, active ones first.
    pub twins: Vec<Twin>,
    /// How near the nearest two are.
    pub likeness: Likeness,
    pub action: Action,
    /// States what was found.
    pub headline: String,
    pub steps: Vec<Step>,
}

/// Every name of the company.
pub fn names<'a>(books: &Books, suppliers: impl IntoIterator<Item = &'a Supplier>) -> Vec<Name> {
    let lists = [ListKind::Vendor, ListKind::Customer, ListKind::Employee];
    let mut names: Vec<Name> = lists
        .iter()
        .flat_map(|list| books.records(*list))
        .filter_map(Name::of_record)
        .collect();
    names.extend(suppliers.into_iter().map(|supplier| Name::of_supplier(supplier, books)));
    names
}

/// The groups of near names that need a hand, those with the most documents first. Not a group: one
/// supplier and its one vendor of the very same name, both in use.
pub fn twins<'a>(
    index: &TwinIndex,
    documents: impl IntoIterator<Item = &'a Document>,
    links: &Links,
) -> Vec<TwinGroup> {
    let pointing = Pointing::new(index, documents);
    let mut groups: Vec<TwinGroup> = index
        .groups()
        .into_iter()
        .filter_map(|group| {
            let mut twins: Vec<Twin> = group
                .members
                .into_iter()
                .map(|name| Twin {
                    documents: pointing.at(&name),
                    name,
                })
                .collect();
            twins.sort_by(|one, other| {
                (one.name.entry.list, !one.name.active, &one.name.entry.id).cmp(&(
                    other.name.entry.list,
                    !other.name.active,
                    &other.name.entry.id,
                ))
            });
            advice::on(&twins, group.likeness, links).map(|advice| TwinGroup {
                twins,
                likeness: group.likeness,
                action: advice.action,
                headline: advice.headline,
                steps: advice.steps,
            })
        })
        .collect();
    groups.sort_by_key(|group| {
        let waiting: BTreeSet<DocumentRef> = group
            .twins
            .iter()
            .flat_map(|twin| twin.documents.iter().copied())
            .collect();
        (std::cmp::Reverse(waiting.len()), group.headline.clone())
    });
    groups
}

/// Which documents point at which name.
struct Pointing {
    by_supplier: HashMap<SupplierId, Vec<DocumentRef>>,
    /// By a vendor's id: the suppliers that carry it, or that have its very name and carry none.
    by_vendor: HashMap<String, Vec<SupplierId>>,
}

impl Pointing {
    fn new<'a>(index: &TwinIndex, documents: impl IntoIterator<Item = &'a Document>) -> Self {
        let mut by_supplier: HashMap<SupplierId, Vec<DocumentRef>> = HashMap::new();
        for document in documents {
            if let Some(supplier) = document.supplier {
                by_supplier.entry(supplier).or_default().push(document.reference);
            }
        }
        let mut named: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for name in index.names().filter(|name| name.entry.list == NameList::Vendor) {
            named
                .entry(compare_key(&name.name))
                .or_default()
                .push(name.entry.id.clone());
        }
        let mut by_vendor: HashMap<String, Vec<SupplierId>> = HashMap::new();
        for name in index.names().filter(|name| name.entry.list == NameList::Supplier) {
            let Ok(id) = name.entry.id.parse() else { continue };
            let vendors = match &name.vendor {
                Some(vendor) => std::slice::from_ref(vendor),
                None => named.get(&compare_key(&name.name)).map_or(&[][..], Vec::as_slice),
            };
            for vendor in vendors {
                by_vendor.entry(vendor.clone()).or_default().push(SupplierId(id));
            }
        }
        Self { by_supplier, by_vendor }
    }

    fn at(&self, name: &Name) -> Vec<DocumentRef> {
        let own = |id: &SupplierId| self.by_supplier.get(id).into_iter().flatten().copied();
        let mut documents: Vec<DocumentRef> = match name.entry.list {
            NameList::Supplier => {
                let id = name.entry.id.parse().map(SupplierId).ok();
                id.iter().flat_map(own).collect()
            }
            NameList::Vendor => self
                .by_vendor
                .get(&name.entry.id)
                .into_iter()
                .flatten()
                .flat_map(own)
                .collect(),
            NameList::Customer | NameList::Employee => Vec::new(),
        };
        documents.sort_unstable();
        documents
    }
}
