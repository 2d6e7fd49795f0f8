//! Attempts in the ledger: begun before the first byte leaves, queued while offline, recovered after a
//! crash. At most one of a document is open, over all windows and processes.

use chrono::{DateTime, Utc};
use clearpost_domain::{AttemptId, AttemptState, BlockReason, DocumentRef, Outcome, Route};
use clearpost_store::{Attempt, NewAttempt, StoreError};

use super::decide::{Decision, decide};
use super::lock::SendLock;
use super::send::Seen;
use super::{ResendOptions, ResendReport, Resent, is_bulk};
use crate::engine::Engine;
use crate::error::EngineError;

impl Engine {
    /// A queued attempt has nothing left to do once its document is there.
    pub(super) fn drop_queued(&self, reference: DocumentRef, now: DateTime<Utc>) -> Result<(), EngineError> {
        let Some(queued) = self.open_attempt(reference)? else {
            return Ok(());
        };
        let detail = Some("it was there before the resend left");
        self.ledger
            .advance(
                self.key()?,
                &queued.id,
                AttemptState::Cancelled,
                now,
                "already_there",
                detail,
            )
            .map_err(EngineError::Ledger)
    }

    /// Puts the attempt into the ledger before the first byte leaves; a queued one goes on. `None` when
    /// another attempt of the document is open.
    pub(super) fn begin(
        &self,
        reference: DocumentRef,
        route: Route,
        seen: Seen,
        now: DateTime<Utc>,
    ) -> Result<Option<AttemptId>, EngineError> {
        let key = self.key()?;
        if let Some(queued) = self.open_attempt(reference)? {
            self.ledger
                .advance(key, &queued.id, AttemptState::InFlight, now, "in_flight", None)
                .map_err(EngineError::Ledger)?;
            return Ok(Some(queued.id));
        }
        let new = NewAttempt {
            id: fresh_id(now),
            reference,
            route,
            state: AttemptState::InFlight,
            at: now,
            body_hash: None,
            seen,
        };
        match self.ledger.begin_attempt(key, &new) {
            Ok(()) => Ok(Some(new.id)),
            Err(StoreError::AttemptOpen { .. }) => Ok(None),
            Err(error) => Err(EngineError::Ledger(error)),
        }
    }

    /// The attempt ended in proof, and so its route is verified.
    pub(crate) fn prove(&self, id: &AttemptId, route: Route, now: DateTime<Utc>) -> Result<(), EngineError> {
        let key = self.key()?;
        self.ledger
            .advance(key, id, AttemptState::Proved, now, "proved", None)
            .and_then(|()| self.ledger.record_verified_route(key, route, now))
            .map_err(EngineError::Ledger)
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
        let key = self.key()?;
        let now = self.now();
        for attempt in self.ledger.open_attempts(key).map_err(EngineError::Ledger)? {
            if attempt.state == AttemptState::InFlight {
                let detail = "Clearpost ended before the answer was there";
                self.ledger
                    .advance(
                        key,
                        &attempt.id,
                        AttemptState::Uncertain,
                        now,
                        "interrupted",
                        Some(detail),
                    )
                    .map_err(EngineError::Ledger)?;
            }
        }
        Ok(())
    }

    /// Offline: kept in the ledger; it is looked up again before it leaves.
    pub(super) fn queue(
        &self,
        references: &[DocumentRef],
        options: &ResendOptions,
    ) -> Result<ResendReport, EngineError> {
        let key = self.key()?;
        let now = self.now();
        let mut report = ResendReport::default();
        for reference in references.iter().copied() {
            let unknown = || EngineError::UnknownDocument(reference);
            let document = self
                .cache
                .document(key, reference)
                .map_err(EngineError::Cache)?
                .ok_or_else(unknown)?;
            let judgement = self
                .cache
                .judgement(key, reference)
                .map_err(EngineError::Cache)?
                .ok_or_else(unknown)?;
            let sync = self.patterns().get().sync_entries(&document);
            let ask = self.ask(reference, options, is_bulk(references))?;
            let result = match decide(&document, &judgement.verdict, &judgement.findings, &sync, ask) {
                Decision::Stop(result) => result,
                Decision::Send(_) if options.dry_run => {
                    Resent::new(reference, Outcome::WouldSend, "as far as the cache tells")
                }
                Decision::Send(route) => self.queue_one(reference, route, now)?,
            };
            report.results.push(result);
        }
        Ok(report)
    }

    fn queue_one(&self, reference: DocumentRef, route: Route, now: DateTime<Utc>) -> Result<Resent, EngineError> {
        let id = fresh_id(now);
        let new = NewAttempt {
            id: id.clone(),
            reference,
            route,
            state: AttemptState::Queued,
            at: now,
            body_hash: None,
            seen: None,
        };
        match self.ledger.begin_attempt(self.key()?, &new) {
            Ok(()) => Ok(Resent {
                attempt: Some(id),
                ..Resent::new(
                    reference,
                    Outcome::Queued,
                    "kept for when you are online; resend it then",
                )
            }),
            Err(StoreError::AttemptOpen { .. }) => Ok(Resent::blocked(
                reference,
                BlockReason::InFlight,
                "a resend of this document is already waiting",
            )),
            Err(error) => Err(EngineError::Ledger(error)),
        }
    }
}

/// An id that sorts by the time it was made.
fn fresh_id(now: DateTime<Utc>) -> AttemptId {
    let millis = now.timestamp_millis().max(0).unsigned_abs();
    AttemptId::new(ulid::Ulid::from_parts(millis, ulid::Ulid::new().random()).to_string())
}
