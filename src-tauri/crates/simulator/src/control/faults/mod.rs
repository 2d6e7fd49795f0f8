//! The menu of faults: which requests meet one, and what the answer is then. A fault never
//! changes the company, except that `expire_token` ends QuickBooks' current access token.

mod spoil;

use crate::http::{Call, HTML, Paging, Reply, XML};
use crate::quickbooks::faults as qb;
use crate::state::{Service, World};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use serde_json::{Value, json};
use std::time::Duration;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Status,
    DropBefore,
    DropAfter,
    Delay,
    Drip,
    Truncate,
    Html,
    Xml,
    ExpireToken,
    ShiftPages,
    ReorderPages,
    RepeatPage,
    EndlessPages,
    WrongTotal,
    BadGzip,
    GzipBomb,
    DeepJson,
    Poison,
    OddTypes,
    Empty,
    Fault,
    Redirect,
    BatchPartial,
}

impl Kind {
    pub const ALL: [Self; 23] = [
        Self::Status,
        Self::DropBefore,
        Self::DropAfter,
        Self::Delay,
        Self::Drip,
        Self::Truncate,
        Self::Html,
        Self::Xml,
        Self::ExpireToken,
        Self::ShiftPages,
        Self::ReorderPages,
        Self::RepeatPage,
        Self::EndlessPages,
        Self::WrongTotal,
        Self::BadGzip,
        Self::GzipBomb,
        Self::DeepJson,
        Self::Poison,
        Self::OddTypes,
        Self::Empty,
        Self::Fault,
        Self::Redirect,
        Self::BatchPartial,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::DropBefore => "drop_before",
            Self::DropAfter => "drop_after",
            Self::Delay => "delay",
            Self::Drip => "drip",
            Self::Truncate => "truncate",
            Self::Html => "html",
            Self::Xml => "xml",
            Self::ExpireToken => "expire_token",
            Self::ShiftPages => "shift_pages",
            Self::ReorderPages => "reorder_pages",
            Self::RepeatPage => "repeat_page",
            Self::EndlessPages => "endless_pages",
            Self::WrongTotal => "wrong_total",
            Self::BadGzip => "bad_gzip",
            Self::GzipBomb => "gzip_bomb",
            Self::DeepJson => "deep_json",
            Self::Poison => "poison",
            Self::OddTypes => "odd_types",
            Self::Empty => "empty",
            Self::Fault => "fault",
            Self::Redirect => "redirect",
            Self::BatchPartial => "batch_partial",
        }
    }
}

#[derive(Clone)]
pub struct Fault {
    service: Service,
    method: Option<String>,
    path_prefix: String,
    pub kind: Kind,
    status: Option<u16>,
    retry_after: Option<String>,
    times: Option<u64>,
    rate: f64,
    delay_ms: u64,
    /// ProcurementExpress id; `None`: every company.
    company: Option<u64>,
    /// Code, message and detail of `fault`; address of `redirect`.
    code: String,
    message: String,
    detail: Option<String>,
    location: String,
    /// How often it was met before.
    pub hits: u64,
    /// Rows by which `shift_pages` moves the pages after the first.
    pub by: i64,
}

pub struct Faults {
    rules: Vec<Fault>,
    dice: StdRng,
}

impl Faults {
    pub fn new(seed: u64) -> Self {
        Self {
            rules: Vec::new(),
            dice: StdRng::seed_from_u64(seed),
        }
    }

    pub fn clear(&mut self) {
        self.rules.clear();
    }

    pub fn add(&mut self, body: &Value) -> Result<(), String> {
        let text = |name: &str| body.get(name).and_then(Value::as_str);
        let service = match text("service") {
            Some("procurement") => Service::Procurement,
            Some("quickbooks") => Service::QuickBooks,
            _ => return Err("service: procurement or quickbooks".to_owned()),
        };
        let kind = Kind::ALL
            .into_iter()
            .find(|kind| Some(kind.name()) == text("kind"))
            .ok_or_else(|| {
                let names: Vec<&str> = Kind::ALL.into_iter().map(Kind::name).collect();
                format!("kind: one of {}", names.join(", "))
            })?;
        let retry_after = body
            .get("retry_after")
            .filter(|v| !v.is_null())
            .map(|v| v.as_str().map_or_else(|| v.to_string(), str::to_owned));
        self.rules.push(Fault {
            service,
            method: text("method").map(str::to_uppercase),
            path_prefix: text("path_prefix").unwrap_or("/").to_owned(),
            kind,
            status: body
                .get("status")
                .and_then(Value::as_u64)
                .and_then(|s| u16::try_from(s).ok()),
            retry_after,
            times: body.get("times").and_then(Value::as_u64),
            rate: body.get("rate").and_then(Value::as_f64).unwrap_or(1.0),
            delay_ms: body.get("delay_ms").and_then(Value::as_u64).unwrap_or(5000),
            company: body
                .get("company")
                .and_then(|id| id.as_u64().or_else(|| id.as_str()?.parse().ok())),
            code: text("code").unwrap_or("10000").to_owned(),
            message: text("message")
                .unwrap_or("An application error has occurred while processing your request")
                .to_owned(),
            detail: text("detail").map(str::to_owned),
            location: text("location").unwrap_or("https://moved.example.com/").to_owned(),
            hits: 0,
            by: body.get("by").and_then(Value::as_i64).unwrap_or(1),
        });
        Ok(())
    }

