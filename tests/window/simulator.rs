//! The simulated services as a process of their own, so that a test can act in them while the
//! window looks on.

use crate::session::program;
use serde_json::{Value, json};
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// Asks the services from the test's own side.
pub fn client() -> reqwest::Client {
    // Fails when another test has done it already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::new()
}

pub struct Simulator {
    info: Value,
    http: reqwest::Client,
    _process: Child,
}

impl Simulator {
    /// Starts the demonstration company; the process ends with this value.
    pub async fn start() -> Self {
        Self::with_sync_after("200").await
    }

    /// The same with a sync that is done so many milliseconds after what set it off.
    pub async fn with_sync_after(milliseconds: &str) -> Self {
        let mut process = Command::new(program("clearpost-simulator"))
            .args(["--sync-delay", milliseconds])
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("clearpost-simulator is built");
        let output = process.stdout.take().expect("standard output is piped");
        let line = BufReader::new(output).lines().next_line().await.expect("it is text");
        let info = serde_json::from_str(&line.expect("one line on start")).expect("the line is JSON");
        Self {
            info,
            http: client(),
            _process: process,
        }
    }

    /// The environment that connects the window to these services.
    pub fn connection(&self) -> Vec<(&'static str, String)> {
        [
            ("CLEARPOST_PROCUREMENT_URL", "/procurement/url"),
            ("CLEARPOST_PROCUREMENT_TOKEN", "/procurement/token"),
            ("CLEARPOST_PROCUREMENT_COMPANY", "/procurement/company"),
            ("CLEARPOST_QUICKBOOKS_URL", "/quickbooks/url"),
            ("CLEARPOST_QUICKBOOKS_WEB_URL", "/quickbooks/web_url"),
            ("CLEARPOST_QUICKBOOKS_REALM", "/quickbooks/realm"),
            ("CLEARPOST_QUICKBOOKS_ACCESS_TOKEN", "/quickbooks/access_token"),
            ("CLEARPOST_RESEND_CALL_ORDER", "/resend/order"),
            ("CLEARPOST_RESEND_CALL_INVOICE", "/resend/invoice"),
        ]
        .map(|(name, place)| (name, self.text(place)))
        .into_iter()
        .chain([("CLEARPOST_RESEND_ROUTE", "call".to_owned())])
        .collect()
    }

    /// What is true of every document now.
    pub async fn truth(&self) -> Vec<Value> {
        let mut truth = self.get("truth").await;
        serde_json::from_value(truth["documents"].take()).expect("the documents are a list")
    }

    /// How many records were ever created in QuickBooks for a document.
    pub async fn created(&self, reference: &str) -> u64 {
        self.get("created").await[reference].as_u64().unwrap_or_default()
    }

    /// How often each service was asked for what.
    pub async fn requests(&self) -> Value {
        self.get("requests").await
    }

    /// Lets so many seconds pass in the services.
    pub async fn advance(&self, seconds: u64) {
        self.tell("clock", json!({ "advance_seconds": seconds })).await;
    }

    /// What a person does in one of the services.
    pub async fn act(&self, act: Value) {
        self.tell("act", act).await;
    }

    async fn tell(&self, place: &str, what: Value) {
        let url = format!("{}/{place}", self.text("/control"));
        let answer = self
            .http
            .post(url)
            .body(what.to_string())
            .send()
            .await
            .expect("the simulator answers");
        assert!(
            answer.status().is_success(),
            "{what} was refused: {}",
            answer.text().await.unwrap_or_default()
        );
    }

    /// The requester chooses another account for every line that is coded to payables or receivables.
    /// An edit by the API does not sync by itself, so the document waits for its resend.
    pub async fn recode_lines(&self, reference: &str) {
        let accounts = self.procurement("chart_of_accounts", None).await;
        let accounts = accounts["chart_of_accounts"]
            .as_array()
            .expect("a list of accounts")
            .clone();
        let id_of = |number: &str| {
            let found = accounts.iter().find(|one| one["account_number"] == number);
            found.unwrap_or_else(|| panic!("there is an account {number}"))["id"].clone()
        };
        let (wrong, right) = ([id_of("1200"), id_of("2000")], id_of("6100"));
        let (kind, id) = reference.split_once(':').expect("kind and id");
        let (place, root, lines) = match kind {
            "order" => ("purchase_orders", "purchase_order", "purchase_order_items"),
            _ => ("invoices", "invoice", "invoice_line_items"),
        };
        let path = format!("{place}/{id}");
        let document = self.procurement(&path, None).await;
        let edited: Vec<Value> = document[lines]
            .as_array()
            .expect("the document has lines")
            .iter()
            .filter(|line| {
                wrong.contains(&line["chart_of_account_id"]) || wrong.contains(&line["chart_of_account"]["id"])
            })
            .map(|line| json!({ "id": line["id"], "chart_of_account_id": right }))
            .collect();
        assert!(!edited.is_empty(), "{reference} has no such line: {document}");
        let body = json!({ root: { format!("{lines}_attributes"): edited } });
        self.procurement(&path, Some(body)).await;
    }

    /// Reads from ProcurementExpress, or saves there.
    async fn procurement(&self, path: &str, saved: Option<Value>) -> Value {
        let url = format!("{}/api/v1/{path}", self.text("/procurement/url"));
        let request = match saved {
            Some(body) => self
                .http
                .put(url)
                .header("content-type", "application/json")
                .body(body.to_string()),
            None => self.http.get(url),
        };
        let answer = request
            .header("authentication_token", self.text("/procurement/token"))
            .header("app_company_id", self.text("/procurement/company"))
            .send()
            .await
            .expect("ProcurementExpress answers");
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        let text = answer.text().await.expect("the answer is text");
        serde_json::from_str(&text).unwrap_or_default()
    }

    async fn get(&self, what: &str) -> Value {
        let url = format!("{}/{what}", self.text("/control"));
        let answer = self.http.get(url).send().await.expect("the simulator answers");
        answer.json().await.expect("the answer is JSON")
    }

    pub fn text(&self, place: &str) -> String {
        let value = self.info.pointer(place).and_then(Value::as_str);
        value
            .unwrap_or_else(|| panic!("the simulator did not say {place}"))
            .to_owned()
    }
}
