//! What the user set for a company holds for every resend: the route with its calls, one document at
//! a time until it is proved, and nothing at all while the read-only switch is on (promise S39).

use clearpost_api::dto;
use serde_json::{Value, json};

use crate::desk::Desk;
use crate::judging::handlers;
use crate::services::Services;

/// A desk whose environment names no way to resend.
fn undecided(services: &Services) -> Desk {
    let mut desk = Desk::new(services);
    for name in ["RESEND_ROUTE", "RESEND_CALL_ORDER", "RESEND_CALL_INVOICE"] {
        desk.unset(name);
    }
    desk.refresh();
    desk
}

#[track_caller]
fn set(desk: &Desk, change: dto::SettingsChange) -> dto::SettingsResult {
    handlers(desk).change_settings(change).expect("it is set")
}

fn by_call(services: &Services) -> dto::SettingsChange {
    dto::SettingsChange {
        route: Some("call".into()),
        call_order: Some(services.info("resend", "order")),
        call_invoice: Some(services.info("resend", "invoice")),
        ..Default::default()
    }
}

fn read_only(on: bool) -> dto::SettingsChange {
    dto::SettingsChange {
        read_only: Some(on),
        ..Default::default()
    }
}

/// Outcome and reason of each.
fn told(answer: &Value) -> Vec<(Value, Value)> {
    let results = answer["results"].as_array().expect("results").iter();
    results
        .map(|one| (one["outcome"].clone(), one["reason"].clone()))
        .collect()
}

#[test]
fn a_resend_goes_by_the_route_that_is_set_for_the_company() {
    let services = Services::start(&[]);
    let desk = undecided(&services);
    let document = services.find("invoice", "missing", None);
    desk.blocked(&document, &["--force"], "no_route");
    let settings = set(&desk, by_call(&services));
    assert_eq!(
        (settings.route.as_deref(), settings.route_verified),
        (Some("call"), false)
    );
    desk.resend(&document, &["--wait", "30"], "proved");
    assert_eq!(services.created(&document), 1);
    assert!(
        handlers(&desk).settings().expect("settings").route_verified,
        "it ended in proof"
    );
    // Taken back, nothing leaves.
    let none = dto::SettingsChange {
        route: Some(String::new()),
        ..Default::default()
    };
    assert_eq!(set(&desk, none).route, None);
    desk.blocked(&services.find("order", "missing", None), &["--force"], "no_route");
    assert_eq!(services.mutations().len(), 1);
}

#[test]
fn several_are_sent_only_by_a_route_that_is_verified() {
    let services = Services::start(&["--documents", "60"]);
    let desk = undecided(&services);
    let gone = desk.sendable(&services, 4);
    let [first, second, third, fourth] = &gone[..] else {
        panic!("four that were there: {gone:?}")
    };
    set(&desk, by_call(&services));
    let no_route = vec![(json!("blocked"), json!("no_route")); 2];
    for option in ["--force", "--dry-run", "--offline"] {
        let answer = desk.run(&["resend", first, second, "--recreate", option]).expect(1);
        assert_eq!(told(&answer), no_route, "{answer:#}");
        assert!(answer.to_string().contains("one document alone"), "{answer:#}");
    }
    assert!(services.mutations().is_empty());

    desk.resend(first, &[first, "--recreate", "--wait", "30"], "proved");
    let answer = desk
        .run(&["resend", second, third, "--recreate", "--wait", "30"])
        .expect(0);
    assert_eq!(told(&answer), vec![(json!("proved"), Value::Null); 2]);

    // Another call has proved nothing yet.
    let another = dto::SettingsChange {
        call_order: Some("POST /api/v1/purchase_orders/{id}/send_again".into()),
        ..Default::default()
    };
    assert!(!set(&desk, another).route_verified);
    let answer = desk.run(&["resend", third, fourth, "--recreate"]).expect(1);
    assert_eq!(told(&answer)[1], no_route[0], "{answer:#}");
    assert_eq!(services.mutations().len(), 3);
}

#[test]
fn a_proof_that_a_refresh_finds_verifies_the_route_too() {
    let services = Services::start(&["--sync-delay", "60000"]);
    let mut desk = undecided(&services);
    set(&desk, by_call(&services));
    desk.resend(&services.find("invoice", "missing", None), &["--wait", "0"], "sent");
    assert!(!handlers(&desk).settings().expect("settings").route_verified);
    desk.advance(&services, 90);
    desk.refresh();
    assert_eq!(desk.attempt()["state"], "proved");
    assert!(handlers(&desk).settings().expect("settings").route_verified);
}

#[test]
fn while_the_read_only_switch_is_on_no_request_leaves_that_changes_anything() {
    let services = Services::start(&[]);
    let desk = Desk::refreshed(&services);
    let queued = services.find("order", "missing", None);
    desk.resend(&queued, &["--offline"], "queued");
    assert!(set(&desk, read_only(true)).read_only);

    let everything: Vec<String> = services.truth().into_keys().collect();
    let names: Vec<&str> = everything.iter().map(String::as_str).collect();
    let options = ["--force", "--update", "--recreate", "--wait", "0"];
    let answer = desk.run(&[&["resend"][..], &names, &options].concat()).expect(1);
    let outcomes = told(&answer);
    assert_eq!(outcomes.len(), names.len());
    let held = (json!("blocked"), json!("read_only"));
    assert!(outcomes.iter().filter(|one| **one == held).count() > 5, "{outcomes:?}");
    assert!(!outcomes.iter().any(|(outcome, _)| *outcome == "sent"), "{outcomes:?}");
    desk.blocked(&queued, &["--force"], "read_only");
    desk.blocked(&services.find("invoice", "missing", None), &["--offline"], "read_only");
    desk.run(&["resend", "--class", "UNKNOWN", "--force"]).expect(1);
    desk.refresh();
    assert_eq!(services.mutations(), Vec::<Value>::new());
    assert_eq!(desk.attempt()["state"], "queued", "it waits");

    set(&desk, read_only(false));
    desk.resend(&queued, &["--wait", "30"], "proved");
    assert_eq!(services.mutations().len(), 1);
}

#[test]
fn what_the_environment_says_wins() {
    let services = Services::start(&["--mode", "strict-public"]);
    let mut desk = undecided(&services);
    let edit = || dto::SettingsChange {
        route: Some("edit".into()),
        ..Default::default()
    };
    set(&desk, edit());
    desk.set("RESEND_ROUTE", "call");
    desk.set("RESEND_CALL_INVOICE", "POST /api/v1/invoices/{id}/again");
    let app = handlers(&desk);
    let settings = app.settings().expect("settings");
    assert_eq!(settings.route.as_deref(), Some("call"));
    assert_eq!(
        settings.call_invoice.as_deref(),
        Some("POST /api/v1/invoices/{id}/again")
    );
    assert_eq!(app.change_settings(edit()).expect_err("not here").code, "invalid_input");
}
