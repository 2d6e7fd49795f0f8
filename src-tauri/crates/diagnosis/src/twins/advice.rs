//! What to do about a group of near names.

use clearpost_domain::{Step, strip_deleted_suffix};

use super::{Likeness, Name, NameList, Twin};
use crate::links::{Links, Place};
use crate::rules::{listed, step};

/// What settles a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Action {
    /// Two entries stand for one company: make them one.
    Merge,
    /// The entry in use is inactive or archived: make it active.
    Reactivate,
    /// Another entry has the name: rename one.
    Rename,
    /// Two sides of one company with two spellings: give both the same name.
    Link,
}

pub(super) struct Advice {
    pub action: Action,
    pub headline: String,
    pub steps: Vec<Step>,
}

/// What to do, or nothing where everything is as it should be.
pub(super) fn on(twins: &[Twin], likeness: Likeness, links: &Links) -> Option<Advice> {
    let of = |list: NameList| -> Vec<&Twin> { twins.iter().filter(|twin| twin.name.entry.list == list).collect() };
    let (vendors, suppliers) = (of(NameList::Vendor), of(NameList::Supplier));
    let others: Vec<&Twin> = [of(NameList::Customer), of(NameList::Employee)].concat();
    match (vendors.as_slice(), suppliers.as_slice()) {
        ([first, .., last], _) => Some(vendors_twice(&vendors, first, last, links)),
        ([vendor], [_, ..]) if !vendor.name.active => Some(inactive(vendor, links)),
        (_, [_, _, ..]) => Some(suppliers_twice(&suppliers, links)),
        ([vendor], [supplier]) => one_of_each(vendor, supplier, likeness, links),
        ([], [supplier]) => taken(supplier, &others, links),
        _ => None,
    }
}

fn plain(name: &Name) -> &str {
    strip_deleted_suffix(&name.name)
}

/// "\"Alder Tools\" (id 42, inactive)".
fn shown(twin: &Twin) -> String {
    let name = &twin.name;
    let state = match (name.active, name.entry.list) {
        (true, _) => "",
        (false, NameList::Supplier) => ", archived",
        (false, _) => ", inactive",
    };
    format!("\"{}\" (id {}{state})", plain(name), name.entry.id)
}

fn page(name: &Name, links: &Links) -> Option<String> {
    match name.entry.list {
        NameList::Vendor => links.vendor(&name.entry.id),
        NameList::Customer => links.customer(&name.entry.id),
        NameList::Employee => None,
        NameList::Supplier => links.suppliers(),
    }
}

fn vendors_twice(vendors: &[&Twin], first: &Twin, last: &Twin, links: &Links) -> Advice {
    let all: Vec<String> = vendors.iter().map(|twin| shown(twin)).collect();
    let headline = format!(
        "QuickBooks has {} vendors of nearly one name: {}",
        vendors.len(),
        listed(&all)
    );
    let mut currencies: Vec<_> = vendors.iter().filter_map(|twin| twin.name.currency).collect();
    currencies.sort_unstable();
    currencies.dedup();
    if currencies.len() > 1 {
        let steps = vendors.iter().map(|twin| {
            let name = &twin.name;
            let currency = name
                .currency
                .map_or_else(String::new, |currency| format!(" {currency}"));
            step(
                format!(
                    "In QuickBooks, rename vendor {} to \"{}{currency}\", so that nobody takes one for the other.",
                    shown(twin),
                    plain(name)
                ),
                page(name, links),
            )
        });
        return Advice {
            action: Action::Rename,
            headline,
            steps: steps
                .chain([step(
                    "Vendors of different currencies cannot be merged. In ProcurementExpress, keep one supplier per currency, each of exactly its vendor's name.",
                    links.suppliers(),
                )])
                .collect(),
        };
    }
    let kept = vendors
        .iter()
        .filter(|twin| twin.name.active)
        .max_by_key(|twin| twin.documents.len())
        .copied()
        .unwrap_or(first);
    let mut steps: Vec<Step> = vendors
        .iter()
        .filter(|twin| !twin.name.active)
        .map(|twin| {
            step(
                format!("In QuickBooks, open vendor {} and click \"Make active\" (\"Expenses\" → \"Vendors\", gear, \"Include inactive\").", shown(twin)),
                page(&twin.name, links),
            )
        })
        .collect();
    let gone = vendors.iter().filter(|twin| twin.name.entry != kept.name.entry);
    for twin in gone {
        steps.push(step(
            format!("If it is the same company: edit vendor {}, give it exactly the name \"{}\", save and confirm that the two are merged. This cannot be undone.", shown(twin), plain(&kept.name)),
            page(&twin.name, links),
        ));
    }
    steps.push(step(
        format!(
            "If they are two companies, rename {} so that the names differ clearly.",
            shown(last)
        ),
        page(&last.name, links),
    ));
    steps.push(step("Then resend the documents that failed for it.", None));
    Advice {
        action: Action::Merge,
        headline,
        steps,
    }
}

