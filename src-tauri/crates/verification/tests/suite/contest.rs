//! One transaction is the counterpart of one document only: who gets it when several want it.

use clearpost_domain::{Document, Entity, Status, SyncState, Verdict};

use crate::build::{Filed, REALM, booked, day, dec, file, found, invoice, mapping, texts, world};

/// Another invoice that claims the number of `invoice(1)`.
fn namesake(id: u64) -> Document {
    Document {
        number: invoice(1).number,
        ..invoice(id)
    }
}

fn of_day(mut document: Document, date: &str) -> Document {
    document.issue_date = Some(day(date));
    document
}

/// Judges both in both orders, which must not matter, and returns them in the order given.
fn contest(one: Filed, other: Filed, transactions: &[clearpost_domain::Transaction]) -> (Verdict, Verdict) {
    let forth = world([one.clone(), other.clone()], transactions.to_vec()).judge();
    let mut back = world([other, one], transactions.to_vec()).judge();
    back.reverse();
    assert_eq!(forth, back);
    (forth[0].clone(), forth[1].clone())
}

#[test]
fn the_document_that_fits_better_keeps_the_transaction() {
    let bill = booked("900", &invoice(1));
    let (better, worse) = contest(file(invoice(1)), file(of_day(namesake(2), "2026-01-05")), &[bill]);
    assert_eq!((better.state, found(&better)), (SyncState::Synced, Some("900")));
    assert_eq!((worse.state, found(&worse)), (SyncState::Missing, None));
    assert_eq!(worse.number_holder.unwrap().key.id, "900");
}

#[test]
fn two_documents_that_fit_equally_well_are_both_unknown() {
    let bill = booked("900", &invoice(1));
    let (one, other) = contest(file(invoice(1)), file(namesake(2)), &[bill]);
    for verdict in [one, other] {
        assert_eq!((verdict.state, found(&verdict)), (SyncState::Unknown, None));
        assert_eq!(verdict.candidates[0].key.id, "900");
        assert!(texts(&verdict).contains("fits another document equally well"));
    }
}

#[test]
fn a_third_document_that_fits_better_leaves_two_equal_ones_without() {
    let bill = booked("900", &invoice(1));
    let poor = |id| file(of_day(namesake(id), "2026-01-05"));
    let verdicts = world([poor(2), file(invoice(1)), poor(3)], [bill]).judge();
    let states: Vec<SyncState> = verdicts.iter().map(|verdict| verdict.state).collect();
    assert_eq!(states, [SyncState::Missing, SyncState::Synced, SyncState::Missing]);
}

#[test]
fn a_draft_duplicate_never_takes_the_transaction_of_an_approved_one() {
    for date in ["2026-02-11", "2026-01-05"] {
        let mut draft = namesake(2);
        draft.status = Status::Draft;
        let approved = of_day(invoice(1), date);
        let (approved, draft) = contest(file(approved), file(draft), &[booked("900", &invoice(1))]);
        assert_eq!(found(&approved), Some("900"), "also when the draft fits better");
        assert_eq!((draft.state, found(&draft)), (SyncState::NotDue, None));
    }
}

#[test]
fn a_cancelled_duplicate_does_not_hide_the_approved_one() {
    let mut cancelled = namesake(2);
    cancelled.status = Status::Cancelled;
    let (approved, cancelled) = contest(file(invoice(1)), file(cancelled), &[booked("900", &invoice(1))]);
    assert_eq!(approved.state, SyncState::Synced);
    assert_eq!(cancelled.state, SyncState::NotDue);
}

#[test]
fn of_equal_documents_the_one_reported_as_sent_keeps_the_transaction() {
    let sent = file(invoice(1)).succeeded("2026-02-12T08:00:03Z");
    let refused = file(namesake(2)).failed("2026-02-12T08:00:03Z");
    let (sent, refused) = contest(sent, refused, &[booked("900", &invoice(1))]);
    assert_eq!(sent.state, SyncState::Synced);
    assert_eq!(refused.state, SyncState::Failed);
    assert!(refused.number_holder.is_some());
}

