//! What the window asks beside the command line: the proof of a document and the rules of the company,
//! through the handlers of the data contract, from what the command has read.

use clearpost_api::{
    AgreedBy, App, Clock, Connection, Options, connection_from_environment, dto, grace_from_environment,
};
use serde_json::{Value, json};

use crate::desk::Desk;
use crate::services::{NOW, Services};

/// The handlers over a desk's data, without a request leaving.
pub fn handlers(desk: &Desk) -> App {
    let connection = connection_from_environment(&|name| desk.variable(name)).expect("a connection");
    open(desk, connection, true)
}

/// The same of a connection that the user made, whose company agrees to resends in its settings.
pub fn window(desk: &Desk) -> App {
    open(desk, connected(desk), false)
}

/// The handlers with a network, by the environment's route.
pub fn online(desk: &Desk) -> App {
    let connection = connection_from_environment(&|name| desk.variable(name)).expect("a connection");
    open(desk, connection, false)
}

/// A window without a network.
pub fn window_offline(desk: &Desk) -> App {
    open(desk, connected(desk), true)
}

fn connected(desk: &Desk) -> Option<Connection> {
    let connection = connection_from_environment(&|name| desk.variable(name)).expect("a connection");
    connection.map(|connection| Connection {
        agreed: AgreedBy::Settings,
        ..connection
    })
}

fn open(desk: &Desk, connection: Option<Connection>, offline: bool) -> App {
    let now = desk.variable("CLEARPOST_NOW").unwrap_or_else(|| NOW.to_owned());
    App::open(Options {
        data_dir: desk.data(),
        company: None,
        connection,
        offline,
        clock: Clock::Fixed(now.parse().expect("a time")),
        grace: grace_from_environment(&|name| desk.variable(name)).expect("a time"),
        demonstration: false,
    })
    .expect("it opens")
}

fn proof(app: &App, document: &str) -> Value {
    let proof = app.proof(document).expect("a proof");
    serde_json::to_value(proof).expect("JSON")
}

fn results<'a>(proof: &'a Value, result: &str) -> Vec<&'a str> {
    let lines = proof["lines"].as_array().expect("lines");
    let of = |fields: &'a Value| fields.as_array().expect("fields").iter();
    of(&proof["fields"])
        .chain(lines.iter().flat_map(|line| of(&line["fields"])))
        .filter(|field| field["result"] == result)
        .map(|field| field["field"].as_str().expect("a name"))
        .collect()
}

#[test]
fn a_proof_shows_the_same_differences_as_the_verdict() {
    let services = Services::start(&["--documents", "60"]);
    let desk = Desk::refreshed(&services);
    let app = handlers(&desk);
    let mut compared = 0;
    for (name, fact) in services.truth() {
        let proof = proof(&app, &name);
        let state = fact["state"].as_str().expect("a state");
        let shown: Vec<String> = desk.show(&name)["differences"]
            .as_array()
            .expect("differences")
            .iter()
            .map(|one| one["field"].as_str().expect("a name").to_owned())
            .collect();
        if ["synced", "differs"].contains(&state) {
            compared += 1;
            let mut differing = results(&proof, "differs");
            let mut shown: Vec<&str> = shown.iter().map(String::as_str).collect();
            differing.sort_unstable();
            shown.sort_unstable();
            assert_eq!(differing, shown, "{name}: {proof:#}");
            assert!(!results(&proof, "equal").is_empty(), "{name}");
        }
        for side in [
            "procurement_read_at",
            "quickbooks_read_at",
            "statement",
            "company",
            "realm",
        ] {
            assert!(proof[side].is_string(), "{name} {side}");
        }
        for field in proof["fields"].as_array().expect("fields") {
            let has_note = field["note"].is_string();
            assert!(has_note || field["result"] != "not_compared", "it says why: {field}");
        }
    }
    assert!(compared > 10, "only {compared} were in the books");
}