fn inactive(vendor: &Twin, links: &Links) -> Advice {
    let name = plain(&vendor.name);
    Advice {
        action: Action::Reactivate,
        headline: format!("Vendor {name} is inactive in QuickBooks, and a supplier still belongs to it"),
        steps: vec![
            step(
                format!(
                    "In QuickBooks, open vendor {name} and click \"Make active\" (\"Expenses\" → \"Vendors\", gear, \"Include inactive\")."
                ),
                page(&vendor.name, links),
            ),
            step(
                "In ProcurementExpress, check under \"Suppliers\" → \"Archived\" that the supplier is not listed there.",
                links.suppliers(),
            ),
            step("Then resend the documents that failed for it.", None),
        ],
    }
}

fn suppliers_twice(suppliers: &[&Twin], links: &Links) -> Advice {
    let all: Vec<String> = suppliers.iter().map(|twin| shown(twin)).collect();
    // Which one to keep: in use, linked, with the most documents.
    let kept = suppliers
        .iter()
        .max_by_key(|twin| (twin.name.active, twin.name.vendor.is_some(), twin.documents.len()));
    let mut steps = Vec::new();
    if let Some(kept) = kept {
        let kept_name = shown(kept);
        for twin in suppliers.iter().filter(|twin| twin.name.entry != kept.name.entry) {
            steps.push(step(
                format!(
                    "If it is the same company: give the {} documents of {} the supplier {kept_name}, then archive it.",
                    twin.documents.len(),
                    shown(twin)
                ),
                links.suppliers(),
            ));
        }
    }
    steps.push(step(
        "If they are two companies, rename one so that the names differ clearly.",
        links.suppliers(),
    ));
    Advice {
        action: Action::Merge,
        headline: format!(
            "ProcurementExpress has {} suppliers of nearly one name: {}",
            suppliers.len(),
            listed(&all)
        ),
        steps,
    }
}

fn one_of_each(vendor: &Twin, supplier: &Twin, likeness: Likeness, links: &Links) -> Option<Advice> {
    if !supplier.name.active && !supplier.documents.is_empty() {
        let name = plain(&supplier.name);
        return Some(Advice {
            action: Action::Reactivate,
            headline: format!("Supplier {name} is archived in ProcurementExpress, and its vendor is active"),
            steps: vec![
                step(
                    format!(
                        "In ProcurementExpress, click \"Suppliers\" → \"Archived\", open {name} and make it active again."
                    ),
                    links.suppliers(),
                ),
                step("Then resend the documents that failed for it.", None),
            ],
        });
    }
    let linked = supplier.name.vendor.as_deref() == Some(vendor.name.entry.id.as_str());
    if linked || likeness == Likeness::Same || !supplier.name.active {
        return None;
    }
    let (theirs, ours) = (plain(&vendor.name), plain(&supplier.name));
    Some(Advice {
        action: Action::Link,
        headline: format!("Supplier \"{ours}\" and vendor \"{theirs}\" may be one company with two spellings"),
        steps: vec![
            step(
                format!(
                    "If it is the same company: in ProcurementExpress, give the supplier exactly the name \"{theirs}\"."
                ),
                links.suppliers(),
            ),
            step(
                format!("Or give the vendor in QuickBooks exactly the name \"{ours}\"."),
                page(&vendor.name, links),
            ),
            step(
                "Edit and save its documents in ProcurementExpress so that they take up the name; then resend.",
                None,
            ),
        ],
    })
}

/// The vendor cannot be created while a customer or employee has the very name.
fn taken(supplier: &Twin, others: &[&Twin], links: &Links) -> Option<Advice> {
    let key = |name: &Name| clearpost_domain::compare_key(&name.name);
    let holder = others
        .iter()
        .find(|twin| twin.name.active && key(&twin.name) == key(&supplier.name))?;
    let (name, list) = (plain(&holder.name), holder.name.entry.list.word());
    let article = if holder.name.entry.list == NameList::Employee {
        "an"
    } else {
        "a"
    };
    Some(Advice {
        action: Action::Rename,
        headline: format!(
            "The name of supplier {name} is taken by {article} {list} in QuickBooks, and there is no vendor of it"
        ),
        steps: vec![
            step(
                format!(
                    "In QuickBooks, open the {list} and change its display name, for example to \"{name} - {list}\"."
                ),
                page(&holder.name, links),
            ),
            step(
                format!(
                    "Or add the vendor by hand as \"{name} - Vendor\" and give the supplier in ProcurementExpress exactly that name."
                ),
                links.place(Place::Suppliers),
            ),
        ],
    })
}
