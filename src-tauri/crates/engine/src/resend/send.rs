//! Sends one attempt by its route, and tells what came of it.

use std::time::Duration;

use chrono::{DateTime, Utc};
use clearpost_domain::{AttemptId, AttemptState, Counterpart, Difference, DocumentRef, Outcome, Route};
use clearpost_remote::{ErrorCode, RemoteError, SendError};
use clearpost_store::Departure;

use super::Resent;
use super::watch::{Sight, Watched};
use super::{Opener, Stop};
use crate::engine::Engine;
use crate::error::EngineError;
use crate::job::Cancel;
use crate::world::World;

/// Who leaves while an answer is awaited waits so long for it.
const PATIENCE: Duration = Duration::from_millis(1_500);

/// One attempt with everything that was seen before it left.
pub(super) struct Sending<'a> {
    pub reference: DocumentRef,
    pub route: Route,
    pub attempt: AttemptId,
    pub left: DateTime<Utc>,
    pub departure: Departure,
    pub wait: Duration,
    pub bulk: bool,
    pub opener: Option<&'a Opener>,
}

impl Sending<'_> {
    pub fn watched(&self) -> Watched<'_> {
        Watched {
            reference: self.reference,
            left: self.left,
            departure: Some(&self.departure),
        }
    }

    pub fn with_attempt(&self, result: Resent) -> Resent {
        Resent {
            attempt: Some(self.attempt.clone()),
            ..result
        }
    }
}

impl Engine {
    pub(super) async fn send_and_see(
        &self,
        world: &mut World,
        sending: &Sending<'_>,
        cancel: &Cancel,
    ) -> Result<(Resent, Option<Stop>), EngineError> {
        let (reference, route) = (sending.reference, sending.route);
        let advance = |state, event: &str, detail: Option<&str>| self.advance(&sending.attempt, state, event, detail);
        if route == Route::Browser {
            let result = self.browse(world, sending, cancel).await?;
            return Ok((sending.with_attempt(result), None));
        }
        let sent = tokio::select! {
            sent = self.send(world, reference, route) => Some(sent),
            () = impatience(cancel) => None,
        };
        let uncertain = match sent {
            Some(Ok(())) => {
                advance(AttemptState::Sent, "sent", None)?;
                false
            }
            Some(Err(SendError::NotSent(error))) => {
                let detail = format!("nothing was sent: {error}");
                advance(AttemptState::Refused, "not_sent", Some(&detail))?;
                // Of one document, a missing sign-in is the whole answer.
                if error.is_sign_in_needed() && !sending.bulk {
                    return Err(error.into());
                }
                let stop = Stop::after(&error);
                let result = Resent::new(reference, Outcome::Refused, detail);
                return Ok((sending.with_attempt(result), stop));
            }
            Some(Err(SendError::Refused { status, message })) => {
                let detail = format!("ProcurementExpress answered {status}: {message}");
                advance(AttemptState::Refused, "answered_error", Some(&detail))?;
                return Ok((
                    sending.with_attempt(Resent::new(reference, Outcome::Refused, detail)),
                    None,
                ));
            }
            Some(Err(SendError::Uncertain(error))) => {
                advance(AttemptState::Uncertain, "answer_lost", Some(&error.to_string()))?;
                true
            }
            None => {
                let detail = "Clearpost was left before the answer was there";
                advance(AttemptState::Uncertain, "answer_lost", Some(detail))?;
                true
            }
        };
        world.read_ledger(&self.ledger, self.key()?)?;
        if route == Route::Edit
            && let Some(left) = self.left_approved_status(world, reference).await
        {
            advance(AttemptState::Refused, "left_approved_status", Some(&left))?;
            self.stop_edit(self.key()?, reference, self.now())?;
            let result = Resent::new(reference, Outcome::LeftApprovedStatus, left);
            return Ok((sending.with_attempt(result), Some(Stop::LeftApprovedStatus)));
        }
        let watched = sending.watched();
        let sight = self.watch(world, &watched, sending.wait, cancel, || Ok(false)).await?;
        let result = match sight {
            Sight::Found {
                counterpart,
                differences,
            } => {
                self.proved(world, &sending.attempt, route, reference, counterpart, differences)
                    .await?
            }
            Sight::Failed(text) => {
                advance(AttemptState::Refused, "sync_error", Some(&text))?;
                Resent::new(reference, Outcome::Refused, text)
            }
            Sight::Nothing | Sight::Unseen if uncertain => Resent::new(
                reference,
                Outcome::Uncertain,
                "the answer was lost; nothing more is sent until a look-up has settled it",
            ),
            Sight::Nothing | Sight::Unseen => {
                Resent::new(reference, Outcome::Sent, "accepted; not seen in QuickBooks Online yet")
            }
        };
        Ok((sending.with_attempt(result), None))
    }

