//! How many requests each company's services get: throttles where they are switched on, and the
//! highest figures ever seen. Windows slide over the simulator's clock. Knows no envelopes.

use super::Service;
use chrono::{DateTime, Datelike, TimeDelta, Utc};
use serde_json::{Value, json};
use std::collections::{HashMap, VecDeque};

/// `None`: no limit.
#[derive(Clone, Default)]
pub struct Limits {
    pub per_second: Option<u64>,
    pub per_minute: Option<u64>,
    pub at_once: Option<u64>,
    pub batch_per_minute: Option<u64>,
    /// Successful reads in a calendar month (UTC).
    pub month: Option<u64>,
    pub retry_after: Option<String>,
}

impl Limits {
    /// quickbooks-online-api §5.1 and §5.2; the procurement service documents none.
    pub fn documented(service: Service) -> Self {
        match service {
            Service::Procurement => Self::default(),
            Service::QuickBooks => Self {
                per_second: Some(10),
                per_minute: Some(500),
                at_once: Some(10),
                batch_per_minute: Some(40),
                month: Some(500_000),
                retry_after: None,
            },
        }
    }
}

/// The requests of the last so many seconds.
struct Window {
    span: TimeDelta,
    arrivals: VecDeque<DateTime<Utc>>,
    most: usize,
}

impl Window {
    fn new(seconds: i64) -> Self {
        Self {
            span: TimeDelta::seconds(seconds),
            arrivals: VecDeque::new(),
            most: 0,
        }
    }

    fn count(&mut self, now: DateTime<Utc>) -> usize {
        while self.arrivals.front().is_some_and(|at| *at + self.span <= now) {
            self.arrivals.pop_front();
        }
        self.arrivals.len()
    }

    fn add(&mut self, now: DateTime<Utc>) {
        self.arrivals.push_back(now);
        self.most = self.most.max(self.count(now));
    }

    fn full(&mut self, limit: Option<u64>, now: DateTime<Utc>) -> bool {
        limit.is_some_and(|limit| self.count(now) as u64 >= limit)
    }
}

/// One company of one service.
struct Lane {
    now: u64,
    most_at_once: u64,
    /// All requests, refused ones included.
    second: Window,
    minute: Window,
    batches: Window,
    /// Requests that were let through: only these fill a limit.
    taken_second: Window,
    taken_minute: Window,
    taken_batches: Window,
    refused: u64,
    month: (i32, u32),
    metered: u64,
}

impl Lane {
    fn new() -> Self {
        Self {
            now: 0,
            most_at_once: 0,
            second: Window::new(1),
            minute: Window::new(60),
            batches: Window::new(60),
            taken_second: Window::new(1),
            taken_minute: Window::new(60),
            taken_batches: Window::new(60),
            refused: 0,
            month: (0, 0),
            metered: 0,
        }
    }
}

#[derive(Default)]
pub struct Traffic {
    procurement: Limits,
    quickbooks: Limits,
    lanes: HashMap<(Service, u64), Lane>,
}

impl Traffic {
    pub fn limits(&mut self, service: Service) -> &mut Limits {
        match service {
            Service::Procurement => &mut self.procurement,
            Service::QuickBooks => &mut self.quickbooks,
        }
    }

    /// Forgets the figures, not the limits nor who is being served.
    pub fn forget(&mut self) {
        for lane in self.lanes.values_mut() {
            let now = lane.now;
            *lane = Lane::new();
            lane.now = now;
        }
    }

    fn lane(&mut self, service: Service, company: u64) -> &mut Lane {
        self.lanes.entry((service, company)).or_insert_with(Lane::new)
    }

    /// A request comes in. False: it is throttled. Either way it is to `leave`.
    pub fn enter(&mut self, service: Service, company: u64, batch: bool, now: DateTime<Utc>) -> bool {
        let limits = self.limits(service).clone();
        let lane = self.lane(service, company);
        lane.now += 1;
        lane.most_at_once = lane.most_at_once.max(lane.now);
        lane.second.add(now);
        lane.minute.add(now);
        if batch {
            lane.batches.add(now);
        }
        if lane.month != (now.year(), now.month()) {
            lane.month = (now.year(), now.month());
            lane.metered = 0;
        }
        let refused = limits.at_once.is_some_and(|limit| lane.now > limit)
            || lane.taken_second.full(limits.per_second, now)
            || lane.taken_minute.full(limits.per_minute, now)
            || (batch && lane.taken_batches.full(limits.batch_per_minute, now))
            || limits.month.is_some_and(|limit| lane.metered >= limit);
        if refused {
            lane.refused += 1;
            return false;
        }
        lane.taken_second.add(now);
        lane.taken_minute.add(now);
        if batch {
            lane.taken_batches.add(now);
        }
        true
    }

    pub fn leave(&mut self, service: Service, company: u64) {
        let lane = self.lane(service, company);
        lane.now = lane.now.saturating_sub(1);
    }

    /// A successful read: it counts against the month.
    pub fn meter(&mut self, service: Service, company: u64, reads: u64) {
        self.lane(service, company).metered += reads;
    }

    /// The highest figures over all companies, and the sums.
    pub fn json(&self, service: Service) -> Value {
        let lanes = || {
            self.lanes
                .iter()
                .filter(|((s, _), _)| *s == service)
                .map(|(_, lane)| lane)
        };
        let most = |of: fn(&Lane) -> usize| lanes().map(of).max().unwrap_or(0);
        json!({
            "most_at_once": lanes().map(|lane| lane.most_at_once).max().unwrap_or(0),
            "most_per_second": most(|lane| lane.second.most), "most_per_minute": most(|lane| lane.minute.most),
            "most_batches_per_minute": most(|lane| lane.batches.most), "throttled": lanes().map(|lane| lane.refused).sum::<u64>(),
            "metered_this_month": lanes().map(|lane| lane.metered).sum::<u64>(),
        })
    }
}
