//! What the user set for a company holds for every resend: the route with its calls, one document at
//! a time until it is proved, and nothing at all while the read-only switch is on (promise S39). A
//! connection from the environment knows the environment's route alone.

use clearpost_api::{App, dto};
use serde_json::{Value, json};

use crate::desk::Desk;
use crate::judging::{handlers, window, window_offline};
use crate::services::Services;
use crate::wait::{asked, no_progress};

#[track_caller]
fn set(app: &App, change: dto::SettingsChange) -> dto::SettingsResult {
    app.change_settings(change).expect("it is set")
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

fn wanted(refs: &[&str]) -> dto::ResendQuery {
    dto::ResendQuery {
        refs: refs.iter().map(|one| (*one).to_owned()).collect(),
        wait_seconds: Some(30),
        recreate: true,
        ..Default::default()
    }
}

/// Outcome and reason of each.
#[track_caller]
fn resend(app: &App, query: &dto::ResendQuery) -> Vec<(String, Option<String>)> {
    let done = asked(app.resend(query, no_progress())).expect("an answer");
    done.results.into_iter().map(|one| (one.outcome, one.reason)).collect()
}

fn blocked(reason: &str) -> (String, Option<String>) {
    ("blocked".to_owned(), Some(reason.to_owned()))
}

fn proved() -> (String, Option<String>) {
    ("proved".to_owned(), None)
}

fn state_of(app: &App, route: &str) -> (String, Option<String>) {
    let routes = app.settings().expect("settings").routes;
    let one = routes.into_iter().find(|one| one.route == route).expect("the route");
    assert!(one.text.len() > 40, "it is explained");
    (one.state, one.by)
}

#[test]
fn a_resend_goes_by_the_route_that_is_set_for_the_company() {
    let services = Services::start(&[]);
    let desk = Desk::refreshed(&services);
    let app = window(&desk);
    let document = services.find("invoice", "missing", None);
    assert_eq!(resend(&app, &wanted(&[&document])), [blocked("no_route")]);
    let settings = set(&app, by_call(&services));
    assert_eq!(
        (settings.route.as_deref(), settings.route_verified),
        (Some("call"), false)
    );
    assert_eq!(state_of(&app, "call"), ("unverified".to_owned(), None));
    assert_eq!(resend(&app, &wanted(&[&document])), [proved()]);
    assert_eq!(services.created(&document), 1);
    assert!(app.settings().expect("settings").route_verified, "it ended in proof");
    assert_eq!(state_of(&app, "call"), ("verified".to_owned(), Some(document)));
    // Taken back, nothing leaves.
    let none = dto::SettingsChange {
        route: Some(String::new()),
        ..Default::default()
    };
    assert_eq!(set(&app, none).route, None);
    let other = services.find("order", "missing", None);
    assert_eq!(resend(&app, &wanted(&[&other])), [blocked("no_route")]);
    assert_eq!(services.mutations().len(), 1);
}

#[test]
fn several_are_sent_only_by_a_route_that_is_verified() {
    let services = Services::start(&["--documents", "60"]);
    let desk = Desk::new(&services);
    let gone = desk.sendable(&services, 4);
    let [first, second, third, fourth] = &gone[..] else {
        panic!("four that were there: {gone:?}")
    };
    let app = window(&desk);
    set(&app, by_call(&services));
    let held = vec![blocked("no_route"); 2];
    let dry_run = dto::ResendQuery {
        dry_run: true,
        ..wanted(&[first, second])
    };
    assert_eq!(resend(&app, &dry_run), held);
    assert_eq!(resend(&app, &wanted(&[first, second])), held);
    assert_eq!(resend(&window_offline(&desk), &wanted(&[first, second])), held);
    assert!(services.mutations().is_empty());

    // Named twice it is one document still.
    assert_eq!(resend(&app, &wanted(&[first, first])), [proved()]);
    assert_eq!(resend(&app, &wanted(&[second, third])), vec![proved(); 2]);

    // Another call has proved nothing yet.
    let another = dto::SettingsChange {
        call_order: Some("POST /api/v1/purchase_orders/{id}/send_again".into()),
        ..Default::default()
    };
    assert!(!set(&app, another).route_verified);
    assert_eq!(resend(&app, &wanted(&[third, fourth]))[1], blocked("no_route"));
    assert_eq!(services.mutations().len(), 3);
}

#[test]
fn a_proof_that_a_refresh_finds_verifies_the_route_too() {
    let services = Services::start(&["--sync-delay", "60000"]);
    let mut desk = Desk::refreshed(&services);
    let app = window(&desk);
    set(&app, by_call(&services));
    let at_once = dto::ResendQuery {
        wait_seconds: Some(0),
        ..wanted(&[&services.find("invoice", "missing", None)])
    };
    assert_eq!(resend(&app, &at_once)[0].0, "sent");
    assert!(!app.settings().expect("settings").route_verified);
    desk.advance(&services, 90);
    desk.refresh();
    assert_eq!(desk.attempt()["state"], "proved");
    assert!(app.settings().expect("settings").route_verified);
}

#[test]
fn while_the_read_only_switch_is_on_no_request_leaves_that_changes_anything() {
    let services = Services::start(&[]);
    let desk = Desk::refreshed(&services);
    let app = handlers(&desk);
    let queued = services.find("order", "missing", None);
    desk.resend(&queued, &["--offline"], "queued");
    assert!(set(&app, read_only(true)).read_only);

    let everything: Vec<String> = services.truth().into_keys().collect();
    let names: Vec<&str> = everything.iter().map(String::as_str).collect();
    let options = ["--force", "--update", "--recreate", "--wait", "0"];
    for route in [&[][..], &["--route", "browser"]] {
        let answer = desk.run(&[&["resend"][..], &names, &options, route].concat()).expect(1);
        let results = answer["results"].as_array().expect("results");
        assert_eq!(results.len(), names.len());
        let held = results.iter().filter(|one| one["reason"] == "read_only").count();
        assert!(held > 5, "{answer:#}");
        assert!(!results.iter().any(|one| one["outcome"] == "sent"), "{answer:#}");
    }
    desk.blocked(&queued, &["--force"], "read_only");
    desk.blocked(&services.find("invoice", "missing", None), &["--offline"], "read_only");
    desk.run(&["resend", "--class", "UNKNOWN", "--force"]).expect(1);
    desk.run(&["resend", "--queued"]).expect(1);
    desk.run(&["verify-route", "call", &queued]).expect(1);
    desk.refresh();
    assert_eq!(services.mutations(), Vec::<Value>::new());
    assert_eq!(desk.attempt()["state"], "queued", "it waits");

    set(&app, read_only(false));
    desk.resend(&queued, &["--wait", "30"], "proved");
    assert_eq!(services.mutations().len(), 1);
}

#[test]
fn a_connection_from_the_environment_knows_the_environments_route_alone() {
    let services = Services::start(&[]);
    let mut desk = Desk::refreshed(&services);
    let app = window(&desk);
    set(&app, by_call(&services));
    let document = services.find("invoice", "missing", None);
    // The settings agree to a route; the environment does not, so nothing leaves.
    let calls = ["RESEND_ROUTE", "RESEND_CALL_ORDER", "RESEND_CALL_INVOICE"];
    let given = calls.map(|name| desk.variable(&format!("CLEARPOST_{name}")).expect("it is given"));
    desk.unset("RESEND_ROUTE");
    for route in ["call", "edit", "browser"] {
        desk.blocked(&document, &["--force", "--route", route], "no_route");
    }
    desk.blocked(&document, &[], "no_route");
    desk.blocked(&document, &["--offline"], "no_route");
    desk.run(&["verify-route", "call", &document]).expect(1);
    // Nor does its call, where the environment names none.
    desk.set("RESEND_ROUTE", "call");
    desk.unset("RESEND_CALL_INVOICE");
    desk.blocked(&document, &[], "no_route");
    assert_eq!(services.mutations(), Vec::<Value>::new());
    for (name, value) in calls.iter().zip(given) {
        desk.set(name, value);
    }
    let unattended = handlers(&desk);
    assert!(unattended.settings().expect("settings").route_from_environment);
    let refused = unattended.change_settings(by_call(&services)).expect_err("not here");
    assert_eq!(refused.code, "invalid_input");
    assert!(refused.message.contains("CLEARPOST_RESEND_ROUTE"), "{refused:?}");
    desk.resend(&document, &["--wait", "30"], "proved");
    assert_eq!(services.mutations().len(), 1);
}

#[test]
fn a_route_is_verified_by_the_proof_of_one_document_only() {
    let services = Services::start(&["--mode", "strict-public"]);
    let desk = Desk::refreshed(&services);
    let app = window(&desk);
    let document = services.find("invoice", "missing", None);
    let query = |wait| dto::VerifyQuery {
        route: "edit".into(),
        reference: document.clone(),
        wait_seconds: Some(wait),
        ..Default::default()
    };
    // The service does not count it as an edit: no proof comes.
    let tried = asked(app.verify_route(&query(0), no_progress())).expect("an answer");
    assert_eq!(
        (tried.result.outcome.as_str(), tried.route.state.as_str()),
        ("sent", "unverified")
    );
    assert_eq!(app.settings().expect("settings").route, None, "trying is not agreeing");

    let services = Services::start(&["--mode", "edit-resends"]);
    let desk = Desk::refreshed(&services);
    let app = window(&desk);
    let tried = asked(app.verify_route(&query(30), no_progress())).expect("an answer");
    assert_eq!(
        (
            tried.result.outcome.as_str(),
            tried.route.state.as_str(),
            tried.route.by
        ),
        ("proved", "verified", Some(document))
    );
    assert_eq!(json!(services.mutations().len()), json!(1));
}

#[test]
fn an_edit_that_took_a_document_out_of_approval_stops_the_route_until_it_is_agreed_again() {
    let services = Services::start(&["--mode", "edit-restarts-approval"]);
    let desk = Desk::refreshed(&services);
    let app = window(&desk);
    let (first, second) = (
        services.find("order", "missing", None),
        services.find("invoice", "missing", None),
    );
    let query = dto::VerifyQuery {
        route: "edit".into(),
        reference: first.clone(),
        wait_seconds: Some(0),
        ..Default::default()
    };
    let edit = || dto::SettingsChange {
        route: Some("edit".into()),
        ..Default::default()
    };
    set(&app, edit());
    let tried = asked(app.verify_route(&query, no_progress())).expect("an answer");
    assert_eq!(tried.result.outcome, "left_approved_status");
    assert!(
        tried.result.detail.contains("approve it again"),
        "{}",
        tried.result.detail
    );
    assert_eq!(
        (tried.route.state.as_str(), tried.route.by.as_ref()),
        ("stopped", Some(&first))
    );
    let done = asked(app.resend(&wanted(&[&second]), no_progress())).expect("an answer");
    assert_eq!(done.results[0].reason.as_deref(), Some("no_route"));
    assert!(done.results[0].detail.contains(&first), "{}", done.results[0].detail);
    assert_eq!(services.mutations().len(), 1, "one document, and no other");
    // Whoever agrees again has read why.
    set(&app, edit());
    assert_eq!(state_of(&app, "edit").0, "unverified");
}