    /// The first fault this request meets, used up once.
    pub fn pick(&mut self, service: Service, company: u64, call: &Call) -> Option<Fault> {
        let dice = &mut self.dice;
        let rule = self.rules.iter_mut().find(|rule| {
            rule.service == service
                && rule.times != Some(0)
                && rule.company.is_none_or(|wanted| wanted == company)
                && rule.method.as_ref().is_none_or(|method| *method == call.method)
                && call.path.starts_with(&rule.path_prefix)
                && (rule.rate >= 1.0 || dice.random::<f64>() < rule.rate)
        })?;
        rule.times = rule.times.map(|left| left - 1);
        let met = rule.clone();
        rule.hits += 1;
        Some(met)
    }

    pub fn json(&self) -> Value {
        let rows = self.rules.iter().map(|rule| {
            json!({
                "service": rule.service.name(), "method": rule.method,
                "path_prefix": rule.path_prefix, "kind": rule.kind.name(), "status": rule.status, "retry_after": rule.retry_after,
                "times": rule.times, "rate": rule.rate, "delay_ms": rule.delay_ms, "by": rule.by, "company": rule.company, "hits": rule.hits,
            })
        });
        json!({"faults": rows.collect::<Vec<_>>()})
    }
}

const PAGE: &str = "<!doctype html><html><head><title>Sign in to the network</title></head><body><h1>Please sign in</h1></body></html>";

impl Fault {
    pub fn delay(&self) -> Duration {
        Duration::from_millis(self.delay_ms)
    }

    /// Changes the request of the kinds whose answer is computed otherwise.
    pub fn prepare(&self, call: &mut Call) {
        call.paging = Paging {
            shift: if self.kind == Kind::ShiftPages { self.by } else { 0 },
            reorder: self.kind == Kind::ReorderPages,
            repeat: self.kind == Kind::RepeatPage,
            endless: self.kind == Kind::EndlessPages,
        };
        call.batch_fails = self.kind == Kind::BatchPartial;
    }

    /// The answer of the kinds that spoil its content.
    pub fn spoil(&self, reply: Reply) -> Reply {
        spoil::spoil(self.kind, reply, self.hits)
    }

    /// The answer of the kinds that do not let the request through.
    pub fn reply(&self, world: &mut World, service: Service, call: &Call) -> Reply {
        let now = world.now();
        let reply = match (self.kind, service) {
            (Kind::ExpireToken, Service::QuickBooks) => {
                let token = call.bearer().unwrap_or_default();
                world.oauth.expire(token);
                qb::unauthorised(now, &format!("Token expired: {token}"))
            }
            (Kind::ExpireToken, Service::Procurement) => {
                let bearer = call.bearer().unwrap_or_default().to_owned();
                world.bearers.expire(&bearer, now);
                Reply::json(401, &json!({"error": "Authentication token is invalid", "status": 401}))
            }
            (Kind::Redirect, _) => {
                let mut reply = Reply::redirect(self.location.clone());
                reply.status = self.status.unwrap_or(308);
                reply
            }
            (Kind::Fault, Service::QuickBooks) => {
                let mut error = json!({"Message": self.message, "code": self.code, "element": ""});
                if let (Some(detail), Value::Object(map)) = (&self.detail, &mut error) {
                    map.insert("Detail".to_owned(), json!(detail));
                }
                Reply::json(self.status.unwrap_or(200), &json!({"Fault": {"Error": [error], "type": "SystemFault"}}))
            }
            (Kind::Fault, Service::Procurement) => Reply::json(self.status.unwrap_or(422), &json!({"errors": [self.message]})),
            (Kind::Html, _) => Reply::text(self.status.unwrap_or(200), HTML, PAGE.to_owned()),
            (Kind::Xml, _) => Reply::text(
                self.status.unwrap_or(429),
                XML,
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?><IntuitResponse xmlns=\"http://schema.intuit.com/finance/v3\"><Fault type=\"SERVICE\"><Error code=\"3001\"><Message>message=ThrottleExceeded; errorCode=003001; statusCode=403</Message></Error></Fault></IntuitResponse>".to_owned(),
            ),
            (_, Service::Procurement) => {
                let status = self.status.unwrap_or(503);
                Reply::json(status, &json!({"error": phrase(status), "status": status}))
            }
            (_, Service::QuickBooks) => match self.status.unwrap_or(503) {
                401 => qb::unauthorised(now, &format!("Token expired: {}", call.bearer().unwrap_or_default())),
                403 => qb::gateway(now, 403, "3100", "message=ApplicationAuthorizationFailed; errorCode=003100; statusCode=403", None, "SERVICE"),
                429 => qb::throttled(now),
                status @ 500.. => Reply::text(status, HTML, format!("<html><body><h1>{status} {}</h1></body></html>", phrase(status))),
                status => Reply::json(status, &json!({"Fault": {"Error": [{"Message": phrase(status), "code": status.to_string()}], "type": "SystemFault"}})),
            },
        };
        match &self.retry_after {
            Some(text) => reply.with("retry-after", text.clone()),
            None => reply,
        }
    }
}

fn phrase(status: u16) -> &'static str {
    match status {
        400 => "Bad Request",
        401 => "Authentication token is invalid",
        403 => "Forbidden",
        404 => "Not Found",
        422 => "Unprocessable Entity",
        429 => "Too Many Requests",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "Internal Server Error",
    }
}
