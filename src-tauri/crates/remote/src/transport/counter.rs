//! How many requests a client made.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Counts the requests of one client. It starts at nothing; who keeps a month's count adds up.
#[derive(Clone, Debug, Default)]
pub struct CallCounter(Arc<Counts>);

#[derive(Debug, Default)]
struct Counts {
    left: AtomicU64,
    succeeded: AtomicU64,
}

impl CallCounter {
    pub(super) fn left(&self) {
        self.0.left.fetch_add(1, Ordering::Relaxed);
    }

    /// It turned out that no connection came about.
    pub(super) fn never_left(&self) {
        self.0.left.fetch_sub(1, Ordering::Relaxed);
    }

    pub(super) fn succeeded(&self) {
        self.0.succeeded.fetch_add(1, Ordering::Relaxed);
    }

    /// Every request that left, repeated ones included.
    pub fn calls(&self) -> u64 {
        self.0.left.load(Ordering::Relaxed)
    }

    /// Those that were answered with success: what QuickBooks counts against the month's allowance
    /// (quickbooks-online-api §5.2).
    pub fn metered(&self) -> u64 {
        self.0.succeeded.load(Ordering::Relaxed)
    }
}
