//! After a change, judging the documents that it touches is as good as judging all.

use std::collections::{BTreeSet, HashMap};

use clearpost_domain::{DocumentRef, ListKind, SupplierId, Verdict};
use clearpost_verification::{Changes, Conventions, Reach, judge_some};
use proptest::prelude::*;

use crate::build::{Filed, World, at, belongs_to, booked, file, invoice, order, record, vendor, world};
use crate::properties::companies;

fn verdicts_of(world: &World, conventions: &Conventions) -> HashMap<DocumentRef, Verdict> {
    let verdicts = judge_some(&world.books(), &world.company(), &world.cases(), conventions, world.now);
    let references = world.filed.iter().map(|filed| filed.document.reference);
    references.zip(verdicts).collect()
}

/// What lies between two states of a company, of which lists and suppliers are the same unless named.
fn between(old: &World, new: &World) -> Changes {
    let mut changes = Changes::default();
    for (side, other) in [(old, new), (new, old)] {
        let books = side.books();
        let filed = |filed: &Filed| format!("{filed:?}");
        let theirs: Vec<String> = other.filed.iter().map(filed).collect();
        for (one, case) in side.filed.iter().zip(side.cases()) {
            if !theirs.contains(&filed(one)) {
                changes.document(&books, &case);
            }
        }
        for one in side.transactions.iter().filter(|one| !other.transactions.contains(one)) {
            changes.transaction(&books, one);
        }
        for one in side.records.iter().filter(|one| !other.records.contains(one)) {
            changes.record(&books, one);
        }
    }
    changes
}

fn touched(world: &World, changes: &Changes) -> BTreeSet<DocumentRef> {
    let (books, cases) = (world.books(), world.cases());
    Reach::new(&books, &world.suppliers, &cases).touched_by(changes)
}

/// The verdicts of before, with those of the touched documents judged anew.
fn judged_in_part(old: &World, new: &World, conventions: &Conventions) -> HashMap<DocumentRef, Verdict> {
    let touched = touched(new, &between(old, new));
    let mut part = new.clone();
    part.filed.retain(|filed| touched.contains(&filed.document.reference));
    let mut verdicts = verdicts_of(old, conventions);
    verdicts.extend(verdicts_of(&part, conventions));
    verdicts.retain(|reference, _| new.filed.iter().any(|filed| filed.document.reference == *reference));
    verdicts
}

#[derive(Clone, Debug)]
enum Change {
    Document(Box<Filed>),
    Transactions(Box<World>),
    RenameVendor(usize, usize),
    Gone(usize),
}

fn changes() -> impl Strategy<Value = Change> {
    prop_oneof![
        crate::properties::filed().prop_map(|filed| Change::Document(Box::new(filed))),
        companies().prop_map(|world| Change::Transactions(Box::new(world))),
        (0..3usize, 0..3usize).prop_map(|(one, name)| Change::RenameVendor(one, name)),
        (0..6usize).prop_map(Change::Gone),
    ]
}

fn changed(mut world: World, change: Change) -> World {
    match change {
        Change::Document(filed) => {
            let mut filed = *filed;
            filed.document.reference.id.0 %= 7;
            world
                .filed
                .retain(|one| one.document.reference != filed.document.reference);
            world.filed.push(filed);
        }
        Change::Transactions(other) => {
            for transaction in other.transactions.into_iter().take(2) {
                world.transactions.retain(|one| one.key != transaction.key);
                world.transactions.push(transaction);
            }
        }
        Change::RenameVendor(one, name) => {
            let name = world.records[name].name.clone();
            world.records[one].name = name;
        }
        Change::Gone(position) if position < world.transactions.len() => {
            world.transactions[position].deleted_at = Some(at("2026-02-25T00:00:00Z"));
        }
        Change::Gone(_) => {}
    }
    world
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 384, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn judging_what_a_change_touches_is_judging_everything(
        world in companies(), changes in proptest::collection::vec(changes(), 1..3)
    ) {
        let conventions = world.assess().conventions;
        let mut new = world.clone();
        for change in changes {
            new = changed(new, change);
        }
        prop_assert_eq!(judged_in_part(&world, &new, &conventions), verdicts_of(&new, &conventions));
    }
}

