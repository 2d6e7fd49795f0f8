//! The simulated services as a process of their own, so that a test can act in them while the
//! window looks on.

use crate::session::program;
use serde_json::Value;
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

pub struct Simulator {
    info: Value,
    http: reqwest::Client,
    _process: Child,
}

impl Simulator {
    /// Starts the demonstration company; the process ends with this value.
    pub async fn start() -> Self {
        let mut process = Command::new(program("clearpost-simulator"))
            .args(["--sync-delay", "200"])
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("clearpost-simulator is built");
        let output = process.stdout.take().expect("standard output is piped");
        let line = BufReader::new(output).lines().next_line().await.expect("it is text");
        let info = serde_json::from_str(&line.expect("one line on start")).expect("the line is JSON");
        // Fails when another test has done it already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Self {
            info,
            http: reqwest::Client::new(),
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

    /// What a person does in one of the services.
    pub async fn act(&self, act: Value) {
        let url = format!("{}/act", self.text("/control"));
        let answer = self
            .http
            .post(url)
            .body(act.to_string())
            .send()
            .await
            .expect("the simulator answers");
        assert!(
            answer.status().is_success(),
            "{act} was refused: {}",
            answer.text().await.unwrap_or_default()
        );
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
