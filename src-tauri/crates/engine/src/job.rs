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

/// Stops a job cleanly: what was read is kept, nothing is sent any more.
#[derive(Clone, Debug, Default)]
pub struct Cancel(Arc<CancelState>);

#[derive(Debug, Default)]
struct CancelState {
    asked: AtomicBool,
    notify: Notify,
}

impl Cancel {
    pub fn ask(&self) {
        self.0.asked.store(true, Ordering::SeqCst);
        self.0.notify.notify_waiters();
    }

    pub fn is_asked(&self) -> bool {
        self.0.asked.load(Ordering::SeqCst)
    }

    /// Returns once stopping was asked for.
    pub async fn asked(&self) {
        let asked = self.0.notify.notified();
        if !self.is_asked() {
            asked.await;
        }
    }
}