#[test]
fn a_document_that_is_not_there_is_proved_missing() {
    let services = Services::start(&[]);
    let desk = Desk::refreshed(&services);
    let missing = services.find("order", "missing", None);
    let proof = proof(&handlers(&desk), &missing);
    assert_eq!(proof["fields"], json!([]));
    let statement = proof["statement"].as_str().expect("a sentence");
    assert!(statement.contains("is not in QuickBooks Online"), "{statement}");
}

fn change(app: &App, change: Value) -> Result<dto::SettingsResult, dto::ErrorBody> {
    app.change_settings(serde_json::from_value(change).expect("a change"))
}

#[test]
fn a_tolerance_lets_small_differences_pass_and_shows_them() {
    let services = Services::start(&[]);
    let desk = Desk::refreshed(&services);
    let bill = services.find("invoice", "synced", None);
    let amount = desk.show(&bill)["amount"].as_str().expect("an amount").to_owned();
    let (whole, cents) = amount.split_once('.').expect("cents");
    let cents: u32 = cents.parse().expect("cents");
    let near = if cents < 97 {
        format!("{whole}.{:02}", cents + 3)
    } else {
        format!("{whole}.{:02}", cents - 3)
    };
    services.act(&json!({"do": "change_total_in_quickbooks", "ref": bill, "total": near}));
    desk.refresh();
    assert_eq!(desk.state(&bill), "differs");
    let app = handlers(&desk);
    for wrong in ["-0.01", "a lot", "1e9", "11"] {
        assert_eq!(
            change(&app, json!({"tolerance": wrong})).unwrap_err().code,
            "invalid_input",
            "{wrong}"
        );
    }
    assert_eq!(change(&app, json!({"tolerance": "0.02"})).unwrap().tolerance, "0.02");
    assert_eq!(desk.state(&bill), "differs");
    change(&app, json!({"tolerance": "0.05"})).unwrap();
    let shown = desk.show(&bill);
    let evidence = shown["evidence"].to_string();
    assert!(evidence.contains("within the tolerance"), "{evidence}");
    assert!(results(&proof(&app, &bill), "tolerated").contains(&"total"));
    change(&app, json!({"tolerance": "0"})).unwrap();
    assert_eq!(desk.state(&bill), "differs");
}

#[test]
fn kinds_that_are_not_synced_and_days_before_the_sync_start_are_not_due() {
    let services = Services::start(&[]);
    let desk = Desk::refreshed(&services);
    let (order, invoice) = (
        services.find("order", "missing", None),
        services.find("invoice", "missing", None),
    );
    let app = handlers(&desk);
    assert_eq!(
        change(&app, json!({"not_synced": ["bill"]})).unwrap_err().code,
        "invalid_input"
    );
    change(&app, json!({"not_synced": ["order"]})).unwrap();
    assert_eq!(
        (desk.state(&order), desk.state(&invoice)),
        ("not_due".into(), "missing".into())
    );
    let settings = change(&app, json!({"not_synced": [], "sync_start": "2026-03-02"})).unwrap();
    assert_eq!(settings.sync_start.as_deref(), Some("2026-03-02"));
    assert!(settings.proposed_sync_start.is_some());
    assert_eq!(desk.state(&order), "not_due");
    assert_eq!(
        change(&app, json!({"sync_start": "yesterday"})).unwrap_err().code,
        "invalid_input"
    );
    // The rules are kept: another start of the program judges by them.
    desk.refresh();
    assert_eq!(desk.state(&order), "not_due");
    change(&app, json!({"sync_start": ""})).unwrap();
    assert_eq!(desk.state(&order), "missing");
}

#[test]
fn what_was_learned_is_shown_with_what_it_rests_on() {
    let services = Services::start(&["--documents", "60"]);
    let desk = Desk::refreshed(&services);
    let settings = handlers(&desk).settings().expect("settings");
    for name in ["number", "date", "total"] {
        let item = settings.learned.iter().find(|one| one.name == name).expect("an item");
        assert!(item.agreeing > 2 && item.example.is_some(), "{item:?}");
        let text = item.text.as_deref().expect("it is learned");
        assert!(text.contains("bill") && text.contains("purchase order"), "{text}");
    }
    let names: Vec<&str> = settings.learned.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["number", "date", "due_date", "total", "tax"]);
}

