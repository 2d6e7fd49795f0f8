//! The rules of precedence of the contract, one to ten: each with a hit and a near miss.

use clearpost_domain::{Document, Proof, Status, SyncState, Transaction};

use crate::build::{Filed, World, at, booked, day, dec, fields, file, found, invoice, order, texts, world};

fn states(world: &World) -> Vec<SyncState> {
    world.judge().iter().map(|verdict| verdict.state).collect()
}

fn with_status(status: Status) -> Filed {
    let mut document = invoice(1);
    document.status = status;
    file(document)
}

fn of_other_total(total: &str) -> Transaction {
    let mut bill = booked("900", &invoice(1));
    bill.total = Some(dec(total));
    bill
}

#[test]
fn what_the_user_set_aside_is_handled_whatever_else_holds() {
    let bill = booked("900", &invoice(1));
    let mut twin = bill.clone();
    twin.key.id = "901".into();
    let cases = [
        world([file(invoice(1)).handled()], [bill.clone()]),
        world([file(invoice(1)).handled()], [bill.clone(), twin]),
        world([with_status(Status::Cancelled).handled()], [bill]),
        world([with_status(Status::Draft).handled()], []),
        world([with_status(Status::Other("parked".into())).handled()], []),
        world([file(invoice(1)).failed("2026-02-12T08:00:03Z").handled()], []),
        world([file(invoice(1)).handled()], []),
    ];
    for case in cases {
        let verdict = case.first();
        assert_eq!(verdict.state, SyncState::Handled);
        assert!(texts(&verdict).contains("entered by hand"));
    }
}

#[test]
fn several_equally_good_transactions_are_unknown_and_named() {
    let one = booked("900", &invoice(1));
    let mut other = one.clone();
    other.key.id = "901".into();
    for status in [Status::ReadyToPay, Status::Draft, Status::Cancelled] {
        let verdict = world([with_status(status)], [one.clone(), other.clone()]).first();
        assert_eq!((verdict.state, verdict.proof), (SyncState::Unknown, Proof::None));
        let mut ids: Vec<&str> = verdict.candidates.iter().map(|one| one.key.id.as_str()).collect();
        ids.sort_unstable();
        assert_eq!(ids, ["900", "901"]);
        assert!(texts(&verdict).contains("several equally good"));
    }
}

#[test]
fn of_two_transactions_the_better_fit_is_chosen() {
    let one = booked("900", &invoice(1));
    let mut other = one.clone();
    other.key.id = "901".into();
    other.total = Some(dec("7.00"));
    other.date = Some(day("2025-02-11"));
    let verdict = world([file(invoice(1))], [other, one]).first();
    assert_eq!((verdict.state, found(&verdict)), (SyncState::Synced, Some("900")));
}

/// It may have been sent as the one and then typed as the other: nobody can say which is proved.
#[test]
fn two_transactions_of_its_number_and_date_are_unknown_whatever_their_totals() {
    let one = booked("900", &invoice(1));
    let mut other = one.clone();
    other.key.id = "901".into();
    other.total = Some(dec("7.00"));
    let verdict = world([file(invoice(1))], [other, one]).first();
    assert_eq!((verdict.state, verdict.candidates.len()), (SyncState::Unknown, 2));
}

/// Another transaction of the same number and vendor, edited in QuickBooks until nothing else of it agrees.
fn edited_beyond_recognition(typed: &Transaction) -> Transaction {
    let mut made = typed.clone();
    made.key.id = "900".into();
    made.total = Some(dec("7.00"));
    made.date = Some(day("2025-02-11"));
    made
}

#[test]
fn what_a_sync_made_is_not_forgotten_for_a_better_fit_typed_later() {
    let mut typed = booked("901", &invoice(1));
    let mut made = edited_beyond_recognition(&typed);
    let state = |made: &Transaction, typed: &Transaction| {
        let filed = file(invoice(1)).succeeded("2026-01-15T10:00:04Z");
        world([filed], [made.clone(), typed.clone()]).first().state
    };
    made.created_at = Some(at("2026-01-15T10:00:00Z"));
    typed.created_at = Some(at("2026-01-17T10:00:00Z"));
    assert_eq!(state(&made, &typed), SyncState::Unknown);
    made.created_at = Some(at("2026-01-15T09:00:00Z"));
    assert_eq!(state(&made, &typed), SyncState::Synced, "no sync made it");
    made.created_at = Some(at("2026-01-15T10:00:00Z"));
    typed.created_at = Some(at("2026-01-15T10:00:02Z"));
    assert_eq!(state(&made, &typed), SyncState::Synced, "syncs made both");
}

