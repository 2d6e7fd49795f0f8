//! The clock. It is passed in everywhere; only this module reads the system's.

use chrono::{DateTime, Utc};

/// Where the time comes from.
#[derive(Clone, Copy, Debug)]
pub enum Clock {
    System,
    /// Stands still, for tests and demonstrations (`CLEARPOST_NOW`).
    Fixed(DateTime<Utc>),
}

impl Clock {
    #[allow(clippy::disallowed_methods)] // the one place that asks the system
    pub fn now(&self) -> DateTime<Utc> {
        match self {
            Self::System => Utc::now(),
            Self::Fixed(now) => *now,
        }
    }
}
