//! People work in both services between two refreshes, and what is shown follows: the cheap second
//! refresh is as true as the first.

use serde_json::{Value, json};

use crate::desk::Desk;
use crate::services::Services;
use crate::truth::agrees;

/// Reads everything, lets people act, lets time pass, reads what changed, and compares.
fn after(flags: &[&str], seconds: i64, act: impl FnOnce(&Services) -> Vec<Value>) {
    let services = Services::start(flags);
    let mut desk = Desk::refreshed(&services);
    for body in act(&services) {
        services.act(&body);
    }
    if seconds > 0 {
        desk.advance(&services, seconds);
    }
    desk.refresh();
    agrees(&services, &desk);
    // And a second look at the same books sees the same.
    desk.refresh();
    agrees(&services, &desk);
}

fn inactive_vendor(services: &Services) -> String {
    let document = services.all("invoice", "failed", Some("VENDOR_INACTIVE"));
    let truth = services.truth();
    let held = document.iter().find(|name| truth[*name]["culprit"]["kind"] == "vendor");
    services.culprit(held.expect("an invoice that waits for a vendor"))
}

#[test]
fn a_vendor_is_made_active() {
    after(&[], 0, |services| {
        vec![json!({ "do": "reactivate_vendor", "vendor": inactive_vendor(services) })]
    });
}

#[test]
fn a_vendor_is_made_active_and_its_documents_are_resent_elsewhere() {
    after(&[], 5, |services| {
        let vendor = inactive_vendor(services);
        let held: Vec<String> = services
            .truth()
            .into_iter()
            .filter(|(_, row)| row["culprit"]["id"] == *vendor && row["culprit"]["kind"] == "vendor")
            .map(|(name, _)| name)
            .collect();
        let mut acts = vec![json!({ "do": "reactivate_vendor", "vendor": vendor })];
        acts.extend(held.iter().map(|name| json!({ "do": "resend", "ref": name })));
        acts
    });
}

#[test]
fn a_line_gets_another_account() {
    for wait in [0, 60, 1800] {
        after(&[], wait, |services| {
            let document = services.find("order", "failed", Some("ACCOUNT_AP_AR"));
            // As many lines as it has.
            for line in 1..=9 {
                services
                    .try_act(&json!({ "do": "change_line_account", "ref": document, "line": line, "account": "6100" }));
            }
            Vec::new()
        });
    }
}

#[test]
fn an_invoice_moves_into_an_open_period() {
    after(&[], 30, |services| {
        let document = services.find("invoice", "failed", Some("PERIOD_CLOSED"));
        vec![json!({ "do": "change_invoice_date", "ref": document, "date": "2026-02-20" })]
    });
}

#[test]
fn a_document_in_the_books_is_cancelled() {
    after(&[], 0, |services| {
        ["order", "invoice"]
            .map(|kind| json!({ "do": "cancel", "ref": services.find(kind, "synced", None) }))
            .to_vec()
    });
}

#[test]
fn records_are_deleted_in_quickbooks() {
    after(&[], 0, |services| {
        ["order", "invoice"]
            .map(|kind| json!({ "do": "delete_in_quickbooks", "ref": services.find(kind, "synced", None) }))
            .to_vec()
    });
}

#[test]
fn a_total_is_changed_in_quickbooks() {
    after(&[], 0, |services| {
        let document = services.find("invoice", "synced", None);
        vec![json!({ "do": "change_total_in_quickbooks", "ref": document, "total": "12345.67" })]
    });
}

#[test]
fn a_bill_loses_its_order() {
    after(&["--documents", "200"], 0, |services| {
        let linked: Vec<Value> = services
            .all("invoice", "synced", None)
            .iter()
            .map(|name| json!({ "do": "unlink", "ref": name }))
            .collect();
        linked
    });
}

#[test]
fn a_vendor_is_renamed() {
    after(&[], 0, |services| {
        vec![json!({ "do": "rename_vendor", "vendor": inactive_vendor(services), "name": "Northgate Paper and Pens" })]
    });
}

#[test]
fn documents_are_archived_and_taken_back() {
    after(&[], 0, |services| {
        let mut acts: Vec<Value> = ["order", "invoice"]
            .into_iter()
            .flat_map(|kind| services.all(kind, "synced", None))
            .map(|name| json!({ "do": "archive", "ref": name }))
            .collect();
        acts.push(json!({ "do": "dearchive", "ref": services.find("invoice", "synced", None) }));
        acts
    });
}

