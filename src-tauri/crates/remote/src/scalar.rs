//! Numbers, moments and dates as the two services write them.
//!
//! Both are inconsistent: strings for numbers, seconds or milliseconds, ISO dates
//! (procurementexpress-api §5). Money is read from the number's own text, never through a float.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// Larger numbers are milliseconds (procurementexpress-api §5).
const FIRST_MILLISECONDS: i64 = 100_000_000_000;
const HALF_DAY: i64 = 12 * 60 * 60;
const DAY: i64 = 24 * 60 * 60;

/// `1250`, `"1250.0"`, `1.25e3`.
pub(crate) fn decimal(text: &str) -> Option<Decimal> {
    let text = text.trim();
    if text.contains(['e', 'E']) {
        Decimal::from_scientific(text).ok()
    } else {
        text.parse().ok()
    }
}

/// A whole number without a sign, however it is written.
pub(crate) fn whole(text: &str) -> Option<u64> {
    let text = text.trim();
    text.parse().ok().or_else(|| {
        let value = decimal(text)?;
        value.is_integer().then(|| value.to_u64()).flatten()
    })
}

pub(crate) fn flag(text: &str) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" => Some(true),
        "false" | "0" | "no" => Some(false),
        _ => None,
    }
}

/// An exact instant: seconds, milliseconds, or ISO 8601 (without an offset it counts as UTC).
pub(crate) fn instant(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    if let Some(number) = decimal(text) {
        let whole = number.trunc().to_i64()?;
        let milliseconds = if whole.abs() > FIRST_MILLISECONDS {
            whole
        } else {
            number.checked_mul(Decimal::ONE_THOUSAND)?.trunc().to_i64()?
        };
        return DateTime::from_timestamp_millis(milliseconds);
    }
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Some(at.to_utc());
    }
    for pattern in ["%Y-%m-%dT%H:%M:%S%.f%z", "%Y-%m-%d %H:%M:%S%.f %z"] {
        if let Ok(at) = DateTime::parse_from_str(text, pattern) {
            return Some(at.to_utc());
        }
    }
    let plain = text.strip_suffix("UTC").unwrap_or(text).trim_end();
    for pattern in ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f"] {
        if let Ok(at) = NaiveDateTime::parse_from_str(plain, pattern) {
            return Some(at.and_utc());
        }
    }
    let day: NaiveDate = text.parse().ok()?;
    Some(day.and_time(chrono::NaiveTime::MIN).and_utc())
}

/// A calendar date. Numbers are local midnight of the company's zone, which is not known: the
/// nearest midnight UTC is the same day for every zone from -11:59 to +12 (procurementexpress-api §5).
/// ISO texts carry their own calendar day.
pub(crate) fn date(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    if decimal(text).is_some() {
        let seconds = instant(text)?.timestamp();
        let day = seconds.checked_add(HALF_DAY)?.div_euclid(DAY).checked_mul(DAY)?;
        return Some(DateTime::from_timestamp(day, 0)?.date_naive());
    }
    let day = text.get(..10)?;
    let rest = text.get(10..)?;
    if rest.is_empty() || rest.starts_with(['T', ' ']) {
        day.parse().ok()
    } else {
        None
    }
}
