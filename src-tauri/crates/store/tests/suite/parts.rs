//! What a part of a company is judged by: tables `touched`, `lead` and `witness`, and the ledger's point.

use chrono::Duration;
use clearpost_domain::{DocumentKind, DocumentRef, ListKind, ListRecord, Supplier, SupplierId};
use clearpost_store::{Cache, Concluded, Leads, LedgerPoint, Thing, Witness};

use crate::given::{at, attempt, bill, document, key, place, transaction};

fn touched(cache: &Cache, after: i64) -> Vec<Thing> {
    let mut found = cache.touched(&key(), after).unwrap();
    found.sort_unstable();
    found
}

fn conclude(cache: &Cache, all: &Concluded<'_>) {
    cache.conclude(&key(), all, ("judged", None, "1")).unwrap();
}

fn vendor(name: &str) -> ListRecord {
    ListRecord {
        kind: ListKind::Vendor,
        id: "56".to_owned(),
        name: name.to_owned(),
        full_name: None,
        active: true,
        currency: None,
        account: None,
        balance: None,
        updated_at: None,
    }
}

fn supplier(name: &str) -> Supplier {
    Supplier {
        id: SupplierId(4),
        name: name.to_owned(),
        archived: false,
        email: None,
        mappings: Vec::new(),
    }
}

#[test]
fn whatever_changes_is_noted_and_what_is_equal_is_not() {
    let place = place();
    let cache = place.cache();
    let reference = DocumentRef::order(1);
    let write = || {
        cache.upsert_documents(&key(), &[document(reference)]).unwrap();
        cache.upsert_transactions(&key(), &[transaction("9")]).unwrap();
        cache.upsert_records(&key(), &[vendor("Alder")]).unwrap();
        cache.upsert_suppliers(&key(), &[supplier("Alder")]).unwrap();
    };
    write();
    let all = [
        Thing::Document(reference),
        Thing::Transaction(bill("9")),
        Thing::Record(ListKind::Vendor, "56".to_owned()),
        Thing::Supplier(SupplierId(4)),
    ];
    assert_eq!(touched(&cache, 0), all);
    let revision = cache.revision(&key()).unwrap();
    write();
    assert_eq!(touched(&cache, revision), []);
    assert_eq!(cache.revision(&key()).unwrap(), revision);
}

#[test]
fn what_is_deleted_is_noted_too() {
    let place = place();
    let cache = place.cache();
    let reference = DocumentRef::order(1);
    cache.upsert_documents(&key(), &[document(reference)]).unwrap();
    cache.upsert_transactions(&key(), &[transaction("9")]).unwrap();
    let revision = cache.revision(&key()).unwrap();
    cache.delete_documents(&key(), &[reference]).unwrap();
    cache.tombstone(&key(), &[bill("9")], at(1), None).unwrap();
    let gone = [Thing::Document(reference), Thing::Transaction(bill("9"))];
    assert_eq!(touched(&cache, revision), gone);
}

#[test]
fn a_judgement_settles_what_it_knew_of_and_nothing_newer() {
    let place = place();
    let cache = place.cache();
    cache.upsert_records(&key(), &[vendor("Alder")]).unwrap();
    let revision = cache.revision(&key()).unwrap();
    cache.upsert_suppliers(&key(), &[supplier("Alder")]).unwrap();
    conclude(
        &cache,
        &Concluded {
            revision,
            ..Concluded::default()
        },
    );
    assert_eq!(touched(&cache, 0), [Thing::Supplier(SupplierId(4))]);
}

#[test]
fn keys_lead_to_things_until_new_keys_are_put_in_their_place() {
    let place = place();
    let cache = place.cache();
    let thing = Thing::Document(DocumentRef::order(1));
    let other = Thing::Transaction(bill("9"));
    let leads = |thing: &Thing, keys: &[(i64, bool)]| Leads {
        thing: thing.clone(),
        keys: keys.to_vec(),
    };
    let all = [
        leads(&thing, &[(i64::MIN, true), (7, false)]),
        leads(&other, &[(7, true)]),
    ];
    conclude(
        &cache,
        &Concluded {
            leads: &all,
            is_whole: true,
            ..Concluded::default()
        },
    );
    assert_eq!(cache.led_to(&key(), &[7]).unwrap(), [other.clone(), thing.clone()]);
    assert_eq!(
        cache.binding_keys(&key(), std::slice::from_ref(&thing)).unwrap(),
        [i64::MIN]
    );

    let some = [leads(&thing, &[(8, true)])];
    conclude(
        &cache,
        &Concluded {
            leads: &some,
            ..Concluded::default()
        },
    );
    assert_eq!(
        cache.led_to(&key(), &[7, i64::MIN]).unwrap(),
        std::slice::from_ref(&other)
    );
    assert_eq!(cache.led_to(&key(), &[8]).unwrap(), std::slice::from_ref(&thing));

    conclude(
        &cache,
        &Concluded {
            leads: &some,
            is_whole: true,
            ..Concluded::default()
        },
    );
    assert_eq!(cache.led_to(&key(), &[7]).unwrap(), []);
}

