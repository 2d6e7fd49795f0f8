//! Repetitions in hand: a bucket that each repetition takes from and each success fills a little, so
//! that a long failure is not made worse by asking twice.

use std::sync::atomic::{AtomicU32, Ordering};

/// A success gives back a tenth of a repetition.
const TENTHS: u32 = 10;

#[derive(Debug)]
pub(super) struct Budget {
    tenths: AtomicU32,
    most: u32,
}

impl Budget {
    pub(super) fn new(repeats: u32) -> Self {
        let most = repeats.saturating_mul(TENTHS);
        Self {
            tenths: AtomicU32::new(most),
            most,
        }
    }

    pub(super) fn earn(&self) {
        let earn = |tenths: u32| (tenths < self.most).then(|| tenths + 1);
        let _ = self.tenths.fetch_update(Ordering::Relaxed, Ordering::Relaxed, earn);
    }

    /// Whether a repetition may be made; it is paid then.
    pub(super) fn spend(&self) -> bool {
        let spend = |tenths: u32| tenths.checked_sub(TENTHS);
        self.tenths
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, spend)
            .is_ok()
    }
}
