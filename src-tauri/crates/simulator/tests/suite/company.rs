//! The demonstration company: complete, deterministic, and of any size.

use crate::harness::{config, sim, start};
use clearpost_simulator::Config;
use reqwest::Method;
use std::collections::BTreeSet;

#[tokio::test]
async fn every_state_and_class_occurs() {
    let sim = sim().await;
    let rows = sim.truth().await;
    assert_eq!(rows.len(), 420);
    let states: BTreeSet<&str> = rows.iter().filter_map(|row| row["state"].as_str()).collect();
    let all = [
        "differs", "failed", "missing", "not_due", "pending", "synced", "unknown",
    ];
    assert_eq!(states.into_iter().collect::<Vec<_>>(), all);
    let classes: BTreeSet<&str> = rows.iter().filter_map(|row| row["class"].as_str()).collect();
    for class in [
        "ACCOUNT_AP_AR",
        "ACCOUNT_TYPE",
        "AMOUNT_INVALID",
        "ATTACHMENT",
        "BILLABLE",
        "BILL_BEFORE_PO",
        "CURRENCY_MISMATCH",
        "CUSTOMER_MISSING",
        "DEPENDENCY",
        "DUPLICATE_DOC_NUMBER",
        "EXCHANGE_RATE",
        "FIELD_FORMAT",
        "FIELD_LENGTH",
        "IN_BOOKS_NOT_APPROVED",
        "ITEM_INVALID",
        "MAPPING_MISSING",
        "NAME_EDIT_BUSY",
        "NOT_READY",
        "PARTIAL_EXPORT",
        "PERIOD_CLOSED",
        "PO_LINK_LINES",
        "PO_LINK_TXN",
        "PO_LINK_VENDOR",
        "REF_INACTIVE",
        "REQUIRED_MISSING",
        "STALE_OBJECT",
        "TAX_MISMATCH",
        "TERMS",
        "TXN_DELETED",
        "TXN_LOCKED",
        "UNKNOWN",
        "VENDOR_INACTIVE",
        "VENDOR_NAME_CONFLICT",
        "VENDOR_NOT_FOUND",
    ] {
        assert!(classes.contains(class), "{class}");
    }
}

#[tokio::test]
async fn one_vendor_holds_back_a_group() {
    let rows = sim().await.truth().await;
    let vendor = rows
        .iter()
        .filter(|row| row["class"] == "VENDOR_INACTIVE" && row["culprit"]["kind"] == "vendor");
    let first = vendor.clone().next().expect("one")["culprit"].clone();
    assert!(vendor.filter(|row| row["culprit"] == first).count() >= 6);
}

#[tokio::test]
async fn same_seed_and_clock_give_the_same_company() {
    let (a, b) = (sim().await, sim().await);
    assert_eq!(a.truth().await, b.truth().await);
    for path in [
        "/api/v1/purchase_orders?orders_page=2",
        "/api/v1/invoices?page=3",
        "/api/v1/suppliers",
    ] {
        assert_eq!(a.pe_get(path).await, b.pe_get(path).await);
    }
    let bills = "SELECT * FROM Bill MAXRESULTS 50";
    assert_eq!(
        a.query(bills).await["QueryResponse"],
        b.query(bills).await["QueryResponse"]
    );
}

#[tokio::test]
async fn another_seed_gives_another_company() {
    let (a, b) = (sim().await, start(Config { seed: 2, ..config() }).await);
    let path = "/api/v1/invoices?page=1";
    assert_ne!(a.pe_get(path).await, b.pe_get(path).await);
}

#[tokio::test]
async fn twenty_thousand_documents_are_served() {
    let sim = start(Config {
        documents: 20_000,
        ..config()
    })
    .await;
    let truth = sim.truth().await;
    assert_eq!(truth.len(), 20_000);
    let active = sim.pe_get("/api/v1/purchase_orders").await["meta"]["total_count"]
        .as_u64()
        .expect("a count");
    let archived = sim.pe_get("/api/v1/purchase_orders?archived=true").await["meta"]["total_count"]
        .as_u64()
        .expect("a count");
    let orders = truth
        .iter()
        .filter(|row| row["ref"].as_str().is_some_and(|name| name.starts_with("order")))
        .count();
    assert_eq!(active + archived, orders as u64);
    let last = sim
        .pe_get(&format!("/api/v1/purchase_orders?orders_page={}", active.div_ceil(20)))
        .await;
    assert!(last["meta"]["next_page"].is_null());
    assert!(!last["purchase_orders"].as_array().expect("rows").is_empty());
}

#[tokio::test]
async fn start_up_information_has_what_a_caller_needs() {
    let sim = sim().await;
    let info = serde_json::to_value(sim.running.info()).expect("JSON");
    for pointer in [
        "/procurement/url",
        "/procurement/token",
        "/procurement/company",
        "/quickbooks/url",
        "/quickbooks/web_url",
        "/quickbooks/realm",
        "/quickbooks/access_token",
        "/quickbooks/client_id",
        "/quickbooks/client_secret",
        "/quickbooks/refresh_token",
        "/quickbooks/authorize_url",
        "/quickbooks/token_url",
        "/resend/order",
        "/resend/invoice",
        "/control",
    ] {
        assert!(
            info.pointer(pointer).is_some_and(serde_json::Value::is_string),
            "{pointer}"
        );
    }
    let created = sim.control(Method::GET, "/created", None).await;
    assert!(created.as_object().expect("a map").values().all(|count| count == 1));
}
