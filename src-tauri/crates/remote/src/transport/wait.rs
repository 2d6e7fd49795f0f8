//! How long to wait: what a service asks for, what is left of a month, and the time between tries.

use std::time::Duration;

use chrono::{DateTime, Datelike, Months, NaiveTime, Utc};
use rand::Rng;

use crate::limits::Limits;

/// A `Retry-After` header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    For(Duration),
    /// Negative, in the past, or not a time at all.
    Nonsense,
}

impl Asked {
    pub(super) fn time(self) -> Option<Duration> {
        match self {
            Self::For(time) => Some(time),
            Self::Nonsense => None,
        }
    }

    /// Seconds, or an HTTP date. A date is measured against the answer's own `Date`, so that a wrong
    /// clock here does not matter.
    pub(crate) fn parse(text: &str, sent_at: Option<&str>) -> Self {
        let text = text.trim();
        if let Ok(seconds) = text.parse::<u64>() {
            return Self::For(Duration::from_secs(seconds));
        }
        let Ok(until) = httpdate::parse_http_date(text) else {
            return Self::Nonsense;
        };
        let from = sent_at
            .and_then(|date| httpdate::parse_http_date(date.trim()).ok())
            .unwrap_or_else(now);
        until.duration_since(from).map_or(Self::Nonsense, Self::For)
    }
}

/// Measures a wait only, never a fact; used when the answer itself has no date.
#[expect(
    clippy::disallowed_methods,
    reason = "a wait until a wall-clock time needs the wall clock"
)]
fn now() -> std::time::SystemTime {
    std::time::SystemTime::now()
}

/// What is left of the month at this moment; the month is the one of UTC, because the documentation
/// names no other (quickbooks-online-api §5.2).
pub(super) fn left_of_month(at: Option<DateTime<Utc>>) -> Duration {
    let at = at.unwrap_or_else(|| now().into());
    let first = at.date_naive().with_day(1);
    let next = first.and_then(|day| day.checked_add_months(Months::new(1)));
    next.and_then(|day| {
        day.and_time(NaiveTime::MIN)
            .and_utc()
            .signed_duration_since(at)
            .to_std()
            .ok()
    })
    .unwrap_or_default()
}

/// Full jitter: anything between nothing and the doubled backoff.
pub(super) fn jittered(limits: &Limits, tries: u32) -> Duration {
    let most = limits
        .backoff
        .saturating_mul(2u32.saturating_pow(tries.saturating_sub(1)))
        .min(limits.backoff_cap);
    most.mul_f64(rand::rng().random_range(0.0..=1.0)) / limits.haste.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_between_tries_is_anything_up_to_a_doubling_bound() {
        let limits = Limits::default();
        for (tries, most) in [(1, 500), (2, 1000), (3, 2000), (9, 8000), (u32::MAX, 8000)] {
            let most = Duration::from_millis(most);
            let waits: Vec<Duration> = (0..200).map(|_| jittered(&limits, tries)).collect();
            assert!(waits.iter().all(|wait| *wait <= most));
            assert!(waits.iter().any(|wait| *wait < most / 4) && waits.iter().any(|wait| *wait > most * 3 / 4));
        }
    }

    #[test]
    fn a_month_ends_with_its_last_day() {
        for (at, hours) in [
            ("2026-11-30T23:00:00Z", 1),
            ("2026-12-01T00:00:00Z", 31 * 24),
            ("2028-02-28T00:00:00Z", 48),
            ("2026-12-31T12:00:00Z", 12),
        ] {
            assert_eq!(
                left_of_month(Some(at.parse().unwrap())),
                Duration::from_hours(hours),
                "{at}"
            );
        }
    }
}
