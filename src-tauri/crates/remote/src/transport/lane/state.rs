//! What is known about one lane, as plain values: when requests started, how many may run at once,
//! and the pause that is on. Pure: `now` is milliseconds on the caller's clock, which may be shared
//! with other processes and may have been set back.

use std::collections::VecDeque;
use std::time::Duration;

use super::{Pause, PauseCause};
use crate::error::Service;
use crate::limits::Limits;

/// A little longer than the service's own window: requests may bunch up on their way.
const SECOND: u64 = 1030;
const MINUTE: u64 = 61_000;
/// Room is counted in tenths of a request, so that it grows by one after ten good answers.
const TENTHS: u32 = 10;
/// Waits that did not help, after which the month must be used up (quickbooks-online-api §5.2).
const VAIN_WAITS: u32 = 3;

/// What a lane keeps to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rules {
    at_once: u32,
    windows: [Option<(u64, usize)>; 2],
    throttled_wait: u64,
    longest_pause: u64,
    rest_after: u32,
    rest: u64,
    rest_cap: u64,
    deadline: u64,
    /// Reads of QuickBooks are counted by the month.
    is_metered: bool,
}

impl Rules {
    pub(super) fn new(limits: &Limits, service: Service) -> Self {
        let lane = limits.lane(service);
        let window = |length, allowed: Option<u32>| {
            let allowed = usize::try_from(allowed?).unwrap_or(usize::MAX);
            Some((length, allowed.max(1)))
        };
        Self {
            at_once: u32::try_from(lane.at_once.clamp(1, 1000)).unwrap_or(1000),
            windows: [window(SECOND, lane.per_second), window(MINUTE, lane.per_minute)],
            throttled_wait: milliseconds(limits.throttled_wait),
            longest_pause: milliseconds(limits.longest_pause),
            rest_after: limits.rest_after,
            rest: milliseconds(limits.rest),
            rest_cap: milliseconds(limits.rest_cap),
            deadline: milliseconds(limits.deadline),
            is_metered: service == Service::QuickBooks,
        }
    }

    pub(super) fn at_once(&self) -> u32 {
        self.at_once
    }
}

/// Why a request must wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hold {
    /// So many started lately that the next has to wait.
    Full {
        wait: Duration,
    },
    Closed(Pause),
    /// One request looks whether the pause is over.
    Probing,
    /// As many run as may.
    NoRoom,
    /// Another process holds the lane's file.
    FileBusy,
}