#[test]
fn a_duplicate_that_the_user_set_aside_does_not_make_the_other_unknown() {
    let (live, aside) = contest(
        file(invoice(1)),
        file(namesake(2)).handled(),
        &[booked("900", &invoice(1))],
    );
    assert_eq!((live.state, aside.state), (SyncState::Synced, SyncState::Handled));
}

#[test]
fn an_earlier_match_outweighs_a_stored_id_and_that_a_better_fit() {
    let bill = booked("900", &invoice(1));
    let linked = file(of_day(namesake(2), "2026-01-05")).linked(Entity::Bill, "900");
    let mut mapped = of_day(namesake(3), "2026-01-05");
    mapped.mappings = vec![mapping("900", REALM)];
    let (by_link, by_id) = contest(linked, file(mapped.clone()), std::slice::from_ref(&bill));
    assert_eq!((found(&by_link), found(&by_id)), (Some("900"), None));
    let (by_id, by_number) = contest(file(mapped), file(invoice(1)), &[bill]);
    assert_eq!((found(&by_id), found(&by_number)), (Some("900"), None));
}

#[test]
fn who_loses_a_transaction_takes_the_next_best() {
    let best = booked("900", &invoice(1));
    let mut second = booked("901", &invoice(1));
    second.date = Some(day("2026-02-12"));
    let linked = file(namesake(2)).linked(Entity::Bill, "900");
    let (linked, other) = contest(linked, file(invoice(1)), &[best, second]);
    assert_eq!((found(&linked), found(&other)), (Some("900"), Some("901")));
}

#[test]
fn of_two_equal_transactions_the_one_that_another_document_owns_is_out() {
    let bills = [booked("900", &invoice(1)), booked("901", &invoice(1))];
    let linked = file(namesake(2)).linked(Entity::Bill, "900");
    let (linked, other) = contest(linked, file(invoice(1)), &bills);
    assert_eq!((linked.state, found(&linked)), (SyncState::Synced, Some("900")));
    assert_eq!((other.state, found(&other)), (SyncState::Synced, Some("901")));
}

#[test]
fn two_equal_documents_and_two_equal_transactions_stay_unknown() {
    let bills = [booked("900", &invoice(1)), booked("901", &invoice(1))];
    let (one, other) = contest(file(invoice(1)), file(namesake(2)), &bills);
    for verdict in [one, other] {
        assert_eq!((verdict.state, verdict.candidates.len()), (SyncState::Unknown, 2));
    }
}

#[test]
fn a_late_better_claim_takes_a_transaction_from_a_worse_one() {
    // The second loses its old bill to the first and then fits the third's bill better than the third.
    let mut contested = booked("900", &invoice(1));
    contested.number = Some("INV-77".into());
    let wanted = booked("901", &invoice(1));
    let mut first = invoice(77);
    first.mappings = vec![mapping("900", REALM)];
    let second = namesake(2);
    let third = of_day(namesake(3), "2026-01-05");
    let verdicts = world(
        [
            file(first)
                .linked(Entity::Bill, "900")
                .succeeded("2026-02-12T08:00:03Z"),
            file(second).linked(Entity::Bill, "900"),
            file(third),
        ],
        [contested, wanted],
    )
    .judge();
    let ids: Vec<Option<&str>> = verdicts.iter().map(found).collect();
    assert_eq!(ids, [Some("900"), Some("901"), None]);
}

#[test]
fn who_can_only_have_one_transaction_goes_before_who_has_another_just_as_good() {
    let gross = booked("900", &invoice(1));
    let mut net = gross.clone();
    net.key.id = "901".into();
    net.total = Some(dec("100.00"));
    let mut only_gross = invoice(1);
    only_gross.net = None;
    let (picky, other) = contest(file(only_gross), file(namesake(2)), &[gross, net]);
    assert_eq!((found(&picky), found(&other)), (Some("900"), Some("901")));
}
