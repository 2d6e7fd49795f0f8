//! Resending: each way to send ends in proof, and only the agreed way is used.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use crate::desk::Desk;
use crate::proxy::Proxy;
use crate::services::Services;

/// The requests that ask for a resend.
fn sends(services: &Services) -> usize {
    services.mutations().len()
}

#[test]
fn a_resend_by_call_is_proved() {
    let services = Services::start(&["--sync-delay", "400"]);
    let desk = Desk::refreshed(&services);
    for kind in ["order", "invoice"] {
        let document = services.find(kind, "missing", None);
        let result = desk.resend(&document, &["--wait", "30"], "proved");
        assert_eq!(services.created(&document), 1);
        let entity = if kind == "order" { "PurchaseOrder" } else { "Bill" };
        assert_eq!(result["quickbooks"]["entity"], entity);
        assert!(result.get("differences").is_none(), "{result}");
        // What is shown follows at once, without another refresh.
        let shown = desk.show(&document);
        assert_eq!(
            (&shown["state"], &shown["proof"]),
            (&json!("synced"), &json!("verified"))
        );
        assert_eq!(shown["quickbooks"]["id"], result["quickbooks"]["id"]);
        assert_eq!(services.truth()[&document]["state"], "synced");
        let attempt = &desk.outbox()[0];
        assert_eq!(attempt["attempt"], result["attempt"]);
        assert_eq!(
            (&attempt["state"], &attempt["route"]),
            (&json!("proved"), &json!("call"))
        );
        assert_eq!(Desk::events(attempt), ["in_flight", "sent", "proved"]);
    }
    assert_eq!(sends(&services), 2);
}

#[test]
fn a_resend_by_edit_is_proved_and_changes_nothing() {
    let services = Services::start(&["--mode", "edit-resends", "--sync-delay", "400"]);
    let mut desk = Desk::new(&services);
    desk.set("RESEND_ROUTE", "edit");
    desk.refresh();
    for kind in ["order", "invoice"] {
        let document = services.find(kind, "missing", None);
        let before = desk.show(&document);
        let result = desk.resend(&document, &["--wait", "30"], "proved");
        assert_eq!(services.created(&document), 1);
        desk.refresh();
        let after = desk.show(&document);
        for field in ["number", "supplier", "amount", "date", "procurement_status", "lines"] {
            assert_eq!(after[field], before[field], "{field}");
        }
        assert_eq!(after["state"], "synced");
        assert_eq!(result["ref"], document);
        assert_eq!(desk.outbox()[0]["route"], "edit");
    }
    assert_eq!(sends(&services), 2);
}

#[test]
fn an_edit_that_nobody_acts_on_is_not_called_done() {
    let services = Services::start(&["--mode", "strict-public"]);
    let mut desk = Desk::new(&services);
    desk.set("RESEND_ROUTE", "edit");
    desk.refresh();
    let document = services.find("invoice", "missing", None);
    desk.resend(&document, &["--wait", "1"], "sent");
    assert_eq!(services.created(&document), 0);
}

#[test]
fn an_edit_that_leaves_the_approved_status_stops_everything() {
    let services = Services::start(&["--mode", "edit-restarts-approval"]);
    let mut desk = Desk::new(&services);
    desk.set("RESEND_ROUTE", "edit");
    desk.refresh();
    let first = services.find("order", "missing", None);
    let second = services.find("invoice", "missing", None);
    let answer = desk.run(&["resend", &first, &second, "--wait", "0"]).expect(1);
    let results = answer["results"].as_array().expect("results");
    assert_eq!(results.len(), 2, "the user is told of each: {answer}");
    assert_eq!(results[0]["outcome"], "left_approved_status");
    assert_eq!(results[1]["outcome"], "blocked");
    assert_eq!(sends(&services), 1, "nothing after the first");
    assert_eq!(services.truth()[&first]["state"], "not_due");
    assert_eq!(desk.state(&first), "not_due", "and so it is shown");
    assert_eq!(desk.state(&second), "missing");
}

