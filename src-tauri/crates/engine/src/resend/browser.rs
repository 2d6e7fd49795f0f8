//! The `browser` route: opens the document's page at ProcurementExpress, where the user presses Resend,
//! and watches for proof. Clearpost itself changes nothing.
//!
//! The attempt is in flight from before the page opens. It is `sent` when the user says so, `proved`
//! when it is seen, and uncertain when neither came in time: it may have been pressed.

use std::fmt;
use std::sync::Arc;

use clearpost_domain::{AttemptState, Outcome, Route};
use url::Url;

use super::Resent;
use super::send::Sending;
use super::watch::Sight;
use crate::engine::Engine;
use crate::error::EngineError;
use crate::job::Cancel;
use crate::world::World;

/// Shows a page of ProcurementExpress to the user.
#[derive(Clone)]
pub struct Opener(Arc<dyn Fn(&Url) + Send + Sync>);

impl Opener {
    pub fn new(open: impl Fn(&Url) + Send + Sync + 'static) -> Self {
        Self(Arc::new(open))
    }
}

impl fmt::Debug for Opener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Opener")
    }
}

impl Engine {
    pub(super) async fn browse(
        &self,
        world: &mut World,
        sending: &Sending<'_>,
        cancel: &Cancel,
    ) -> Result<Resent, EngineError> {
        let (key, reference) = (self.key()?, sending.reference);
        let page: Option<Url> = self
            .pages
            .links()
            .document(reference)
            .and_then(|page| page.parse().ok());
        let (Some(page), Some(opener)) = (page, sending.opener) else {
            let detail = "its page cannot be opened from here";
            self.advance(&sending.attempt, AttemptState::Refused, "not_sent", Some(detail))?;
            return Ok(Resent::new(reference, Outcome::Refused, detail));
        };
        self.ledger
            .note(key, &sending.attempt, self.now(), "page_opened", None)
            .map_err(EngineError::Ledger)?;
        (opener.0)(&page);
        world.read_ledger(&self.ledger, key)?;
        let state = || -> Result<Option<AttemptState>, EngineError> {
            let attempt = self
                .ledger
                .attempt(key, &sending.attempt)
                .map_err(EngineError::Ledger)?;
            Ok(attempt.map(|attempt| attempt.state))
        };
        let given_up = || Ok(state()? == Some(AttemptState::Refused));
        let sight = self
            .watch(world, &sending.watched(), sending.wait, cancel, given_up)
            .await?;
        match (sight, state()?) {
            (_, Some(AttemptState::Refused)) => Ok(Resent::new(
                reference,
                Outcome::Refused,
                "you said that Resend was not pressed",
            )),
            (
                Sight::Found {
                    counterpart,
                    differences,
                },
                _,
            ) => {
                self.proved(
                    world,
                    &sending.attempt,
                    Route::Browser,
                    reference,
                    counterpart,
                    differences,
                )
                .await
            }
            (Sight::Failed(text), _) => {
                self.advance(&sending.attempt, AttemptState::Refused, "sync_error", Some(&text))?;
                Ok(Resent::new(reference, Outcome::Refused, text))
            }
            (_, Some(AttemptState::Sent)) => Ok(Resent::new(
                reference,
                Outcome::Sent,
                "you pressed Resend; not seen in QuickBooks Online yet",
            )),
            _ => {
                let detail = "its page was opened; nothing tells yet whether Resend was pressed";
                self.advance(&sending.attempt, AttemptState::Uncertain, "not_confirmed", Some(detail))?;
                Ok(Resent::new(reference, Outcome::Uncertain, detail))
            }
        }
    }

    /// What the user says of a page that was opened: Resend was pressed there, or was not.
    pub fn confirm_pressed(&self, attempt: &str, pressed: bool) -> Result<(), EngineError> {
        let found = self.attempt_named(attempt)?;
        if found.route != Route::Browser {
            return Err(EngineError::InvalidInput(
                "only of a resend by the browser it is asked whether Resend was pressed".to_owned(),
            ));
        }
        match (found.state, pressed) {
            (AttemptState::InFlight, true) => self.advance(&found.id, AttemptState::Sent, "pressed", None),
            // It stays uncertain until it is seen, or looked for in vain.
            (AttemptState::Uncertain, true) => self
                .ledger
                .note(self.key()?, &found.id, self.now(), "pressed", None)
                .map_err(EngineError::Ledger),
            (AttemptState::InFlight | AttemptState::Uncertain, false) => {
                self.advance(&found.id, AttemptState::Refused, "not_pressed", None)
            }
            (state, _) => Err(EngineError::InvalidInput(format!(
                "the attempt is {} already",
                state.word().replace('_', " ")
            ))),
        }
    }
}
