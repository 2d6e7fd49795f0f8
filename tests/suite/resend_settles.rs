//! Sent, and then: proof that comes later, refusal that comes later, and what the outbox tells of it.

use serde_json::json;

use crate::desk::Desk;
use crate::services::Services;

#[test]
fn what_is_sent_is_proved_by_a_later_refresh() {
    let services = Services::start(&["--sync-delay", "60000"]);
    let mut desk = Desk::refreshed(&services);
    let document = services.find("invoice", "missing", None);
    desk.resend(&document, &["--wait", "0"], "sent");
    assert_eq!(desk.attempt()["state"], "sent");
    let shown = desk.show(&document);
    assert_eq!(
        (&shown["state"], &shown["due_event"]),
        (&json!("pending"), &json!("resent"))
    );
    // Not again while it may be on its way.
    desk.blocked(&document, &["--wait", "0"], "pending");
    assert_eq!(services.mutations().len(), 1);

    desk.advance(&services, 90);
    desk.refresh();
    assert_eq!(desk.attempt()["state"], "proved");
    assert_eq!(Desk::events(&desk.attempt()), ["in_flight", "sent", "proved"]);
    assert_eq!(desk.state(&document), "synced");
    assert_eq!(services.created(&document), 1);
}

#[test]
fn a_clock_that_jumps_ahead_makes_nothing_old_that_has_just_left() {
    let services = Services::start(&["--sync-delay", "60000"]);
    let mut desk = Desk::refreshed(&services);
    let document = services.find("invoice", "missing", None);
    desk.resend(&document, &["--wait", "0"], "sent");
    // This computer's clock alone: the sync is still on its way.
    desk.set("NOW", "2026-03-02T12:00:00Z");
    desk.blocked(&document, &["--wait", "0"], "pending");
    assert_eq!(services.mutations().len(), 1);
}

#[test]
fn what_is_sent_and_fails_is_refused_by_a_later_refresh() {
    let services = Services::start(&["--sync-delay", "60000"]);
    let mut desk = Desk::refreshed(&services);
    let document = services.find("order", "failed", Some("UNKNOWN"));
    desk.resend(&document, &["--wait", "0"], "sent");
    desk.advance(&services, 90);
    desk.refresh();
    let attempt = desk.attempt();
    assert_eq!(attempt["state"], "refused");
    let last = attempt["history"]
        .as_array()
        .and_then(|events| events.last())
        .expect("an event");
    assert_eq!(last["event"], "sync_error");
    assert!(
        last["detail"].as_str().is_some_and(|text| text.contains("7f3a")),
        "{last}"
    );
    assert_eq!(desk.state(&document), "failed");
}

#[test]
fn what_was_accepted_and_came_to_nothing_can_be_sent_again_after_the_grace_time() {
    let services = Services::start(&["--mode", "strict-public"]);
    let mut desk = Desk::new(&services);
    desk.set("RESEND_ROUTE", "edit");
    desk.refresh();
    let document = services.find("invoice", "missing", None);
    desk.resend(&document, &["--wait", "0"], "sent");
    desk.blocked(&document, &[], "pending");
    desk.advance(&services, 1000);
    desk.refresh();
    assert_eq!(desk.attempt()["state"], "sent", "nobody knows better");
    assert_eq!(desk.state(&document), "missing");
    desk.resend(&document, &["--wait", "0"], "sent");
    assert_eq!(services.mutations().len(), 2);
}

#[test]
fn the_outbox_lists_the_newest_first_with_all_fields() {
    let services = Services::start(&[]);
    let mut desk = Desk::refreshed(&services);
    assert!(desk.outbox().is_empty());
    let first = services.find("invoice", "missing", None);
    desk.resend(&first, &["--wait", "30"], "proved");
    desk.advance(&services, 5);
    let second = services.find("order", "missing", None);
    desk.resend(&second, &["--wait", "30"], "proved");
    let attempts = desk.outbox();
    assert_eq!(
        attempts.iter().map(|one| &one["ref"]).collect::<Vec<_>>(),
        [&json!(second), &json!(first)]
    );
    for attempt in &attempts {
        for field in ["attempt", "state", "route", "created_at"] {
            assert!(attempt[field].is_string(), "{field}: {attempt}");
        }
        for event in attempt["history"].as_array().expect("a history") {
            assert!(event["at"].as_str().is_some_and(|at| at.ends_with('Z')), "{event}");
        }
    }
}

#[test]
fn a_resend_that_the_service_does_not_let_in_is_refused_and_nothing_left() {
    for (status, code) in [(401, 3), (429, 1)] {
        let services = Services::start(&[]);
        let desk = Desk::refreshed(&services);
        let document = services.find("invoice", "missing", None);
        services.fault(
            &json!({ "service": "procurement", "method": "POST", "kind": "status", "status": status, "times": 1 }),
        );
        let answer = desk.run(&["resend", &document, "--wait", "0"]);
        assert_eq!(answer.code, code, "{:#}", answer.json);
        assert_eq!(desk.attempt()["state"], "refused");
        assert_eq!(services.created(&document), 0);
        desk.resend(&document, &["--wait", "30"], "proved");
        assert_eq!(services.created(&document), 1);
    }
}

#[test]
fn several_documents_are_answered_in_the_order_asked_for() {
    let services = Services::start(&[]);
    let desk = Desk::refreshed(&services);
    let names = [
        services.find("invoice", "missing", None),
        services.find("order", "synced", None),
        services.find("order", "missing", None),
        services.find("invoice", "not_due", Some("IN_BOOKS_NOT_APPROVED")),
    ];
    let arguments: Vec<&str> = ["resend", "--wait", "30"]
        .into_iter()
        .chain(names.iter().map(String::as_str))
        .collect();
    let answer = desk.run(&arguments).expect(1);
    let results = answer["results"].as_array().expect("results");
    let told: Vec<(&str, &str)> = results
        .iter()
        .map(|one| {
            (
                one["ref"].as_str().expect("a name"),
                one["outcome"].as_str().expect("an outcome"),
            )
        })
        .collect();
    let outcomes = ["proved", "already_there", "proved", "not_due"];
    let expected: Vec<(&str, &str)> = names.iter().map(String::as_str).zip(outcomes).collect();
    assert_eq!(told, expected);
}

#[test]
fn naming_a_document_twice_sends_it_once() {
    let services = Services::start(&[]);
    let desk = Desk::refreshed(&services);
    let document = services.find("invoice", "missing", None);
    desk.resend(&document, &[&document, "--wait", "30"], "proved");
    assert_eq!((services.created(&document), services.mutations().len()), (1, 1));
}