    /// Found: the attempt is proved, and so is its route.
    pub(super) async fn proved(
        &self,
        world: &mut World,
        attempt: &AttemptId,
        route: Route,
        reference: DocumentRef,
        counterpart: Counterpart,
        differences: Vec<Difference>,
    ) -> Result<Resent, EngineError> {
        self.prove(attempt, route, reference, self.now())?;
        // The history tells of the success, too, if it is written yet.
        if self.read_document(world, reference).await?.is_err() {
            tracing::info!("the history is read at the next refresh");
        }
        let detail = format!("found in QuickBooks Online as {}", counterpart.key);
        Ok(Resent {
            counterpart: Some(counterpart),
            differences,
            ..Resent::new(reference, Outcome::Proved, detail)
        })
    }

    /// Sends by the route: the one place from which a document is changed. What cannot be sent is never
    /// taken for sent.
    async fn send(&self, world: &World, reference: DocumentRef, route: Route) -> Result<(), SendError> {
        let not_sent = |what| Err(SendError::NotSent(RemoteError::InvalidInput { what }));
        let (Some(client), Some(document)) = (&self.procurement, world.documents.get(&reference)) else {
            return not_sent("ProcurementExpress is not connected");
        };
        let Ok(agreement) = self.agreement() else {
            return not_sent("the settings of this company cannot be read");
        };
        if agreement.read_only {
            return not_sent("the read-only switch of this company is on");
        }
        match route {
            Route::Edit => client.touch(document).await,
            Route::Call => match agreement.calls.for_document(reference) {
                Some((verb, path)) => client.call_resend(&verb, &path).await,
                None => not_sent("no resend call is agreed for this kind of document"),
            },
            Route::Browser => not_sent("this route is opened by the user, not sent"),
        }
    }

    /// After an edit: the status in words, if the document is not in a status that syncs any more.
    async fn left_approved_status(&self, world: &mut World, reference: DocumentRef) -> Option<String> {
        let document = self.procurement.as_ref()?.document(reference, self.now()).await.ok()?;
        let left = (!document.is_in_syncing_status()).then(|| {
            format!(
                "the edit moved it to \"{}\"; approve it again in ProcurementExpress. Nothing more is sent by this route",
                document.status.word().replace('_', " ")
            )
        });
        match self.keep(document) {
            Ok(document) => world.put_document(document),
            Err(error) => tracing::warn!("what the edit left behind is read at the next refresh: {error}"),
        }
        left
    }
}

impl Stop {
    /// What a service that lets nothing in means for the documents after this one.
    pub(super) fn after(error: &RemoteError) -> Option<Self> {
        match error.code() {
            ErrorCode::SignInNeeded | ErrorCode::PermissionDenied | ErrorCode::WrongCompany => {
                Some(Self::NotLetIn(error.to_string()))
            }
            ErrorCode::RateLimited => Some(Self::Throttled(error.to_string())),
            _ => None,
        }
    }
}

/// Returns a moment after stopping was asked for.
async fn impatience(cancel: &Cancel) {
    cancel.asked().await;
    tokio::time::sleep(PATIENCE).await;
}
