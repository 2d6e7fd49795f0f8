//! The log of requests to both services: counted by method, path shape and status, and in order.
//! Must never hold a header or a body, which carry secrets.

use crate::http::Call;
use crate::state::Service;
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const KEPT: usize = 200_000;

struct Line {
    at: DateTime<Utc>,
    service: Service,
    method: String,
    path: String,
    query: String,
    status: u16,
    fault: Option<&'static str>,
}

#[derive(Default)]
pub struct Log {
    counts: BTreeMap<(Service, String, String, u16), u64>,
    lines: Vec<Line>,
    total: u64,
}

impl Log {
    pub fn count(&self) -> u64 {
        self.total
    }

    /// A status of 0 stands for a connection that was cut without an answer.
    pub fn add(&mut self, service: Service, call: &Call, status: u16, fault: Option<&'static str>, at: DateTime<Utc>) {
        self.total += 1;
        let key = (service, call.method.clone(), shape(&call.path), status);
        *self.counts.entry(key).or_default() += 1;
        if self.lines.len() < KEPT {
            self.lines.push(Line {
                at,
                service,
                method: call.method.clone(),
                path: call.path.clone(),
                query: call.raw_query.clone(),
                status,
                fault,
            });
        }
    }

    pub fn json(&self, ordered: bool) -> Value {
        let of = |wanted: Service| -> Vec<Value> {
            let rows = self.counts.iter().filter(|((service, ..), _)| *service == wanted);
            rows.map(|((_, method, path, status), count)| json!({"method": method, "path": path, "status": status, "count": count})).collect()
        };
        let mut value = json!({"procurement": of(Service::Procurement), "quickbooks": of(Service::QuickBooks)});
        if ordered && let Value::Object(map) = &mut value {
            let rows = self.lines.iter().map(|line| {
                json!({
                    "at": line.at.to_rfc3339_opts(SecondsFormat::Millis, true),
                    "service": line.service.name(),
                    "method": line.method, "path": line.path, "query": line.query, "status": line.status, "fault": line.fault,
                })
            });
            map.insert("log".to_owned(), rows.collect());
        }
        value
    }
}

/// A path with ids replaced by `{id}`.
fn shape(path: &str) -> String {
    path.split('/')
        .map(|part| {
            if part.starts_with(|c: char| c.is_ascii_digit()) {
                "{id}"
            } else {
                part
            }
        })
        .collect::<Vec<_>>()
        .join("/")
}
