//! The outbox: every resend attempt, newest first; cancelling one that has not left.

use clearpost_domain::{AttemptId, AttemptState};
use clearpost_store::Attempt;

use crate::engine::Engine;
use crate::error::EngineError;
use crate::resend::CONFLICT;

/// Why a queued attempt may not leave as things are, as found when it was looked up last.
pub fn conflict(attempt: &Attempt) -> Option<&str> {
    let last = attempt.events.last()?;
    let is_conflict = attempt.state == AttemptState::Queued && last.event == CONFLICT;
    is_conflict.then_some(last.detail.as_deref().unwrap_or_default())
}

impl Engine {
    pub fn outbox(&self) -> Result<Vec<Attempt>, EngineError> {
        self.ledger.attempts(self.key()?).map_err(EngineError::Ledger)
    }

    /// Cancels a queued attempt. One that has left cannot be called back.
    pub fn cancel_attempt(&self, attempt: &str) -> Result<(), EngineError> {
        let found = self.attempt_named(attempt)?;
        if found.state != AttemptState::Queued {
            return Err(EngineError::InvalidInput(format!(
                "the attempt is {}; only one that has not left can be cancelled",
                found.state.word().replace('_', " ")
            )));
        }
        self.advance(&found.id, AttemptState::Cancelled, "cancelled", None)
    }

    pub(crate) fn attempt_named(&self, attempt: &str) -> Result<Attempt, EngineError> {
        let found = self.ledger.attempt(self.key()?, &AttemptId::new(attempt));
        found
            .map_err(EngineError::Ledger)?
            .ok_or_else(|| EngineError::UnknownAttempt(attempt.chars().take(40).collect()))
    }
}
