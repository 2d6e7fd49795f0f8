//! What holds for every company, however strange.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Duration, NaiveDate, Utc};
use clearpost_domain::{Document, DocumentRef, Entity, Status, SyncResult, SyncState, Verdict};
use proptest::prelude::*;
use rust_decimal::Decimal;

use crate::build::{
    Filed, REALM, World, at, booked, day, dec, entry, file, invoice, key, mapping, order, vendor, world,
};

const VENDORS: [&str; 3] = ["Northgate Paper", "Alder Tools", "O'Hara Ltd"];
const TOTALS: [&str; 4] = ["120.00", "100.00", "-120.00", "7.00"];
const DATES: [&str; 3] = ["2026-02-11", "2026-02-10", "2026-01-05"];
const TIMES: [&str; 4] = [
    "2026-02-01T08:00:00Z",
    "2026-02-12T08:00:03Z",
    "2026-02-20T08:00:00Z",
    "2026-03-02T11:55:00Z",
];

fn one_of<T: Copy + std::fmt::Debug + 'static>(values: &'static [T]) -> impl Strategy<Value = T> {
    proptest::sample::select(values)
}

/// Few numbers, vendors, amounts and dates, so that documents meet each other all the time.
fn documents() -> impl Strategy<Value = Document> {
    let statuses = one_of(&["ready_to_pay", "approved", "draft", "cancelled", "parked"]);
    let what = (any::<bool>(), 1..4u64, one_of(&VENDORS), statuses);
    let how = (one_of(&TOTALS), one_of(&DATES), one_of(&TIMES), any::<bool>());
    (
        what,
        how,
        proptest::option::of(900..905u32),
        proptest::collection::vec(0..8u64, 0..3),
    )
        .prop_map(
            |((is_order, number, name, status), (total, date, updated, has_detail), mapped, orders)| {
                let mut document = if is_order { order(number) } else { invoice(number) };
                document.status = match (status, is_order) {
                    ("ready_to_pay", true) => Status::Approved,
                    ("approved", false) => Status::ReadyToPay,
                    _ => Status::from(status.to_owned()),
                };
                document.supplier_name = name.into();
                document.gross = Some(dec(total));
                document.net = Some(dec(total) - dec("20.00"));
                document.issue_date = Some(day(date));
                document.mappings = mapped.map(|id| mapping(&id.to_string(), REALM)).into_iter().collect();
                if has_detail {
                    document.detail.as_mut().unwrap().updated_at = Some(at(updated));
                } else {
                    document.detail = None;
                }
                if !is_order {
                    let reference = |id| clearpost_domain::OrderReference {
                        id: Some(clearpost_domain::DocumentId(id)),
                        approval_key: None,
                    };
                    document.orders = orders.into_iter().map(reference).collect();
                }
                document
            },
        )
}

pub fn filed() -> impl Strategy<Value = Filed> {
    let history = proptest::collection::vec((one_of(&TIMES), any::<bool>()), 0..3);
    let ledger = (
        proptest::option::weighted(0.2, 900..906u32),
        proptest::option::weighted(0.2, one_of(&TIMES)),
        proptest::bool::weighted(0.1),
    );
    (documents(), history, ledger).prop_map(|(document, mut history, (link, resent, is_handled))| {
        history.sort_unstable();
        let entity = booked("1", &document).key.entity;
        let mut filed = file(document);
        filed.sync = (1..)
            .zip(history)
            .map(|(id, (time, ok))| {
                let result = if ok { SyncResult::Succeeded } else { SyncResult::Failed };
                entry(id, Some(at(time)), result)
            })
            .collect();
        filed.ledger.link = link.map(|id| key(entity, &id.to_string()));
        if let Some(time) = resent {
            filed = filed.resent(time, None);
        }
        if is_handled { filed.handled() } else { filed }
    })
}

pub fn companies() -> impl Strategy<Value = World> {
    let transactions =
        proptest::collection::vec((documents(), 0..3usize, 0..3usize, proptest::bool::weighted(0.1)), 0..6);
    let company = (any::<bool>(), proptest::bool::weighted(0.9), one_of(&TIMES));
    (proptest::collection::vec(filed(), 0..7), transactions, company).prop_map(
        |(mut filed, transactions, (complete, connected, read))| {
            for (id, one) in (0..).zip(&mut filed) {
                one.document.reference.id.0 = id;
            }
            let booked = (900..).zip(transactions).map(|(id, (document, of, entity, gone))| {
                let mut transaction = booked(&id.to_string(), &document);
                transaction.vendor = Some((42 + of).to_string());
                transaction.vendor_name = None;
                if entity == 0 && transaction.key.entity == Entity::Bill {
                    transaction.key.entity = Entity::VendorCredit;
                }
                transaction.deleted_at = gone.then(|| at("2026-02-15T00:00:00Z"));
                transaction
            });
            let mut world = world(filed, booked.collect::<Vec<_>>());
            world.records = (42..)
                .zip(VENDORS)
                .map(|(id, name)| vendor(&id.to_string(), name))
                .collect();
            world.complete = complete;
            world.read_at = Some(at(read));
            if !connected {
                world.realm = None;
            }
            world
        },
    )
}

fn by_reference(world: &World) -> HashMap<DocumentRef, Verdict> {
    let references = world.filed.iter().map(|filed| filed.document.reference);
    references.zip(world.judge()).collect()
}

