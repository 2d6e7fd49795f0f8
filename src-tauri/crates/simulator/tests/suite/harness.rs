//! Starts a simulator in the test's own process and asks it over HTTP. Holds no expectations.

use chrono::{DateTime, Utc};
use clearpost_simulator::{Config, Mode, Running};
use reqwest::{Client, Method, Response};
use serde_json::{Value, json};
use std::time::Duration;

pub struct Sim {
    pub running: Running,
    pub client: Client,
}

pub fn config() -> Config {
    let now: DateTime<Utc> = "2026-03-02T09:41:00Z".parse().expect("a time");
    Config {
        now: Some(now),
        sync_delay: Duration::from_secs(30),
        ..Config::default()
    }
}

pub async fn start(config: Config) -> Sim {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let running = clearpost_simulator::start(config).await.expect("it starts");
    let client = Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .expect("a client");
    Sim { running, client }
}

pub async fn sim() -> Sim {
    start(config()).await
}

pub async fn in_mode(mode: Mode) -> Sim {
    start(Config { mode, ..config() }).await
}

impl Sim {
    pub async fn pe(&self, method: Method, path: &str, body: Option<Value>) -> Response {
        let info = self.running.info();
        let request = self
            .client
            .request(method, format!("{}{path}", info.procurement.url))
            .header("authentication_token", &info.procurement.token)
            .header("app_company_id", &info.procurement.company);
        match body {
            Some(body) => request.json(&body),
            None => request,
        }
        .send()
        .await
        .expect("an answer")
    }

    pub async fn pe_get(&self, path: &str) -> Value {
        self.pe(Method::GET, path, None).await.json().await.expect("JSON")
    }

    pub async fn qb(&self, method: Method, path: &str, body: Option<Value>) -> Result<Response, reqwest::Error> {
        let info = self.running.info();
        let url = format!("{}/v3/company/{}{path}", info.quickbooks.url, info.quickbooks.realm);
        let request = self
            .client
            .request(method, url)
            .bearer_auth(&info.quickbooks.access_token)
            .header("accept", "application/json");
        match body {
            Some(body) => request.json(&body),
            None => request,
        }
        .send()
        .await
    }

    pub async fn qb_get(&self, path: &str) -> Value {
        self.qb(Method::GET, path, None)
            .await
            .expect("an answer")
            .json()
            .await
            .expect("JSON")
    }

    pub async fn query(&self, statement: &str) -> Value {
        let info = self.running.info();
        let url = format!("{}/v3/company/{}/query", info.quickbooks.url, info.quickbooks.realm);
        let request = self
            .client
            .get(url)
            .query(&[("query", statement)])
            .bearer_auth(&info.quickbooks.access_token);
        request
            .header("accept", "application/json")
            .send()
            .await
            .expect("an answer")
            .json()
            .await
            .expect("JSON")
    }

    pub async fn control(&self, method: Method, path: &str, body: Option<Value>) -> Value {
        let request = self
            .client
            .request(method, format!("{}{path}", self.running.info().control));
        match body {
            Some(body) => request.json(&body),
            None => request,
        }
        .send()
        .await
        .expect("an answer")
        .json()
        .await
        .expect("JSON")
    }

    pub async fn act(&self, body: Value) -> Value {
        let answer = self.control(Method::POST, "/act", Some(body)).await;
        assert!(answer.get("error").is_none(), "{answer}");
        answer
    }

    pub async fn fault(&self, body: Value) {
        let answer = self.control(Method::POST, "/faults", Some(body)).await;
        assert!(answer.get("error").is_none(), "{answer}");
    }

    pub async fn advance(&self, seconds: u64) {
        self.control(Method::POST, "/clock", Some(json!({"advance_seconds": seconds})))
            .await;
    }

    pub async fn truth(&self) -> Vec<Value> {
        let truth = self.control(Method::GET, "/truth", None).await;
        truth["documents"].as_array().expect("documents").clone()
    }

    pub async fn truth_of(&self, name: &str) -> Value {
        self.truth()
            .await
            .into_iter()
            .find(|row| row["ref"] == name)
            .expect("the document")
    }

    /// The first document of this state, class and kind of document.
    pub async fn find(&self, state: &str, class: Option<&str>, kind: &str) -> String {
        let rows = self.truth().await;
        let row = rows.iter().find(|row| {
            row["state"] == state
                && row["class"].as_str() == class
                && row["ref"].as_str().is_some_and(|name| name.starts_with(kind))
        });
        row.and_then(|row| row["ref"].as_str())
            .unwrap_or_else(|| panic!("no {state} {class:?} {kind}"))
            .to_owned()
    }

    pub async fn resend(&self, name: &str) -> Response {
        self.pe(Method::POST, &format!("{}/resend", path(name)), None).await
    }

    /// Resends and lets the sync happen.
    pub async fn resend_and_wait(&self, name: &str) {
        assert_eq!(self.resend(name).await.status(), 200);
        self.advance(60).await;
    }

    pub async fn created(&self, name: &str) -> u64 {
        self.control(Method::GET, "/created", None).await[name]
            .as_u64()
            .unwrap_or(0)
    }

    /// The newest entry the system wrote.
    pub async fn reported(&self, name: &str) -> String {
        let detail = self.pe_get(&path(name)).await;
        let entries = detail["histories"]
            .as_array()
            .or_else(|| detail["purchase_order_comments"].as_array())
            .expect("entries")
            .clone();
        let newest = entries.iter().rfind(|entry| entry["creator_id"].is_null());
        newest
            .and_then(|entry| entry["comment"].as_str())
            .unwrap_or_default()
            .to_owned()
    }
}

pub fn path(name: &str) -> String {
    let (kind, id) = name.split_once(':').expect("a name");
    format!(
        "/api/v1/{}/{id}",
        if kind == "order" { "purchase_orders" } else { "invoices" }
    )
}
