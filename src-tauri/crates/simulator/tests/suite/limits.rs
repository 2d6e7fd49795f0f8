//! Throttles, what is counted, the clock of the answers, and the limits of change data capture
//! and batch.

use crate::harness::{Sim, config, sim, start};
use clearpost_simulator::Config;
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;

impl Sim {
    async fn limit(&self, body: Value) {
        let answer = self.control(Method::POST, "/limits", Some(body)).await;
        assert!(answer.get("error").is_none(), "{answer}");
    }

    async fn statuses(&self, path: &str, count: usize) -> Vec<u16> {
        let mut found = Vec::new();
        for _ in 0..count {
            found.push(
                self.qb(Method::GET, path, None)
                    .await
                    .expect("an answer")
                    .status()
                    .as_u16(),
            );
        }
        found
    }

    async fn traffic(&self, service: &str) -> Value {
        self.control(Method::GET, "/requests", None).await["traffic"][service].clone()
    }

    async fn qb_post(&self, path: &str, body: Value) -> (u16, Value) {
        let answer = self.qb(Method::POST, path, Some(body)).await.expect("an answer");
        (answer.status().as_u16(), answer.json().await.expect("JSON"))
    }
}

#[tokio::test]
async fn nothing_is_throttled_unless_switched_on() {
    let sim = sim().await;
    assert_eq!(sim.statuses("/preferences", 30).await, [200; 30]);
    let traffic = sim.traffic("quickbooks").await;
    assert_eq!(
        (&traffic["most_per_minute"], &traffic["throttled"]),
        (&json!(30), &json!(0))
    );
}

#[tokio::test]
async fn a_full_second_and_a_full_minute_refuse_until_they_have_passed() {
    let sim = sim().await;
    sim.limit(json!({"quickbooks": {"per_second": 3, "per_minute": 5, "retry_after": 2}}))
        .await;
    // The clock runs on: a slow machine may see a second go by.
    let found = sim.statuses("/preferences", 8).await;
    assert!(
        found.contains(&429) && found.iter().filter(|s| **s == 200).count() <= 5,
        "{found:?}"
    );
    sim.advance(2).await;
    sim.statuses("/preferences", 3).await;
    sim.advance(2).await;
    let refused = sim.qb(Method::GET, "/preferences", None).await.expect("an answer");
    assert_eq!(refused.status(), 429);
    assert_eq!(refused.headers()["retry-after"], "2");
    let body: Value = refused.json().await.expect("JSON");
    assert_eq!(
        body["fault"]["error"][0]["message"],
        "message=ThrottleExceeded; errorCode=003001; statusCode=429"
    );
    sim.advance(61).await;
    assert_eq!(sim.statuses("/preferences", 1).await, [200]);
}

#[tokio::test]
async fn more_than_the_allowed_number_at_once_are_refused_and_counted() {
    let sim = start(Config {
        latency: Duration::from_millis(300),
        ..config()
    })
    .await;
    sim.limit(json!({"quickbooks": {"at_once": 4}})).await;
    let answers = join_all((0..7).map(|_| sim.qb(Method::GET, "/preferences", None))).await;
    let refused = answers
        .into_iter()
        .filter(|answer| answer.as_ref().expect("an answer").status() == 429);
    assert_eq!(refused.count(), 3);
    assert_eq!(sim.traffic("quickbooks").await["most_at_once"], 7);
    // Everybody has left again.
    assert_eq!(sim.statuses("/preferences", 1).await, [200]);
}

#[tokio::test]
async fn companies_have_lanes_of_their_own_and_both_services_can_throttle() {
    let sim = sim().await;
    sim.limit(json!({"procurement": {"per_minute": 2}})).await;
    let info = sim.running.info();
    for (company, expected) in [("7001", [200, 200, 429]), ("7002", [200, 200, 429])] {
        for status in expected {
            let request = sim
                .client
                .get(format!("{}/api/v1/suppliers?page=1", info.procurement.url))
                .header("authentication_token", &info.procurement.token)
                .header("app_company_id", company);
            assert_eq!(request.send().await.expect("an answer").status(), status, "{company}");
        }
    }
    assert_eq!(sim.traffic("procurement").await["most_per_minute"], 3);
}

#[tokio::test]
async fn batches_have_a_limit_of_their_own() {
    let sim = sim().await;
    sim.limit(json!({"quickbooks": true})).await;
    sim.limit(json!({"quickbooks": {"batch_per_minute": 1, "per_second": null}}))
        .await;
    let body = json!({"BatchItemRequest": [{"bId": "a", "Query": "SELECT * FROM Term"}]});
    assert_eq!(sim.qb_post("/batch", body.clone()).await.0, 200);
    assert_eq!(sim.qb_post("/batch", body).await.0, 429);
    assert_eq!(sim.statuses("/preferences", 1).await, [200]);
}

#[tokio::test]
async fn an_exhausted_month_refuses_until_the_next() {
    let sim = sim().await;
    sim.limit(json!({"quickbooks": {"month": 3}})).await;
    // A fault is no successful read, and a write is free.
    sim.query("SELECT * FROM Vendr").await;
    sim.qb_post("/vendor", json!({"DisplayName": "New One"})).await;
    assert_eq!(sim.statuses("/preferences", 4).await, [200, 200, 200, 429]);
    sim.advance(3600).await;
    assert_eq!(sim.statuses("/preferences", 1).await, [429]);
    sim.advance(30 * 86_400).await;
    assert_eq!(sim.statuses("/preferences", 1).await, [200]);
}

