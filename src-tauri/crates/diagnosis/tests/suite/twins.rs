//! Near names: found like a slow comparison of each with each, kept up to date, and turned into advice.

use std::collections::BTreeSet;

use clearpost_diagnosis::{Action, Likeness, Links, Name, NameList, NameRef, TwinGroup, TwinIndex, likeness, twins};
use clearpost_domain::{Document, DocumentRef, RealmId, SupplierId};
use proptest::prelude::*;

use crate::support::document;

fn name(list: NameList, id: &str, text: &str, active: bool) -> Name {
    Name {
        entry: NameRef {
            list,
            id: id.to_owned(),
        },
        name: text.to_owned(),
        active,
        currency: None,
        vendor: None,
    }
}

fn vendor(id: &str, text: &str) -> Name {
    name(NameList::Vendor, id, text, true)
}

fn supplier(id: &str, text: &str) -> Name {
    name(NameList::Supplier, id, text, true)
}

#[test]
fn names_are_near_by_spelling_order_and_slips() {
    for (one, other, expected) in [
        ("Alder Tools", "alder  TOOLS (deleted)", Some(Likeness::Same)),
        ("Müller & Söhne GmbH", "Mueller and Sohne", Some(Likeness::Slip)),
        ("Müller & Söhne GmbH", "Muller and Sohne", Some(Likeness::Spelling)),
        ("O'Hara Ltd.", "OHara Limited", Some(Likeness::Spelling)),
        ("The Paper Mill, Inc.", "Paper Mill", Some(Likeness::Spelling)),
        ("Paper Mill North", "North Paper Mill", Some(Likeness::Order)),
        ("Alder Tools", "Alder Tolls", Some(Likeness::Slip)),
        ("Alder Tools", "Adler Tools", Some(Likeness::Slip)),
        ("Northgate Paper", "Nortgate Papper", Some(Likeness::Slip)),
        ("Alder Tools", "Adler Tolls", None),
        ("Depot 12", "Depot 13", None),
        ("Bolt", "Bold", None),
        ("Northgate Paper", "Southgate Paper", Some(Likeness::Slip)),
        ("Northgate Paper", "Eastgate Paper", None),
        ("", "", None),
        ("?!", "?!", None),
    ] {
        assert_eq!(likeness(one, other), expected, "{one} / {other}");
        assert_eq!(likeness(other, one), expected, "{other} / {one}");
    }
}

/// Each with each.
fn slowly(names: &[Name]) -> BTreeSet<(NameRef, NameRef, Likeness)> {
    let mut found = BTreeSet::new();
    for (at, one) in names.iter().enumerate() {
        for other in &names[at + 1..] {
            if let Some(likeness) = likeness(&one.name, &other.name) {
                found.insert(ordered(one, other, likeness));
            }
        }
    }
    found
}

fn ordered(one: &Name, other: &Name, likeness: Likeness) -> (NameRef, NameRef, Likeness) {
    let (one, other) = (one.entry.clone(), other.entry.clone());
    if one <= other {
        (one, other, likeness)
    } else {
        (other, one, likeness)
    }
}

fn quickly(index: &TwinIndex) -> BTreeSet<(NameRef, NameRef, Likeness)> {
    index
        .pairs()
        .into_iter()
        .map(|(one, other, likeness)| ordered(one, other, likeness))
        .collect()
}

/// Names close enough to each other to meet: few letters, many spellings.
fn close_names() -> impl Strategy<Value = Vec<Name>> {
    let text = "(The )?(Al|Ad|Al)(der|dre|er) ?(Tools|Tolls|Töols|tool)( (&|and) (Sons|Sns|Söhne))?( Ltd| GmbH|, Inc\\.)?( [12])?( \\(deleted\\))?";
    let list = prop_oneof![
        Just(NameList::Vendor),
        Just(NameList::Customer),
        Just(NameList::Supplier)
    ];
    prop::collection::vec((list, text, any::<bool>()), 0..24).prop_map(|rows| {
        let numbered = rows.into_iter().zip(1..);
        numbered
            .map(|((list, text, active), id)| name(list, &id.to_string(), &text, active))
            .collect()
    })
}

proptest! {
    #[test]
    fn the_index_finds_what_a_slow_comparison_finds(names in close_names()) {
        prop_assert_eq!(quickly(&TwinIndex::new(names.clone())), slowly(&names));
    }

    #[test]
    fn any_names_are_compared_alike(texts in prop::collection::vec(any::<String>(), 0..8)) {
        let names: Vec<Name> = texts.iter().zip(1..).map(|(text, id)| vendor(&id.to_string(), text)).collect();
        prop_assert_eq!(quickly(&TwinIndex::new(names.clone())), slowly(&names));
    }

    #[test]
    fn an_index_kept_up_to_date_is_as_one_made_anew(names in close_names(), changes in close_names(), gone in 0_usize..30) {
        let mut kept = TwinIndex::new(names.clone());
        let mut now = names;
        for change in changes {
            now.retain(|one| one.entry != change.entry);
            now.push(change.clone());
            kept.put(change);
        }
        if gone < now.len() {
            let removed = now.remove(gone);
            kept.remove(&removed.entry);
        }
        prop_assert_eq!(quickly(&kept), slowly(&now));
        for one in &now {
            let near: BTreeSet<&NameRef> = kept.near(one).iter().map(|(other, _)| &other.entry).collect();
            let slow: BTreeSet<&NameRef> = now
                .iter()
                .filter(|other| other.entry != one.entry && likeness(&one.name, &other.name).is_some())
                .map(|other| &other.entry)
                .collect();
            prop_assert_eq!(near, slow);
        }
    }
}

