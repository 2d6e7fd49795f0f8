//! The diagnosis of a company, which remembers what many documents ask for, against a slow one that
//! starts anew for each document and looks everything up in another order.

use std::collections::HashMap;

use clearpost_diagnosis::{Case, Company, Documents, Links, Patterns, diagnose, forecast};
use clearpost_domain::{
    CompanyFacts, Document, DocumentRef, Entity, Finding, ListKind, ListRecord, OrderReference, RealmId, Supplier,
    SupplierId, SyncEntry, SyncResult, SyncState, Transaction, Verdict,
};
use clearpost_verification::{Books, Lists};
use proptest::prelude::*;

use crate::support::{account, counterpart, day, document, line, noon, record, transaction, verdict};

const TEXTS: [&str; 10] = [
    "Object Not Found : Something you're trying to use has been made inactive. Check the fields with accounts.",
    "Account period closed",
    "The supplier used on the purchase order or invoice can not be created in QuickBooks Online.",
    "Refresh OAuth 2 Access token with Refresh Token failed",
    "Business Validation Error: Add a purchase order that was created before this transaction, or make sure the date of the transaction is correct.",
    "Business Validation Error: Unexpected Internal Error. (-30000)",
    "Account period closed\nDuplicate Name Exists Error",
    "Invalid Reference Id : Names element id 2 not found",
    "6000",
    "Quux",
];

#[derive(Clone, Debug)]
struct World {
    rows: Vec<(Document, Verdict)>,
    suppliers: HashMap<SupplierId, Supplier>,
    records: Vec<ListRecord>,
    transactions: Vec<Transaction>,
    facts: CompanyFacts,
    complete: bool,
}

/// One row: supplier, state, text, whether it is an order, day of the month, account.
type Row = (u64, usize, usize, bool, u32, usize);

fn world(rows: &[Row], active: &[bool], closed: Option<u32>, complete: bool) -> World {
    let names = [
        "Northgate Paper",
        "Northgate Papers",
        "Alder Tools",
        "Harbour",
        "Quay & Sons",
    ];
    let on = |date: u32| day(&format!("2026-02-{:02}", date.clamp(1, 28)));
    let mut world = World {
        rows: Vec::new(),
        suppliers: HashMap::new(),
        records: Vec::new(),
        transactions: Vec::new(),
        facts: CompanyFacts {
            closing_date: closed.map(on),
            ..CompanyFacts::default()
        },
        complete,
    };
    for ((name, id), active) in names.iter().zip(1..).zip(active.iter().cycle()) {
        let kind = if id == 4 { ListKind::Customer } else { ListKind::Vendor };
        world.records.push(record(kind, &id.to_string(), name, *active));
        let supplier = Supplier {
            id: SupplierId(id),
            name: (*name).to_owned(),
            archived: !active,
            email: None,
            mappings: Vec::new(),
        };
        world.suppliers.insert(supplier.id, supplier);
    }
    world
        .records
        .push(account("61", "6100", "Supplies", "Expense", active[0]));
    world
        .records
        .push(account("33", "2000", "Payable", "Accounts Payable", true));
    for (row, id) in rows.iter().zip(1_u64..) {
        let (supplier, state, text, is_order, date, coded) = *row;
        let reference = if is_order {
            DocumentRef::order(id)
        } else {
            DocumentRef::invoice(id)
        };
        let mut one = document(reference);
        one.supplier = Some(SupplierId(supplier));
        one.supplier_name
            .clone_from(&world.suppliers[&SupplierId(supplier)].name);
        one.issue_date = (!is_order).then(|| on(date));
        if !is_order && id > 1 {
            one.orders = vec![OrderReference {
                id: Some(clearpost_domain::DocumentId(id - 1)),
                approval_key: None,
            }];
        }
        let lines = [("6100", "Supplies"), ("2000", "Payable")];
        let (number, name) = lines[coded % 2];
        one.detail.as_mut().unwrap().lines = vec![line(1, number, name)];
        let states = [
            SyncState::Failed,
            SyncState::Missing,
            SyncState::Synced,
            SyncState::Unknown,
        ];
        let mut judged = verdict(states[state % 4]);
        match judged.state {
            SyncState::Synced => {
                let entity = if is_order { Entity::PurchaseOrder } else { Entity::Bill };
                judged.counterpart = Some(counterpart(entity, &id.to_string(), "x"));
                let mut booked = transaction(entity, &id.to_string(), "x", &on(date).to_string());
                booked.created_at = Some(noon(&on(date).to_string()));
                world.transactions.push(booked);
            }
            SyncState::Failed => {
                judged.sync_report = Some(SyncEntry {
                    id,
                    at: Some(noon(&on(date).to_string())),
                    result: SyncResult::Failed,
                    may_have_arrived: false,
                    text: TEXTS[text % TEXTS.len()].to_owned(),
                });
            }
            _ => {}
        }
        world.rows.push((one, judged));
    }
    world
}

type Both = (Vec<Finding>, Vec<Finding>);

/// As the product asks: one company for all documents.
fn quickly(world: &World) -> Vec<Both> {
    let links = Links::default();
    let books = books(world, false);
    let company = company(world, &books, &links, false);
    let ask = |(document, verdict): &(Document, Verdict)| {
        let case = Case { document, verdict };
        (diagnose(&company, case), forecast(&company, case))
    };
    world.rows.iter().map(ask).collect()
}

/// Each document by itself, from the last to the first, everything else in the opposite order.
fn slowly(world: &World) -> Vec<Both> {
    let links = Links::default();
    let ask = |(document, verdict): &(Document, Verdict)| {
        let books = books(world, true);
        let company = company(world, &books, &links, true);
        let case = Case { document, verdict };
        (diagnose(&company, case), forecast(&company, case))
    };
    let mut found: Vec<Both> = world.rows.iter().rev().map(ask).collect();
    found.reverse();
    found
}

fn books(world: &World, backwards: bool) -> Books {
    let mut transactions = world.transactions.clone();
    if backwards {
        transactions.reverse();
    }
    Books::new(
        Some(RealmId::new("913")),
        world.complete,
        world.facts.clone(),
        Lists::new(world.records.clone()),
        transactions,
    )
}

fn company<'a>(world: &'a World, books: &'a Books, links: &'a Links, backwards: bool) -> Company<'a> {
    let mut rows: Vec<(&Document, &Verdict)> = world
        .rows
        .iter()
        .map(|(document, verdict)| (document, verdict))
        .collect();
    if backwards {
        rows.reverse();
    }
    Company::new(
        books,
        &world.suppliers,
        Documents::new(rows),
        links,
        Patterns::built_in(),
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn remembering_changes_nothing(
        rows in prop::collection::vec((1_u64..6, 0_usize..4, 0_usize..10, any::<bool>(), 1_u32..28, 0_usize..2), 1..24),
        active in prop::collection::vec(any::<bool>(), 5),
        closed in prop::option::of(1_u32..28),
        complete in any::<bool>(),
    ) {
        let world = world(&rows, &active, closed, complete);
        prop_assert_eq!(quickly(&world), slowly(&world));
    }
}
