//! The outbox: every resend attempt, newest first; cancelling one that has not left.

use clearpost_domain::{AttemptId, AttemptState};
use clearpost_store::Attempt;

use crate::engine::Engine;
use crate::error::EngineError;

impl Engine {
    pub fn outbox(&self) -> Result<Vec<Attempt>, EngineError> {
        self.ledger.attempts(self.key()?).map_err(EngineError::Ledger)
    }

    /// Cancels a queued attempt. One that has left cannot be called back.
    pub fn cancel_attempt(&self, attempt: &str) -> Result<(), EngineError> {
        let key = self.key()?;
        let id = AttemptId::new(attempt);
        let found = self.ledger.attempt(key, &id).map_err(EngineError::Ledger)?;
        match found.map(|attempt| attempt.state) {
            None => Err(EngineError::UnknownAttempt(attempt.chars().take(40).collect())),
            Some(AttemptState::Queued) => self
                .ledger
                .advance(key, &id, AttemptState::Cancelled, self.now(), "cancelled", None)
                .map_err(EngineError::Ledger),
            Some(state) => Err(EngineError::InvalidInput(format!(
                "the attempt is {}; only one that has not left can be cancelled",
                state.word().replace('_', " ")
            ))),
        }
    }
}