#[test]
fn more_keys_than_one_statement_holds_are_written() {
    let place = place();
    let cache = place.cache();
    let all: Vec<Leads> = (0..1_201)
        .map(|id| Leads {
            thing: Thing::Document(DocumentRef::order(id)),
            keys: vec![(7, true)],
        })
        .collect();
    conclude(
        &cache,
        &Concluded {
            leads: &all,
            is_whole: true,
            ..Concluded::default()
        },
    );
    assert_eq!(cache.led_to(&key(), &[7]).unwrap().len(), 1_201);
}

fn witness(reference: DocumentRef, second: i64) -> Witness {
    Witness {
        reference,
        vote: Some([u8::try_from(second).unwrap(); 16]),
        proved_on: Some(at(second * 86_400).date_naive()),
        arrived_at: Some(at(second)),
        is_open: second % 2 == 0,
    }
}

#[test]
fn witnesses_tell_votes_days_and_arrivals_in_their_order() {
    let place = place();
    let cache = place.cache();
    let [one, two, three] = [DocumentRef::order(1), DocumentRef::order(20), DocumentRef::invoice(3)];
    let witnesses = [witness(one, 3), witness(two, 2), witness(three, 1)];
    conclude(
        &cache,
        &Concluded {
            witnesses: &witnesses,
            ..Concluded::default()
        },
    );
    let votes = cache.votes(&key(), DocumentKind::Order, 5).unwrap();
    assert_eq!(votes, [(two, [2; 16]), (one, [3; 16])], "the newest document first");
    assert_eq!(cache.votes(&key(), DocumentKind::Order, 1).unwrap().len(), 1);
    let days = cache.first_proved(&key(), 2).unwrap();
    assert_eq!(
        days,
        [three, two].map(|one| (
            one,
            witnesses
                .iter()
                .find(|w| w.reference == one)
                .unwrap()
                .proved_on
                .unwrap()
        ))
    );
    let arrived = cache.last_arrived(&key(), 1).unwrap();
    assert_eq!(arrived.len(), 1);
    assert_eq!(arrived[0].0, one);
    assert!(at(3) - arrived[0].1 < Duration::milliseconds(1));
    assert_eq!(cache.open_documents(&key()).unwrap(), [two]);

    let nothing = Witness {
        reference: two,
        vote: None,
        proved_on: None,
        arrived_at: None,
        is_open: false,
    };
    conclude(
        &cache,
        &Concluded {
            witnesses: &[nothing],
            ..Concluded::default()
        },
    );
    assert_eq!(cache.votes(&key(), DocumentKind::Order, 5).unwrap(), [(one, [3; 16])]);
    assert!(cache.open_documents(&key()).unwrap().is_empty());
    cache.delete_documents(&key(), &[one]).unwrap();
    assert!(cache.votes(&key(), DocumentKind::Order, 5).unwrap().is_empty());
}

#[test]
fn the_ledger_tells_of_which_documents_something_new_was_noted() {
    let place = place();
    let ledger = place.ledger();
    let [sent, handled, linked] = [1, 2, 3].map(DocumentRef::invoice);
    let start = ledger.point().unwrap();
    ledger.begin_attempt(&key(), &attempt("a", sent)).unwrap();
    let after = ledger.point().unwrap();
    assert_eq!(ledger.told_since(&key(), &start).unwrap(), [sent]);
    ledger.set_handled(&key(), handled, "by hand", at(1)).unwrap();
    ledger.record_links(&key(), &[(linked, bill("9"))], at(1)).unwrap();
    assert_eq!(ledger.told_since(&key(), &after).unwrap(), [handled, linked]);
    let end = ledger.point().unwrap();
    assert!(ledger.told_since(&key(), &end).unwrap().is_empty());
    assert!(end.includes(&after) && !after.includes(&end));
    assert_eq!(end.to_string().parse::<LedgerPoint>(), Ok(end));
    let links = ledger.links_of(&key(), &[handled, linked]).unwrap();
    assert_eq!(links.keys().copied().collect::<Vec<_>>(), [linked]);
}
