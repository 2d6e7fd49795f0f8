//! A request and an answer as plain values, so that both services are synchronous functions.
//! Knows nothing of sockets and nothing of the services.

use axum::http::HeaderMap;
use serde_json::{Map, Value};

pub const JSON: &str = "application/json; charset=utf-8";
pub const HTML: &str = "text/html; charset=utf-8";
pub const XML: &str = "application/xml";

/// How pages of a list are wrong (faults).
#[derive(Clone, Copy, Default)]
pub struct Paging {
    /// Rows inserted (positive) or vanished (negative) since the page before was read.
    pub shift: i64,
    /// Every page but the first is cut from another order of the rows.
    pub reorder: bool,
    /// Every page but the first is the page before it.
    pub repeat: bool,
    /// There is always a next page.
    pub endless: bool,
}

impl Paging {
    /// Where a page of `size` rows that should begin at `from` really begins.
    pub fn begin(self, from: usize, size: usize, count: usize) -> usize {
        let mut from = from;
        if from > 0 {
            from = from.saturating_add_signed(-isize::try_from(self.shift).unwrap_or_default());
            if self.repeat {
                from = from.saturating_sub(size);
            }
        }
        if self.endless && from >= count {
            from = count.saturating_sub(size);
        }
        from.min(count)
    }

    /// The rows in the order this page is cut from.
    pub fn order(self, rows: &[u64], from: usize) -> Vec<u64> {
        let mut rows = rows.to_vec();
        if self.reorder && from > 0 {
            let half = rows.len() / 2;
            rows.rotate_left(half);
            rows.reverse();
        }
        rows
    }
}

/// A received request.
pub struct Call {
    pub method: String,
    pub path: String,
    pub raw_query: String,
    pub query: Vec<(String, String)>,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
    pub paging: Paging,
    /// Every third item of a batch fails (a fault).
    pub batch_fails: bool,
}

impl Call {
    pub fn param(&self, name: &str) -> Option<&str> {
        self.query
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    pub fn number(&self, name: &str) -> Option<usize> {
        self.param(name).and_then(|text| text.trim().parse().ok())
    }

    pub fn flag(&self, name: &str) -> Option<bool> {
        match self.param(name) {
            Some("true" | "1") => Some(true),
            Some("false" | "0") => Some(false),
            _ => None,
        }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    pub fn bearer(&self) -> Option<&str> {
        self.header("authorization")
            .and_then(|value| value.strip_prefix("Bearer "))
    }

    pub fn segments(&self) -> Vec<&str> {
        self.path.split('/').filter(|part| !part.is_empty()).collect()
    }

    /// The body as JSON, or as form fields with one level of `name[key]`.
    pub fn fields(&self) -> Value {
        if let Ok(value) = serde_json::from_slice::<Value>(&self.body) {
            return value;
        }
        let mut root = Map::new();
        for (key, value) in url::form_urlencoded::parse(&self.body) {
            let value = Value::String(value.into_owned());
            match key.split_once('[') {
                Some((outer, rest)) => {
                    let inner = rest.trim_end_matches(']').to_owned();
                    let slot = root
                        .entry(outer.to_owned())
                        .or_insert_with(|| Value::Object(Map::new()));
                    if let Value::Object(map) = slot {
                        map.insert(inner, value);
                    }
                }
                None => {
                    root.insert(key.into_owned(), value);
                }
            }
        }
        Value::Object(root)
    }
}

/// An answer to be sent.
#[derive(Clone)]
pub struct Reply {
    pub status: u16,
    pub kind: &'static str,
    pub body: Vec<u8>,
    pub headers: Vec<(&'static str, String)>,
}

impl Reply {
    pub fn json(status: u16, value: &Value) -> Self {
        Self {
            status,
            kind: JSON,
            body: value.to_string().into_bytes(),
            headers: Vec::new(),
        }
    }

    pub fn html(status: u16, text: String) -> Self {
        Self {
            status,
            kind: HTML,
            body: text.into_bytes(),
            headers: Vec::new(),
        }
    }

    pub fn text(status: u16, kind: &'static str, text: String) -> Self {
        Self {
            status,
            kind,
            body: text.into_bytes(),
            headers: Vec::new(),
        }
    }

    pub fn redirect(to: String) -> Self {
        Self {
            status: 303,
            kind: HTML,
            body: Vec::new(),
            headers: vec![("location", to)],
        }
    }

    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}