#[test]
fn which_of_two_a_sync_made_is_unknown_until_the_detail_is_read() {
    let typed = booked("901", &invoice(1));
    let mut other = edited_beyond_recognition(&typed);
    let state = |document: Document, other: Transaction| world([file(document)], [other, typed.clone()]).first().state;
    let unread = || Document {
        detail: None,
        ..invoice(1)
    };
    assert_eq!(state(unread(), other.clone()), SyncState::Unknown);
    assert_eq!(state(invoice(1), other.clone()), SyncState::Synced, "no sync is known");
    other.vendor = Some("7".into());
    other.vendor_name = Some("Somebody else".into());
    assert_eq!(state(unread(), other), SyncState::Synced, "another vendor's");
}

#[test]
fn what_arrived_while_its_answer_was_lost_is_found_whatever_became_of_its_total() {
    let mut arrived = booked("900", &invoice(1));
    arrived.total = Some(dec("7.00"));
    arrived.created_at = Some(at("2026-02-12T10:00:00Z"));
    let state = |filed: Filed| world([filed], [arrived.clone()]).first().state;
    assert_eq!(state(file(invoice(1)).lost("2026-02-12T10:00:08Z")), SyncState::Differs);
    assert_eq!(
        state(file(invoice(1)).failed("2026-02-12T10:00:08Z")),
        SyncState::Failed,
        "the answer was no"
    );
    assert_eq!(
        state(file(invoice(1)).lost("2026-02-12T10:02:00Z")),
        SyncState::Failed,
        "it was made at another time"
    );
}

#[test]
fn withdrawn_with_a_counterpart_differs_in_status() {
    for status in [Status::Cancelled, Status::Rejected] {
        let verdict = world([with_status(status)], [booked("900", &invoice(1))]).first();
        assert_eq!((verdict.state, verdict.proof), (SyncState::Differs, Proof::Verified));
        assert_eq!(fields(&verdict), ["status"]);
    }
}

#[test]
fn withdrawn_without_a_counterpart_is_not_due() {
    let verdict = world([with_status(Status::Cancelled)], []).first();
    assert_eq!(verdict.state, SyncState::NotDue);
}

#[test]
fn an_invoice_that_only_waits_for_review_is_not_due_even_in_the_books() {
    for status in [Status::Draft, Status::AwaitingReview, Status::Outstanding] {
        let verdict = world([with_status(status)], [of_other_total("120.00")]).first();
        assert_eq!(verdict.state, SyncState::NotDue);
        assert_eq!(found(&verdict), Some("900"), "the finding needs the counterpart");
        assert_eq!(verdict.due, None);
    }
}

#[test]
fn the_statuses_that_sync_are_those_of_the_kind() {
    for (status, invoice_syncs, order_syncs) in [
        (Status::ReadyToPay, true, false),
        (Status::Settled, true, false),
        (Status::Approved, false, true),
        (Status::Paid, false, true),
        (Status::Pending, false, false),
    ] {
        let (mut invoice, mut order) = (invoice(1), order(2));
        invoice.status = status.clone();
        order.status = status;
        let states = states(&world([file(invoice), file(order)], []));
        for (state, syncs) in states.into_iter().zip([invoice_syncs, order_syncs]) {
            let expected = if syncs { SyncState::Missing } else { SyncState::NotDue };
            assert_eq!(state, expected);
        }
    }
}

#[test]
fn an_unrecognised_status_is_unknown_and_named() {
    for transactions in [vec![], vec![booked("900", &invoice(1))]] {
        let verdict = world([with_status(Status::Other("parked".into()))], transactions).first();
        assert_eq!((verdict.state, verdict.proof), (SyncState::Unknown, Proof::None));
        assert!(texts(&verdict).contains("\"parked\""));
    }
}

