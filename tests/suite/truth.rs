//! What the product shows is what is true: every document's state, its first class and the record that
//! stands in its way, in every mode of the services.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::desk::Desk;
use crate::services::Services;

/// What is shown to stand in each document's way: kind and id of the record, by the document's name.
pub fn culprits(desk: &Desk) -> BTreeMap<String, Value> {
    let causes = desk.run(&["causes"]).expect(0);
    let mut culprits = BTreeMap::new();
    for cause in causes["causes"].as_array().expect("causes") {
        for document in cause["documents"].as_array().expect("documents") {
            let name = document.as_str().expect("a name").to_owned();
            let mut culprit = cause["culprit"].clone();
            if let Some(record) = culprit.as_object_mut() {
                record.remove("name");
            }
            assert!(
                culprits.insert(name, culprit).is_none(),
                "{document} waits for one thing"
            );
        }
    }
    culprits
}

/// Every way in which what is shown is not what is true.
pub fn disagreements(services: &Services, desk: &Desk) -> Vec<String> {
    let (truth, rows, culprits) = (services.truth(), desk.rows(), culprits(desk));
    let mut wrong = Vec::new();
    for name in rows.keys().filter(|name| !truth.contains_key(*name)) {
        wrong.push(format!("{name} is shown and does not exist"));
    }
    for (name, fact) in &truth {
        let Some(row) = rows.get(name) else {
            wrong.push(format!("{name} is not shown"));
            continue;
        };
        if row["state"] != fact["state"] {
            wrong.push(format!("{name} is {}, shown as {}", fact["state"], row["state"]));
        }
        let class = row["classes"].get(0).cloned().unwrap_or_default();
        // A failed document whose cause is gone may still say what the last error was about.
        if fact["class"].is_null() && !class.is_null() && desk.show(name)["findings"][0]["confidence"] == "possible" {
            continue;
        }
        let shown = culprits.get(name).cloned().unwrap_or_default();
        if class != fact["class"] || shown != fact["culprit"] {
            wrong.push(format!(
                "{name} ({}): {} {}, shown {class} {shown}",
                fact["state"], fact["class"], fact["culprit"]
            ));
        }
    }
    wrong
}

#[track_caller]
pub fn agrees(services: &Services, desk: &Desk) {
    let wrong = disagreements(services, desk);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn shown_is_true_in(mode: &str) {
    let services = Services::start(&["--mode", mode, "--documents", "120"]);
    let desk = Desk::refreshed(&services);
    agrees(&services, &desk);
}

#[test]
fn strict_public() {
    shown_is_true_in("strict-public");
}

#[test]
fn edit_resends() {
    shown_is_true_in("edit-resends");
}

#[test]
fn edit_restarts_approval() {
    shown_is_true_in("edit-restarts-approval");
}

#[test]
fn custom_resend() {
    shown_is_true_in("custom-resend");
}

#[test]
fn probe() {
    shown_is_true_in("probe");
}

#[test]
fn another_seed() {
    let services = Services::start(&["--seed", "77", "--documents", "420"]);
    let desk = Desk::refreshed(&services);
    agrees(&services, &desk);
}

#[test]
fn a_second_refresh_changes_nothing() {
    let services = Services::start(&[]);
    let desk = Desk::refreshed(&services);
    let before = desk.rows();
    desk.refresh();
    assert_eq!(desk.rows(), before);
}

#[test]
fn everything_shown_without_a_look_into_the_books_is_hearsay() {
    let services = Services::start(&[]);
    let mut desk = Desk::new(&services);
    for name in ["QUICKBOOKS_URL", "QUICKBOOKS_REALM", "QUICKBOOKS_ACCESS_TOKEN"] {
        desk.unset(name);
    }
    let result = desk.refresh();
    assert_eq!(result["requests"]["quickbooks"], 0);
    let truth = services.truth();
    for (name, row) in desk.rows() {
        let (state, proof) = (
            row["state"].as_str().expect("a state"),
            row["proof"].as_str().expect("a proof"),
        );
        assert!(["reported", "none"].contains(&proof), "{name} claims proof: {row}");
        assert!(
            ["failed", "pending", "not_due", "unknown"].contains(&state),
            "{name} is {state} without a look into the books"
        );
        if state == "failed" {
            assert_eq!(proof, "reported", "{name}");
        }
        if truth[&name]["state"] == "failed" {
            assert_eq!(state, "failed", "{name} is reported as failed");
        }
    }
}
