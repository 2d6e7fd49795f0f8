//! A counterpart that was there and is gone, and one that comes back.

use clearpost_domain::{Entity, SyncState, Transaction};

use crate::build::{REALM, at, booked, file, found, invoice, mapping, texts, world};

fn tombstone(mut transaction: Transaction) -> Transaction {
    transaction.deleted_at = Some(at("2026-02-20T10:00:00Z"));
    transaction
}

#[test]
fn a_tombstone_is_missing_and_names_what_was_deleted_and_when() {
    let filed = file(invoice(1)).linked(Entity::Bill, "900");
    let mut bill = tombstone(booked("900", &invoice(1)));
    bill.read_at = at("2026-02-18T10:00:00Z");
    let verdict = world([filed], [bill]).first();
    assert_eq!((verdict.state, found(&verdict)), (SyncState::Missing, None));
    assert_eq!(verdict.deleted.as_ref().unwrap().key.id, "900");
    let told = verdict
        .evidence
        .iter()
        .find(|one| one.text == "bill 900 (INV-1) was there on 2026-02-18 and is gone since 2026-02-20");
    assert_eq!(told.unwrap().at, Some(at("2026-02-20T10:00:00Z")));
}

#[test]
fn a_tombstone_is_never_a_counterpart_by_number_or_total() {
    let verdict = world([file(invoice(1))], [tombstone(booked("900", &invoice(1)))]).first();
    assert_eq!((verdict.state, found(&verdict)), (SyncState::Missing, None));
    assert_eq!((verdict.number_holder.as_ref(), verdict.deleted.as_ref()), (None, None));
    assert!(!texts(&verdict).contains("900"));
}

#[test]
fn a_tombstone_under_the_stored_id_is_a_deletion() {
    let mut document = invoice(1);
    document.mappings = vec![mapping("900", REALM)];
    let verdict = world([file(document.clone())], [tombstone(booked("900", &document))]).first();
    assert_eq!(verdict.deleted.unwrap().key.id, "900");
    document.mappings = vec![mapping("900", "another realm")];
    let verdict = world([file(document.clone())], [tombstone(booked("900", &document))]).first();
    assert_eq!(verdict.deleted, None);
}

#[test]
fn an_earlier_match_that_vanished_is_deleted_only_in_complete_books() {
    let mut world = world([file(invoice(1)).linked(Entity::Bill, "900")], []);
    let verdict = world.first();
    assert_eq!(verdict.state, SyncState::Missing);
    assert_eq!(verdict.deleted.unwrap().key.id, "900");
    world.complete = false;
    let verdict = world.first();
    assert_eq!((verdict.state, verdict.deleted), (SyncState::Unknown, None));
}

#[test]
fn a_record_that_reappears_is_no_longer_deleted() {
    let filed = file(invoice(1)).linked(Entity::Bill, "900");
    let verdict = world([filed], [booked("900", &invoice(1))]).first();
    assert_eq!((verdict.state, verdict.deleted), (SyncState::Synced, None));
}

#[test]
fn a_replacement_typed_after_the_deletion_is_found_by_its_number() {
    let filed = file(invoice(1)).linked(Entity::Bill, "900");
    let bill = booked("900", &invoice(1));
    let mut replacement = bill.clone();
    replacement.key.id = "950".into();
    let verdict = world([filed], [tombstone(bill), replacement]).first();
    assert_eq!((verdict.state, found(&verdict)), (SyncState::Synced, Some("950")));
    assert_eq!(verdict.deleted, None);
}

#[test]
fn an_earlier_match_that_another_document_owns_is_not_deleted() {
    let one = file(invoice(1))
        .linked(Entity::Bill, "900")
        .succeeded("2026-02-12T08:00:03Z");
    let mut other = invoice(2);
    other.number = Some("INV-2".into());
    let verdicts = world(
        [one, file(other).linked(Entity::Bill, "900")],
        [booked("900", &invoice(1))],
    )
    .judge();
    assert_eq!(found(&verdicts[0]), Some("900"));
    assert_eq!((found(&verdicts[1]), verdicts[1].deleted.as_ref()), (None, None));
}

#[test]
fn deleted_and_then_failing_again_is_failed_and_still_says_so() {
    let filed = file(invoice(1))
        .succeeded("2026-02-12T08:00:03Z")
        .failed("2026-02-21T08:00:00Z")
        .linked(Entity::Bill, "900");
    let verdict = world([filed], [tombstone(booked("900", &invoice(1)))]).first();
    assert_eq!(verdict.state, SyncState::Failed);
    assert!(verdict.deleted.is_some());
}
