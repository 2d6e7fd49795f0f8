//! Answers that are wrong: pages, counts, compression, nesting, types, rows.

use crate::harness::{Sim, sim};
use reqwest::{Method, Response};
use serde_json::{Value, json};
use std::collections::BTreeSet;

impl Sim {
    async fn page(&self, number: usize) -> (Vec<u64>, Value) {
        let answer = self
            .pe_get(&format!("/api/v1/purchase_orders?orders_page={number}"))
            .await;
        let rows = answer["purchase_orders"].as_array().expect("rows").iter();
        (
            rows.filter_map(|row| row["id"].as_u64()).collect(),
            answer["meta"].clone(),
        )
    }

    /// One fault for the next request only.
    async fn next(&self, service: &str, kind: &str) {
        self.fault(json!({"service": service, "kind": kind, "times": 1})).await;
    }

    async fn suppliers(&self) -> Response {
        self.pe(Method::GET, "/api/v1/suppliers?page=1", None).await
    }
}

#[tokio::test]
async fn pages_can_be_reordered_repeated_and_endless() {
    let sim = sim().await;
    let (first, meta) = sim.page(1).await;
    let pages = usize::try_from(meta["total_pages"].as_u64().expect("a number")).expect("small");
    let mut all = BTreeSet::new();
    for number in 1..=pages {
        all.extend(sim.page(number).await.0);
    }

    let reorder = json!({"service": "procurement", "kind": "reorder_pages"});
    sim.fault(reorder).await;
    let mut found = BTreeSet::new();
    let mut rows = 0;
    for number in 1..=pages {
        let (ids, _) = sim.page(number).await;
        rows += ids.len();
        found.extend(ids);
    }
    assert_eq!(rows, all.len());
    assert!(found.len() < all.len(), "some rows come twice, others never");
    sim.control(Method::DELETE, "/faults", None).await;

    sim.next("procurement", "repeat_page").await;
    assert_eq!(sim.page(2).await.0, first);

    sim.next("procurement", "endless_pages").await;
    let (beyond, meta) = sim.page(pages + 5).await;
    assert!(!beyond.is_empty() && meta["next_page"] == pages + 6);

    sim.next("procurement", "wrong_total").await;
    assert_ne!(sim.page(1).await.1["total_count"], all.len());
}

#[tokio::test]
async fn quickbooks_pages_can_repeat_too() {
    let sim = sim().await;
    let ids = |answer: Value| answer["QueryResponse"]["Bill"][0]["Id"].clone();
    let statement = |start: usize| format!("SELECT * FROM Bill STARTPOSITION {start} MAXRESULTS 50");
    let first = ids(sim.query(&statement(1)).await);
    sim.next("quickbooks", "repeat_page").await;
    assert_eq!(ids(sim.query(&statement(51)).await), first);
    sim.next("quickbooks", "endless_pages").await;
    assert!(ids(sim.query(&statement(90_001)).await).is_string());
    let true_count = sim.query("SELECT COUNT(*) FROM Bill").await["QueryResponse"]["totalCount"].clone();
    sim.next("quickbooks", "wrong_total").await;
    assert_ne!(
        sim.query("SELECT COUNT(*) FROM Bill").await["QueryResponse"]["totalCount"],
        true_count
    );
}

#[tokio::test]
async fn compression_can_be_broken() {
    let sim = sim().await;
    sim.next("procurement", "bad_gzip").await;
    assert!(sim.suppliers().await.bytes().await.is_err());
    assert!(sim.suppliers().await.bytes().await.is_ok());
}

#[tokio::test]
async fn a_small_answer_can_unpack_to_very_much() {
    let sim = sim().await;
    sim.next("procurement", "gzip_bomb").await;
    let mut answer = sim.suppliers().await;
    let mut size = 0;
    while size < 200 << 20 {
        let piece = answer.chunk().await.expect("a valid stream").expect("more");
        assert!(piece.iter().all(|byte| *byte == b' '));
        size += piece.len();
    }
}

