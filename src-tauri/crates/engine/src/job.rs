//! What a long job tells while it runs, and how it is stopped.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Notify;

/// How far a job is, in the user's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    pub phase: String,
    pub done: u64,
    pub total: Option<u64>,
}

/// Where progress goes.
pub type Report = Arc<dyn Fn(Progress) + Send + Sync>;

/// A report that nobody reads.
pub fn no_report() -> Report {
    Arc::new(|_| {})
}

/// Stops a job cleanly, or lets it pause: what was read is kept, nothing is sent any more.
#[derive(Clone, Debug, Default)]
pub struct Cancel(Arc<CancelState>);

#[derive(Debug, Default)]
struct CancelState {
    asked: AtomicBool,
    quitting: AtomicBool,
    paused: AtomicBool,
    notify: Notify,
}

impl Cancel {
    pub fn ask(&self) {
        self.0.asked.store(true, Ordering::SeqCst);
        self.0.notify.notify_waiters();
    }

    /// The program ends: what has not left yet stays planned.
    pub fn quit(&self) {
        self.0.quitting.store(true, Ordering::SeqCst);
        self.ask();
    }

    /// Whether both stop the same job.
    pub fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    pub fn is_asked(&self) -> bool {
        self.0.asked.load(Ordering::SeqCst)
    }

    pub(crate) fn is_quitting(&self) -> bool {
        self.0.quitting.load(Ordering::SeqCst)
    }

    /// Returns once stopping was asked for.
    pub async fn asked(&self) {
        self.until(|| self.is_asked()).await;
    }

    /// What is under way is brought to its end; nothing new begins until it is resumed.
    pub fn pause(&self) {
        self.0.paused.store(true, Ordering::SeqCst);
    }

    pub fn resume(&self) {
        self.0.paused.store(false, Ordering::SeqCst);
        self.0.notify.notify_waiters();
    }

    pub(crate) fn is_paused(&self) -> bool {
        self.0.paused.load(Ordering::SeqCst) && !self.is_asked()
    }

    /// Returns once the pause is over, or stopping was asked for.
    pub(crate) async fn resumed(&self) {
        self.until(|| !self.is_paused()).await;
    }

    async fn until(&self, holds: impl Fn() -> bool) {
        loop {
            let notified = self.0.notify.notified();
            if holds() {
                return;
            }
            notified.await;
        }
    }
}
