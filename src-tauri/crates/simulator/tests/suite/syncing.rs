//! The server-side sync: what triggers it, what it makes, and what it says when it fails.

use crate::harness::{in_mode, path, sim};
use clearpost_simulator::Mode;
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn approving_makes_one_record_after_the_delay() {
    let sim = sim().await;
    let page = sim
        .pe_get("/api/v1/invoices?invoice_statuses_filter=outstanding&per_page=100")
        .await;
    let ids = page["invoices"].as_array().expect("rows").clone();
    let mut name = String::new();
    for row in &ids {
        let candidate = format!("invoice:{}", row["id"]);
        if sim.created(&candidate).await == 0 {
            name = candidate;
            break;
        }
    }
    assert_eq!(
        sim.pe(Method::PUT, &format!("{}/approve", path(&name)), None)
            .await
            .status(),
        200
    );
    assert_eq!(sim.truth_of(&name).await["state"], "pending");
    sim.advance(31).await;
    assert_eq!(sim.truth_of(&name).await["state"], "synced");
    assert_eq!(sim.created(&name).await, 1);
    assert!(sim.reported(&name).await.contains("synced to QuickBooks Online"));
}

#[tokio::test]
async fn a_resend_of_a_synced_document_makes_no_second_record() {
    let sim = sim().await;
    for kind in ["order", "invoice"] {
        let name = sim.find("synced", None, kind).await;
        for _ in 0..3 {
            sim.resend_and_wait(&name).await;
        }
        assert_eq!(sim.created(&name).await, 1);
        assert_eq!(sim.truth_of(&name).await["state"], "synced");
    }
}

#[tokio::test]
async fn a_resend_makes_another_record_where_every_resend_creates() {
    for mode in [Mode::CustomResend, Mode::EditResends] {
        let sim = in_mode(mode).await;
        sim.control(Method::POST, "/quirks", Some(json!({"resends_create": true})))
            .await;
        sim.act(json!({"do": "open_books"})).await;
        for kind in ["order", "invoice"] {
            let name = sim.find("synced", None, kind).await;
            // What a person edits is updated as ever.
            sim.act(json!({"do": "edit", "ref": name, "notes": "looked at"})).await;
            sim.advance(31).await;
            assert_eq!(sim.created(&name).await, 1);
            if mode == Mode::CustomResend {
                sim.resend_and_wait(&name).await;
            } else {
                let root = if kind == "order" { "purchase_order" } else { "invoice" };
                let touched = sim.pe(Method::PUT, &path(&name), Some(json!({root: {}}))).await;
                assert_eq!(touched.status(), 200);
                sim.advance(31).await;
            }
            assert_eq!(sim.created(&name).await, 2, "{name}: {}", sim.reported(&name).await);
            assert_eq!(
                sim.truth_of(&name).await["state"],
                "unknown",
                "two that are equally good"
            );
        }
    }
}

#[tokio::test]
async fn each_cause_speaks_in_the_documented_words() {
    let sim = sim().await;
    for (class, kind, words) in [
        (
            "ACCOUNT_AP_AR",
            "order",
            "\"Accounts Payable\" or \"Accounts Receivable\"",
        ),
        (
            "VENDOR_NAME_CONFLICT",
            "order",
            "Another customer, vendor or employee is already using this name",
        ),
        ("VENDOR_NOT_FOUND", "order", "can not be created in QuickBooks Online."),
        ("VENDOR_INACTIVE", "order", "nactive"),
        ("REF_INACTIVE", "order", "has been made inactive"),
        (
            "BILL_BEFORE_PO",
            "invoice",
            "Add a purchase order that was created before this transaction",
        ),
        ("PERIOD_CLOSED", "invoice", "The account period has closed"),
        (
            "DUPLICATE_DOC_NUMBER",
            "invoice",
            "is assigned to TxnType=Bill with TxnId=",
        ),
        ("FIELD_LENGTH", "invoice", "Min:0 Max:21"),
        (
            "CURRENCY_MISMATCH",
            "invoice",
            "You can only use one foreign currency per transaction.",
        ),
    ] {
        let name = sim.find("failed", Some(class), kind).await;
        let said = sim.reported(&name).await;
        assert!(
            said.contains(words) || said.contains(&words.replace('"', "\\\"")),
            "{class}: {said}"
        );
    }
}

#[tokio::test]
async fn a_cause_that_still_stands_fails_again_and_makes_nothing() {
    let sim = sim().await;
    let name = sim.find("failed", Some("VENDOR_INACTIVE"), "invoice").await;
    sim.resend_and_wait(&name).await;
    let row = sim.truth_of(&name).await;
    assert_eq!(
        (row["state"].as_str(), row["class"].as_str()),
        (Some("failed"), Some("VENDOR_INACTIVE"))
    );
    assert_eq!(sim.created(&name).await, 0);
}

