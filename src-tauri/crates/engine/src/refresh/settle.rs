//! Settles resend attempts whose proof is outstanding, from what a refresh has just read.
//!
//! None of them is ever sent again by itself. After the grace time and two complete look-ups without
//! result, at least a minute apart, an attempt is settled as not applied; only a new action of the user
//! sends again.

use chrono::{DateTime, Duration, Utc};
use clearpost_domain::AttemptState;
use clearpost_store::Attempt;

use crate::engine::Engine;
use crate::error::EngineError;
use crate::judge::Judged;
use crate::resend::{Sight, Watched, sight};
use crate::world::World;

const LOOK_UPS_APART: Duration = Duration::seconds(60);
/// The event that notes a complete look-up without result.
const LOOKED: &str = "looked_up";

impl Engine {
    /// Attempts that left and whose end is not known.
    pub(crate) fn open_attempts(&self) -> Result<Vec<Attempt>, EngineError> {
        let mut attempts = self.ledger.attempts(self.key()?).map_err(EngineError::Ledger)?;
        attempts.retain(|attempt| matches!(attempt.state, AttemptState::Sent | AttemptState::Uncertain));
        Ok(attempts)
    }

    /// True if the ledger says something else now.
    pub(crate) fn settle_attempts(
        &self,
        world: &mut World,
        judged: &Judged,
        now: DateTime<Utc>,
    ) -> Result<bool, EngineError> {
        let key = self.key()?;
        self.recover_crashed_if_idle()?;
        let open = self.open_attempts()?;
        if open.is_empty() {
            return Ok(false);
        }
        // Only a look that was completed just now, into the books and the document's history, says that
        // something is not there.
        let books_read = world.books_read_at.is_some_and(|at| at >= now);
        for attempt in &open {
            let judgement = judged.judgements.iter().find(|one| one.reference == attempt.reference);
            let sight = judgement.map_or(Sight::Unseen, |judgement| {
                sight(world, judgement, &Watched::of(attempt))
            });
            let document = world.documents.get(&attempt.reference);
            let detail = document.and_then(|document| document.detail.as_ref());
            let looked = books_read && detail.is_some_and(|detail| detail.read_at >= now);
            match sight {
                Sight::Found { .. } => self.prove(&attempt.id, attempt.route, attempt.reference, now)?,
                Sight::Failed(text) => {
                    self.advance(&attempt.id, AttemptState::Refused, "sync_error", Some(&text))?;
                }
                Sight::Nothing if looked => {
                    self.note_look_up(attempt, self.time_of_services())?;
                }
                Sight::Nothing | Sight::Unseen => {}
            }
        }
        world.read_ledger(&self.ledger, key)?;
        Ok(true)
    }

    /// Notes one more look-up without result, or settles the attempt when there were enough: then true. The
    /// time is that of the services.
    pub(crate) fn note_look_up(&self, attempt: &Attempt, now: DateTime<Utc>) -> Result<bool, EngineError> {
        let key = self.key()?;
        if now - Watched::of(attempt).left < self.settings.grace {
            return Ok(false);
        }
        let earlier = attempt.events.iter().rev().find(|event| event.event == LOOKED);
        match earlier {
            Some(earlier) if now - earlier.at >= LOOK_UPS_APART => {
                let detail = "looked up twice in QuickBooks Online, and it did not arrive there";
                self.ledger
                    .advance(key, &attempt.id, AttemptState::Refused, now, "not_found", Some(detail))
                    .map_err(EngineError::Ledger)?;
                Ok(true)
            }
            Some(_) => Ok(false),
            None => {
                let noted = self.ledger.note(key, &attempt.id, now, LOOKED, None);
                noted.map_err(EngineError::Ledger).map(|()| false)
            }
        }
    }
}
