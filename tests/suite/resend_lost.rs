//! An answer that is lost is looked up, never repeated: one record in QuickBooks at most, whatever the
//! way does to the request.

use serde_json::{Value, json};

use crate::desk::Desk;
use crate::services::Services;

/// A fault on the way of a resend, once.
pub fn on_resend(kind: &str) -> Value {
    json!({ "service": "procurement", "method": "POST", "kind": kind, "times": 1 })
}

/// One document, an answer that gets lost, and a sync that takes a minute.
fn lost(kind: &str) -> (Services, Desk, String) {
    let services = Services::start(&["--sync-delay", "60000"]);
    let desk = Desk::refreshed(&services);
    let document = services.find("invoice", "missing", None);
    services.fault(&on_resend(kind));
    let result = desk.resend(&document, &["--wait", "0"], "uncertain");
    assert!(result["attempt"].is_string(), "{result}");
    (services, desk, document)
}

#[test]
fn nothing_is_sent_again_while_an_answer_is_lost() {
    let (services, desk, document) = lost("drop_after");
    for options in [
        &["--wait", "0"][..],
        &["--wait", "0", "--force", "--update", "--recreate"],
    ] {
        let result = desk.resend(&document, options, "uncertain");
        assert_eq!(result["attempt"], desk.attempt()["attempt"], "the same attempt");
    }
    assert_eq!(services.mutations().len(), 1);
    assert_eq!(desk.attempt()["state"], "uncertain");
}

#[test]
fn an_uncertain_resend_that_arrived_is_proved_by_the_next_refresh() {
    for kind in ["drop_after", "truncate", "html"] {
        let (services, mut desk, document) = lost(kind);
        desk.advance(&services, 90);
        desk.refresh();
        // A web page came instead of the service's answer: the request did not get through.
        let (state, created) = if kind == "html" {
            ("uncertain", 0)
        } else {
            ("proved", 1)
        };
        assert_eq!(desk.attempt()["state"], state, "{kind}");
        assert_eq!(services.created(&document), created, "{kind}");
        assert_eq!(services.mutations().len(), 1, "{kind}");
    }
}

#[test]
fn an_uncertain_resend_that_arrived_is_proved_by_asking_again() {
    let (services, mut desk, document) = lost("drop_after");
    desk.advance(&services, 90);
    let result = desk.resend(&document, &["--wait", "0"], "proved");
    assert!(result["quickbooks"]["id"].is_string());
    assert_eq!(desk.attempt()["state"], "proved");
    assert_eq!(services.created(&document), 1);
    desk.resend(&document, &["--wait", "0"], "already_there");
    assert_eq!(services.mutations().len(), 1);
}

#[test]
fn a_lost_answer_is_settled_at_once_when_the_record_is_seen() {
    let services = Services::start(&["--sync-delay", "300"]);
    let desk = Desk::refreshed(&services);
    let document = services.find("order", "missing", None);
    services.fault(&on_resend("drop_after"));
    desk.resend(&document, &["--wait", "30"], "proved");
    assert_eq!(Desk::events(&desk.attempt()), ["in_flight", "answer_lost", "proved"]);
    assert_eq!((services.created(&document), services.mutations().len()), (1, 1));
}

#[test]
fn a_request_that_never_arrived_is_settled_after_grace_and_two_looks() {
    let (services, mut desk, document) = lost("drop_before");
    assert_eq!(services.created(&document), 0);
    // Within the grace time, looks do not count.
    for _ in 0..3 {
        desk.advance(&services, 100);
        desk.refresh();
        assert_eq!(desk.attempt()["state"], "uncertain");
    }
    desk.advance(&services, 700);
    desk.refresh();
    assert_eq!(desk.attempt()["state"], "uncertain", "one look is not enough");
    desk.advance(&services, 30);
    desk.refresh();
    assert_eq!(
        desk.attempt()["state"],
        "uncertain",
        "two looks at nearly the same time are one"
    );
    desk.advance(&services, 40);
    desk.refresh();
    let attempt = desk.attempt();
    assert_eq!(attempt["state"], "refused");
    assert_eq!(Desk::events(&attempt).last(), Some(&"not_found"), "{attempt}");
    assert_eq!(services.mutations().len(), 1, "nothing was sent by itself");
    // Only the user sends again.
    desk.resend(&document, &["--wait", "0"], "sent");
    desk.advance(&services, 90);
    desk.refresh();
    assert_eq!(desk.state(&document), "synced");
    assert_eq!((services.created(&document), services.mutations().len()), (1, 2));
}

