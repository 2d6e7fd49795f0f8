//! The lane of one service and company: every request passes its gate.
//!
//! Requests at once, per second and per minute; a pause of the whole lane when the service asks for
//! one, when the month's reads are used up, or when it keeps failing. With a folder the lane is
//! shared with every other window and process; a crash frees what it held.

mod files;
mod state;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rand::Rng;
use tokio::sync::{Notify, Semaphore, SemaphorePermit};
use tokio::time::Instant;

use crate::error::Service;
use crate::limits::Limits;
use files::Files;
use state::{Hold, Rules, Start, State};

/// Another process says nothing when it makes room: look again.
const LOOK_AGAIN: Duration = Duration::from_millis(25);
/// What holds the lane's file does so for less than this.
const FILE_BUSY: Duration = Duration::from_millis(2);
/// A pause may be lifted by someone else: look now and then.
const LONGEST_NAP: Duration = Duration::from_secs(1);
/// How often a report waits for the lane's file before it is left out.
const FILE_TRIES: u32 = 100;

/// Why a lane lets nothing through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PauseCause {
    /// The service asked to wait.
    Throttled,
    /// The month's allowance of reads is used up; it comes back with the next month.
    MonthUsedUp,
    /// The service keeps failing; it is left alone for a moment.
    Trouble,
}

/// A pause of a whole lane, as it stands now. Both times count down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pause {
    pub cause: PauseCause,
    /// What is left of the time that the service asked for.
    pub asked: Duration,
    /// When one request looks whether it is over; never more than [`Limits::longest_pause`] away.
    pub next_try: Duration,
}

/// Lets requests through as the lane allows.
pub(crate) struct Gate {
    rules: Rules,
    longest_wait: Duration,
    haste: u32,
    seats: Semaphore,
    /// The state where it is not shared, or the files can be used no longer.
    own: Mutex<State>,
    running: AtomicU32,
    files: Option<Files>,
    is_shared: AtomicBool,
    began: Instant,
    freed: Notify,
    /// The next request looks, pause or no pause: someone just opened the product, or asked for it.
    insist: AtomicBool,
}

/// A request that was let through, and what it holds.
struct Passed {
    start: Start,
    /// Released when the request is over, even by a crash.
    slot: Option<File>,
    was_calm: bool,
}

/// One request under way. Dropped without a report, it says nothing about the service.
pub(crate) struct Turn<'a> {
    gate: &'a Gate,
    passed: Passed,
    is_settled: bool,
    _seat: Option<SemaphorePermit<'a>>,
}

impl Gate {
    /// `name` is the lane's own folder below the shared one.
    pub(crate) fn new(limits: &Limits, service: Service, name: &str) -> Self {
        let rules = Rules::new(limits, service);
        let files = limits.shared.as_deref().map(|folder| Files::open(&folder.join(name)));
        let files = files.and_then(|files| files.inspect_err(not_shared).ok());
        Self {
            rules,
            longest_wait: limits.longest_wait,
            haste: limits.haste.max(1),
            seats: Semaphore::new(usize::try_from(rules.at_once()).unwrap_or(1)),
            own: Mutex::new(State::new(&rules)),
            running: AtomicU32::new(0),
            is_shared: AtomicBool::new(files.is_some()),
            files,
            began: Instant::now(),
            freed: Notify::new(),
            insist: AtomicBool::new(true),
        }
    }

