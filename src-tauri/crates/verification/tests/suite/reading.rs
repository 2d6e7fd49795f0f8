//! What absence is worth: QuickBooks not connected, not read completely, or read too early.

use clearpost_domain::{Proof, SyncState};

use crate::build::{World, at, booked, file, invoice, order, texts, world};

fn disconnected(mut world: World) -> World {
    world.realm = None;
    world.read_at = None;
    world.complete = false;
    world
}

fn incomplete(mut world: World) -> World {
    world.complete = false;
    world
}

#[test]
fn without_quickbooks_nothing_is_known_and_the_evidence_says_so() {
    let verdict = disconnected(world([file(invoice(1))], [])).first();
    assert_eq!((verdict.state, verdict.proof), (SyncState::Unknown, Proof::None));
    assert!(texts(&verdict).contains("not connected"));
}

#[test]
fn books_are_not_complete_without_a_company_whatever_the_caller_says() {
    let mut world = world([file(invoice(1))], []);
    world.realm = None;
    assert!(!world.books().is_complete());
    assert_eq!(world.first().state, SyncState::Unknown);
}

#[test]
fn a_success_that_only_procurement_reports_is_unknown_but_reported() {
    let filed = file(invoice(1)).succeeded("2026-02-12T08:00:03Z");
    for world in [
        disconnected(world([filed.clone()], [])),
        incomplete(world([filed.clone()], [])),
    ] {
        let verdict = world.first();
        assert_eq!((verdict.state, verdict.proof), (SyncState::Unknown, Proof::Reported));
    }
}

#[test]
fn an_error_that_only_procurement_reports_is_failed_but_reported() {
    let filed = file(invoice(1)).failed("2026-02-12T08:00:03Z");
    for world in [
        disconnected(world([filed.clone()], [])),
        incomplete(world([filed.clone()], [])),
    ] {
        let verdict = world.first();
        assert_eq!((verdict.state, verdict.proof), (SyncState::Failed, Proof::Reported));
    }
}

#[test]
fn an_error_is_verified_only_by_a_reading_since_the_document_became_due() {
    for (read, proof) in [
        ("2026-02-12T07:59:59Z", Proof::Reported),
        ("2026-02-12T08:00:00Z", Proof::Verified),
    ] {
        let mut world = world([file(invoice(1)).failed("2026-02-12T08:00:03Z")], []);
        world.read_at = Some(at(read));
        let verdict = world.first();
        assert_eq!((verdict.state, verdict.proof), (SyncState::Failed, proof));
    }
}

#[test]
fn what_was_found_is_verified_even_in_incomplete_books() {
    let verdict = incomplete(world([file(invoice(1))], [booked("900", &invoice(1))])).first();
    assert_eq!((verdict.state, verdict.proof), (SyncState::Synced, Proof::Verified));
}

#[test]
fn absence_counts_only_in_a_reading_made_the_grace_time_after_the_document_became_due() {
    for (read, state, proof) in [
        ("2026-02-11T08:00:00Z", SyncState::Unknown, Proof::None),
        ("2026-02-12T08:14:59Z", SyncState::Unknown, Proof::None),
        ("2026-02-12T08:15:00Z", SyncState::Missing, Proof::Verified),
    ] {
        let mut world = world([file(invoice(1))], []);
        world.read_at = Some(at(read));
        let verdict = world.first();
        assert_eq!((verdict.state, verdict.proof), (state, proof), "read at {read}");
        assert_eq!(
            texts(&verdict).contains(&format!("last read at {read}")),
            proof == Proof::None
        );
    }
}

#[test]
fn absence_counts_for_nothing_when_the_time_of_reading_is_not_known() {
    let mut world = world([file(invoice(1))], []);
    world.read_at = None;
    let verdict = world.first();
    assert_eq!((verdict.state, verdict.proof), (SyncState::Unknown, Proof::None));
    assert!(texts(&verdict).contains("is not known"));
}

#[test]
fn absence_counts_when_the_data_does_not_tell_since_when_a_document_is_due() {
    let mut document = order(1);
    document.detail = None;
    let verdict = world([file(document)], []).first();
    assert_eq!((verdict.state, verdict.due), (SyncState::Missing, None));
}

#[test]
fn a_reading_from_before_a_reported_success_does_not_contradict_it() {
    for (read, state, proof) in [
        ("2026-02-12T09:59:59Z", SyncState::Unknown, Proof::Reported),
        ("2026-02-12T10:00:00Z", SyncState::Missing, Proof::Verified),
    ] {
        let mut world = world([file(invoice(1)).succeeded("2026-02-12T10:00:00Z")], []);
        world.read_at = Some(at(read));
        let verdict = world.first();
        assert_eq!((verdict.state, verdict.proof), (state, proof));
    }
}

#[test]
fn an_approval_known_to_the_day_only_needs_a_reading_after_that_day_anywhere_on_earth() {
    let mut document = invoice(1);
    document.detail = None;
    for (now, state) in [
        ("2026-02-12T00:14:59Z", SyncState::Pending),
        ("2026-02-12T23:00:00Z", SyncState::Unknown),
        ("2026-02-13T12:14:59Z", SyncState::Unknown),
        ("2026-02-13T12:15:00Z", SyncState::Missing),
    ] {
        assert_eq!(
            world([file(document.clone())], []).seen_at(now).first().state,
            state,
            "{now}"
        );
    }
}

#[test]
fn a_record_that_could_not_be_read_hides_only_the_document_whose_number_it_mentions() {
    let mut world = world([file(invoice(1)), file(invoice(2))], []);
    world.unreadable = vec![r#"{"Id": "412", "DocNumber": "INV-1", "TotalAmt": "?"}"#.to_owned()];
    let states: Vec<_> = world
        .judge()
        .into_iter()
        .map(|verdict| (verdict.state, verdict.proof))
        .collect();
    assert_eq!(
        states,
        [(SyncState::Unknown, Proof::None), (SyncState::Missing, Proof::Verified)]
    );
}