/// A hundred invoices and orders in the books, none of which has to do with another.
fn crowd() -> World {
    let invoices = (1..=50).map(invoice);
    let orders = (101..=150).map(order);
    let filed: Vec<_> = invoices
        .chain(orders)
        .map(|mut document| {
            document.gross = Some(document.reference.id.0.into());
            document
        })
        .collect();
    let transactions: Vec<_> = filed
        .iter()
        .map(|document| {
            let mut transaction = booked(&(900 + document.reference.id.0).to_string(), document);
            transaction.vendor = Some((document.reference.id.0 % 10).to_string());
            transaction
        })
        .collect();
    let mut world = world(filed.into_iter().map(file), transactions);
    world.records = (0..10)
        .map(|id| vendor(&id.to_string(), &format!("Vendor {id}")))
        .collect();
    for filed in &mut world.filed {
        filed.document.supplier_name = format!("Vendor {}", filed.document.reference.id.0 % 10);
    }
    world
}

#[test]
fn a_changed_bill_touches_its_invoice_and_no_other() {
    let world = crowd();
    let mut changes = Changes::default();
    changes.transaction(&world.books(), &world.transactions[6]);
    assert_eq!(touched(&world, &changes), [DocumentRef::invoice(7)].into());
    assert!(touched(&world, &Changes::default()).is_empty());
}

#[test]
fn a_changed_order_touches_its_invoices_and_the_other_way_round() {
    let mut world = crowd();
    world.filed[3].document.orders = vec![belongs_to(&world.filed[60].document)];
    let pair = BTreeSet::from([DocumentRef::invoice(4), DocumentRef::order(111)]);
    for position in [3, 60] {
        let mut changes = Changes::default();
        changes.document(&world.books(), &world.cases()[position]);
        assert_eq!(touched(&world, &changes), pair);
    }
}

#[test]
fn a_renamed_vendor_touches_the_documents_of_its_name_and_those_of_its_transactions() {
    let mut world = crowd();
    world.transactions[0].vendor = Some("5".into());
    let mut changes = Changes::default();
    changes.record(&world.books(), &vendor("5", "Vendor 5"));
    let touched = touched(&world, &changes);
    let expected: BTreeSet<_> = world
        .filed
        .iter()
        .map(|filed| filed.document.reference)
        .filter(|reference| reference.id.0 % 10 == 5 || *reference == DocumentRef::invoice(1))
        .collect();
    assert_eq!(touched, expected);
}

#[test]
fn a_changed_account_touches_the_documents_coded_to_it() {
    let mut world = crowd();
    let line = clearpost_domain::Line {
        number: 1,
        account: Some(clearpost_domain::AccountLabel {
            name: "Office Supplies".into(),
            ..Default::default()
        }),
        ..Default::default()
    };
    world.filed[8].document.detail.as_mut().unwrap().lines = vec![line];
    let mut changes = Changes::default();
    changes.record(&world.books(), &record(ListKind::Account, "63", "Office Supplies"));
    assert_eq!(touched(&world, &changes), [DocumentRef::invoice(9)].into());
}

#[test]
fn a_changed_supplier_touches_its_documents_and_those_that_contend_with_them() {
    let mut world = crowd();
    world.filed[1].document.supplier = Some(SupplierId(2));
    world.filed[2].document.number = Some("INV-2".into());
    let mut changes = Changes::default();
    changes.supplier(SupplierId(2));
    assert_eq!(touched(&world, &changes), [2, 3].map(DocumentRef::invoice).into());
    world.filed[3].ledger.link = Some(world.transactions[1].key.clone());
    assert_eq!(touched(&world, &changes), [2, 3, 4].map(DocumentRef::invoice).into());
}