#[tokio::test]
async fn removing_the_cause_and_resending_syncs() {
    let sim = sim().await;
    let vendor = sim.find("failed", Some("VENDOR_INACTIVE"), "invoice").await;
    let culprit = sim.truth_of(&vendor).await["culprit"].clone();
    sim.act(json!({"do": "reactivate_vendor", "vendor": culprit["id"]}))
        .await;
    assert!(sim.truth_of(&vendor).await["class"].is_null());
    let account = sim.find("failed", Some("REF_INACTIVE"), "order").await;
    let culprit = sim.truth_of(&account).await["culprit"].clone();
    sim.act(json!({"do": "reactivate_account", "account": culprit["id"]}))
        .await;
    let period = sim.find("failed", Some("PERIOD_CLOSED"), "invoice").await;
    sim.act(json!({"do": "open_books"})).await;
    let supplier = sim.find("failed", Some("VENDOR_NOT_FOUND"), "order").await;
    sim.act(json!({"do": "rename_supplier", "supplier": 8806, "name": "Hartwell and Sons Ltd"}))
        .await;
    for name in [vendor, account, period, supplier] {
        sim.resend_and_wait(&name).await;
        assert_eq!(sim.truth_of(&name).await["state"], "synced", "{name}");
        assert_eq!(sim.created(&name).await, 1);
    }
}

#[tokio::test]
async fn edits_that_cure_sync_by_themselves() {
    let sim = sim().await;
    let early = sim.find("failed", Some("BILL_BEFORE_PO"), "invoice").await;
    sim.act(json!({"do": "change_invoice_date", "ref": early, "date": "2026-03-01"}))
        .await;
    let payable = sim.find("failed", Some("ACCOUNT_AP_AR"), "order").await;
    let detail = sim.pe_get(&path(&payable)).await;
    let line = detail["purchase_order_items"].as_array().expect("lines").len();
    sim.act(json!({"do": "change_line_account", "ref": payable, "line": line, "account": "6100"}))
        .await;
    sim.advance(60).await;
    for name in [early, payable] {
        assert_eq!(sim.truth_of(&name).await["state"], "synced", "{name}");
    }
}

#[tokio::test]
async fn a_bill_closes_and_names_its_order() {
    let sim = sim().await;
    let closed = sim.query("SELECT * FROM PurchaseOrder MAXRESULTS 1000").await;
    let orders = closed["QueryResponse"]["PurchaseOrder"]
        .as_array()
        .expect("rows")
        .clone();
    assert!(
        orders
            .iter()
            .any(|po| po["POStatus"] == "Open" && po["LinkedTxn"] == json!([]))
    );
    let order = orders
        .iter()
        .find(|po| po["POStatus"] == "Closed" && po["LinkedTxn"][0]["TxnType"] == "Bill")
        .expect("a closed order");
    let bill = order["LinkedTxn"][0]["TxnId"].as_str().expect("a bill");
    let bill = sim.qb_get(&format!("/bill/{bill}")).await;
    assert_eq!(bill["Bill"]["Line"][0]["LinkedTxn"][0]["TxnId"], order["Id"]);
    assert_ne!(order["SyncToken"], "0");
}

#[tokio::test]
async fn pending_documents_become_missing_when_nothing_comes() {
    let sim = sim().await;
    let name = sim.find("pending", None, "invoice").await;
    sim.advance(900).await;
    assert_eq!(sim.truth_of(&name).await["state"], "missing");
}

#[tokio::test]
async fn people_writing_about_errors_leave_the_state_alone() {
    let sim = sim().await;
    let name = sim.find("synced", None, "order").await;
    sim.act(json!({"do": "comment", "ref": name, "text": "Failed to sync to QuickBooks Online: nothing"}))
        .await;
    assert_eq!(sim.truth_of(&name).await["state"], "synced");
}

#[tokio::test]
async fn changes_in_quickbooks_show_in_the_truth() {
    let sim = sim().await;
    sim.act(json!({"do": "open_books"})).await;
    let name = sim.find("synced", None, "invoice").await;
    sim.act(json!({"do": "change_total_in_quickbooks", "ref": name, "total": "1.23"}))
        .await;
    assert_eq!(sim.truth_of(&name).await["state"], "differs");
    sim.resend_and_wait(&name).await;
    assert_eq!(sim.truth_of(&name).await["state"], "synced");
    sim.act(json!({"do": "duplicate_bill", "ref": name})).await;
    assert_eq!(sim.truth_of(&name).await["state"], "unknown");
    let gone = sim.find("synced", None, "order").await;
    sim.act(json!({"do": "delete_in_quickbooks", "ref": gone})).await;
    let row = sim.truth_of(&gone).await;
    assert_eq!(
        (row["state"].as_str(), row["class"].as_str()),
        (Some("missing"), Some("TXN_DELETED"))
    );
}
