//! Takes the services' own secrets out of a raw record before anything keeps it.
//!
//! Answers of ProcurementExpress carry tokens that let their holder approve or sign in
//! (procurementexpress-api §2.3, §6.3, §15.1). Must never fail: what it cannot read, it drops.

use serde_json::value::RawValue;

use crate::secret::Secret;

const LONGEST: usize = 8 * 1024;
const DEEPEST: u8 = 24;
const HIDDEN: &str = "\"***\"";

/// Parts of key names that mark a secret. Too much hidden does no harm here.
const SECRET_KEYS: [&str; 12] = [
    "token",
    "secret",
    "share_key",
    "password",
    "pword",
    "passwd",
    "basic_auth",
    "authentication_header",
    "authorization",
    "api_key",
    "otp",
    "credential",
];

/// The record without secrets, at most 8 kB.
pub(crate) fn raw(text: &str, secret: &Secret) -> String {
    let mut out = String::new();
    match serde_json::from_str::<&RawValue>(text) {
        Ok(value) => write(value, 0, &mut out),
        Err(_) => out.push_str(HIDDEN),
    }
    cut(&secret.scrub(&out), LONGEST).to_owned()
}

/// At most `longest` bytes, cut between characters.
pub(crate) fn cut(text: &str, longest: usize) -> &str {
    let mut end = longest.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

fn write(value: &RawValue, depth: u8, out: &mut String) {
    let text = value.get();
    if depth > DEEPEST {
        out.push_str(HIDDEN);
        return;
    }
    match text.as_bytes().first() {
        Some(b'{') => match serde_json::from_str::<Members<'_>>(text) {
            Ok(Members(members)) => {
                out.push('{');
                for (index, (key, member)) in members.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    out.push_str(&serde_json::to_string(key).unwrap_or_else(|_| HIDDEN.to_owned()));
                    out.push(':');
                    if is_secret(key) && member.get() != "null" {
                        out.push_str(HIDDEN);
                    } else {
                        write(member, depth + 1, out);
                    }
                }
                out.push('}');
            }
            Err(_) => out.push_str(HIDDEN),
        },
        Some(b'[') => match serde_json::from_str::<Vec<&RawValue>>(text) {
            Ok(elements) => {
                out.push('[');
                for (index, element) in elements.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    write(element, depth + 1, out);
                }
                out.push(']');
            }
            Err(_) => out.push_str(HIDDEN),
        },
        Some(b'"') => write_text(text, depth, out),
        _ => out.push_str(text),
    }
}

/// A text may hold JSON once more, or the form of a sign-in (`access_token=...`).
fn write_text(text: &str, depth: u8, out: &mut String) {
    let inner = serde_json::from_str::<String>(text).unwrap_or_default();
    let inner = inner.trim();
    if !inner.starts_with(['{', '[']) {
        let text = without_query(text);
        let mut pairs = text.split(['&', ' ']).filter_map(|part| part.split_once('='));
        let is_form = pairs.any(|(key, _)| is_secret(key));
        out.push_str(if is_form { HIDDEN } else { &text });
        return;
    }
    match serde_json::from_str::<&RawValue>(inner) {
        Ok(value) => {
            let mut clean = String::new();
            write(value, depth + 1, &mut clean);
            out.push_str(&serde_json::to_string(&clean).unwrap_or_else(|_| HIDDEN.to_owned()));
        }
        // Cut off, perhaps.
        Err(_) => out.push_str(if is_secret(inner) { HIDDEN } else { text }),
    }
}

/// Links to files are signed in their query: keep the address, drop the signature.
fn without_query(text: &str) -> String {
    match (text.find("://"), text.find('?')) {
        (Some(scheme), Some(query)) if scheme < query => format!("{}\"", text.get(..query).unwrap_or("\"")),
        _ => text.to_owned(),
    }
}

fn is_secret(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    SECRET_KEYS.iter().any(|part| key.contains(part))
}

/// An object's members in the order of the text.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de> serde::Deserialize<'de> for Members<'de> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clean(text: &str) -> String {
        raw(text, &Secret::new("our-own".into()))
    }

    #[test]
    fn json_within_a_text_keeps_no_secret_either() {
        let body = r#"{"status":200,"body":"{\"access_token\":\"CANARY\",\"expires_in\":3600}"}"#;
        assert_eq!(
            clean(body),
            r#"{"status":200,"body":"{\"access_token\":\"***\",\"expires_in\":3600}"}"#
        );
        for hidden in [
            r#"{"body":"{\"access_token\":\"CANARY"}"#,
            r#"{"body":"[\"{\\\"share_key\\\":\\\"CANARY\\\"}\"]"}"#,
            r#"{"body":"grant_type=refresh_token&refresh_token=CANARY"}"#,
            r#"["see https://example.com/x?accept_token=CANARY"]"#,
        ] {
            assert!(!clean(hidden).contains("CANARY"), "{}", clean(hidden));
        }
    }

    #[test]
    fn plain_texts_stay() {
        for kept in [
            r#"{"notes":"the token ring costs 5 = five"}"#,
            r#"{"notes":"{not json"}"#,
            r#"{"notes":"[sic] as \"said\" \u00e9"}"#,
            r#"["{}","[1,2]"]"#,
        ] {
            assert_eq!(clean(kept), kept);
        }
    }
}
