//! The two fault envelopes: PascalCase from the accounting service, lower case from the gateway.
//! Shapes answers as JSON or XML; decides nothing.

use super::{render, xml};
use crate::http::{Call, Reply, XML};
use crate::sync::fault::Fault;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

/// JSON when the caller accepts it, else XML.
pub fn shaped(call: &Call, status: u16, value: &Value) -> Reply {
    if json_wanted(call) {
        Reply::json(status, value)
    } else {
        Reply::text(status, XML, xml::envelope(value))
    }
}

/// A page of a query, which is written already but for its time.
pub fn page(call: &Call, now: DateTime<Utc>, mut text: Vec<u8>) -> Reply {
    if text.pop().is_some() {
        text.extend_from_slice(format!(",\"time\":\"{}\"}}", render::time(now, true)).as_bytes());
    }
    if json_wanted(call) {
        Reply {
            status: 200,
            kind: crate::http::JSON,
            body: text,
            headers: Vec::new(),
        }
    } else {
        shaped(call, 200, &serde_json::from_slice(&text).unwrap_or(Value::Null))
    }
}

fn json_wanted(call: &Call) -> bool {
    call.header("accept")
        .is_some_and(|accept| accept.contains("application/json"))
}

/// A fault of the accounting service: HTTP 400 for nearly all of them.
pub fn reply(call: &Call, now: DateTime<Utc>, fault: &Fault) -> Reply {
    let mut value = json!({"Fault": fault.json()});
    // Recorded: this one comes without a time.
    if fault.code != "2030"
        && let Value::Object(map) = &mut value
    {
        map.insert("time".to_owned(), json!(render::time(now, true)));
    }
    shaped(call, 400, &value)
}

pub fn gateway(now: DateTime<Utc>, status: u16, code: &str, message: &str, detail: Option<&str>, kind: &str) -> Reply {
    Reply::json(
        status,
        &json!({
            "warnings": null, "intuitObject": null,
            "fault": {"error": [{"message": message, "detail": detail, "code": code, "element": null}], "type": kind},
            "report": null, "queryResponse": null, "batchItemResponse": [], "attachableResponse": [], "syncErrorResponse": null,
            "requestId": null, "time": now.timestamp_millis(), "status": null, "cdcresponse": [],
        }),
    )
}

pub fn throttled(now: DateTime<Utc>) -> Reply {
    gateway(
        now,
        429,
        "3001",
        "message=ThrottleExceeded; errorCode=003001; statusCode=429",
        Some("The request limit was reached.  Try again later"),
        "SERVICE",
    )
}

/// The gateway repeats the token in the detail, as the real one does.
pub fn unauthorised(now: DateTime<Utc>, detail: &str) -> Reply {
    gateway(
        now,
        401,
        "3200",
        "message=AuthenticationFailed; errorCode=003200; statusCode=401",
        Some(detail),
        "AUTHENTICATION",
    )
    .with("www-authenticate", "Bearer realm=\"Intuit\", error=\"invalid_token\"")
}
