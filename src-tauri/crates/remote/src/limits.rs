//! How hard a client may push a service, and the gate that every request passes.
//!
//! One gate per client: requests at once, per second and per minute, and a pause of the whole lane
//! when the service asks for one. Time is tokio's, so it only ever goes forward.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::Instant;

use crate::error::Service;

/// What one service allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lane {
    pub at_once: usize,
    pub per_second: Option<u32>,
    pub per_minute: Option<u32>,
}

/// Every bound of the transport, in one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// No limit is documented; one or two at once is polite (procurementexpress-api §3.4).
    pub procurement: Lane,
    /// 10 at once, 10 per second, 500 per minute (quickbooks-online-api §5.1).
    pub quickbooks: Lane,
    pub connect_timeout: Duration,
    /// From the first byte sent to the last received, so that a dripping answer ends too.
    pub deadline: Duration,
    /// Bytes of an answer after decompression.
    pub answer_size: usize,
    /// How often a read is tried in all.
    pub tries: u32,
    /// Full jitter: the n-th wait is anything between nothing and `backoff * 2^n`, at most the cap.
    pub backoff: Duration,
    pub backoff_cap: Duration,
    /// The longest `Retry-After` that is waited out here; a longer one is the caller's to show.
    pub longest_wait: Duration,
    /// The one wait after a 429 of QuickBooks without `Retry-After`.
    pub throttled_wait: Duration,
    /// Pages of one list that are followed at most.
    pub pages: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            procurement: Lane {
                at_once: 2,
                per_second: None,
                per_minute: None,
            },
            quickbooks: Lane {
                at_once: 10,
                per_second: Some(10),
                per_minute: Some(500),
            },
            connect_timeout: Duration::from_secs(10),
            deadline: Duration::from_mins(1),
            answer_size: 64 * 1024 * 1024,
            tries: 3,
            backoff: Duration::from_millis(500),
            backoff_cap: Duration::from_secs(8),
            longest_wait: Duration::from_mins(1),
            throttled_wait: Duration::from_secs(3),
            pages: 10_000,
        }
    }
}

impl Limits {
    pub(crate) fn lane(&self, service: Service) -> Lane {
        match service {
            Service::Procurement => self.procurement,
            Service::QuickBooks => self.quickbooks,
        }
    }
}

/// A little longer than the service's own window: requests may bunch up on their way.
const SECOND: Duration = Duration::from_millis(1030);
const MINUTE: Duration = Duration::from_secs(61);

/// Lets requests through as a [`Lane`] allows.
pub(crate) struct Gate {
    permits: Semaphore,
    state: Mutex<State>,
}

struct State {
    windows: Vec<Window>,
    closed_until: Option<Instant>,
}

struct Window {
    length: Duration,
    allowed: usize,
    starts: VecDeque<Instant>,
}

impl Gate {
    pub(crate) fn new(lane: Lane) -> Self {
        let windows = [(SECOND, lane.per_second), (MINUTE, lane.per_minute)]
            .into_iter()
            .filter_map(|(length, allowed)| {
                Some(Window {
                    length,
                    allowed: usize::try_from(allowed?).unwrap_or(usize::MAX).max(1),
                    starts: VecDeque::new(),
                })
            })
            .collect();
        Self {
            permits: Semaphore::new(lane.at_once.clamp(1, 1000)),
            state: Mutex::new(State {
                windows,
                closed_until: None,
            }),
        }
    }

    /// Waits for a turn. The permit is held while the request runs.
    pub(crate) async fn enter(&self) -> Option<SemaphorePermit<'_>> {
        let permit = self.permits.acquire().await.ok();
        while let Err(until) = self.claim(Instant::now()) {
            tokio::time::sleep_until(until).await;
        }
        permit
    }

    /// Holds every later request of this lane back, because the service asked for it.
    pub(crate) fn close_for(&self, wait: Duration) {
        let until = Instant::now() + wait;
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.closed_until.is_none_or(|closed| closed < until) {
            state.closed_until = Some(until);
        }
    }

    fn claim(&self, now: Instant) -> Result<(), Instant> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(until) = state.closed_until {
            if now < until {
                return Err(until);
            }
            state.closed_until = None;
        }
        for window in &mut state.windows {
            while window.starts.front().is_some_and(|start| *start + window.length <= now) {
                window.starts.pop_front();
            }
            if window.starts.len() >= window.allowed
                && let Some(oldest) = window.starts.front()
            {
                return Err(*oldest + window.length);
            }
        }
        for window in &mut state.windows {
            window.starts.push_back(now);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gate(per_second: u32, per_minute: u32) -> Gate {
        Gate::new(Lane {
            at_once: 10,
            per_second: Some(per_second),
            per_minute: Some(per_minute),
        })
    }

    #[test]
    fn no_window_lets_through_more_than_its_service_allows() {
        let gate = gate(10, 500);
        let start = Instant::now();
        let mut now = start;
        let mut starts = Vec::new();
        for _ in 0..1200 {
            while let Err(until) = gate.claim(now) {
                assert!(until > now, "waiting must come to an end");
                now = until;
            }
            starts.push(now);
        }
        for (length, allowed) in [(Duration::from_secs(1), 10), (Duration::from_mins(1), 500)] {
            for span in starts.windows(allowed + 1) {
                assert!(span[allowed] - span[0] > length);
            }
        }
        assert!(
            now - start < Duration::from_secs(150),
            "and it is not slower than needed"
        );
    }

    #[test]
    fn a_closed_gate_opens_again() {
        let gate = gate(10, 500);
        let now = Instant::now();
        gate.close_for(Duration::from_secs(30));
        gate.close_for(Duration::from_secs(5));
        let until = gate.claim(now).unwrap_err();
        assert!(until >= now + Duration::from_secs(30));
        assert!(gate.claim(until).is_ok());
    }
}
