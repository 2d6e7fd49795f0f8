//! Settles resend attempts whose proof is outstanding, from what a refresh has just read.
//!
//! An uncertain attempt is never sent again by itself. After the grace time and two complete
//! look-ups without result, at least a minute apart, it is settled as not applied; only a new action
//! of the user sends again.

use chrono::{DateTime, Duration, Utc};
use clearpost_domain::{AttemptState, SyncResult};
use clearpost_store::Attempt;

use crate::engine::Engine;
use crate::error::EngineError;
use crate::world::{Judged, World, ledger_facts, left_at};

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
        // Only a look into the books that was completed just now says that something is not there.
        let looked = world.books_read_at.is_some_and(|at| at >= now);
        for attempt in &open {
            let verdict = judged
                .judgements
                .iter()
                .find(|one| one.reference == attempt.reference)
                .map(|one| &one.verdict);
            let found = verdict.is_some_and(|verdict| verdict.counterpart.is_some() && verdict.differences.is_empty());
            let failed = world
                .sync
                .get(&attempt.reference)
                .and_then(|entries| entries.last())
                .filter(|entry| {
                    entry.result == SyncResult::Failed && attempt.seen.is_some_and(|seen| (entry.at, entry.id) > seen)
                });
            let advance = |state, event: &str, detail: Option<&str>| {
                self.ledger
                    .advance(key, &attempt.id, state, now, event, detail)
                    .map_err(EngineError::Ledger)
            };
            if found {
                self.prove(&attempt.id, attempt.route, now)?;
            } else if let Some(entry) = failed {
                advance(AttemptState::Refused, "sync_error", Some(&entry.text))?;
            } else if attempt.state == AttemptState::Uncertain && looked {
                self.note_look_up(attempt, now)?;
            }
        }
        world.ledger = ledger_facts(&self.ledger, key)?;
        Ok(true)
    }

    /// Notes one more look-up without result, or settles the attempt when there were enough.
    pub(crate) fn note_look_up(&self, attempt: &Attempt, now: DateTime<Utc>) -> Result<(), EngineError> {
        let key = self.key()?;
        let left = left_at(attempt).unwrap_or(attempt.created_at);
        if now - left < self.settings.grace {
            return Ok(());
        }
        let earlier = attempt.events.iter().rev().find(|event| event.event == LOOKED);
        match earlier {
            Some(earlier) if now - earlier.at >= LOOK_UPS_APART => {
                let detail = "looked up twice in QuickBooks Online, and it is not there";
                self.ledger
                    .advance(key, &attempt.id, AttemptState::Refused, now, "not_found", Some(detail))
            }
            Some(_) => Ok(()),
            None => self.ledger.note(key, &attempt.id, now, LOOKED, None),
        }
        .map_err(EngineError::Ledger)
    }
}
