//! Whether a read is worth another try, and how long to wait for it.

use std::time::Duration;

use rand::Rng;

use crate::error::{RemoteError, Service};
use crate::limits::Limits;

/// A `Retry-After` header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    For(Duration),
    /// Negative, in the past, or not a time at all.
    Nonsense,
}

impl Asked {
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

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Wait {
    GiveUp,
    /// This request waits; others go on.
    Alone(Duration),
    /// The whole lane waits.
    Everyone(Duration),
}

pub(super) fn before_next(
    service: Service,
    limits: &Limits,
    tries: u32,
    error: &RemoteError,
    asked: Option<Asked>,
) -> Wait {
    if tries >= limits.tries {
        return Wait::GiveUp;
    }
    match (error, asked) {
        (RemoteError::RateLimited { .. } | RemoteError::ServiceFailed { .. }, Some(Asked::For(time))) => {
            if time > limits.longest_wait {
                Wait::GiveUp
            } else {
                Wait::Everyone(time)
            }
        }
        // QuickBooks names no time and other applications share its limit: try once, then let the
        // caller decide (quickbooks-online-api §5.1).
        (RemoteError::RateLimited { .. }, None) if service == Service::QuickBooks => {
            if tries > 1 {
                Wait::GiveUp
            } else {
                Wait::Everyone(between(limits.throttled_wait / 2, limits.throttled_wait))
            }
        }
        (RemoteError::RateLimited { .. }, None) => Wait::Everyone(jittered(limits, tries)),
        (RemoteError::Unreachable { .. } | RemoteError::Interrupted { .. } | RemoteError::ServiceFailed { .. }, _) => {
            Wait::Alone(jittered(limits, tries))
        }
        // Also a 429 whose `Retry-After` makes no sense.
        _ => Wait::GiveUp,
    }
}

fn jittered(limits: &Limits, tries: u32) -> Duration {
    let most = limits
        .backoff
        .saturating_mul(2u32.saturating_pow(tries.saturating_sub(1)))
        .min(limits.backoff_cap);
    between(Duration::ZERO, most)
}

fn between(least: Duration, most: Duration) -> Duration {
    let span = most.saturating_sub(least);
    least + span.mul_f64(rand::rng().random_range(0.0..=1.0))
}
