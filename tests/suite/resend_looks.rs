//! Look first: everything that is found before sending keeps the document from being sent.

use serde_json::json;

use crate::desk::Desk;
use crate::proxy::Proxy;
use crate::services::Services;

/// Ends with the proof that nothing was sent.
fn nothing_was_sent(services: &Services, desk: &Desk) {
    assert!(services.mutations().is_empty(), "{:#?}", services.mutations());
    assert!(desk.outbox().is_empty());
}

#[test]
fn a_document_that_does_not_sync_is_not_sent() {
    let services = Services::start(&["--documents", "250"]);
    let desk = Desk::refreshed(&services);
    for class in [None, Some("IN_BOOKS_NOT_APPROVED")] {
        let document = services.find("invoice", "not_due", class);
        desk.resend(&document, &["--force", "--update"], "not_due");
    }
    nothing_was_sent(&services, &desk);
}

#[test]
fn a_document_that_was_cancelled_since_the_refresh_is_not_sent() {
    let services = Services::start(&[]);
    let desk = Desk::refreshed(&services);
    let document = services.find("order", "missing", None);
    services.act(&json!({ "do": "cancel", "ref": document }));
    desk.resend(&document, &["--force"], "not_due");
    nothing_was_sent(&services, &desk);
}

#[test]
fn what_is_there_already_is_not_sent() {
    let services = Services::start(&[]);
    let desk = Desk::refreshed(&services);
    // Among them those whose newest report is a failure because the service lost the answer.
    let mut reported_lost = 0;
    for kind in ["order", "invoice"] {
        for document in services.all(kind, "synced", None) {
            let history = desk.show(&document)["history"].to_string();
            let is_lost = history.contains("timed out");
            reported_lost += usize::from(is_lost);
            if is_lost || reported_lost == 0 {
                let result = desk.resend(&document, &["--force", "--update"], "already_there");
                assert!(result["quickbooks"]["id"].is_string(), "{result}");
            }
        }
    }
    nothing_was_sent(&services, &desk);
}

#[test]
fn what_arrived_since_the_refresh_is_not_sent() {
    let services = Services::start(&[]);
    let desk = Desk::refreshed(&services);
    for kind in ["order", "invoice"] {
        let document = services.find(kind, "missing", None);
        services.act(&json!({ "do": "resend", "ref": document }));
        desk.resend(&document, &[], "already_there");
        assert_eq!(services.created(&document), 1);
    }
    nothing_was_sent(&services, &desk);
}

#[test]
fn a_number_that_another_bill_carries_is_not_sent() {
    let services = Services::start(&[]);
    let desk = Desk::refreshed(&services);
    for document in services.all("invoice", "failed", Some("DUPLICATE_DOC_NUMBER")) {
        let result = desk.resend(&document, &["--force", "--update", "--recreate"], "number_taken");
        assert_eq!(
            result["quickbooks"]["id"],
            services.culprit(&document),
            "the one in the way is named"
        );
    }
    nothing_was_sent(&services, &desk);
}

#[test]
fn what_differs_is_updated_only_when_asked() {
    let services = Services::start(&[]);
    let desk = Desk::refreshed(&services);
    let different = |kind: &str| {
        let rows = desk.rows();
        let found = rows.into_iter().find(|(name, row)| {
            let is_plain = row["state"] == "differs" && row["classes"] == json!([]);
            name.starts_with(kind) && is_plain && desk.show(name)["differences"][0]["field"] == "total"
        });
        found.expect("one that differs").0
    };
    for kind in ["order", "invoice"] {
        let document = different(kind);
        desk.blocked(&document, &[], "would_update");
        desk.blocked(&document, &["--force"], "would_update");
        assert!(
            services
                .mutations()
                .iter()
                .all(|line| !line["path"].to_string().contains(&document[6..]))
        );
        desk.resend(&document, &["--update", "--wait", "30"], "proved");
        assert_eq!(services.created(&document), 1, "updated, not created again");
        assert_eq!(services.truth()[&document]["state"], "synced");
    }
}