#[tokio::test]
async fn answers_are_dated_by_the_simulators_clock() {
    let sim = sim().await;
    let date = || async {
        let answer = sim.pe(Method::GET, "/api/v1/currentuser", None).await;
        answer.headers()["date"].to_str().expect("text").to_owned()
    };
    assert!(date().await.starts_with("Mon, 02 Mar 2026 09:41:"));
    sim.control(Method::POST, "/quirks", Some(json!({"date_skew_seconds": -86_400})))
        .await;
    assert!(date().await.starts_with("Sun, 01 Mar 2026 09:41:"));
}

#[tokio::test]
async fn changes_of_more_than_thirty_days_ago_are_cut_or_refused() {
    let sim = sim().await;
    let ask = "/cdc?entities=Bill&changedSince=2025-06-01T00:00:00Z";
    let answer = sim.qb_get(ask).await;
    let bills = answer["CDCResponse"][0]["QueryResponse"][0]["Bill"]
        .as_array()
        .expect("bills")
        .clone();
    let oldest = bills
        .iter()
        .map(|bill| bill["MetaData"]["LastUpdatedTime"].as_str().expect("a time"))
        .min();
    assert!(oldest >= Some("2026-01-30"), "{oldest:?}");
    sim.control(Method::POST, "/quirks", Some(json!({"old_changes_fault": true})))
        .await;
    assert_eq!(sim.qb_get(ask).await["Fault"]["Error"][0]["code"], "4001");
}

#[tokio::test]
async fn change_data_capture_answers_a_thousand_objects_at_most() {
    let sim = start(Config {
        documents: 14_000,
        ..config()
    })
    .await;
    let ask = "/cdc?entities=Bill,PurchaseOrder,Vendor&changedSince=2026-02-01T00:00:00Z";
    let answer = sim.qb_get(ask).await;
    let lists = answer["CDCResponse"][0]["QueryResponse"]
        .as_array()
        .expect("lists")
        .clone();
    let count: u64 = lists.iter().filter_map(|list| list["maxResults"].as_u64()).sum();
    assert_eq!(count, 1000);
}

#[tokio::test]
async fn deletions_can_be_reported_wrongly() {
    let sim = sim().await;
    let ask = "/cdc?entities=Bill&changedSince=2026-02-05T00:00:00Z";
    let deleted = |answer: &Value| answer.to_string().matches("\"Deleted\"").count();
    assert_eq!(deleted(&sim.qb_get(ask).await), 0);
    sim.control(Method::POST, "/quirks", Some(json!({"wrong_deleted": true})))
        .await;
    let answer = sim.qb_get(ask).await;
    assert!(deleted(&answer) > 0);
    let rows = answer["CDCResponse"][0]["QueryResponse"][0]["Bill"]
        .as_array()
        .expect("rows")
        .clone();
    let wrong = rows.iter().find(|row| row["status"] == "Deleted").expect("one");
    let id = wrong["Id"].as_str().expect("an id");
    assert_eq!(sim.qb_get(&format!("/bill/{id}")).await["Bill"]["Id"], id);
}

#[tokio::test]
async fn a_batch_has_thirty_items_a_thousand_objects_and_failures_of_its_own() {
    let sim = start(Config {
        documents: 4000,
        ..config()
    })
    .await;
    let items = |count: usize| {
        let item = |at: usize| json!({"bId": at.to_string(), "Query": "SELECT * FROM Bill MAXRESULTS 400"});
        json!({"BatchItemRequest": (0..count).map(item).collect::<Vec<_>>()})
    };
    let (status, answer) = sim.qb_post("/batch", items(31)).await;
    assert_eq!((status, &answer["Fault"]["Error"][0]["code"]), (400, &json!("1040")));
    let (_, answer) = sim.qb_post("/batch", items(30)).await;
    let rows = answer["BatchItemResponse"].as_array().expect("items").clone();
    let counts: Vec<usize> = rows
        .iter()
        .take(3)
        .map(|row| row["QueryResponse"]["Bill"].as_array().map_or(0, Vec::len))
        .collect();
    assert_eq!(counts, [400, 400, 200]);
    sim.fault(json!({"service": "quickbooks", "kind": "batch_partial", "times": 1}))
        .await;
    let (status, answer) = sim.qb_post("/batch", items(3)).await;
    assert_eq!(status, 200);
    assert_eq!(answer["BatchItemResponse"][1]["Fault"]["Error"][0]["code"], "10000");
    assert!(answer["BatchItemResponse"][2]["QueryResponse"].is_object());
}

#[tokio::test]
async fn entitlements_are_xml_whatever_is_accepted() {
    let sim = sim().await;
    let info = sim.running.info();
    let url = format!(
        "{}/manage/entitlements/v3/{}",
        info.quickbooks.url, info.quickbooks.realm
    );
    let request = sim.client.get(url).bearer_auth(&info.quickbooks.access_token);
    let answer = request
        .header("accept", "application/json")
        .send()
        .await
        .expect("an answer");
    let text = answer.text().await.expect("text");
    assert!(text.starts_with("<?xml") && text.contains("<PlanName>QuickBooks Online Plus</PlanName>"));
}
