//! Reads a JSON object field by field and tolerates what the services get wrong.
//!
//! Values stay the text they arrived as until a typed question is asked, so a surprise in one field
//! never costs the others, and no amount passes through a float. Nothing outside this crate sees it.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use clearpost_domain::Currency;
use rust_decimal::Decimal;
use serde_json::value::RawValue;

use crate::page::Unreadable;
use crate::scalar;

/// The members of one object, values unread. Of repeated keys the last counts.
#[derive(Default)]
pub(crate) struct Fields<'a>(BTreeMap<String, &'a RawValue>);

impl<'a> Fields<'a> {
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        serde_json::from_str(text).ok().map(Self)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &'a RawValue)> {
        self.0.iter().map(|(key, value)| (key.as_str(), *value))
    }

    /// The member if it is there and not null.
    pub(crate) fn raw(&self, key: &str) -> Option<&'a RawValue> {
        self.0.get(key).copied().filter(|value| value.get() != "null")
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }

    /// A scalar's text, trimmed; empty counts as absent.
    pub(crate) fn text(&self, key: &str) -> Option<String> {
        scalar_text(self.raw(key)?)
    }

    pub(crate) fn whole(&self, key: &str) -> Option<u64> {
        scalar::whole(&self.text(key)?)
    }

    pub(crate) fn flag(&self, key: &str) -> Option<bool> {
        scalar::flag(&self.text(key)?)
    }

    pub(crate) fn instant(&self, key: &str) -> Option<DateTime<Utc>> {
        scalar::instant(&self.text(key)?)
    }

    pub(crate) fn date(&self, key: &str) -> Option<NaiveDate> {
        scalar::date(&self.text(key)?)
    }

    pub(crate) fn currency(&self, key: &str) -> Option<Currency> {
        self.text(key)?.parse().ok()
    }

    /// Absent is fine, unreadable is not: an amount silently lost could make two documents equal.
    pub(crate) fn money(&self, key: &str) -> Result<Option<Decimal>, Unreadable> {
        let Some(value) = self.raw(key) else { return Ok(None) };
        if value.get().trim_matches('"').trim().is_empty() {
            return Ok(None);
        }
        scalar_text(value)
            .and_then(|text| scalar::decimal(&text))
            .map(Some)
            .ok_or_else(|| Unreadable::because(format!("\"{key}\" is not an amount")))
    }

    /// An amount of a line: one that cannot be read must not cost the whole record, and without it
    /// the line compares equal to nothing.
    pub(crate) fn line_amount(&self, key: &str) -> Option<Decimal> {
        self.money(key).ok().flatten()
    }

    pub(crate) fn object(&self, key: &str) -> Option<Fields<'a>> {
        Fields::parse(self.raw(key)?.get())
    }

    /// The elements of a list; anything else counts as an empty one.
    pub(crate) fn list(&self, key: &str) -> Vec<&'a RawValue> {
        self.raw(key).and_then(elements).unwrap_or_default()
    }

    /// The objects of a list; elements of other kinds are passed over.
    pub(crate) fn objects(&self, key: &str) -> Vec<Fields<'a>> {
        self.list(key)
            .into_iter()
            .filter_map(|element| Fields::parse(element.get()))
            .collect()
    }
}

/// The elements of an array, or nothing if it is none.
pub(crate) fn elements(value: &RawValue) -> Option<Vec<&RawValue>> {
    serde_json::from_str(value.get()).ok()
}

/// The text of a string, number or boolean, trimmed; `None` for empty, null and structures.
pub(crate) fn scalar_text(value: &RawValue) -> Option<String> {
    let text = value.get();
    let text = match text.as_bytes().first()? {
        b'"' => serde_json::from_str::<String>(text).ok()?,
        b'{' | b'[' | b'n' => return None,
        _ => text.to_owned(),
    };
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}
