//! Without a network: the cache answers, resends wait in the queue, and no request leaves.

use std::net::TcpListener;

use serde_json::json;

use crate::desk::Desk;
use crate::services::Services;

#[test]
fn the_cache_answers_and_no_request_leaves() {
    let services = Services::start(&[]);
    let desk = Desk::refreshed(&services);
    let document = services.find("invoice", "failed", Some("VENDOR_INACTIVE"));
    let before = services.requests().len();
    let rows = desk.rows();
    let offline = |arguments: &[&str]| desk.run(&[&["--offline"], arguments].concat()).expect(0);
    assert_eq!(
        offline(&["list", "--limit", "1000"])["rows"].as_array().map(Vec::len),
        Some(rows.len())
    );
    assert_eq!(offline(&["show", &document])["state"], "failed");
    assert!(
        offline(&["causes"])["causes"]
            .as_array()
            .is_some_and(|causes| !causes.is_empty())
    );
    offline(&["outbox"]);
    offline(&["explain", "--class", "PERIOD_CLOSED"]);
    let file = desk.file("table.csv");
    offline(&["export", "--format", "csv", "--output", file.to_str().expect("a path")]);
    assert_eq!(desk.run(&["--offline", "refresh"]).error(1), "offline");
    assert_eq!(services.requests().len(), before, "no request left");
}

#[test]
fn the_local_commands_ask_nobody_even_when_online() {
    let services = Services::start(&[]);
    let desk = Desk::refreshed(&services);
    let before = services.requests().len();
    desk.rows();
    desk.run(&["causes"]).expect(0);
    desk.outbox();
    let document = services.find("invoice", "missing", None);
    desk.run(&["handled", &document, "--reason", "by hand"]).expect(0);
    desk.run(&["explain", "Business Validation Error"]).expect(0);
    assert_eq!(services.requests().len(), before);
}

#[test]
fn a_resend_waits_in_the_queue_until_it_is_asked_for_again() {
    let services = Services::start(&[]);
    let mut desk = Desk::refreshed(&services);
    let document = services.find("invoice", "missing", None);
    let before = services.requests().len();
    let result = desk.resend(&document, &["--offline"], "queued");
    assert_eq!(desk.attempt()["state"], "queued");
    assert_eq!(desk.attempt()["attempt"], result["attempt"]);
    desk.blocked(&document, &["--offline"], "in_flight");
    assert_eq!(services.requests().len(), before);
    // A refresh does not send it: every send is the user's own act.
    desk.advance(&services, 2000);
    desk.refresh();
    assert_eq!(desk.attempt()["state"], "queued");
    assert!(services.mutations().is_empty());

    let sent = desk.resend(&document, &["--wait", "30"], "proved");
    assert_eq!(sent["attempt"], result["attempt"], "the queued attempt goes on");
    assert_eq!((services.created(&document), services.mutations().len()), (1, 1));
    assert_eq!(Desk::events(&desk.attempt()), ["queued", "in_flight", "sent", "proved"]);
}

#[test]
fn what_nobody_is_there_for_is_kept_without_being_told_to() {
    let services = Services::start(&[]);
    let mut desk = Desk::refreshed(&services);
    let document = services.find("invoice", "missing", None);
    let nobody = TcpListener::bind("127.0.0.1:0").and_then(|port| port.local_addr());
    let nobody = format!("http://{}", nobody.expect("a port that is free again"));
    for side in ["PROCUREMENT_URL", "QUICKBOOKS_URL"] {
        desk.set(side, &nobody);
    }
    desk.resend(&document, &["--dry-run"], "would_send");
    desk.resend(&document, &[], "queued");
    assert_eq!(desk.attempt()["waits_for"], "offline");
    for (side, name) in [("procurement", "PROCUREMENT_URL"), ("quickbooks", "QUICKBOOKS_URL")] {
        desk.set(name, services.info(side, "url"));
    }
    let sent = desk.run(&["resend", "--queued", "--wait", "30"]).expect(0);
    assert_eq!(sent["results"][0]["outcome"], "proved");
    assert_eq!((services.created(&document), services.mutations().len()), (1, 1));
}

#[test]
fn a_queued_resend_is_looked_up_before_it_leaves() {
    let services = Services::start(&[]);
    let desk = Desk::refreshed(&services);
    let document = services.find("invoice", "missing", None);
    desk.resend(&document, &["--offline"], "queued");
    services.act(&json!({ "do": "resend", "ref": document }));
    desk.resend(&document, &["--wait", "30"], "already_there");
    assert!(services.mutations().is_empty());
    assert_ne!(desk.attempt()["state"], "queued", "nothing waits any more");
}

#[test]
fn a_queued_resend_can_be_cancelled_and_nothing_else_can() {
    let services = Services::start(&[]);
    let desk = Desk::refreshed(&services);
    let document = services.find("invoice", "missing", None);
    let queued = desk.resend(&document, &["--offline"], "queued");
    let attempt = queued["attempt"].as_str().expect("an attempt").to_owned();
    let outbox = desk.run(&["outbox", "cancel", &attempt]).expect(0);
    assert_eq!(outbox["attempts"][0]["state"], "cancelled");
    assert_eq!(desk.run(&["outbox", "cancel", &attempt]).error(2), "invalid_input");
    assert_eq!(desk.run(&["outbox", "cancel", "01JNOTHERE"]).error(1), "not_found");
    // Cancelled is settled: a new resend is a new attempt.
    let sent = desk.resend(&document, &["--wait", "30"], "proved");
    assert_ne!(sent["attempt"], attempt);
    let sent = sent["attempt"].as_str().expect("an attempt");
    assert_eq!(desk.run(&["outbox", "cancel", sent]).error(2), "invalid_input");
}

#[test]
fn offline_the_cache_decides_what_may_wait() {
    let services = Services::start(&[]);
    let desk = Desk::refreshed(&services);
    let held = services.find("invoice", "failed", Some("VENDOR_INACTIVE"));
    desk.blocked(&held, &["--offline"], "cause");
    let there = services.find("invoice", "synced", None);
    desk.resend(&there, &["--offline"], "already_there");
    let missing = services.find("order", "missing", None);
    desk.resend(&missing, &["--offline", "--dry-run"], "would_send");
    assert!(desk.outbox().is_empty());
}

#[test]
fn a_detail_that_cannot_be_fetched_is_answered_from_the_cache() {
    let services = Services::start(&["--documents", "60"]);
    let desk = Desk::refreshed(&services);
    let document = services.find("order", "synced", None);
    services.fault(&json!({ "service": "procurement", "kind": "drop_before" }));
    assert_eq!(
        desk.run(&["--offline", "show", &document]).expect(0)["detail_cached"],
        false
    );
    assert_eq!(desk.show(&document)["state"], "synced");
    services.clear_faults();
    let shown = desk.show(&document);
    assert_eq!(shown["detail_cached"], true);
    assert!(!shown["lines"].as_array().expect("lines").is_empty());
}
