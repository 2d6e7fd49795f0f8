//! Takes QuickBooks' fault envelopes apart: both JSON spellings, XML, and what is left of them when
//! a text was cut off or printed by another language.

use std::sync::LazyLock;

use regex::Regex;

/// One error of a fault.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Fault {
    pub text: String,
    pub code: Option<String>,
    pub element: Option<String>,
}

static MEMBER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"(?i)"(message|detail|code|element)"\s*(?::|=>)\s*(?:("(?:[^"\\]|\\.)*")|(\d+)|null|nil)"#).ok()
});
static XML_ERROR: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?is)<error\b([^<>]*)>(.*?)</error>").ok());
static XML_PART: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?is)<(?:message|detail)>(.*?)</(?:message|detail)>").ok());
static XML_ATTRIBUTE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"(?i)\b(code|element)\s*=\s*"([^"]*)""#).ok());

/// The errors inside the text, or nothing when it is not a fault.
pub(super) fn errors(text: &str) -> Vec<Fault> {
    let from_xml = xml(text);
    if !from_xml.is_empty() {
        return from_xml;
    }
    let unescaped;
    let text = if text.contains("\\\"") && !text.contains(":\"") && !text.contains(": \"") {
        unescaped = text.replace("\\\"", "\"");
        &unescaped
    } else {
        text
    };
    json(text)
}

fn json(text: &str) -> Vec<Fault> {
    let Some(member) = MEMBER.as_ref().filter(|_| text.contains('"')) else {
        return Vec::new();
    };
    let mut found: Vec<Fault> = Vec::new();
    let mut seen: Vec<String> = Vec::new();
    for part in member.captures_iter(text) {
        let key = part.get(1).map(|m| m.as_str().to_ascii_lowercase()).unwrap_or_default();
        if found.is_empty() || seen.contains(&key) {
            found.push(Fault::default());
            seen.clear();
        }
        let value = match (part.get(2), part.get(3)) {
            (Some(quoted), _) => unquote(quoted.as_str()),
            (None, Some(number)) => number.as_str().to_owned(),
            (None, None) => String::new(),
        };
        if let Some(fault) = found.last_mut() {
            take(fault, &key, &value);
        }
        seen.push(key);
    }
    found.retain(|fault| !fault.text.is_empty() || fault.code.is_some());
    found
}

fn take(fault: &mut Fault, key: &str, value: &str) {
    let value = value.trim();
    if value.is_empty() {
        return;
    }
    match key {
        "code" => fault.code = Some(value.trim_start_matches('0').to_owned()),
        "element" => fault.element = Some(value.to_owned()),
        // A detail usually repeats its message.
        _ if value.contains(fault.text.as_str()) => value.clone_into(&mut fault.text),
        _ if fault.text.contains(value) => {}
        _ => {
            fault.text.push_str(" : ");
            fault.text.push_str(value);
        }
    }
}

fn unquote(quoted: &str) -> String {
    serde_json::from_str(quoted).unwrap_or_else(|_| quoted.trim_matches('"').replace(['\n', '\r'], " "))
}

fn xml(text: &str) -> Vec<Fault> {
    let (Some(error), Some(part), Some(attribute)) = (XML_ERROR.as_ref(), XML_PART.as_ref(), XML_ATTRIBUTE.as_ref())
    else {
        return Vec::new();
    };
    if !text.contains("</") {
        return Vec::new();
    }
    let mut found = Vec::new();
    for captures in error.captures_iter(text) {
        let mut fault = Fault::default();
        for pair in attribute.captures_iter(captures.get(1).map_or("", |m| m.as_str())) {
            if let (Some(key), Some(value)) = (pair.get(1), pair.get(2)) {
                take(&mut fault, &key.as_str().to_ascii_lowercase(), value.as_str());
            }
        }
        for piece in part.captures_iter(captures.get(2).map_or("", |m| m.as_str())) {
            take(&mut fault, "message", piece.get(1).map_or("", |m| m.as_str()));
        }
        if !fault.text.is_empty() || fault.code.is_some() {
            found.push(fault);
        }
    }
    found
}