fn any_time() -> impl Strategy<Value = DateTime<Utc>> {
    prop_oneof![
        Just(DateTime::<Utc>::MIN_UTC),
        Just(DateTime::<Utc>::MAX_UTC),
        any::<i32>().prop_map(|seconds| DateTime::from_timestamp(i64::from(seconds), 0).unwrap()),
    ]
}

fn any_amount() -> impl Strategy<Value = Decimal> {
    prop_oneof![
        Just(Decimal::MAX),
        Just(Decimal::MIN),
        Just(dec("-0.00")),
        (any::<i64>(), 0..28u32).prop_map(|(value, scale)| Decimal::new(value, scale)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_documents_and_books_never_changes_a_verdict(
        (world, shuffled, transactions) in companies().prop_flat_map(|world| {
            let filed = Just(world.filed.clone()).prop_shuffle();
            let transactions = Just(world.transactions.clone()).prop_shuffle();
            (Just(world), filed, transactions)
        })
    ) {
        let mut other = world.clone();
        other.filed = shuffled;
        let unshuffled = by_reference(&world);
        prop_assert_eq!(&unshuffled, &by_reference(&other));
        other.transactions = transactions;
        for (reference, verdict) in by_reference(&other) {
            prop_assert_eq!(verdict.state, unshuffled[&reference].state);
            prop_assert_eq!(&verdict.counterpart, &unshuffled[&reference].counterpart);
        }
    }

    #[test]
    fn documents_that_have_nothing_to_do_with_it_never_change_a_verdict(
        world in companies(), strangers in proptest::collection::vec(filed(), 1..5)
    ) {
        let mut larger = world.clone();
        for (id, mut stranger) in (1000..).zip(strangers) {
            stranger.document.reference.id.0 = id;
            stranger.document.number = Some(format!("stranger {id}"));
            stranger.document.approval_key = None;
            stranger.document.mappings.clear();
            stranger.ledger.link = None;
            larger.filed.insert(0, stranger);
        }
        let verdicts = by_reference(&larger);
        for (reference, verdict) in by_reference(&world) {
            prop_assert_eq!(&verdict, &verdicts[&reference]);
        }
    }

    #[test]
    fn synced_means_present_with_the_suppliers_vendor_and_a_total_of_the_document(world in companies()) {
        let books = world.books();
        for (filed, verdict) in world.filed.iter().zip(world.judge()) {
            if verdict.state != SyncState::Synced {
                continue;
            }
            let transaction = books.transaction(&verdict.counterpart.unwrap().key).unwrap();
            prop_assert_eq!(transaction.deleted_at, None);
            let vendor = books.record(clearpost_domain::ListKind::Vendor, transaction.vendor.as_deref().unwrap());
            prop_assert_eq!(&vendor.unwrap().name, &filed.document.supplier_name);
            let booked = transaction.total.unwrap().abs();
            let totals = [filed.document.gross, filed.document.net];
            prop_assert!(totals.into_iter().flatten().any(|total| total.abs() == booked));
        }
    }

    #[test]
    fn a_transaction_is_the_counterpart_of_one_document_at_most(world in companies()) {
        let mut seen = HashSet::new();
        for verdict in world.judge() {
            if let Some(counterpart) = verdict.counterpart {
                prop_assert!(seen.insert(counterpart.key));
            }
        }
    }

    #[test]
    fn the_proof_of_a_state_is_what_the_contract_asks_for(world in companies()) {
        use clearpost_domain::Proof;
        for verdict in world.judge() {
            match verdict.state {
                SyncState::Synced | SyncState::Differs | SyncState::Missing => {
                    prop_assert_eq!(verdict.proof, Proof::Verified);
                }
                SyncState::Failed => prop_assert_ne!(verdict.proof, Proof::None),
                SyncState::Unknown => prop_assert_ne!(verdict.proof, Proof::Verified),
                _ => {}
            }
        }
    }

    #[test]
    fn no_value_makes_it_panic(
        mut world in companies(),
        times in proptest::collection::vec(any_time(), 6),
        amounts in proptest::collection::vec(any_amount(), 4),
        words in proptest::collection::vec(".{0,12}", 4),
        grace in any::<i64>(),
    ) {
        world.now = times[0];
        world.read_at = Some(times[1]);
        world.sync_start = Some(times[2]);
        world.grace = Duration::try_milliseconds(grace).unwrap_or(Duration::MAX);
        world.tolerance = amounts[0];
        for filed in &mut world.filed {
            let document = &mut filed.document;
            document.gross = Some(amounts[1]);
            document.tax = Some(amounts[2]);
            document.supplier_name.clone_from(&words[0]);
            document.approval_key = Some(words[1].clone());
            document.validated_on = Some(NaiveDate::MAX);
            document.submitted_at = Some(times[3]);
            if let Some(detail) = &mut document.detail {
                detail.approved_at = Some(times[3]);
                detail.updated_at = Some(times[4]);
            }
            for entry in &mut filed.sync {
                entry.at = Some(times[5]);
            }
        }
        for transaction in &mut world.transactions {
            transaction.total = Some(amounts[3]);
            transaction.tax = Some(amounts[1]);
            transaction.number = Some(words[2].clone());
            transaction.read_at = times[5];
        }
        world.records.push(vendor("99", &words[3]));
        prop_assert_eq!(world.judge().len(), world.filed.len());
        let books = world.books();
        let _ = books.near(clearpost_domain::ListKind::Vendor, &words[0]);
    }
}
