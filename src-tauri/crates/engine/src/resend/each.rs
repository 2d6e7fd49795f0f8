//! The documents of a run, one after another, by one sender at a time over all windows and processes. It can
//! pause and stop between two documents.

use clearpost_domain::{AttemptState, BlockReason, Outcome};

use super::lock::SendLock;
use super::look::NoLook;
use super::run::{Run, references};
use super::{ResendOptions, Resent, Stop, Wanted};
use crate::engine::Engine;
use crate::error::{EngineError, ErrorCode};
use crate::job::Cancel;
use crate::refresh::tell;
use crate::world::World;

/// What is told while another sender is waited for.
pub(super) const WAITING: &str = "Waiting for other resends";

/// What lets a document leave: nobody else sends, and the books are known up to now.
pub(super) struct Leave {
    /// None for a dry run.
    pub lock: Option<SendLock>,
    pub looked: Result<(), NoLook>,
}

impl Engine {
    /// Every document is answered for, also after something has stopped the run; returns what did. An error
    /// leaves in `results` what was done before it.
    pub(super) async fn one_by_one(
        &self,
        world: &mut World,
        wanted: &[Wanted],
        run: &Run<'_>,
        mut leave: Leave,
        results: &mut Vec<Resent>,
    ) -> Result<Option<Stop>, EngineError> {
        let total = Some(wanted.len() as u64);
        let mut stopped: Option<Stop> = None;
        for (position, one) in wanted.iter().enumerate() {
            if stopped.is_none() && run.cancel.is_paused() {
                tell(run.report, "Paused", position, total);
                // Others may send meanwhile; what they did is looked at before this goes on.
                drop(leave.lock.take());
                run.cancel.resumed().await;
                let waits = || tell(run.report, WAITING, position, total);
                stopped = self.go_on(world, wanted, run, &mut leave, waits).await?;
            }
            tell(run.report, "Resending", position, total);
            stopped = stopped.or_else(|| Stop::asked_for(run.cancel));
            let result = match (&stopped, &leave.looked) {
                (Some(stop), _) => self.not_reached(one, stop, run)?,
                (None, Err(no_look)) => Resent::blocked(one.reference, BlockReason::CannotLook, no_look.why.clone()),
                (None, Ok(())) => {
                    let mut narrowed = world.narrowed(one.reference);
                    let done = self.resend_one(narrowed.as_mut().unwrap_or(world), one, run).await;
                    let (result, stop) = self.or_stopped(done, one, run)?;
                    stopped = stop;
                    result
                }
            };
            results.push(result);
        }
        Ok(stopped)
    }

    /// After a pause: the lock again, and another look. Without either, what has not left stays in the queue.
    async fn go_on(
        &self,
        world: &mut World,
        wanted: &[Wanted],
        run: &Run<'_>,
        leave: &mut Leave,
        waits: impl FnOnce(),
    ) -> Result<Option<Stop>, EngineError> {
        if let Some(stop) = Stop::asked_for(run.cancel) {
            return Ok(Some(stop));
        }
        match self.sole_sender(run.options, run.cancel, waits).await {
            Ok(lock) => leave.lock = lock,
            Err(EngineError::Busy) => return Ok(Some(Stop::Behind)),
            Err(EngineError::Cancelled) => return Ok(Stop::asked_for(run.cancel)),
            Err(error) => return Err(error),
        }
        let looked = self.look_at_books(world, &references(wanted)).await;
        Ok(looked.err().map(|no_look| Stop::CannotLook(no_look.why)))
    }

    /// The lock of the one sender, and what a crash left behind put right. A dry run needs neither. Calls
    /// `waits` if another sender has to be waited for.
    pub(super) async fn sole_sender(
        &self,
        options: &ResendOptions,
        cancel: &Cancel,
        waits: impl FnOnce(),
    ) -> Result<Option<SendLock>, EngineError> {
        if options.dry_run {
            return Ok(None);
        }
        let (folder, grace) = (self.dir.path(), self.settings.grace.to_std().unwrap_or_default());
        let lock = if let Some(free) = SendLock::if_free(folder)? {
            free
        } else {
            waits();
            SendLock::wait(folder, grace, cancel).await?
        };
        self.recover_crashed()?;
        Ok(Some(lock))
    }

    /// A document that the run does not come to any more.
    fn not_reached(&self, wanted: &Wanted, stop: &Stop, run: &Run<'_>) -> Result<Resent, EngineError> {
        let open = self.open_attempt(wanted.reference)?;
        let queued = open.filter(|attempt| attempt.state == AttemptState::Queued);
        let result = Resent::new(wanted.reference, Outcome::Blocked, stop.words());
        match queued {
            Some(attempt) if stop.keeps() => Ok(Resent {
                outcome: Outcome::Queued,
                attempt: Some(attempt.id),
                ..result
            }),
            Some(attempt) if run.planned.contains(&attempt.id) => {
                let event = if *stop == Stop::Cancelled {
                    "cancelled"
                } else {
                    "not_sent"
                };
                self.advance(&attempt.id, AttemptState::Cancelled, event, Some(&result.detail))?;
                Ok(result)
            }
            _ => Ok(result),
        }
    }

    /// What one document came to. Who is not let in for one document is not for the others: of several, that is
    /// their stop, so that what was done is told.
    fn or_stopped(
        &self,
        done: Result<(Resent, Option<Stop>), EngineError>,
        wanted: &Wanted,
        run: &Run<'_>,
    ) -> Result<(Resent, Option<Stop>), EngineError> {
        match done {
            Err(error) if run.bulk && is_not_let_in(&error) => {
                let stop = Stop::NotLetIn(error.to_string());
                let result = self.not_reached(wanted, &stop, run)?;
                Ok((result, Some(stop)))
            }
            done => done,
        }
    }
}

impl Stop {
    fn asked_for(cancel: &Cancel) -> Option<Self> {
        let stop = if cancel.is_quitting() {
            Self::Quitting
        } else {
            Self::Cancelled
        };
        cancel.is_asked().then_some(stop)
    }
}

fn is_not_let_in(error: &EngineError) -> bool {
    matches!(
        error.code(),
        ErrorCode::SignInNeeded | ErrorCode::PermissionDenied | ErrorCode::WrongCompany
    )
}
