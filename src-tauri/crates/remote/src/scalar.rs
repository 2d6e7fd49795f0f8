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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn amounts_are_read_however_they_are_written() {
        for (text, value) in [
            ("1250", "1250"),
            ("1250.10", "1250.10"),
            ("1e2", "100"),
            ("1.5E3", "1500"),
            (" -3.1 ", "-3.1"),
            ("0.1", "0.1"),
        ] {
            assert_eq!(decimal(text).unwrap().to_string(), value);
        }
        for text in ["", "a", "1,250.00", "NaN", "1e400", "--1", "1.2.3", "12 USD"] {
            assert_eq!(decimal(text), None, "{text}");
        }
    }

    #[test]
    fn moments_are_exact_and_dates_are_the_companys() {
        let at = instant("1768384800").unwrap();
        for text in [
            "1768384800000",
            "1768384800.0",
            "2026-01-14T10:00:00Z",
            "2026-01-14T04:00:00.000-06:00",
            "2026-01-14T10:00:00+0000",
            "2026-01-14 10:00:00 UTC",
            "2026-01-14 10:00:00",
        ] {
            assert_eq!(instant(text), Some(at), "{text}");
        }
        // Local midnight of Chicago, London, Berlin, Auckland (+12), Honolulu.
        for seconds in [
            1_768_370_400,
            1_768_348_800,
            1_768_345_200,
            1_768_305_600,
            1_768_384_800,
        ] {
            assert_eq!(
                date(&i64::to_string(&seconds)).unwrap().to_string(),
                "2026-01-14",
                "{seconds}"
            );
        }
        for text in ["2026-01-14", "2026-01-14T23:59:59-11:00", "2026-01-14 00:00:00 +1300"] {
            assert_eq!(date(text).unwrap().to_string(), "2026-01-14");
        }
        for text in ["", "soon", "14/01/2026", "2026-01-14x", "99999999999999999999"] {
            assert_eq!(date(text), None, "{text}");
            assert_eq!(instant(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn nothing_makes_the_readers_panic(text in ".{0,40}") {
            let _ = (decimal(&text), whole(&text), flag(&text), instant(&text), date(&text));
        }

        #[test]
        fn number_like_text_never_panics(text in "-?[0-9]{1,32}(\\.[0-9]{0,32})?([eE][+-]?[0-9]{1,4})?") {
            let _ = (decimal(&text), whole(&text), instant(&text), date(&text));
        }

        #[test]
        fn cents_survive_every_form(cents in -10_000_000_000_i64..10_000_000_000) {
            let value = Decimal::new(cents, 2);
            prop_assert_eq!(decimal(&value.to_string()), Some(value));
            prop_assert_eq!(decimal(&format!("{cents}e-2")), Some(value));
        }

        /// Local midnight is the same day for every zone from -11:59 to +12.
        #[test]
        fn a_local_midnight_is_its_own_day(day in 0_i64..40_000, zone in -719_i64..=720) {
            let seconds = day * DAY - zone * 60;
            let expected = DateTime::from_timestamp(day * DAY, 0).unwrap().date_naive();
            prop_assume!(seconds >= 0);
            prop_assert_eq!(date(&seconds.to_string()), Some(expected));
            if seconds > 100_000_000 {
                prop_assert_eq!(date(&(seconds * 1000).to_string()), Some(expected));
            }
        }

        #[test]
        fn seconds_and_milliseconds_are_the_same_moment(seconds in 100_000_001_i64..4_000_000_000) {
            prop_assert_eq!(instant(&seconds.to_string()), instant(&(seconds * 1000).to_string()));
        }
    }
}
