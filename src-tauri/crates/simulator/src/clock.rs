//! The simulator's clock and the two local zones its services write times in. The only place
//! that reads the system's clock; it must know nothing of the company.

use chrono::{DateTime, Datelike, Days, FixedOffset, NaiveDate, SubsecRound, TimeDelta, Utc, Weekday};
use std::time::Instant;

/// Starts at a given time, runs on in real time, and can be advanced.
pub struct Clock {
    start: DateTime<Utc>,
    begun: Instant,
    advanced: TimeDelta,
}

impl Clock {
    #[allow(clippy::disallowed_methods)] // the one place where the system's clock enters
    pub fn new(start: Option<DateTime<Utc>>) -> Self {
        let start = start.unwrap_or_else(Utc::now).trunc_subsecs(3);
        Self {
            start,
            begun: Instant::now(),
            advanced: TimeDelta::zero(),
        }
    }

    pub fn now(&self) -> DateTime<Utc> {
        let elapsed = TimeDelta::from_std(self.begun.elapsed()).unwrap_or_default();
        (self.start + elapsed + self.advanced).trunc_subsecs(3)
    }

    pub fn start(&self) -> DateTime<Utc> {
        self.start
    }

    pub fn advance(&mut self, by: TimeDelta) {
        self.advanced += by;
    }
}

/// US Central time: the procurement service's zone.
pub fn central(at: DateTime<Utc>) -> DateTime<FixedOffset> {
    at.with_timezone(&us_offset(at, -6))
}

/// US Pacific time: the accounting service's zone.
pub fn pacific(at: DateTime<Utc>) -> DateTime<FixedOffset> {
    at.with_timezone(&us_offset(at, -8))
}

/// The calendar day in US Central time.
pub fn central_day(at: DateTime<Utc>) -> NaiveDate {
    central(at).date_naive()
}

/// Local midnight of US Central, which is how invoice dates travel.
pub fn central_midnight(day: NaiveDate) -> DateTime<Utc> {
    let utc = day.and_hms_opt(5, 30, 0).unwrap_or_default().and_utc();
    let offset = us_offset(utc, -6);
    day.and_hms_opt(0, 0, 0).unwrap_or_default().and_utc() - TimeDelta::seconds(i64::from(offset.local_minus_utc()))
}

/// Daylight saving from the second Sunday of March to the first Sunday of November, at 2:00.
fn us_offset(at: DateTime<Utc>, standard_hours: i32) -> FixedOffset {
    let year = at.year();
    let begin = sunday(year, 3, 2).and_hms_opt(2, 0, 0).unwrap_or_default().and_utc()
        - TimeDelta::hours(i64::from(standard_hours));
    let end = sunday(year, 11, 1).and_hms_opt(1, 0, 0).unwrap_or_default().and_utc()
        - TimeDelta::hours(i64::from(standard_hours));
    let hours = if begin <= at && at < end {
        standard_hours + 1
    } else {
        standard_hours
    };
    FixedOffset::east_opt(hours * 3600).unwrap_or_else(|| chrono::Offset::fix(&Utc))
}

fn sunday(year: i32, month: u32, nth: u64) -> NaiveDate {
    let first = NaiveDate::from_ymd_opt(year, month, 1).unwrap_or_default();
    let ahead = (7 - u64::from(first.weekday().days_since(Weekday::Sun))) % 7;
    first + Days::new(ahead + 7 * (nth - 1))
}
