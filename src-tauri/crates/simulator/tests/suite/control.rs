//! Faults, the log of requests, and acts that do not exist.

use crate::harness::{config, path, sim, start};
use clearpost_simulator::Config;
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;

#[tokio::test]
async fn a_status_fault_is_used_up() {
    let sim = sim().await;
    let fault = json!({"service": "quickbooks", "method": "GET", "path_prefix": "/v3/company", "kind": "status", "status": 429, "retry_after": 2, "times": 2});
    sim.fault(fault).await;
    for expected in [429, 429, 200] {
        let answer = sim.qb(Method::GET, "/preferences", None).await.expect("an answer");
        assert_eq!(answer.status(), expected);
        assert_eq!(answer.headers().get("retry-after").is_some(), expected == 429);
    }
}

#[tokio::test]
async fn a_lost_answer_was_applied_and_a_lost_request_was_not() {
    for (kind, queued) in [("drop_before", 0), ("drop_after", 1)] {
        let sim = start(Config {
            sync_delay: Duration::from_hours(1),
            ..config()
        })
        .await;
        let name = sim.find("failed", Some("VENDOR_INACTIVE"), "invoice").await;
        sim.fault(json!({"service": "procurement", "method": "POST", "kind": kind, "times": 1}))
            .await;
        let info = sim.running.info();
        let request = sim
            .client
            .post(format!("{}{}/resend", info.procurement.url, path(&name)));
        let answer = request
            .header("authentication_token", &info.procurement.token)
            .header("app_company_id", "7001")
            .send()
            .await;
        assert!(answer.is_err(), "{kind}");
        assert_eq!(
            sim.control(Method::GET, "/clock", None).await["pending_syncs"],
            queued,
            "{kind}"
        );
    }
}

#[tokio::test]
async fn answers_can_be_cut_or_be_something_else() {
    let sim = sim().await;
    sim.fault(json!({"service": "quickbooks", "kind": "truncate", "times": 1}))
        .await;
    let cut = sim
        .qb(Method::GET, "/preferences", None)
        .await
        .expect("a head")
        .bytes()
        .await;
    assert!(cut.is_err());
    sim.fault(json!({"service": "quickbooks", "kind": "html", "times": 1}))
        .await;
    let page = sim.qb(Method::GET, "/preferences", None).await.expect("an answer");
    assert_eq!(page.status(), 200);
    assert!(page.text().await.expect("text").contains("<html"));
    sim.fault(json!({"service": "quickbooks", "kind": "xml", "times": 1}))
        .await;
    assert_eq!(
        sim.qb(Method::GET, "/preferences", None)
            .await
            .expect("an answer")
            .status(),
        429
    );
    sim.fault(json!({"service": "quickbooks", "kind": "drip", "times": 1, "delay_ms": 32}))
        .await;
    let whole: Value = sim
        .qb(Method::GET, "/preferences", None)
        .await
        .expect("an answer")
        .json()
        .await
        .expect("JSON");
    assert!(whole["Preferences"].is_object());
}

#[tokio::test]
async fn shifted_pages_repeat_or_skip_rows() {
    let sim = sim().await;
    let first = sim.pe_get("/api/v1/invoices?page=1").await;
    sim.fault(json!({"service": "procurement", "kind": "shift_pages"}))
        .await;
    let second = sim.pe_get("/api/v1/invoices?page=2").await;
    assert_eq!(first["invoices"][9], second["invoices"][0]);
    sim.control(Method::DELETE, "/faults", None).await;
    let second = sim.pe_get("/api/v1/invoices?page=2").await;
    assert_ne!(first["invoices"][9], second["invoices"][0]);
}

#[tokio::test]
async fn requests_are_counted_without_ids_and_logged_in_order() {
    let sim = sim().await;
    sim.pe_get("/api/v1/purchase_orders/50001").await;
    sim.pe_get("/api/v1/purchase_orders/50002").await;
    sim.qb_get("/preferences").await;
    let log = sim.control(Method::GET, "/requests?log=1", None).await;
    assert_eq!(
        log["procurement"],
        json!([{"method": "GET", "path": "/api/v1/purchase_orders/{id}", "status": 200, "count": 2}])
    );
    assert_eq!(log["quickbooks"][0]["path"], "/v3/company/{id}/preferences");
    assert_eq!(log["log"].as_array().expect("lines").len(), 3);
}

#[tokio::test]
async fn unknown_acts_and_faults_answer_with_what_exists() {
    let sim = sim().await;
    let answer = sim.control(Method::POST, "/act", Some(json!({"do": "dance"}))).await;
    assert!(
        answer["acts"]
            .as_array()
            .expect("a list")
            .contains(&json!("reactivate_vendor"))
    );
    let answer = sim
        .control(
            Method::POST,
            "/faults",
            Some(json!({"service": "quickbooks", "kind": "rain"})),
        )
        .await;
    assert!(answer["error"].as_str().expect("a text").contains("drop_after"));
}