/// Nobody knows how ProcurementExpress updates; if it makes another record, both are told, and nothing of it is
/// said not to have arrived.
#[test]
fn an_update_that_makes_a_second_record_is_told() {
    let services = Services::start(&[]);
    let mut desk = Desk::refreshed(&services);
    let document = services.find("invoice", "differs", None);
    services.quirk(&json!({ "resends_create": true }));
    desk.resend(&document, &["--update", "--wait", "3"], "sent");
    for _ in 0..3 {
        desk.advance(&services, 1_000);
        desk.refresh();
        let shown = desk.show(&document);
        assert_eq!(
            (&shown["state"], &shown["headline"]),
            (&json!("unknown"), &json!("2 equally good matches in QuickBooks Online"))
        );
    }
    assert_eq!(desk.attempt()["state"], "sent");
    desk.blocked(&document, &["--update", "--force"], "ambiguous");
    assert_eq!(services.mutations().len(), 1);
}

#[test]
fn what_was_deleted_there_is_created_again_only_when_asked() {
    let services = Services::start(&[]);
    let desk = Desk::refreshed(&services);
    let deleted = services.find("invoice", "missing", Some("TXN_DELETED"));
    desk.blocked(&deleted, &["--force", "--update"], "was_deleted");
    // Deleted after it was seen there, and not noticed by a refresh yet.
    let seen = services.all("order", "synced", None).pop().expect("one in the books");
    services.act(&json!({ "do": "delete_in_quickbooks", "ref": seen }));
    desk.blocked(&seen, &["--force"], "was_deleted");
    nothing_was_sent(&services, &desk);
    for document in [deleted, seen] {
        let before = services.created(&document);
        desk.resend(&document, &["--recreate", "--wait", "30"], "proved");
        assert_eq!(services.created(&document), before + 1);
    }
}

#[test]
fn a_sync_that_may_be_on_its_way_is_waited_for() {
    let services = Services::start(&[]);
    let desk = Desk::refreshed(&services);
    let document = services.find("invoice", "pending", None);
    desk.blocked(&document, &[], "pending");
    nothing_was_sent(&services, &desk);
    desk.resend(&document, &["--force", "--wait", "30"], "proved");
    assert_eq!(services.created(&document), 1);
}

/// Its payment looks like an edit, so nothing is due anew; an edit of it syncs all the same.
#[test]
fn an_edit_of_a_settled_invoice_is_waited_for_too() {
    let services = Services::start(&["--sync-delay", "45000"]);
    let mut desk = Desk::new(&services);
    let document = desk.sendable(&services, 1).remove(0);
    let before = services.created(&document);
    services.quirk(&json!({ "resends_create": true }));
    services.act(&json!({ "do": "pay", "ref": document }));
    desk.advance(&services, 2_000);
    desk.refresh();
    assert_eq!(desk.show(&document)["procurement_status"], "settled");
    desk.resend(&document, &["--recreate", "--dry-run"], "would_send");
    services.act(&json!({ "do": "edit", "ref": document, "notes": "looked at again" }));
    desk.blocked(&document, &["--recreate"], "pending");
    desk.advance(&services, 1_000);
    desk.resend(&document, &["--recreate"], "already_there");
    assert_eq!(services.created(&document), before + 1);
}

#[test]
fn after_the_grace_time_a_pending_document_is_sent() {
    let services = Services::start(&[]);
    let mut desk = Desk::refreshed(&services);
    let document = services.find("order", "pending", None);
    desk.advance(&services, 1000);
    desk.resend(&document, &["--wait", "30"], "proved");
    assert_eq!(services.created(&document), 1);
}

#[test]
fn several_equally_good_matches_are_not_guessed_at() {
    let services = Services::start(&[]);
    let desk = Desk::refreshed(&services);
    let document = services.find("invoice", "unknown", None);
    let before = services.created(&document);
    desk.blocked(&document, &["--force", "--update", "--recreate"], "ambiguous");
    nothing_was_sent(&services, &desk);
    assert_eq!(services.created(&document), before);
}

#[test]
fn a_confirmed_cause_blocks_whatever_is_forced() {
    let services = Services::start(&[]);
    let desk = Desk::refreshed(&services);
    for class in [
        "ACCOUNT_AP_AR",
        "VENDOR_INACTIVE",
        "VENDOR_NAME_CONFLICT",
        "REF_INACTIVE",
    ] {
        let document = services.find("order", "failed", Some(class));
        desk.blocked(&document, &[], "cause");
        desk.blocked(&document, &["--force"], "cause");
    }
    nothing_was_sent(&services, &desk);
}

