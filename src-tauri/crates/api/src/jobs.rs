//! The jobs that run on an open company: stopping, pausing, and leaving in good time.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use clearpost_engine::Cancel;

use crate::app::App;

/// Who leaves waits so long for what is under way; what it came to is looked up at the next start.
const LONGEST_GOODBYE: Duration = Duration::from_secs(2);
const LOOK_AGAIN: Duration = Duration::from_millis(20);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Job {
    Refresh,
    Resend,
}

#[derive(Clone, Default)]
pub(crate) struct Jobs(Arc<Mutex<Vec<(Job, Cancel)>>>);

/// A job that runs for as long as this lives.
pub(crate) struct Running {
    jobs: Jobs,
    cancel: Cancel,
}

impl Jobs {
    pub fn start(&self, job: Job) -> Running {
        let cancel = Cancel::default();
        self.with(|jobs| jobs.push((job, cancel.clone())));
        Running {
            jobs: self.clone(),
            cancel,
        }
    }

    fn each(&self, act: impl Fn(Job, &Cancel)) {
        self.with(|jobs| jobs.iter().for_each(|(job, cancel)| act(*job, cancel)));
    }

    fn is_idle(&self) -> bool {
        self.with(|jobs| jobs.is_empty())
    }

    fn with<T>(&self, work: impl FnOnce(&mut Vec<(Job, Cancel)>) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Running {
    pub fn cancel(&self) -> Cancel {
        self.cancel.clone()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.jobs
            .with(|jobs| jobs.retain(|(_, cancel)| !cancel.is(&self.cancel)));
    }
}

impl App {
    /// Stops what runs: nothing more is sent, what has not left is cancelled.
    pub fn cancel(&self) {
        self.jobs.each(|_, cancel| cancel.ask());
    }

    /// Lets a resend of several documents pause after the one that is under way.
    pub fn pause(&self) {
        self.jobs.each(|job, cancel| {
            if job == Job::Resend {
                cancel.pause();
            }
        });
    }

    pub fn resume(&self) {
        self.jobs.each(|_, cancel| cancel.resume());
    }

    /// Before the program ends: waits two seconds at most. What has not left stays in the queue; what
    /// has left and was not answered is uncertain.
    pub async fn quit(&self) {
        self.jobs.each(|_, cancel| cancel.quit());
        let ended = async {
            while !self.jobs.is_idle() {
                tokio::time::sleep(LOOK_AGAIN).await;
            }
        };
        if tokio::time::timeout(LONGEST_GOODBYE, ended).await.is_err() {
            tracing::warn!("left while a service had not answered");
        }
    }
}