    /// Waits for a turn; a pause that is too long to wait out is the error.
    pub(crate) async fn enter(&self) -> Result<Turn<'_>, Pause> {
        let seat = self.seats.acquire().await.ok();
        loop {
            let nap = match self.claim() {
                Ok(passed) => {
                    return Ok(Turn {
                        gate: self,
                        passed,
                        is_settled: false,
                        _seat: seat,
                    });
                }
                Err(Hold::Closed(pause)) if self.is_too_long(pause) => return Err(pause),
                Err(Hold::Closed(pause)) => pause.next_try / self.haste,
                Err(Hold::Full { wait }) => wait / self.haste,
                Err(Hold::Probing | Hold::NoRoom) => LOOK_AGAIN,
                Err(Hold::FileBusy) => FILE_BUSY,
            };
            // Either will do: room was made here, or it is time to look again.
            let nap = nap.clamp(Duration::from_millis(1), LONGEST_NAP);
            let _ = tokio::time::timeout(nap, self.freed.notified()).await;
        }
    }

    /// The pause that is on, if any.
    pub(crate) fn pause(&self) -> Option<Pause> {
        self.with(|state, now| state.pause(now)).flatten()
    }

    /// The next request looks whether the pause is over, whatever was asked for.
    pub(crate) fn look_now(&self) {
        self.insist.store(true, Ordering::Relaxed);
        self.freed.notify_waiters();
    }

    fn is_too_long(&self, pause: Pause) -> bool {
        pause.cause != PauseCause::Throttled || pause.next_try > self.longest_wait
    }

    fn claim(&self) -> Result<Passed, Hold> {
        let passed = self.with(|state, now| {
            let slot = self.room(state)?;
            let was_calm = state.is_calm(&self.rules);
            let start = match state.claim(&self.rules, now, false) {
                Err(Hold::Closed(pause)) if self.is_too_long(pause) && self.insist.load(Ordering::Relaxed) => {
                    state.claim(&self.rules, now, true)
                }
                other => other,
            }?;
            self.running.fetch_add(1, Ordering::Relaxed);
            Ok(Passed { start, slot, was_calm })
        });
        let passed = passed.unwrap_or(Err(Hold::FileBusy))?;
        self.insist.store(false, Ordering::Relaxed);
        Ok(passed)
    }

    /// A place among those that may run at once: a locked file where the lane is shared.
    fn room(&self, state: &State) -> Result<Option<File>, Hold> {
        let room = state.at_once(&self.rules);
        match self.shared() {
            Some(files) => files.slot(room).map(Some).ok_or(Hold::NoRoom),
            None if self.running.load(Ordering::Relaxed) < room => Ok(None),
            None => Err(Hold::NoRoom),
        }
    }

    /// Works on the state, wherever it is kept; `None` while another process holds it.
    fn with<T>(&self, act: impl FnOnce(&mut State, u64) -> T) -> Option<T> {
        if let Some(files) = self.shared() {
            match files.lock(&self.rules) {
                Ok(Some(mut held)) => {
                    let done = act(&mut held.state, self.ticks(since_epoch()));
                    if let Err(error) = held.write() {
                        *self.own() = held.state;
                        self.go_on_alone(&error);
                    }
                    return Some(done);
                }
                Ok(None) => return None,
                Err(error) => self.go_on_alone(&error),
            }
        }
        let now = match self.files {
            Some(_) => since_epoch(),
            None => self.began.elapsed(),
        };
        Some(act(&mut self.own(), self.ticks(now)))
    }

    /// Milliseconds of the lane's clock.
    fn ticks(&self, now: Duration) -> u64 {
        u64::try_from(now.saturating_mul(self.haste).as_millis()).unwrap_or(u64::MAX)
    }

    /// [`Self::with`], waiting for the file. Without it in reasonable time the report is left out:
    /// what it would tell shows again.
    async fn report(&self, act: impl Fn(&mut State, u64)) {
        for _ in 0..FILE_TRIES {
            if self.with(&act).is_some() {
                break;
            }
            tokio::time::sleep(FILE_BUSY).await;
        }
        self.freed.notify_waiters();
    }

    fn shared(&self) -> Option<&Files> {
        self.files.as_ref().filter(|_| self.is_shared.load(Ordering::Relaxed))
    }

    fn go_on_alone(&self, error: &io::Error) {
        self.is_shared.store(false, Ordering::Relaxed);
        not_shared(error);
    }

    fn own(&self) -> MutexGuard<'_, State> {
        self.own.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Turn<'_> {
    /// An answer came that tells of neither throttling nor trouble.
    pub(crate) async fn answered(mut self) {
        self.is_settled = true;
        if !self.passed.was_calm {
            let (gate, start) = (self.gate, self.passed.start);
            gate.report(|state, _| state.answered(&gate.rules, start)).await;
        }
    }

    /// The service asks everybody to wait, for the time that it named if it did. `month` is what is
    /// left of the month by its clock.
    pub(crate) async fn throttled(mut self, asked: Option<Duration>, month: Duration) {
        self.is_settled = true;
        let (gate, start) = (self.gate, self.passed.start);
        let jitter = rand::rng().random_range(0..=100);
        gate.report(|state, now| state.throttled(&gate.rules, start, now, asked, jitter, month))
            .await;
    }

    /// The service failed; it may have named a time to wait.
    pub(crate) async fn failed(mut self, asked: Option<Duration>) {
        self.is_settled = true;
        let (gate, start) = (self.gate, self.passed.start);
        gate.report(|state, now| {
            state.failed(&gate.rules, start, now);
            if let Some(time) = asked {
                state.asked_to_wait(&gate.rules, now, time);
            }
        })
        .await;
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.gate.running.fetch_sub(1, Ordering::Relaxed);
        if !self.is_settled && self.passed.start.is_probe {
            let start = self.passed.start;
            // If another process holds the file just now, the look counts as lost after a while.
            let _ = self.gate.with(|state, _| state.abandoned(start));
        }
        self.passed.slot = None;
        self.gate.freed.notify_one();
    }
}

fn not_shared(error: &io::Error) {
    tracing::warn!(kind = ?error.kind(), "the limits cannot be shared with other windows and programs");
}

/// The one clock that all processes have. It paces requests and is never a fact.
#[expect(clippy::disallowed_methods, reason = "processes share no other clock")]
fn since_epoch() -> Duration {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.unwrap_or_default()
}
