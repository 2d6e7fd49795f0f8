//! Both simulated services as one process, and what may be asked of them beside the services' own
//! calls: what is true, what was asked, what was created; acts, faults, time.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::http::{ask, host_of};
use crate::programs;
use crate::wait::wait_until;

/// The simulator's clock at its start.
pub const NOW: &str = "2026-03-02T09:41:00Z";
/// The smallest company with every kind of trouble.
pub const SMALL: &str = "20";

pub struct Services {
    child: Child,
    info: Value,
    flags: Vec<String>,
    advanced: AtomicI64,
}

impl Services {
    /// The small company with an immediate sync, plus flags, which win.
    pub fn start(flags: &[&str]) -> Self {
        let mut all: BTreeMap<&str, &str> =
            BTreeMap::from([("--documents", SMALL), ("--now", NOW), ("--sync-delay", "0")]);
        all.extend(flags.chunks(2).map(|pair| (pair[0], pair[1])));
        Self::spawn(
            all.into_iter()
                .flat_map(|(name, value)| [name.to_owned(), value.to_owned()])
                .collect(),
        )
    }

    fn spawn(flags: Vec<String>) -> Self {
        let mut child = Command::new(programs::simulator())
            .args(&flags)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the simulator starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("its output"))
            .read_line(&mut line)
            .expect("its first line");
        let info = serde_json::from_str(&line).expect("one line of JSON");
        Self {
            child,
            info,
            flags,
            advanced: AtomicI64::new(0),
        }
    }

    pub fn info(&self, side: &str, name: &str) -> String {
        self.info[side][name].as_str().expect("a text").to_owned()
    }

    /// The environment that reaches these services, resend by call included where there is one.
    pub fn environment(&self) -> BTreeMap<String, String> {
        let mut all: BTreeMap<String, String> = [
            ("PROCUREMENT_URL", "procurement", "url"),
            ("PROCUREMENT_TOKEN", "procurement", "token"),
            ("PROCUREMENT_COMPANY", "procurement", "company"),
            ("QUICKBOOKS_URL", "quickbooks", "url"),
            ("QUICKBOOKS_REALM", "quickbooks", "realm"),
            ("QUICKBOOKS_ACCESS_TOKEN", "quickbooks", "access_token"),
            ("QUICKBOOKS_WEB_URL", "quickbooks", "web_url"),
        ]
        .into_iter()
        .map(|(name, side, field)| (format!("CLEARPOST_{name}"), self.info(side, field)))
        .collect();
        if self.info["resend"].is_object() {
            all.insert("CLEARPOST_RESEND_ROUTE".to_owned(), "call".to_owned());
            all.insert("CLEARPOST_RESEND_CALL_ORDER".to_owned(), self.info("resend", "order"));
            all.insert(
                "CLEARPOST_RESEND_CALL_INVOICE".to_owned(),
                self.info("resend", "invoice"),
            );
        }
        all
    }

    /// Where acts are posted to.
    pub fn control_url(&self) -> String {
        self.info["control"].as_str().expect("its address").to_owned()
    }

    fn control(&self, method: &str, path: &str, body: Option<&Value>) -> Value {
        let url = format!("{}{path}", self.info["control"].as_str().expect("its address"));
        let answer = ask(method, &url, body).expect("the control answers");
        assert!(answer.get("error").is_none(), "{method} {path}: {answer}");
        answer
    }

    /// What is true of every document, by its name.
    pub fn truth(&self) -> BTreeMap<String, Value> {
        let truth = self.control("GET", "/truth", None);
        let rows = truth["documents"].as_array().expect("documents");
        rows.iter()
            .map(|row| (row["ref"].as_str().expect("a name").to_owned(), row.clone()))
            .collect()
    }

    /// All documents of this kind, state and class, the first one first.
    pub fn all(&self, kind: &str, state: &str, class: Option<&str>) -> Vec<String> {
        let truth = self.truth();
        let fits = truth
            .iter()
            .filter(|(name, row)| name.starts_with(kind) && row["state"] == state && row["class"].as_str() == class);
        fits.map(|(name, _)| name.clone()).collect()
    }

    pub fn find(&self, kind: &str, state: &str, class: Option<&str>) -> String {
        let found = self.all(kind, state, class).into_iter().next();
        found.unwrap_or_else(|| panic!("no {kind} that is {state} {class:?}"))
    }

    /// The id of what stands in a document's way.
    pub fn culprit(&self, document: &str) -> String {
        let row = &self.truth()[document];
        row["culprit"]["id"].as_str().expect("a culprit").to_owned()
    }

    /// How many records were ever created in QuickBooks for a document.
    pub fn created(&self, document: &str) -> u64 {
        self.control("GET", "/created", None)[document].as_u64().unwrap_or(0)
    }

    pub fn created_all(&self) -> BTreeMap<String, u64> {
        serde_json::from_value(self.control("GET", "/created", None)).expect("counts")
    }

    /// Every request to the two services in order.
    pub fn requests(&self) -> Vec<Value> {
        self.control("GET", "/requests?log=1", None)["log"]
            .as_array()
            .expect("a log")
            .clone()
    }

    /// The requests that could change something.
    pub fn mutations(&self) -> Vec<Value> {
        let all = self.requests().into_iter();
        all.filter(|line| line["method"] != "GET").collect()
    }

    /// How many requests could change something.
    pub fn mutation_count(&self) -> usize {
        let counts = self.control("GET", "/requests", None);
        let of = |side: &str| counts[side].as_array().expect("counts").clone();
        let all = ["procurement", "quickbooks"].into_iter().flat_map(of);
        let changing = all.filter(|row| row["method"] != "GET");
        changing
            .map(|row| usize::try_from(row["count"].as_u64().expect("a count")).expect("a count"))
            .sum()
    }

    pub fn act(&self, body: &Value) {
        self.control("POST", "/act", Some(body));
    }

    /// Tries an act that may not be possible now.
    pub fn try_act(&self, body: &Value) -> bool {
        let url = format!("{}/act", self.info["control"].as_str().expect("its address"));
        ask("POST", &url, Some(body))
            .expect("the control answers")
            .get("error")
            .is_none()
    }

    pub fn fault(&self, body: &Value) {
        self.control("POST", "/faults", Some(body));
    }

    /// Changes how the services behave where that is not settled.
    pub fn quirk(&self, body: &Value) {
        self.control("POST", "/quirks", Some(body));
    }

    /// Changes the rules and lifetimes of the sign-ins.
    pub fn sign_ins(&self, body: &Value) {
        self.control("POST", "/oauth", Some(body));
    }

    pub fn clear_faults(&self) {
        self.control("DELETE", "/faults", None);
    }

    pub fn advance(&self, seconds: i64) {
        self.control("POST", "/clock", Some(&json!({ "advance_seconds": seconds })));
        self.advanced.fetch_add(seconds, Ordering::SeqCst);
    }

    /// The clock's start and all advances, for `CLEARPOST_NOW`.
    pub fn now(&self) -> String {
        let start: DateTime<Utc> = NOW.parse().expect("a time");
        let now = start + TimeDelta::seconds(self.advanced.load(Ordering::SeqCst));
        now.to_rfc3339_opts(SecondsFormat::Secs, true)
    }

    /// Ends the process at once, as a crash or a power cut would.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Starts again on the same ports with the same flags; the company is as it was at the start.
    pub fn restart(&mut self) {
        self.kill();
        let port = |side: &str| {
            host_of(&self.info(side, "url"))
                .rsplit(':')
                .next()
                .expect("a port")
                .to_owned()
        };
        let mut flags = self.flags.clone();
        flags.extend(["--procurement-port".to_owned(), port("procurement")]);
        flags.extend(["--quickbooks-port".to_owned(), port("quickbooks")]);
        let known = self.info.clone();
        *self = wait_until("the ports are free again", || {
            std::panic::catch_unwind(|| Self::spawn(flags.clone())).ok()
        });
        assert_eq!(self.info, known, "the same addresses and tokens");
    }
}

impl Drop for Services {
    fn drop(&mut self) {
        self.kill();
    }
}
