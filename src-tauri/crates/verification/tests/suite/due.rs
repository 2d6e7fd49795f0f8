//! Since when a document is due, what made it due, and which sync entry reports on that.

use clearpost_domain::{Document, Due, DueEvent, Status, SyncResult, SyncState};
use clearpost_verification::unreported_change;

use crate::build::{approved, at, day, entry, file, invoice, order, world};

fn updated(mut document: Document, time: &str) -> Document {
    document.detail.as_mut().unwrap().updated_at = Some(at(time));
    document
}

fn due(event: DueEvent, since: &str) -> Due {
    let since = at(since);
    Due { since, event }
}

#[test]
fn approval_makes_a_document_due() {
    for document in [invoice(1), order(1)] {
        let verdict = world([file(document)], []).first();
        assert_eq!(verdict.due, Some(due(DueEvent::Approved, "2026-02-12T08:00:00Z")));
    }
}

#[test]
fn a_list_row_tells_the_day_of_an_invoices_approval() {
    let mut document = invoice(1);
    document.detail = None;
    let verdict = world([file(document)], []).first();
    assert_eq!(verdict.due, Some(due(DueEvent::Approved, "2026-02-12T00:00:00Z")));
}

#[test]
fn an_edit_in_an_approved_status_makes_it_due_again() {
    for document in [invoice(1), order(1)] {
        let document = updated(document, "2026-02-25T10:00:00Z");
        let verdict = world([file(document)], []).first();
        assert_eq!(verdict.due, Some(due(DueEvent::Edited, "2026-02-25T10:00:00Z")));
    }
}

#[test]
fn an_update_that_a_sync_entry_wrote_is_no_edit() {
    for (touched, event) in [
        ("2026-02-25T10:00:02Z", DueEvent::Approved),
        ("2026-02-25T09:59:58Z", DueEvent::Approved),
        ("2026-02-25T10:00:03Z", DueEvent::Edited),
    ] {
        let filed = file(updated(order(1), touched)).failed("2026-02-25T10:00:00Z");
        assert_eq!(world([filed], []).first().due.unwrap().event, event, "{touched}");
    }
}

/// A resend asks more strictly than the verdict.
#[test]
fn a_change_is_reported_by_an_entry_of_its_own_moment_or_later() {
    let failed = |time: Option<&str>| [entry(1, time.map(at), SyncResult::Failed)];
    let document = updated(order(1), "2026-02-25T10:00:02Z");
    for time in ["2026-02-25T10:00:01Z", "2026-02-25T10:00:02Z", "2026-02-25T11:00:00Z"] {
        assert_eq!(unreported_change(&document, &failed(Some(time))), None, "{time}");
    }
    let change = Some(at("2026-02-25T10:00:02Z"));
    assert_eq!(
        unreported_change(&document, &failed(Some("2026-02-25T10:00:00Z"))),
        change
    );
    assert_eq!(unreported_change(&document, &failed(None)), change);
    assert_eq!(unreported_change(&document, &[]), change);
}

#[test]
fn archiving_and_paying_are_no_edits() {
    let changed = updated(order(1), "2026-02-25T10:00:00Z");
    let archived = Document {
        archived: true,
        ..changed.clone()
    };
    let paid = Document {
        status: Status::Paid,
        ..changed.clone()
    };
    for (document, event) in [
        (archived, DueEvent::Approved),
        (paid, DueEvent::Approved),
        (changed, DueEvent::Edited),
    ] {
        assert_eq!(world([file(document)], []).first().due.unwrap().event, event);
    }
}

#[test]
fn the_update_that_approval_itself_makes_is_no_edit() {
    let document = updated(order(1), "2026-02-12T08:00:02Z");
    assert_eq!(
        world([file(document)], []).first().due.unwrap().event,
        DueEvent::Approved
    );
}

#[test]
fn an_invoices_approval_day_is_refined_by_the_update_of_that_day() {
    let mut document = invoice(1);
    document.validated_on = Some(day("2026-02-12"));
    document.detail.as_mut().unwrap().approved_at = None;
    let document = updated(document, "2026-02-12T16:30:00Z");
    let verdict = world([file(document)], []).first();
    assert_eq!(verdict.due, Some(due(DueEvent::Approved, "2026-02-12T16:30:00Z")));
}