#[test]
fn approved_before_the_sync_start_is_not_due_and_at_it_is() {
    for (start, state) in [
        ("2026-02-12T08:00:00Z", SyncState::Missing),
        ("2026-02-12T08:00:01Z", SyncState::NotDue),
    ] {
        let mut world = world([file(invoice(1))], []);
        world.sync_start = Some(at(start));
        assert_eq!(world.first().state, state);
    }
}

#[test]
fn a_certain_and_equal_counterpart_is_synced_even_after_a_failed_resync() {
    for filed in [
        file(invoice(1)),
        file(invoice(1)).succeeded("2026-02-12T08:00:03Z"),
        file(invoice(1)).failed("2026-02-12T08:00:03Z"),
    ] {
        let verdict = world([filed], [booked("900", &invoice(1))]).first();
        assert_eq!((verdict.state, verdict.proof), (SyncState::Synced, Proof::Verified));
        assert!(verdict.differences.is_empty());
    }
}

#[test]
fn a_counterpart_that_is_not_equal_differs_after_the_grace_time_and_not_within_it() {
    for (now, state) in [
        ("2026-02-12T08:14:59Z", SyncState::Pending),
        ("2026-02-12T08:15:00Z", SyncState::Differs),
    ] {
        let verdict = world([file(invoice(1))], [of_other_total("99.00")])
            .seen_at(now)
            .first();
        assert_eq!((verdict.state, verdict.proof), (state, Proof::Verified));
        assert_eq!(fields(&verdict), ["total"]);
    }
}

#[test]
fn a_failed_resync_of_something_found_but_different_differs() {
    let filed = file(invoice(1))
        .succeeded("2026-02-12T08:00:03Z")
        .failed("2026-02-13T08:00:00Z");
    let verdict = world([filed], [of_other_total("99.00")]).first();
    assert_eq!(verdict.state, SyncState::Differs);
    assert!(verdict.sync_report.is_some(), "the error stays as a finding");
}

#[test]
fn an_error_newer_than_what_made_it_due_is_failed_also_within_the_grace_time() {
    let filed = file(invoice(1)).failed("2026-02-12T08:00:03Z");
    for now in ["2026-02-12T08:01:00Z", "2026-03-02T12:00:00Z"] {
        let verdict = world([filed.clone()], []).seen_at(now).first();
        assert_eq!((verdict.state, verdict.proof), (SyncState::Failed, Proof::Verified));
    }
}

#[test]
fn an_error_older_than_what_made_it_due_does_not_count() {
    let filed = file(invoice(1)).failed("2026-02-12T07:59:59Z");
    let verdict = world([filed], []).first();
    assert_eq!(verdict.state, SyncState::Missing);
    assert_eq!(verdict.sync_report, None);
}

#[test]
fn an_error_before_a_newer_success_does_not_count() {
    let filed = file(invoice(1))
        .failed("2026-02-12T08:00:03Z")
        .succeeded("2026-02-12T09:00:00Z");
    assert_eq!(world([filed], []).first().state, SyncState::Missing);
}

#[test]
fn due_and_absent_is_pending_until_exactly_the_grace_time_has_passed() {
    for (now, state) in [
        ("2026-02-12T08:00:00Z", SyncState::Pending),
        ("2026-02-12T08:14:59Z", SyncState::Pending),
        ("2026-02-12T08:15:00Z", SyncState::Missing),
    ] {
        assert_eq!(world([file(invoice(1))], []).seen_at(now).first().state, state, "{now}");
    }
}

#[test]
fn due_and_read_completely_and_not_there_is_missing_and_verified() {
    let verdict = world([file(invoice(1))], []).first();
    assert_eq!((verdict.state, verdict.proof), (SyncState::Missing, Proof::Verified));
    assert!(texts(&verdict).contains("no bill numbered INV-1 for Northgate Paper"));
}

#[test]
fn what_remains_is_unknown() {
    let mut incomplete = world([file(invoice(1))], []);
    incomplete.complete = false;
    let verdict = incomplete.first();
    assert_eq!((verdict.state, verdict.proof), (SyncState::Unknown, Proof::None));
}