#[test]
fn undocumented_keys_are_listed_and_judge_once_the_user_says_what_they_mean() {
    let services = Services::start(&["--mode", "probe"]);
    let mut desk = Desk::new(&services);
    for name in ["QUICKBOOKS_URL", "QUICKBOOKS_REALM", "QUICKBOOKS_ACCESS_TOKEN"] {
        desk.unset(name);
    }
    desk.refresh();
    let app = handlers(&desk);
    let settings = app.settings().expect("settings");
    let keys: Vec<&str> = settings.fields.iter().map(|field| field.key.as_str()).collect();
    assert!(
        keys.contains(&"quickbooks_id") && keys.contains(&"quickbooks_sync_status"),
        "{keys:?}"
    );
    assert!(
        settings
            .fields
            .iter()
            .all(|field| field.documents > 0 && field.meaning.is_none())
    );

    let synced = services.find("order", "synced", None);
    assert_eq!(desk.show(&synced)["state"], "unknown");
    for (field, meaning) in [
        ("quickbooks_id", "quickbooks_id"),
        ("quickbooks_sync_status", "sync_state"),
    ] {
        change(&app, json!({"field": field, "meaning": meaning})).unwrap();
    }
    let shown = desk.show(&synced);
    assert_eq!(
        (&shown["state"], &shown["proof"]),
        (&json!("unknown"), &json!("reported"))
    );
    for (field, meaning) in [("quickbooks_id", "an id"), ("no_such_key", "ignore")] {
        let refused = change(&app, json!({"field": field, "meaning": meaning}));
        assert_eq!(refused.unwrap_err().code, "invalid_input");
    }
}

#[test]
fn lines_are_compared_once_they_were_read() {
    let services = Services::start(&[]);
    let desk = Desk::refreshed(&services);
    let bill = services.find("invoice", "synced", None);
    // Whoever looks at a document has its lines read.
    desk.show(&bill);
    let app = handlers(&desk);
    assert!(results(&proof(&app, &bill), "equal").contains(&"line.1.account"));
    services.act(&json!({"do": "edit_in_quickbooks", "ref": bill, "line": 1, "account": "6700"}));
    desk.refresh();
    let shown = desk.show(&bill);
    assert_eq!(shown["state"], "differs");
    assert_eq!(shown["differences"][0]["field"], "line.1.account");
    assert_eq!(services.truth()[&bill]["state"], "differs");
}

#[test]
fn an_order_that_an_expense_closed_says_so() {
    let services = Services::start(&[]);
    let desk = Desk::refreshed(&services);
    let order = services.find("order", "synced", None);
    services.act(&json!({"do": "close_order_by_expense", "ref": order}));
    desk.refresh();
    let evidence = desk.show(&order)["evidence"].to_string();
    assert!(evidence.contains("was closed by expense"), "{evidence}");
}

#[test]
fn a_deleted_bill_tells_when_it_was_there_and_since_when_it_is_gone() {
    let services = Services::start(&[]);
    let mut desk = Desk::refreshed(&services);
    let bill = services.find("invoice", "synced", None);
    desk.advance(&services, 3 * 86_400);
    services.act(&json!({"do": "delete_in_quickbooks", "ref": bill}));
    desk.refresh();
    let evidence = desk.show(&bill)["evidence"].to_string();
    assert!(
        evidence.contains("was there on 2026-03-02 and is gone since 2026-03-05"),
        "{evidence}"
    );
}

#[test]
fn a_service_that_is_not_connected_to_quickbooks_is_said_once_for_the_company() {
    let services = Services::start(&[]);
    let desk = Desk::refreshed(&services);
    let banners = |desk: &Desk| -> Vec<String> {
        let status = handlers(desk).status().expect("a status");
        status.banners.into_iter().map(|banner| banner.name).collect()
    };
    assert!(banners(&desk).is_empty());
    services.act(&json!({"do": "set_connection", "connection": "off"}));
    desk.refresh();
    assert_eq!(banners(&desk), ["procurement_not_connected"]);
}
