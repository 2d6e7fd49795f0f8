//! How hard a client may push a service, and how patient it is: every bound of the transport, in one
//! place. What keeps to them is `transport`.

use std::path::PathBuf;
use std::time::Duration;

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
    /// Levels of nesting in an answer, and bytes of one text in it.
    pub depth: usize,
    pub text_size: usize,
    /// How often a read is tried in all, where the way there or the service fails.
    pub tries: u32,
    /// Repetitions in hand. Each costs one, each success gives a tenth of one back, so that in a long
    /// failure hardly anything is asked twice.
    pub repeats: u32,
    /// Full jitter: the n-th wait is anything between nothing and `backoff * 2^n`, at most the cap.
    pub backoff: Duration,
    pub backoff_cap: Duration,
    /// Failures in a row (5xx, cut off, out of time) after which a lane rests.
    pub rest_after: u32,
    /// The first rest; it doubles up to the cap while the service stays in trouble.
    pub rest: Duration,
    pub rest_cap: Duration,
    /// The longest pause that is waited out inside a call; a longer one is the caller's to show.
    pub longest_wait: Duration,
    /// The longest time without a look whether a pause is over, whatever was asked for.
    pub longest_pause: Duration,
    /// The pause after a 429 that names no time (quickbooks-online-api §5.1).
    pub throttled_wait: Duration,
    /// How often a read is tried in all, where the service asks to wait. A fourth refusal after three
    /// waits is what tells a used-up month from a busy minute (quickbooks-online-api §5.2).
    pub throttled_tries: u32,
    /// Pages of one list that are followed at most.
    pub pages: u32,
    /// How much faster than real time the lanes' clock runs: waits and rates are divided by it, their
    /// order stays. More than 1 only for services that are simulated on this computer.
    pub haste: u32,
    /// Where the lanes are shared with the other windows and processes of this computer; nothing
    /// else may be in there. Without it each client keeps to the limits on its own.
    pub shared: Option<PathBuf>,
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
            answer_size: 32 * 1024 * 1024,
            depth: 100,
            text_size: 4 * 1024 * 1024,
            tries: 3,
            repeats: 10,
            backoff: Duration::from_millis(500),
            backoff_cap: Duration::from_secs(8),
            rest_after: 8,
            rest: Duration::from_secs(15),
            rest_cap: Duration::from_mins(2),
            longest_wait: Duration::from_secs(90),
            longest_pause: Duration::from_hours(1),
            throttled_wait: Duration::from_mins(1),
            throttled_tries: 4,
            pages: 10_000,
            haste: 1,
            shared: None,
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
