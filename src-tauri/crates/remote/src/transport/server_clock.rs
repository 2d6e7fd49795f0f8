//! The service's own clock, as its answers tell it.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::time::Instant;

/// What the newest answer's `Date` said. Exact to about a second; best asked right after a call,
/// because a computer that slept since then does not count that time.
#[derive(Clone, Debug, Default)]
pub struct ServerClock(Arc<Mutex<Option<Heard>>>);

#[derive(Clone, Copy, Debug)]
struct Heard {
    date: DateTime<Utc>,
    at: Instant,
}

impl ServerClock {
    pub(super) fn heard(&self, date: DateTime<Utc>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Heard {
            date,
            at: Instant::now(),
        });
    }

    /// The service's time now; `None` before its first answer.
    pub fn now(&self) -> Option<DateTime<Utc>> {
        let Heard { date, at } = (*self.0.lock().unwrap_or_else(PoisonError::into_inner))?;
        date.checked_add_signed(TimeDelta::from_std(at.elapsed()).ok()?)
    }

    /// How far the service's clock is ahead of the local one; negative if it is behind.
    pub fn skew(&self, local: DateTime<Utc>) -> Option<TimeDelta> {
        Some(self.now()?.signed_duration_since(local))
    }
}