#[test]
fn a_likely_cause_blocks_until_forced() {
    let services = Services::start(&[]);
    let document = services.find("invoice", "failed", Some("UNKNOWN"));
    // The error that nobody knows becomes one whose cause only its text tells.
    let proxy = Proxy::start(&services.info("procurement", "url"), |_, ask| {
        let mut answer = ask();
        if let Ok(text) = String::from_utf8(answer.body.clone()) {
            let known = "Required param missing, need to supply the required value for the API";
            answer.body = text.replace("An unexpected condition was met", known).into_bytes();
        }
        answer
    });
    let mut desk = Desk::new(&services);
    desk.set("PROCUREMENT_URL", proxy.url());
    desk.refresh();
    let finding = &desk.show(&document)["findings"][0];
    assert_eq!(
        (&finding["class"], &finding["confidence"]),
        (&json!("REQUIRED_MISSING"), &json!("likely"))
    );
    desk.blocked(&document, &[], "cause");
    nothing_was_sent(&services, &desk);
    // Forced, it leaves, and the service says again what is wrong.
    let result = desk.resend(&document, &["--force", "--wait", "30"], "refused");
    assert!(
        result["detail"].as_str().is_some_and(|text| text.len() > 20),
        "{result}"
    );
    assert_eq!(services.created(&document), 0);
}

#[test]
fn what_the_data_confirm_cannot_be_forced() {
    let services = Services::start(&[]);
    let desk = Desk::refreshed(&services);
    // A number that is longer than QuickBooks takes is seen on the document itself.
    let document = services.find("invoice", "failed", Some("FIELD_LENGTH"));
    assert_eq!(desk.show(&document)["findings"][0]["confidence"], "confirmed");
    desk.blocked(&document, &["--force"], "cause");
    nothing_was_sent(&services, &desk);
}

#[test]
fn what_was_set_aside_is_not_sent_until_that_is_taken_back() {
    let services = Services::start(&[]);
    let desk = Desk::refreshed(&services);
    let document = services.find("invoice", "missing", None);
    let shown = desk
        .run(&["handled", &document, "--reason", "entered by hand"])
        .expect(0);
    assert_eq!(
        (&shown["state"], &shown["handled_reason"]),
        (&json!("handled"), &json!("entered by hand"))
    );
    desk.refresh();
    assert_eq!(desk.state(&document), "handled", "a refresh keeps it");
    desk.blocked(&document, &["--force"], "handled");
    nothing_was_sent(&services, &desk);
    desk.run(&["handled", &document, "--undo"]).expect(0);
    assert_eq!(desk.state(&document), "missing");
    desk.resend(&document, &["--wait", "30"], "proved");
}

#[test]
fn without_a_look_into_the_books_nothing_is_sent() {
    for fault in [
        json!({ "service": "quickbooks", "kind": "status", "status": 503, "path_prefix": "/v3" }),
        json!({ "service": "quickbooks", "kind": "drop_before", "path_prefix": "/v3" }),
        json!({ "service": "quickbooks", "kind": "html", "path_prefix": "/v3" }),
        json!({ "service": "quickbooks", "kind": "status", "status": 401, "path_prefix": "/v3" }),
    ] {
        let services = Services::start(&[]);
        let desk = Desk::refreshed(&services);
        let document = services.find("invoice", "missing", None);
        services.fault(&fault);
        desk.blocked(&document, &["--force"], "cannot_look");
        nothing_was_sent(&services, &desk);
        services.clear_faults();
    }
}

#[test]
fn without_quickbooks_nothing_is_sent() {
    let services = Services::start(&[]);
    let mut desk = Desk::new(&services);
    for name in ["QUICKBOOKS_URL", "QUICKBOOKS_REALM", "QUICKBOOKS_ACCESS_TOKEN"] {
        desk.unset(name);
    }
    desk.refresh();
    desk.blocked(&services.find("invoice", "missing", None), &["--force"], "cannot_look");
    nothing_was_sent(&services, &desk);
}
