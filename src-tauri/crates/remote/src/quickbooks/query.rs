//! QuickBooks' query language: statements built from escaped values only, and what they answer
//! (quickbooks-online-api §3).

use chrono::{DateTime, SecondsFormat, Utc};
use clearpost_domain::Entity;
use serde_json::value::RawValue;

use super::Part;
use crate::fields::{Fields, elements};

/// Rows per answer at most; asking for more is an error there.
pub(super) const MOST_ROWS: u32 = 1000;

/// A value for use between single quotes: a backslash goes before `'` and `\`. Doubling the quote
/// would be a parse error (quickbooks-online-api §3.1).
pub fn escape(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len());
    for c in value.chars() {
        if matches!(c, '\'' | '\\') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// Which records of a list are asked for. `Active IN (true, false)`: without it the inactive ones,
/// which explain most failures, are left out.
fn wanted(part: Part, since: Option<DateTime<Utc>>) -> String {
    let active = matches!(part, Part::List(_)).then(|| "Active IN (true, false)".to_owned());
    let changed = since.map(|since| {
        let since = since.to_rfc3339_opts(SecondsFormat::Secs, true);
        format!("MetaData.LastUpdatedTime >= '{since}'")
    });
    let conditions: Vec<String> = active.into_iter().chain(changed).collect();
    if conditions.is_empty() {
        String::new()
    } else {
        format!(" WHERE {}", conditions.join(" AND "))
    }
}

/// One page, in an order that new records do not disturb (quickbooks-online-api §3.4).
pub(super) fn page(part: Part, since: Option<DateTime<Utc>>, start: u32) -> String {
    let (entity, wanted, start) = (part.word(), wanted(part, since), start.max(1));
    format!("SELECT * FROM {entity}{wanted} ORDERBY Id STARTPOSITION {start} MAXRESULTS {MOST_ROWS}")
}

pub(super) fn count(part: Part, since: Option<DateTime<Utc>>) -> String {
    format!("SELECT COUNT(*) FROM {}{}", part.word(), wanted(part, since))
}

pub(super) fn by_numbers(entity: Entity, numbers: &[String], start: u32) -> String {
    let values: Vec<String> = numbers.iter().map(|number| format!("'{}'", escape(number))).collect();
    let values = values.join(", ");
    let start = start.max(1);
    format!(
        "SELECT * FROM {entity} WHERE DocNumber IN ({values}) ORDERBY Id STARTPOSITION {start} MAXRESULTS {MOST_ROWS}"
    )
}

/// The rows of a query answer.
pub(super) struct Rows<'a> {
    pub rows: Vec<&'a RawValue>,
    pub total: Option<u64>,
}

impl<'a> Rows<'a> {
    /// `None` if this is no query answer. An empty `QueryResponse` is an empty list, a missing one is
    /// not (quickbooks-online-api §2.5).
    pub(super) fn parse(text: &'a str, entity: &str) -> Option<Self> {
        Self::of(&Fields::parse(text)?.object("QueryResponse")?, entity)
    }

    pub(super) fn of(response: &Fields<'a>, entity: &str) -> Option<Self> {
        Some(Self {
            rows: match response.raw(entity) {
                None => Vec::new(),
                Some(raw) if raw.get().starts_with('{') => vec![raw],
                Some(raw) => elements(raw)?,
            },
            total: response.whole("totalCount"),
        })
    }

    /// A full page has a successor; fewer rows than asked for are the end.
    pub(super) fn next(&self, start: u32) -> Option<u32> {
        let count = u32::try_from(self.rows.len()).ok()?;
        (count >= MOST_ROWS).then(|| start.max(1).saturating_add(count))
    }
}