#[test]
fn removed_names_are_forgotten_for_good() {
    let mut index = TwinIndex::new([vendor("1", "Alder Tools")]);
    for round in 0..3_000 {
        index.put(vendor("2", &format!("Alder Tols{}", "x".repeat(round % 3))));
    }
    assert_eq!(index.names().count(), 2);
    index.put(vendor("2", "Alder Tolls"));
    assert_eq!(index.pairs().len(), 1);
    index.remove(&vendor("2", "").entry);
    assert!(index.pairs().is_empty());
}

fn invoice(id: u64, supplier: u64) -> Document {
    let mut invoice = document(DocumentRef::invoice(id));
    invoice.supplier = Some(SupplierId(supplier));
    invoice
}

fn advise(names: Vec<Name>, documents: &[Document]) -> Vec<TwinGroup> {
    let links = Links {
        procurement: Some("https://app.procurementexpress.com".to_owned()),
        quickbooks: Some(("https://qbo.intuit.com".to_owned(), RealmId::new("913"))),
    };
    twins(&TwinIndex::new(names), documents, &links)
}

#[track_caller]
fn only(names: Vec<Name>, documents: &[Document]) -> TwinGroup {
    let mut groups = advise(names, documents);
    assert_eq!(groups.len(), 1, "{groups:#?}");
    groups.remove(0)
}

#[test]
fn a_supplier_with_its_vendor_of_the_very_name_needs_nothing() {
    assert!(advise(vec![vendor("1", "Alder Tools"), supplier("9", "Alder  tools")], &[]).is_empty());
    let mut linked = supplier("9", "Adler Tools");
    linked.vendor = Some("1".to_owned());
    assert!(advise(vec![vendor("1", "Alder Tools"), linked], &[]).is_empty());
}

#[test]
fn a_supplier_spelled_differently_is_to_be_linked() {
    let group = only(
        vec![vendor("1", "Alder Tools Ltd"), supplier("9", "Alder Tools")],
        &[invoice(7, 9)],
    );
    assert_eq!((group.action, group.likeness), (Action::Link, Likeness::Spelling));
    assert!(group.steps[0].text.contains("exactly the name \"Alder Tools Ltd\""));
    assert_eq!(group.twins[1].documents, [DocumentRef::invoice(7)]);
}

#[test]
fn two_vendors_are_to_be_merged_and_the_one_in_use_is_kept() {
    let group = only(
        vec![
            name(NameList::Vendor, "1", "Alder Tools (deleted)", false),
            vendor("2", "Alder Tolls"),
            supplier("9", "Alder Tools"),
        ],
        &[invoice(7, 9)],
    );
    assert_eq!(group.action, Action::Merge);
    assert_eq!(
        group.headline,
        "QuickBooks has 2 vendors of nearly one name: \"Alder Tolls\" (id 2) and \"Alder Tools\" (id 1, inactive)"
    );
    assert!(group.steps[0].text.contains("click \"Make active\""));
    assert!(group.steps[1].text.contains("give it exactly the name \"Alder Tolls\""));
    let at_inactive = group.twins.iter().find(|twin| twin.name.entry.id == "1").unwrap();
    assert_eq!(
        at_inactive.documents,
        [DocumentRef::invoice(7)],
        "its supplier has that name"
    );
}

#[test]
fn two_vendors_of_different_currencies_are_to_be_renamed() {
    let in_currency = |id: &str, currency: &str| Name {
        currency: currency.parse().ok(),
        ..vendor(id, "Alder Tools")
    };
    let mut other = in_currency("2", "EUR");
    other.name = "Alder-Tools".to_owned();
    let group = only(vec![in_currency("1", "USD"), other], &[]);
    assert_eq!(group.action, Action::Rename);
    assert!(group.steps[0].text.contains("\"Alder Tools USD\""));
}

#[test]
fn an_inactive_vendor_and_an_archived_supplier_are_to_be_reactivated() {
    let group = only(
        vec![
            name(NameList::Vendor, "1", "Alder Tools (deleted)", false),
            supplier("9", "Alder Tools"),
        ],
        &[],
    );
    assert_eq!(group.action, Action::Reactivate);
    assert!(group.steps[0].url.as_deref().unwrap().contains("nameId%3D1"));
    let archived = name(NameList::Supplier, "9", "Alder Tools", false);
    let group = only(vec![vendor("1", "Alder Tools"), archived.clone()], &[invoice(7, 9)]);
    assert_eq!(group.action, Action::Reactivate);
    assert!(
        advise(vec![vendor("1", "Alder Tools"), archived], &[]).is_empty(),
        "nothing needs it"
    );
}

#[test]
fn two_suppliers_are_to_be_merged_into_the_linked_one() {
    let mut linked = supplier("8", "Alder Tools");
    linked.vendor = Some("1".to_owned());
    let group = only(vec![linked, supplier("9", "Alder Tool's")], &[invoice(7, 9)]);
    assert_eq!(group.action, Action::Merge);
    assert!(
        group.steps[0]
            .text
            .contains("the 1 documents of \"Alder Tool's\" (id 9) the supplier \"Alder Tools\" (id 8)")
    );
}

#[test]
fn a_name_taken_by_a_customer_is_to_be_renamed() {
    let customer = |text: &str| name(NameList::Customer, "5", text, true);
    let group = only(vec![customer("Alder Tools"), supplier("9", "alder tools")], &[]);
    assert_eq!(group.action, Action::Rename);
    // A near name is free.
    assert!(advise(vec![customer("Alder Tolls"), supplier("9", "Alder Tools")], &[]).is_empty());
    assert!(advise(vec![customer("Alder Tools"), vendor("1", "Alder Tolls")], &[]).is_empty());
}
