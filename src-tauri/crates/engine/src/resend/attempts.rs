//! Attempts in the ledger: begun before the first byte leaves, moved on, recovered after a crash. At
//! most one of a document is open, over all windows and processes.

use chrono::{DateTime, Utc};
use clearpost_domain::{AttemptId, AttemptState, DocumentRef, Route};
use clearpost_store::{Attempt, Departure, NewAttempt, Start, StoreError};

use super::Wanted;
use super::lock::SendLock;
use crate::engine::Engine;
use crate::error::EngineError;

/// How far an attempt came before the first byte.
pub(super) enum Begun {
    Leaves(AttemptId),
    /// Another attempt of the document is open.
    Open,
    /// It was planned, and its plan is not queued any more.
    Withdrawn,
}

impl Engine {
    /// Puts the attempt into the ledger before the first byte leaves; a queued one goes on.
    pub(super) fn begin(
        &self,
        wanted: &Wanted,
        route: Route,
        departure: &Departure,
        now: DateTime<Utc>,
    ) -> Result<Begun, EngineError> {
        let (key, reference) = (self.key()?, wanted.reference);
        match self.open_attempt(reference)? {
            None if wanted.plan.is_some() => return Ok(Begun::Withdrawn),
            None => {}
            Some(queued) if queued.route == route => {
                return match self.ledger.depart(key, &queued.id, now, departure) {
                    Ok(()) => Ok(Begun::Leaves(queued.id)),
                    Err(StoreError::AttemptStep { .. }) => Ok(Begun::Withdrawn),
                    Err(error) => Err(EngineError::Ledger(error)),
                };
            }
            Some(queued) => {
                let detail = format!("it leaves by the route {route}");
                self.advance(&queued.id, AttemptState::Cancelled, "replaced", Some(&detail))?;
            }
        }
        let new = NewAttempt {
            id: fresh_id(now),
            reference,
            route,
            at: now,
            body_hash: None,
            start: Start::Leaves(departure.clone()),
        };
        match self.ledger.begin_attempt(key, &new) {
            Ok(()) => Ok(Begun::Leaves(new.id)),
            Err(StoreError::AttemptOpen { .. }) => Ok(Begun::Open),
            Err(error) => Err(EngineError::Ledger(error)),
        }
    }

    pub(crate) fn advance(
        &self,
        id: &AttemptId,
        state: AttemptState,
        event: &str,
        detail: Option<&str>,
    ) -> Result<(), EngineError> {
        self.ledger
            .advance(self.key()?, id, state, self.now(), event, detail)
            .map_err(EngineError::Ledger)
    }

    /// The attempt ended in proof, and so its route is verified.
    pub(crate) fn prove(
        &self,
        id: &AttemptId,
        route: Route,
        reference: DocumentRef,
        now: DateTime<Utc>,
    ) -> Result<(), EngineError> {
        let key = self.key()?;
        self.ledger
            .advance(key, id, AttemptState::Proved, now, "proved", None)
            .map_err(EngineError::Ledger)?;
        self.verify(key, route, reference, now)
    }

    /// Whether the attempt by which a document was to leave was cancelled meanwhile.
    pub(super) fn is_cancelled(&self, plan: &AttemptId) -> Result<bool, EngineError> {
        let attempt = self.ledger.attempt(self.key()?, plan).map_err(EngineError::Ledger)?;
        Ok(attempt.is_some_and(|attempt| attempt.state == AttemptState::Cancelled))
    }

    pub(crate) fn open_attempt(&self, reference: DocumentRef) -> Result<Option<Attempt>, EngineError> {
        let open = self.ledger.open_attempts(self.key()?).map_err(EngineError::Ledger)?;
        Ok(open.into_iter().find(|attempt| attempt.reference == reference))
    }

    /// Finds attempts that a crash left behind, unless somebody is sending right now.
    pub(crate) fn recover_crashed_if_idle(&self) -> Result<(), EngineError> {
        let open = self.ledger.open_attempts(self.key()?).map_err(EngineError::Ledger)?;
        if open.iter().any(|attempt| attempt.state == AttemptState::InFlight)
            && let Some(_lock) = SendLock::if_free(self.dir.path())?
        {
            self.recover_crashed()?;
        }
        Ok(())
    }

    /// Nobody else holds the send lock, so an attempt still in flight belongs to a crash: what became
    /// of it is not known.
    pub(super) fn recover_crashed(&self) -> Result<(), EngineError> {
        let open = self.ledger.open_attempts(self.key()?).map_err(EngineError::Ledger)?;
        for attempt in open.iter().filter(|attempt| attempt.state == AttemptState::InFlight) {
            let detail = "Clearpost ended before the answer was there";
            self.advance(&attempt.id, AttemptState::Uncertain, "interrupted", Some(detail))?;
        }
        Ok(())
    }
}

/// An id that sorts by the time it was made.
pub(super) fn fresh_id(now: DateTime<Utc>) -> AttemptId {
    let millis = now.timestamp_millis().max(0).unsigned_abs();
    AttemptId::new(ulid::Ulid::from_parts(millis, ulid::Ulid::new().random()).to_string())
}
