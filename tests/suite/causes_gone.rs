//! A cause that was put right is seen to be gone by the next refresh, and everything that waited for it
//! can be resent at once. What stops the whole company is said once.

use serde_json::{Value, json};

use crate::desk::Desk;
use crate::services::Services;

fn causes(desk: &Desk) -> Value {
    desk.run(&["causes"]).expect(0)
}

fn cause(desk: &Desk, id: &str) -> Option<Value> {
    let all = causes(desk)["causes"].as_array().expect("causes").clone();
    all.into_iter().find(|cause| cause["id"] == id)
}

fn first_of(desk: &Desk, class: &str, kind: &str) -> Value {
    let all = causes(desk)["causes"].as_array().expect("causes").clone();
    let found = all
        .into_iter()
        .find(|cause| cause["class"] == class && cause["culprit"]["kind"] == kind);
    found.unwrap_or_else(|| panic!("a cause of {class}"))
}

/// Puts one cause right, and follows it to its end: seen to be gone, resent, proved, no longer there.
#[track_caller]
fn followed(class: &str, kind: &str, fix: impl FnOnce(&Value) -> Value) {
    let services = Services::start(&["--documents", "60"]);
    let desk = Desk::refreshed(&services);
    let before = first_of(&desk, class, kind);
    let id = before["id"].as_str().expect("an id").to_owned();
    assert_eq!((&before["resolved"], &before["ready"]), (&json!(false), &json!([])));
    services.act(&fix(&before["culprit"]));
    desk.refresh();
    let after = cause(&desk, &id).unwrap_or_else(|| panic!("{id} is shown: {:#}", causes(&desk)));
    assert_eq!(after["resolved"], true, "{after:#}");
    assert_eq!(after["documents"], before["documents"]);
    assert_eq!(after["ready"], before["documents"]);
    for other in causes(&desk)["causes"].as_array().expect("causes") {
        assert!(other["id"] == id.as_str() || other["resolved"] == false, "{other:#}");
    }
    let documents: Vec<&str> = after["documents"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    let finding = desk.show(documents[0])["findings"][0].clone();
    assert_eq!(
        (&finding["resolved"], &finding["class"]),
        (&json!(true), &json!(class)),
        "{finding:#}"
    );
    let answer = desk.run(&["resend", "--cause", &id, "--wait", "20"]).expect(0);
    let results = answer["results"].as_array().expect("results");
    assert_eq!(results.len(), documents.len());
    assert!(results.iter().all(|one| one["outcome"] == "proved"), "{answer:#}");
    for document in documents {
        assert_eq!(services.created(document), 1, "{document}");
        assert_eq!(services.truth()[document]["state"], "synced", "{document}");
    }
    assert!(cause(&desk, &id).is_none(), "nothing waits for it any more");
}

#[test]
fn a_vendor_that_is_active_again() {
    followed(
        "VENDOR_INACTIVE",
        "vendor",
        |vendor| json!({"do": "reactivate_vendor", "vendor": vendor["id"]}),
    );
}

#[test]
fn an_account_that_is_active_again() {
    followed(
        "REF_INACTIVE",
        "account",
        |account| json!({"do": "reactivate_account", "account": account["id"]}),
    );
}

#[test]
fn a_name_that_is_free_again() {
    followed(
        "VENDOR_NAME_CONFLICT",
        "customer",
        |customer| json!({"do": "rename_customer", "customer": customer["id"], "name": "Somebody else"}),
    );
}

#[test]
fn a_closing_date_that_was_lifted() {
    followed("PERIOD_CLOSED", "closing_date", |_| json!({"do": "open_books"}));
}

#[test]
fn a_supplier_that_is_no_longer_archived() {
    followed(
        "VENDOR_INACTIVE",
        "supplier",
        |supplier| json!({"do": "restore_supplier", "supplier": supplier["id"]}),
    );
}

#[test]
fn who_can_put_it_right_is_told_what_to_do() {
    let services = Services::start(&[]);
    let desk = Desk::refreshed(&services);
    let vendor = first_of(&desk, "VENDOR_INACTIVE", "vendor");
    assert_eq!(vendor["who"], "finance");
    let message = vendor["message"].as_str().expect("a message");
    let name = vendor["culprit"]["name"].as_str().expect("a name");
    for part in [
        &format!("Vendor {name} is inactive in QuickBooks"),
        "What helps:\n1. ",
        "Make active",
    ] {
        assert!(message.contains(part), "{part}: {message}");
    }
    let account = first_of(&desk, "ACCOUNT_AP_AR", "account");
    assert_eq!(account["who"], "requester");
    let unknown = services.find("invoice", "failed", Some("UNKNOWN"));
    let finding = desk.show(&unknown)["findings"][0].clone();
    assert_eq!(finding["who"], "support");
    let message = finding["message"].as_str().expect("a message");
    assert!(
        message.contains("ProcurementExpress support") && message.contains("The error in the history says"),
        "{message}"
    );
}

/// A new invoice that somebody approved at once.
fn approved(services: &Services) -> String {
    services.act(&json!({"do": "create", "kind": "invoice", "supplier": 8820, "amount": "99.00"}));
    let mut names = services.truth().into_keys();
    let name = names.rfind(|name| name.starts_with("invoice")).expect("an invoice");
    services.act(&json!({"do": "approve", "ref": name}));
    name
}

#[test]
fn a_lost_sign_in_is_said_once_and_is_past_when_something_arrived_since() {
    let services = Services::start(&["--documents", "60"]);
    let mut desk = Desk::refreshed(&services);
    assert_eq!(causes(&desk)["company"], json!([]));
    services.act(&json!({"do": "set_connection", "connection": "expired"}));
    let held = [approved(&services), approved(&services)];
    desk.advance(&services, 60);
    desk.refresh();
    let all = causes(&desk);
    let company = all["company"].as_array().expect("a list");
    assert_eq!(company.len(), 1, "{all:#}");
    assert_eq!(
        (&company[0]["class"], &company[0]["over"]),
        (&json!("AUTH_EXPIRED"), &json!(false))
    );
    assert_eq!(company[0]["documents"], json!(held));
    let id = company[0]["cause_id"].as_str().expect("their cause");
    assert_eq!(cause(&desk, id).expect("a cause")["resolved"], false);
    let banners = crate::judging::handlers(&desk).status().expect("a status").banners;
    let told: Vec<&str> = banners.iter().map(|banner| banner.name.as_str()).collect();
    assert_eq!(told, ["company_trouble"]);
    services.act(&json!({"do": "set_connection", "connection": "good"}));
    desk.advance(&services, 3600);
    let arriving = approved(&services);
    desk.advance(&services, 60);
    desk.refresh();
    assert_eq!(desk.state(&arriving), "synced");
    let all = causes(&desk);
    assert_eq!(all["company"][0]["over"], true, "{all:#}");
    assert_eq!(cause(&desk, id).expect("a cause")["ready"], json!(held));
    let answer = desk.run(&["resend", "--cause", id, "--wait", "20"]).expect(0);
    assert!(
        answer["results"]
            .as_array()
            .expect("results")
            .iter()
            .all(|one| one["outcome"] == "proved"),
        "{answer:#}"
    );
}