/// A request that was let through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Start {
    pub at: u64,
    pub is_probe: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Closed {
    pub cause: PauseCause,
    /// When one request may look whether it is over.
    pub until: u64,
    /// When it is over by the service's own word.
    pub asked_until: u64,
    /// A look is under way; it counts as lost then.
    pub probe_until: Option<u64>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct State {
    pub starts: VecDeque<u64>,
    pub pause: Option<Closed>,
    pub room: u32,
    pub vain_waits: u32,
    pub failures: u32,
    pub throttled_at: u64,
}

impl State {
    pub(super) fn new(rules: &Rules) -> Self {
        Self {
            starts: VecDeque::new(),
            pause: None,
            room: rules.at_once * TENTHS,
            vain_waits: 0,
            failures: 0,
            throttled_at: 0,
        }
    }

    /// Requests that may run at once now: halved by each throttle, raised by good answers.
    pub(super) fn at_once(&self, rules: &Rules) -> u32 {
        (self.room / TENTHS).clamp(1, rules.at_once)
    }

    /// Lets a request through, or says what it waits for. `insist`: look now even though a pause is on.
    pub(super) fn claim(&mut self, rules: &Rules, now: u64, insist: bool) -> Result<Start, Hold> {
        self.forget_the_future(rules, now);
        if let Some(closed) = self.pause {
            if closed.probe_until.is_some_and(|until| now < until) {
                return Err(Hold::Probing);
            }
            if now < closed.until && !insist {
                return Err(Hold::Closed(closed.seen_at(now)));
            }
        }
        self.starts_within(MINUTE, now);
        for (length, allowed) in rules.windows.into_iter().flatten() {
            let from = self.starts.partition_point(|start| start.saturating_add(length) <= now);
            if self.starts.len() - from >= allowed
                && let Some(oldest) = self.starts.get(self.starts.len() - allowed)
            {
                let wait = oldest.saturating_add(length).saturating_sub(now);
                return Err(Hold::Full {
                    wait: Duration::from_millis(wait),
                });
            }
        }
        if rules.windows.iter().any(Option::is_some) {
            self.starts.push_back(now);
        }
        let is_probe = match &mut self.pause {
            Some(closed) => {
                closed.probe_until = Some(now.saturating_add(rules.deadline));
                true
            }
            None => false,
        };
        Ok(Start { at: now, is_probe })
    }

    /// An answer came that tells of neither throttling nor trouble.
    pub(super) fn answered(&mut self, rules: &Rules, start: Start) {
        self.failures = 0;
        if start.is_probe {
            self.pause = None;
        }
        // One that left before the last throttle says nothing about the time after it.
        if start.at >= self.throttled_at {
            self.vain_waits = 0;
            self.room = (self.room + 1).min(rules.at_once * TENTHS);
        }
    }

    /// The service asks everybody to wait. `asked` is the time it named; `jitter` (0 to 100) spreads
    /// the end of a wait without one; `month` is what is left of the month.
    pub(super) fn throttled(
        &mut self,
        rules: &Rules,
        start: Start,
        now: u64,
        asked: Option<Duration>,
        jitter: u8,
        month: Duration,
    ) {
        let is_new = start.is_probe || start.at >= self.throttled_at;
        let wait = asked.map_or_else(
            || rules.throttled_wait + rules.throttled_wait * u64::from(jitter) / 400,
            milliseconds,
        );
        if is_new {
            self.throttled_at = now;
            self.room = (self.room / 2).max(TENTHS);
            self.vain_waits += u32::from(wait >= rules.throttled_wait);
        } else if asked.is_none() {
            // Of the same wave as the refusal that made the pause.
            return;
        }
        if rules.is_metered && self.vain_waits > VAIN_WAITS {
            self.close(rules, now, PauseCause::MonthUsedUp, milliseconds(month));
        } else {
            self.close(rules, now, PauseCause::Throttled, wait);
        }
    }

    /// The service is unavailable and named the time.
    pub(super) fn asked_to_wait(&mut self, rules: &Rules, now: u64, time: Duration) {
        self.close(rules, now, PauseCause::Throttled, milliseconds(time));
    }

    /// The service failed: 5xx, cut off, out of time.
    pub(super) fn failed(&mut self, rules: &Rules, start: Start, now: u64) {
        self.failures = self.failures.saturating_add(1);
        let rests_already = self.pause.is_some_and(|closed| now < closed.until);
        if self.failures >= rules.rest_after && (start.is_probe || !rests_already) {
            let doublings = (self.failures - rules.rest_after).min(20);
            let rest = rules.rest.saturating_mul(1 << doublings).min(rules.rest_cap);
            self.close(rules, now, PauseCause::Trouble, rest);
        } else {
            self.abandoned(start);
        }
    }

    /// A request ended without an answer that says anything about the service.
    pub(super) fn abandoned(&mut self, start: Start) {
        if let (true, Some(closed)) = (start.is_probe, &mut self.pause) {
            closed.probe_until = None;
        }
    }

    pub(super) fn pause(&self, now: u64) -> Option<Pause> {
        self.pause.map(|closed| closed.seen_at(now))
    }

    /// Nothing that a good answer would change.
    pub(super) fn is_calm(&self, rules: &Rules) -> bool {
        self.pause.is_none() && self.failures == 0 && self.vain_waits == 0 && self.room == rules.at_once * TENTHS
    }

    fn close(&mut self, rules: &Rules, now: u64, cause: PauseCause, wait: u64) {
        let until = now.saturating_add(wait.min(rules.longest_pause));
        let earlier = self
            .pause
            .filter(|closed| closed.until > until && closed.cause == cause);
        self.pause = Some(Closed {
            cause,
            until: earlier.map_or(until, |closed| closed.until),
            asked_until: earlier.map_or(now.saturating_add(wait), |closed| closed.asked_until),
            probe_until: None,
        });
    }

    fn starts_within(&mut self, length: u64, now: u64) {
        while self
            .starts
            .front()
            .is_some_and(|start| start.saturating_add(length) <= now)
        {
            self.starts.pop_front();
        }
    }

    /// After the clock was set back, nothing may wait for the old time to come again.
    fn forget_the_future(&mut self, rules: &Rules, now: u64) {
        for start in self.starts.iter_mut().rev().take_while(|start| **start > now) {
            *start = now;
        }
        self.throttled_at = self.throttled_at.min(now);
        if let Some(closed) = &mut self.pause {
            closed.until = closed.until.min(now.saturating_add(rules.longest_pause));
            closed.probe_until = closed
                .probe_until
                .map(|until| until.min(now.saturating_add(rules.deadline)));
        }
    }
}

impl Closed {
    fn seen_at(&self, now: u64) -> Pause {
        Pause {
            cause: self.cause,
            asked: Duration::from_millis(self.asked_until.saturating_sub(now)),
            next_try: Duration::from_millis(self.until.saturating_sub(now)),
        }
    }
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