#[tokio::test]
async fn nesting_can_be_bottomless_and_bodies_empty() {
    let sim = sim().await;
    sim.next("procurement", "deep_json").await;
    let text = sim.suppliers().await.text().await.expect("text");
    assert!(text.starts_with("{\"meta\"") && text.contains(&"[".repeat(10_000)) && text.ends_with("]}"));
    assert!(serde_json::from_str::<Value>(&text).is_err());
    sim.next("procurement", "empty").await;
    let answer = sim.suppliers().await;
    assert_eq!(
        (answer.status().as_u16(), answer.bytes().await.expect("a body").len()),
        (200, 0)
    );
}

#[tokio::test]
async fn single_rows_can_be_poisoned_in_several_ways() {
    let sim = sim().await;
    let healthy = sim.pe_get("/api/v1/suppliers?page=1").await["suppliers"]
        .as_array()
        .expect("rows")
        .clone();
    sim.fault(json!({"service": "procurement", "kind": "poison"})).await;
    let mut ways = BTreeSet::new();
    for _ in 0..5 {
        let rows = sim.pe_get("/api/v1/suppliers?page=1").await["suppliers"]
            .as_array()
            .expect("rows")
            .clone();
        assert_eq!(rows.len(), healthy.len());
        let bad: Vec<&Value> = rows
            .iter()
            .zip(&healthy)
            .filter(|(a, b)| a != b)
            .map(|(a, _)| a)
            .collect();
        assert_eq!(bad.len(), 1);
        ways.insert(bad[0].to_string());
    }
    assert_eq!(ways.len(), 5);
}

#[tokio::test]
async fn types_can_be_odd_without_changing_the_meaning() {
    let sim = sim().await;
    let path = "/api/v1/invoices?page=1";
    let healthy = sim.pe_get(path).await["invoices"].as_array().expect("rows").clone();
    sim.next("procurement", "odd_types").await;
    let rows = sim.pe_get(path).await["invoices"].as_array().expect("rows").clone();
    let plain = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let mut changed = 0;
    for (odd, row) in rows.iter().zip(&healthy) {
        assert!(odd["zz_unknown"].is_object());
        for (key, value) in row
            .as_object()
            .expect("a row")
            .iter()
            .filter(|(_, value)| !value.is_object())
        {
            assert_eq!(plain(&odd[key]), plain(value), "{key}");
            changed += usize::from(&odd[key] != value);
        }
    }
    assert!(changed > 20, "{changed}");
}

#[tokio::test]
async fn a_fault_can_come_with_success_and_an_address_can_move() {
    let sim = sim().await;
    let detail = "AuthorizationFailure: -11014-You do not have access to use QuickBooks Online Plus.";
    sim.fault(json!({"service": "quickbooks", "kind": "fault", "code": "120", "message": "Authorization Failure", "detail": detail, "times": 1}))
        .await;
    let answer = sim.qb(Method::GET, "/preferences", None).await.expect("an answer");
    assert_eq!(answer.status(), 200);
    assert_eq!(
        answer.json::<Value>().await.expect("JSON")["Fault"]["Error"][0]["Detail"],
        detail
    );
    sim.fault(json!({"service": "procurement", "kind": "redirect", "status": 301, "location": "https://new.example.com/", "times": 1}))
        .await;
    let answer = sim.suppliers().await;
    assert_eq!(answer.status(), 301);
    assert_eq!(answer.headers()["location"], "https://new.example.com/");
}

#[tokio::test]
async fn faults_can_be_for_one_company_and_repeat_by_seed() {
    let sim = sim().await;
    sim.fault(json!({"service": "procurement", "kind": "status", "status": 503, "company": 7002}))
        .await;
    assert_eq!(sim.suppliers().await.status(), 200);
    let drawn = || async {
        let sim = crate::harness::sim().await;
        sim.fault(json!({"service": "procurement", "kind": "status", "status": 503, "rate": 0.5}))
            .await;
        let mut found = Vec::new();
        for _ in 0..20 {
            found.push(sim.suppliers().await.status().as_u16());
        }
        found
    };
    let found = drawn().await;
    assert!(found.contains(&200) && found.contains(&503));
    assert_eq!(found, drawn().await);
}
