//! ProcurementExpress: paging, formats, filters, sign-in, and how writes behave.

use crate::harness::{in_mode, path, sim};
use clearpost_simulator::Mode;
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;

#[tokio::test]
async fn order_pages_have_twenty_rows_and_cover_everything_once() {
    let sim = sim().await;
    let (mut seen, mut next) = (BTreeSet::new(), Some(1));
    while let Some(page) = next {
        let answer = sim.pe_get(&format!("/api/v1/purchase_orders?orders_page={page}")).await;
        let rows = answer["purchase_orders"].as_array().expect("rows");
        assert!(rows.len() <= 20);
        for row in rows {
            assert!(seen.insert(row["id"].as_u64()), "twice");
        }
        next = answer["meta"]["next_page"].as_u64();
        if next.is_none() {
            assert_eq!(answer["meta"]["total_count"], seen.len());
        }
    }
}

#[tokio::test]
async fn invoice_pages_have_ten_rows_unless_asked_otherwise() {
    let sim = sim().await;
    for (query, size) in [("", 10), ("?per_page=100", 100), ("?per_page=37", 10)] {
        let answer = sim.pe_get(&format!("/api/v1/invoices{query}")).await;
        assert_eq!(answer["invoices"].as_array().expect("rows").len(), size);
    }
}

#[tokio::test]
async fn times_and_decimals_are_as_inconsistent_as_documented() {
    let sim = sim().await;
    let row = sim.pe_get("/api/v1/purchase_orders?status=approved").await["purchase_orders"][0].clone();
    assert!(row["created_at"].as_u64().expect("ms") > 100_000_000_000);
    assert!(row["total_gross_amount"].is_string());
    assert!(row.get("updated_at").is_none() && row.get("supplier_id").is_none());
    let detail = sim.pe_get(&format!("/api/v1/purchase_orders/{}", row["id"])).await;
    assert!(detail["created_at"].as_u64().expect("seconds") < 100_000_000_000);
    let invoice = sim.pe_get("/api/v1/invoices").await["invoices"][0].clone();
    assert!(invoice["gross_amount"].is_number());
    assert_eq!(invoice["issue_date"].as_i64().expect("seconds") % 3600, 0);
    let detail = sim.pe_get(&format!("/api/v1/invoices/{}", invoice["id"])).await;
    assert!(detail["gross_amount"].is_string());
    let supplier = sim.pe_get("/api/v1/suppliers").await[0].clone();
    assert!(supplier["created_at"].as_str().expect("ISO").ends_with(":00"));
}

#[tokio::test]
async fn suppliers_are_an_array_without_page_and_an_envelope_with_it() {
    let sim = sim().await;
    assert!(sim.pe_get("/api/v1/suppliers").await.is_array());
    assert!(sim.pe_get("/api/v1/suppliers?page=1").await["meta"].is_object());
    let archived = sim.pe_get("/api/v1/suppliers?archived=true&show_mappings=true").await;
    assert!(
        archived
            .as_array()
            .expect("rows")
            .iter()
            .all(|s| s["archived"] == true && s["third_party_id_mappings"].is_array())
    );
}

#[tokio::test]
async fn an_order_is_found_by_its_approval_key() {
    let sim = sim().await;
    let row = sim.pe_get("/api/v1/purchase_orders?status=approved").await["purchase_orders"][0].clone();
    let key = row["approval_key"].as_str().expect("a key");
    assert_eq!(
        sim.pe_get(&format!("/api/v1/purchase_orders/{key}")).await["id"],
        row["id"]
    );
}

#[tokio::test]
async fn a_wrong_token_or_company_is_refused() {
    let sim = sim().await;
    let info = sim.running.info();
    let url = format!("{}/api/v1/purchase_orders", info.procurement.url);
    let answer = sim
        .client
        .get(&url)
        .header("authentication_token", "x")
        .header("app_company_id", "7001")
        .send()
        .await
        .expect("an answer");
    assert_eq!(answer.status(), 401);
    let body: Value = answer.json().await.expect("JSON");
    assert_eq!(body, json!({"error": "Authentication token is invalid", "status": 401}));
    let answer = sim
        .client
        .get(&url)
        .header("authentication_token", &info.procurement.token)
        .header("app_company_id", "1")
        .send()
        .await;
    assert_eq!(answer.expect("an answer").status(), 403);
    assert_eq!(sim.pe(Method::GET, "/api/v1/nothing", None).await.status(), 404);
}

#[tokio::test]
async fn updated_after_lists_what_changed() {
    let sim = sim().await;
    let name = sim.find("synced", None, "order").await;
    sim.act(json!({"do": "edit", "ref": name, "notes": "changed"})).await;
    let rows = sim
        .pe_get("/api/v1/purchase_orders?updated_after=2026-03-02T09:41:00Z")
        .await;
    let ids: Vec<String> = rows["purchase_orders"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|row| format!("order:{}", row["id"]))
        .collect();
    assert_eq!(ids, [name]);
}

#[tokio::test]
async fn an_edit_resends_only_in_its_mode() {
    for (mode, kept, queued) in [
        (Mode::StrictPublic, "ready_to_pay", 0),
        (Mode::EditResends, "ready_to_pay", 1),
        (Mode::EditRestartsApproval, "outstanding", 0),
        (Mode::CustomResend, "ready_to_pay", 0),
        (Mode::Probe, "ready_to_pay", 0),
    ] {
        let sim = in_mode(mode).await;
        let name = sim.find("failed", Some("VENDOR_INACTIVE"), "invoice").await;
        let answer = sim
            .pe(Method::PUT, &path(&name), Some(json!({"invoice": {"unknown": 1}})))
            .await;
        let body: Value = answer.json().await.expect("JSON");
        assert_eq!(body["status"], kept, "{mode:?}");
        assert_eq!(
            sim.control(Method::GET, "/clock", None).await["pending_syncs"],
            queued,
            "{mode:?}"
        );
    }
}

#[tokio::test]
async fn only_one_mode_has_a_resend_call_and_one_has_quickbooks_keys() {
    for mode in [Mode::StrictPublic, Mode::CustomResend, Mode::Probe] {
        let sim = in_mode(mode).await;
        let name = sim.find("failed", Some("VENDOR_INACTIVE"), "invoice").await;
        let expected = if mode == Mode::CustomResend { 200 } else { 404 };
        assert_eq!(sim.resend(&name).await.status(), expected);
        let detail = sim.pe_get(&path(&name)).await;
        assert_eq!(detail.get("quickbooks_sync_status").is_some(), mode == Mode::Probe);
        assert_eq!(sim.running.info().resend.is_some(), mode == Mode::CustomResend);
    }
}

#[tokio::test]
async fn a_document_that_is_not_approved_cannot_be_resent() {
    let sim = sim().await;
    let name = sim.find("not_due", None, "invoice").await;
    assert_eq!(sim.resend(&name).await.status(), 422);
}

#[tokio::test]
async fn pages_escape_what_people_typed() {
    let sim = sim().await;
    let rows = sim
        .pe_get("/api/v1/invoices?search[query]=%3Cscript&per_page=100")
        .await;
    let id = rows["invoices"][0]["id"].clone();
    let html = sim
        .pe(Method::GET, &format!("/en/invoices/{id}"), None)
        .await
        .text()
        .await
        .expect("text");
    assert!(html.contains("&lt;script&gt;") && !html.contains("<script"));
}
