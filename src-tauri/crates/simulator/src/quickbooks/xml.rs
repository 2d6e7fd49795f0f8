//! The XML form of an answer, which QuickBooks gives to those who did not ask for JSON. Only
//! good enough to be recognised as XML.

use crate::pages::escape;
use serde_json::Value;
use std::fmt::Write as _;

pub fn envelope(value: &Value) -> String {
    let time = value.get("time").and_then(Value::as_str).unwrap_or_default();
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><IntuitResponse xmlns=\"http://schema.intuit.com/finance/v3\" time=\"{}\">",
        escape(time)
    );
    if let Value::Object(map) = value {
        for (key, inner) in map.iter().filter(|(key, _)| *key != "time") {
            element(&mut out, key, inner);
        }
    }
    out.push_str("</IntuitResponse>");
    out
}

fn element(out: &mut String, name: &str, value: &Value) {
    match value {
        Value::Array(rows) => rows.iter().for_each(|row| element(out, name, row)),
        Value::Object(map) => {
            let _ = write!(out, "<{name}>");
            for (key, inner) in map {
                element(out, key, inner);
            }
            let _ = write!(out, "</{name}>");
        }
        Value::Null => {}
        Value::String(text) => {
            let _ = write!(out, "<{name}>{}</{name}>", escape(text));
        }
        other => {
            let _ = write!(out, "<{name}>{other}</{name}>");
        }
    }
}