#[test]
fn a_clock_that_jumps_ahead_settles_nothing() {
    let (services, mut desk, document) = lost("drop_before");
    // This computer's clock alone: for the services it is still the same minute.
    for hour in ["10", "11", "12"] {
        desk.set("NOW", format!("2026-03-02T{hour}:41:00Z"));
        desk.refresh();
        desk.resend(&document, &["--wait", "0"], "uncertain");
    }
    assert_eq!(Desk::events(&desk.attempt()), ["in_flight", "answer_lost"]);
    assert_eq!(services.mutations().len(), 1);
}

#[test]
fn looks_that_could_not_be_completed_settle_nothing() {
    let (services, mut desk, document) = lost("drop_before");
    services.fault(&json!({ "service": "quickbooks", "kind": "status", "status": 503, "path_prefix": "/v3" }));
    for _ in 0..3 {
        desk.advance(&services, 1000);
        desk.run(&["refresh"]).expect(4);
        desk.resend(&document, &["--wait", "0"], "blocked");
    }
    assert_eq!(desk.attempt()["state"], "uncertain");
    assert_eq!(services.mutations().len(), 1);
}

/// After the grace time, two refreshes that see nothing.
fn settled_by_two_looks(services: &Services, desk: &mut Desk) {
    for _ in 0..2 {
        desk.advance(services, 1000);
        desk.refresh();
    }
    assert_eq!(Desk::events(&desk.attempt()).last(), Some(&"not_found"));
}

#[test]
fn without_the_history_a_look_into_the_books_alone_settles_nothing() {
    let (services, mut desk, document) = lost("drop_before");
    let id = document.split(':').nth(1).expect("an id");
    let path = format!("/api/v1/invoices/{id}");
    services.fault(
        &json!({ "service": "procurement", "method": "GET", "kind": "status", "status": 400, "path_prefix": path }),
    );
    for _ in 0..3 {
        desk.advance(&services, 1000);
        desk.run(&["refresh"]).expect(4);
    }
    assert_eq!(desk.attempt()["state"], "uncertain");
    services.clear_faults();
    settled_by_two_looks(&services, &mut desk);
}

/// Setting it aside hides it from what is left to do, not from what is on its way.
#[test]
fn a_lost_answer_of_a_document_that_was_set_aside_is_settled_too() {
    let (services, mut desk, document) = lost("drop_before");
    desk.run(&["handled", &document, "--reason", "entered by hand"])
        .expect(0);
    settled_by_two_looks(&services, &mut desk);
}

#[test]
fn looks_before_a_resend_settle_as_well() {
    let (services, mut desk, document) = lost("drop_before");
    desk.advance(&services, 1000);
    desk.resend(&document, &["--wait", "0"], "uncertain");
    desk.advance(&services, 61);
    desk.resend(&document, &["--wait", "0"], "refused");
    assert_eq!(Desk::events(&desk.attempt()).last(), Some(&"not_found"));
    assert_eq!(services.mutations().len(), 1);
}

#[test]
fn an_edit_whose_answer_is_lost_is_not_repeated() {
    let services = Services::start(&["--mode", "edit-resends", "--sync-delay", "60000"]);
    let mut desk = Desk::new(&services);
    desk.set("RESEND_ROUTE", "edit");
    desk.refresh();
    let document = services.find("order", "missing", None);
    services.fault(&json!({ "service": "procurement", "method": "PUT", "kind": "drop_after", "times": 1 }));
    desk.resend(&document, &["--wait", "0"], "uncertain");
    desk.resend(&document, &["--wait", "0", "--force"], "uncertain");
    desk.advance(&services, 90);
    desk.refresh();
    assert_eq!(desk.attempt()["state"], "proved");
    assert_eq!((services.created(&document), services.mutations().len()), (1, 1));
}

#[test]
fn an_answer_that_says_no_is_a_refusal() {
    for status in [400, 404, 422] {
        let services = Services::start(&[]);
        let desk = Desk::refreshed(&services);
        let document = services.find("invoice", "missing", None);
        let mut fault = on_resend("status");
        fault["status"] = json!(status);
        services.fault(&fault);
        let result = desk.resend(&document, &["--wait", "0"], "refused");
        assert!(
            result["detail"]
                .as_str()
                .is_some_and(|text| text.contains(&status.to_string())),
            "{result}"
        );
        assert_eq!(services.created(&document), 0);
        // Refused is settled: the user may try again.
        desk.resend(&document, &["--wait", "30"], "proved");
        assert_eq!(services.created(&document), 1);
    }
}

#[test]
fn an_error_of_the_service_after_sending_leaves_a_doubt() {
    let services = Services::start(&[]);
    let desk = Desk::refreshed(&services);
    let document = services.find("invoice", "missing", None);
    let mut fault = on_resend("status");
    fault["status"] = json!(502);
    services.fault(&fault);
    desk.resend(&document, &["--wait", "0"], "uncertain");
    desk.resend(&document, &["--wait", "0"], "uncertain");
    assert_eq!(services.mutations().len(), 1);
}
