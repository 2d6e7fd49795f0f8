//! After a change, judging the documents that it touches is as good as judging all.

use std::collections::{BTreeSet, HashMap, HashSet};

use clearpost_domain::{DocumentRef, ListKind, ListRecord, Supplier, SupplierId, Transaction, Verdict};
use clearpost_verification::{
    Case, Conventions, Key, Lead, Matched, document_leads, leads_on, record_leads, sought, transaction_leads,
};
use proptest::prelude::*;

use crate::build::{Filed, World, at, belongs_to, booked, file, invoice, order, record, vendor, world};
use crate::properties::companies;

fn verdicts_of(world: &World, conventions: &Conventions) -> HashMap<DocumentRef, Verdict> {
    let (books, company, cases) = (world.books(), world.company(), world.cases());
    let verdicts = Matched::new(&books, &company, &cases).verdicts(conventions, world.now);
    let references = world.filed.iter().map(|filed| filed.document.reference);
    references.zip(verdicts).collect()
}

fn supplier<'a>(world: &'a World, case: &Case<'_>) -> Option<&'a Supplier> {
    world.suppliers.get(&case.document.supplier?)
}

fn binding(leads: Vec<Lead>) -> impl Iterator<Item = Key> {
    leads.into_iter().filter(|lead| lead.binds).map(|lead| lead.key)
}

fn keys(leads: Vec<Lead>) -> Vec<Key> {
    leads.into_iter().map(|lead| lead.key).collect()
}

/// The binding keys of what lies between two states of a company, of which suppliers are the same.
fn between(old: &World, new: &World) -> Vec<Key> {
    let mut changed = Vec::new();
    for (side, other) in [(old, new), (new, old)] {
        let books = side.books();
        let filed = |filed: &Filed| format!("{filed:?}");
        let theirs: Vec<String> = other.filed.iter().map(filed).collect();
        for (one, case) in side.filed.iter().zip(side.cases()) {
            if !theirs.contains(&filed(one)) {
                changed.extend(binding(document_leads(&books, &case, supplier(side, &case))));
            }
        }
        for one in side.transactions.iter().filter(|one| !other.transactions.contains(one)) {
            changed.extend(binding(transaction_leads(&books, one)));
        }
        for one in side.records.iter().filter(|one| !other.records.contains(one)) {
            changed.extend(of_record(side, one));
        }
    }
    changed
}

/// The binding keys of a record, and of the transactions that refer to it.
fn of_record(world: &World, record: &ListRecord) -> Vec<Key> {
    let books = world.books();
    let leads = record_leads(record);
    let refers = |one: &&Transaction| {
        let theirs = keys(transaction_leads(&books, one));
        leads.iter().any(|lead| theirs.contains(&lead.key))
    };
    let transactions = world.transactions.iter().filter(refers);
    let of_transactions = transactions.flat_map(|one| binding(transaction_leads(&books, one)));
    binding(leads.clone()).chain(of_transactions).collect()
}

/// The part of a company that these keys touch, with the transactions that judging it may look at.
fn part_of(world: &World, seeds: Vec<Key>) -> World {
    let (all, cases) = (world.books(), world.cases());
    let mut part = world.clone();
    part.filed.clear();
    part.transactions.clear();
    let (mut known, mut open) = (HashSet::new(), seeds);
    while let Some(key) = open.pop() {
        if !known.insert(key) {
            continue;
        }
        for (one, case) in world.filed.iter().zip(&cases) {
            let is_in = part
                .filed
                .iter()
                .any(|filed| filed.document.reference == one.document.reference);
            if is_in || !keys(document_leads(&all, case, supplier(world, case))).contains(&key) {
                continue;
            }
            part.filed.push(one.clone());
            let sought = sought(&all, case, supplier(world, case));
            for transaction in &world.transactions {
                let is_sought = keys(transaction_leads(&all, transaction))
                    .iter()
                    .any(|key| sought.contains(key));
                if is_sought && !part.transactions.contains(transaction) {
                    part.transactions.push(transaction.clone());
                }
            }
            open.extend(leads_on(&part.books(), case));
        }
    }
    // In the order of the company.
    let place = |one: &Transaction| world.transactions.iter().position(|other| other.key == one.key);
    part.transactions.sort_by_key(place);
    part
}

fn touched(world: &World, seeds: Vec<Key>) -> BTreeSet<DocumentRef> {
    let part = part_of(world, seeds);
    part.filed.iter().map(|filed| filed.document.reference).collect()
}

/// The verdicts of before, with those of the touched documents judged anew.
fn judged_in_part(old: &World, new: &World, conventions: &Conventions) -> HashMap<DocumentRef, Verdict> {
    let mut verdicts = verdicts_of(old, conventions);
    verdicts.extend(verdicts_of(&part_of(new, between(old, new)), conventions));
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
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

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
    let changed = binding(transaction_leads(&world.books(), &world.transactions[6])).collect();
    assert_eq!(touched(&world, changed), [DocumentRef::invoice(7)].into());
    assert!(touched(&world, Vec::new()).is_empty());
}

#[test]
fn a_changed_order_touches_its_invoices_and_the_other_way_round() {
    let mut world = crowd();
    world.filed[3].document.orders = vec![belongs_to(&world.filed[60].document)];
    let pair = BTreeSet::from([DocumentRef::invoice(4), DocumentRef::order(111)]);
    for position in [3, 60] {
        let changed = binding(document_leads(&world.books(), &world.cases()[position], None)).collect();
        assert_eq!(touched(&world, changed), pair);
    }
}

#[test]
fn a_renamed_vendor_touches_the_documents_of_its_name_and_those_of_its_transactions() {
    let mut world = crowd();
    world.transactions[0].vendor = Some("5".into());
    let touched = touched(&world, of_record(&world, &vendor("5", "Vendor 5")));
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
    let changed = of_record(&world, &record(ListKind::Account, "63", "Office Supplies"));
    assert_eq!(touched(&world, changed), [DocumentRef::invoice(9)].into());
}

#[test]
fn a_changed_supplier_touches_its_documents_and_those_that_contend_with_them() {
    let mut world = crowd();
    world.filed[1].document.supplier = Some(SupplierId(2));
    world.filed[2].document.number = Some("INV-2".into());
    let changed = || vec![Key::supplier(SupplierId(2))];
    assert_eq!(touched(&world, changed()), [2, 3].map(DocumentRef::invoice).into());
    world.filed[3].ledger.link = Some(world.transactions[1].key.clone());
    assert_eq!(touched(&world, changed()), [2, 3, 4].map(DocumentRef::invoice).into());
}