#[test]
fn the_books_are_opened_again() {
    // The closing date was seen before, so its absence means that it was lifted.
    let services = Services::start(&[]);
    let desk = Desk::refreshed(&services);
    let document = services.find("invoice", "failed", Some("PERIOD_CLOSED"));
    services.act(&json!({ "do": "open_books" }));
    desk.refresh();
    assert_eq!(desk.show(&document)["findings"][0]["confidence"], "possible");
    desk.resend(&document, &["--wait", "30"], "proved");
}

#[test]
fn the_books_are_closed_later() {
    let services = Services::start(&[]);
    let desk = Desk::refreshed(&services);
    services.act(&json!({ "do": "close_books", "date": "2026-02-28" }));
    desk.refresh();
    let rows = desk.rows();
    for (name, fact) in services.truth() {
        let row = &rows[&name];
        assert_eq!(row["state"], fact["state"], "{name}");
        if fact["class"] == "PERIOD_CLOSED" {
            let classes = row["classes"].as_array().expect("classes");
            assert!(
                classes.contains(&fact["class"]),
                "{name} is held by the closed period: {row}"
            );
        }
    }
}

#[test]
fn documents_are_approved() {
    for wait in [0, 30, 3600] {
        after(&["--documents", "150", "--sync-delay", "20000"], wait, |services| {
            // Whatever can be approved.
            for name in ["order", "invoice"]
                .map(|kind| services.all(kind, "not_due", None))
                .concat()
            {
                services.try_act(&json!({ "do": "approve", "ref": name }));
            }
            Vec::new()
        });
    }
}

#[test]
fn a_document_in_the_books_is_edited() {
    for wait in [0, 1800] {
        after(&["--sync-delay", "60000"], wait, |services| {
            ["order", "invoice"]
                .map(|kind| json!({ "do": "edit", "ref": services.find(kind, "synced", None), "notes": "leave at the desk" }))
                .to_vec()
        });
    }
}

#[test]
fn an_edit_that_restarts_the_approval() {
    after(&["--mode", "edit-restarts-approval"], 30, |services| {
        ["order", "invoice"]
            .map(|kind| json!({ "do": "edit", "ref": services.find(kind, "synced", None) }))
            .to_vec()
    });
}

#[test]
fn a_bill_is_typed_by_hand() {
    after(&[], 0, |services| {
        vec![json!({ "do": "type_bill_by_hand", "ref": services.find("invoice", "missing", None) })]
    });
}

#[test]
fn the_grace_time_runs_out() {
    after(&[], 1800, |_| Vec::new());
}

#[test]
fn a_month_passes() {
    after(&[], 32 * 24 * 3600, |services| {
        vec![
            json!({ "do": "delete_in_quickbooks", "ref": services.find("invoice", "synced", None) }),
            json!({ "do": "edit", "ref": services.find("order", "synced", None) }),
        ]
    });
}

#[test]
fn a_supplier_is_archived_and_another_comes_back() {
    after(&[], 0, |services| {
        let held = services.all("order", "failed", Some("VENDOR_INACTIVE"));
        let truth = services.truth();
        let archived = held.iter().find(|name| truth[*name]["culprit"]["kind"] == "supplier");
        vec![json!({ "do": "restore_supplier", "supplier": services.culprit(archived.expect("one that waits")) })]
    });
}

#[test]
fn the_name_in_the_way_is_changed() {
    let services = Services::start(&[]);
    let desk = Desk::refreshed(&services);
    let truth = services.truth();
    let (document, fact) = truth
        .iter()
        .find(|(_, row)| row["culprit"]["kind"] == "customer")
        .expect("a name in the way");
    services.act(&json!({ "do": "rename_customer", "customer": fact["culprit"]["id"], "name": "Hartwell (customer)" }));
    desk.refresh();
    assert_eq!(
        desk.show(document)["findings"][0]["confidence"],
        "possible",
        "the name is free"
    );
    desk.resend(document, &["--wait", "30"], "proved");
    assert_eq!(services.created(document), 1);
}

#[test]
fn a_bill_is_entered_a_second_time() {
    after(&[], 0, |services| {
        vec![json!({ "do": "duplicate_bill", "ref": services.find("invoice", "synced", None) })]
    });
}
