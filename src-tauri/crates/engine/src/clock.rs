//! The clock. It is passed in everywhere; only this module reads the system's.

use chrono::{DateTime, TimeDelta, Utc};

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

/// By how much two clocks may differ and still tell the same time.
const APART: TimeDelta = TimeDelta::minutes(2);

/// The likely time, of this computer's clock and what two services say: its own, unless both of them
/// contradict it and agree with each other.
pub(crate) fn likely(own: DateTime<Utc>, one: Option<DateTime<Utc>>, other: Option<DateTime<Utc>>) -> DateTime<Utc> {
    let differ = |a: DateTime<Utc>, b: DateTime<Utc>| (a - b).abs() > APART;
    match (one, other) {
        (Some(one), Some(other)) if differ(own, one) && differ(own, other) && !differ(one, other) => one,
        _ => own,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: u32) -> DateTime<Utc> {
        format!("2026-03-02T09:{minute:02}:00Z").parse().unwrap()
    }

    #[test]
    fn two_services_that_agree_are_believed_against_one_computer() {
        for (own, one, other, likely_is) in [
            (30, Some(30), Some(30), 30),
            (30, Some(31), Some(31), 30),
            (30, Some(10), Some(11), 10),
            (30, Some(50), Some(50), 50),
            // One of them alone may be wrong as well.
            (30, Some(50), None, 30),
            (30, None, Some(50), 30),
            (30, Some(50), Some(10), 30),
            (30, Some(50), Some(30), 30),
            (30, None, None, 30),
        ] {
            assert_eq!(likely(at(own), one.map(at), other.map(at)), at(likely_is));
        }
    }
}