#[test]
fn the_newest_of_approval_edit_and_resend_counts() {
    let edited = updated(order(1), "2026-02-25T10:00:00Z");
    for (resent, event, since) in [
        ("2026-02-26T10:00:00Z", DueEvent::Resent, "2026-02-26T10:00:00Z"),
        ("2026-02-24T10:00:00Z", DueEvent::Edited, "2026-02-25T10:00:00Z"),
    ] {
        let verdict = world([file(edited.clone()).resent(resent, None)], []).first();
        assert_eq!(verdict.due, Some(due(event, since)));
    }
}

#[test]
fn a_document_that_does_not_sync_is_due_since_never() {
    let mut document = order(1);
    document.status = Status::Pending;
    let verdict = world([file(document).resent("2026-02-26T10:00:00Z", None)], []).first();
    assert_eq!((verdict.due, verdict.state), (None, SyncState::NotDue));
}

#[test]
fn a_resend_is_pending_until_the_grace_time_has_passed() {
    let filed = file(order(1)).failed("2026-02-12T08:00:03Z");
    let seen = Some((Some(at("2026-02-12T08:00:03Z")), 1));
    let filed = filed.resent("2026-02-26T10:00:00Z", seen);
    for (now, state) in [
        ("2026-02-26T10:14:59Z", SyncState::Pending),
        ("2026-02-26T10:15:00Z", SyncState::Missing),
    ] {
        let verdict = world([filed.clone()], []).seen_at(now).first();
        assert_eq!((verdict.state, verdict.sync_report), (state, None));
    }
}

#[test]
fn an_entry_newer_than_the_one_seen_before_the_resend_reports_on_it() {
    let seen = (Some(at("2026-02-26T09:59:50Z")), 7);
    for (id, time, is_newer) in [
        (7, Some("2026-02-26T09:59:50Z"), false),
        // The two clocks need not agree: what counts is what was seen, not when we sent.
        (8, Some("2026-02-26T09:59:55Z"), true),
        (8, Some("2026-02-26T09:59:50Z"), true),
        (6, Some("2026-02-26T09:59:49Z"), false),
        (8, None, true),
        (6, None, false),
    ] {
        let mut filed = file(order(1)).resent("2026-02-26T10:00:00Z", Some(seen));
        filed.sync = vec![entry(id, time.map(at), SyncResult::Failed)];
        let verdict = world([filed], []).seen_at("2026-02-26T10:01:00Z").first();
        assert_eq!(verdict.sync_report.is_some(), is_newer, "{id} {time:?}");
        let expected = if is_newer {
            SyncState::Failed
        } else {
            SyncState::Pending
        };
        assert_eq!(verdict.state, expected);
    }
}

#[test]
fn without_a_mark_of_what_was_seen_the_time_of_the_resend_decides() {
    for (time, state) in [
        ("2026-02-26T09:59:59Z", SyncState::Pending),
        ("2026-02-26T10:00:00Z", SyncState::Failed),
    ] {
        let filed = file(order(1)).failed(time).resent("2026-02-26T10:00:00.700Z", None);
        let verdict = world([filed], []).seen_at("2026-02-26T10:01:00Z").first();
        assert_eq!(verdict.state, state, "the service's times have whole seconds only");
    }
}

#[test]
fn an_error_from_before_an_edit_does_not_report_on_it() {
    let filed = file(updated(order(1), "2026-02-25T10:00:00Z")).failed("2026-02-20T10:00:00Z");
    let verdict = world([filed], []).seen_at("2026-02-25T10:05:00Z").first();
    assert_eq!((verdict.state, verdict.sync_report), (SyncState::Pending, None));
}

#[test]
fn an_error_without_a_time_counts() {
    let mut filed = file(order(1));
    filed.sync = vec![entry(1, None, SyncResult::Failed)];
    assert_eq!(world([filed], []).first().state, SyncState::Failed);
}

#[test]
fn people_may_write_what_they_like_below_a_document() {
    use clearpost_domain::{Author, HistoryEntry, HistorySource};
    let plain = world([file(invoice(1))], []).first();
    let mut document = invoice(1);
    document.detail.as_mut().unwrap().history.push(HistoryEntry {
        id: 9,
        at: Some(approved()),
        author: Author::default(),
        source: HistorySource::Comment,
        text: "Error: sync to QuickBooks failed".into(),
    });
    assert_eq!(world([file(document)], []).first(), plain);
}