/// What an edit puts on the wire, against the document as the service had just given it.
#[test]
fn the_body_of_an_edit_is_the_smallest_that_leaves_everything_as_it_was() {
    let services = Services::start(&["--mode", "edit-resends"]);
    let wire: Arc<Mutex<Vec<(String, Value)>>> = Arc::default();
    let (noted, read) = (Arc::clone(&wire), Mutex::new(Value::Null));
    let proxy = Proxy::start(&services.info("procurement", "url"), move |request, ask| {
        let answer = ask();
        let last = &mut *read.lock().expect("what was read");
        if request.first.starts_with("PUT ") {
            let body: Value = serde_json::from_slice(&request.body).expect("JSON");
            let mut wire = wire.lock().expect("the wire");
            wire.push((request.first.clone(), json!({ "sent": body, "read": last.take() })));
        } else if let Ok(body) = serde_json::from_slice(&answer.body) {
            *last = body;
        }
        answer
    });
    let mut desk = Desk::new(&services);
    desk.set("RESEND_ROUTE", "edit");
    desk.set("PROCUREMENT_URL", proxy.url());
    desk.refresh();
    for (kind, root, field) in [
        ("order", "purchase_order", "notes"),
        ("invoice", "invoice", "invoice_number"),
    ] {
        let document = services.find(kind, "missing", None);
        desk.resend(&document, &["--wait", "30"], "proved");
        let (_, told) = noted.lock().expect("the wire").pop().expect("one edit");
        let (sent, read) = (&told["sent"], &told["read"]);
        let original = read.get(root).unwrap_or(read);
        // One field, as it was, and nothing that adds lines or sends for approval.
        assert_eq!(*sent, json!({ root: { field: original[field] } }), "{read:#}");
    }
    assert_eq!(sends(&services), 2);
}

#[test]
fn a_dry_run_sends_nothing() {
    let services = Services::start(&[]);
    let desk = Desk::refreshed(&services);
    let document = services.find("invoice", "missing", None);
    desk.resend(&document, &["--dry-run"], "would_send");
    assert_eq!(sends(&services), 0);
    assert!(desk.outbox().is_empty());
}

#[test]
fn nothing_leaves_without_an_agreed_route() {
    let services = Services::start(&[]);
    let mut desk = Desk::refreshed(&services);
    desk.unset("RESEND_ROUTE");
    let document = services.find("invoice", "missing", None);
    desk.blocked(&document, &[], "no_route");
    desk.blocked(&document, &["--force", "--update", "--recreate"], "no_route");
    // One route is agreed, another is asked for.
    desk.set("RESEND_ROUTE", "edit");
    desk.blocked(&document, &["--route", "call"], "no_route");
    // Agreed, but there is no such call.
    desk.set("RESEND_ROUTE", "call");
    desk.unset("RESEND_CALL_INVOICE");
    desk.blocked(&document, &[], "no_route");
    assert_eq!(sends(&services), 0);
    assert_eq!(services.created(&document), 0);
}

#[test]
fn a_class_is_resent_together_orders_first() {
    let services = Services::start(&[]);
    let desk = Desk::refreshed(&services);
    let answer = desk.run(&["resend", "--class", "UNKNOWN", "--wait", "0"]);
    let results = answer.json["results"].as_array().expect("results").clone();
    let names: Vec<&str> = results.iter().filter_map(|one| one["ref"].as_str()).collect();
    let truth = services.truth();
    let expected: Vec<&String> = truth
        .iter()
        .filter(|(_, row)| row["class"] == "UNKNOWN")
        .map(|(name, _)| name)
        .collect();
    assert_eq!(names.len(), expected.len());
    assert!(
        names[0].starts_with("order") && names[1].starts_with("invoice"),
        "{names:?}"
    );
    // The service refuses them again, in its own words.
    for one in &results {
        assert_eq!(one["outcome"], "refused", "{one}");
        assert!(
            one["detail"].as_str().is_some_and(|text| text.contains("7f3a")),
            "{one}"
        );
    }
    assert_eq!(answer.code, 1);
}

#[test]
fn everything_that_waits_for_one_cause_is_resent_once_it_is_mended() {
    let services = Services::start(&["--sync-delay", "200"]);
    let desk = Desk::refreshed(&services);
    let causes = desk.run(&["causes"]).expect(0);
    let cause = causes["causes"].as_array().expect("causes").iter();
    let cause = cause
        .clone()
        .find(|cause| cause["class"] == "VENDOR_INACTIVE" && cause["culprit"]["kind"] == "vendor");
    let cause = cause.expect("a vendor that holds documents").clone();
    let id = cause["id"].as_str().expect("an id");
    // Before: each is blocked by it, and force does not help against what is known.
    let answer = desk.run(&["resend", "--cause", id, "--force"]).expect(1);
    for one in answer["results"].as_array().expect("results") {
        assert_eq!(
            (&one["outcome"], &one["reason"]),
            (&json!("blocked"), &json!("cause")),
            "{one}"
        );
    }
    assert_eq!(sends(&services), 0);

    services.act(&json!({ "do": "reactivate_vendor", "vendor": cause["culprit"]["id"] }));
    let answer = desk.run(&["resend", "--cause", id, "--wait", "30"]).expect(0);
    let results = answer["results"].as_array().expect("results");
    assert_eq!(results.len(), cause["documents"].as_array().expect("documents").len());
    for one in results {
        assert_eq!(one["outcome"], "proved", "{one}");
        assert_eq!(services.created(one["ref"].as_str().expect("a name")), 1);
    }
    assert_eq!(sends(&services), results.len());
    assert_eq!(desk.run(&["resend", "--cause", id]).error(2), "invalid_input");
}
