//! Sends one attempt, then watches both services until it is proved, refused, or the time is up.

use std::time::Duration;

use chrono::{DateTime, Utc};
use clearpost_domain::{
    AttemptId, AttemptState, Counterpart, Difference, DocumentRef, Outcome, Route, SyncResult, Verdict,
};
use clearpost_remote::{RemoteError, SendError};
use clearpost_store::Attempt;

use super::Resent;
use crate::engine::Engine;
use crate::error::EngineError;
use crate::job::Cancel;
use crate::world::{World, ledger_facts};

const FIRST_LOOK: Duration = Duration::from_millis(300);
const LONGEST_PAUSE: Duration = Duration::from_secs(3);

/// Time and id of the newest sync entry seen before sending.
pub(super) type Seen = Option<(Option<DateTime<Utc>>, u64)>;

/// One attempt with everything that was seen before it left.
pub(super) struct Sending {
    pub reference: DocumentRef,
    pub route: Route,
    pub attempt: AttemptId,
    pub seen: Seen,
    /// The counterpart that was there before, if one was.
    pub before: Option<Before>,
    pub wait: Duration,
}

/// When a counterpart that was there before had last changed.
#[derive(Clone, Copy)]
pub(super) struct Before {
    pub changed_at: Option<DateTime<Utc>>,
}

/// What a look after sending showed.
enum Sight {
    /// Looked, and there is nothing to tell.
    Nothing,
    /// Could not look.
    Unseen,
    Found {
        counterpart: Counterpart,
        differences: Vec<Difference>,
    },
    Failed(String),
}

impl Engine {
    pub(super) async fn send_and_see(
        &self,
        world: &mut World,
        sending: &Sending,
        cancel: &Cancel,
    ) -> Result<Resent, EngineError> {
        let key = self.key()?;
        let Sending {
            reference,
            route,
            ref attempt,
            ..
        } = *sending;
        let advance = |state, event: &str, detail: Option<&str>| {
            self.ledger
                .advance(key, attempt, state, self.now(), event, detail)
                .map_err(EngineError::Ledger)
        };
        let with_attempt = |result: Resent| Resent {
            attempt: Some(attempt.clone()),
            ..result
        };

        let uncertain = match self.send(world, reference, route).await {
            Ok(()) => {
                advance(AttemptState::Sent, "sent", None)?;
                false
            }
            Err(SendError::NotSent(error)) => {
                let detail = format!("nothing was sent: {error}");
                advance(AttemptState::Refused, "not_sent", Some(&detail))?;
                if error.is_sign_in_needed() {
                    return Err(error.into());
                }
                return Ok(with_attempt(Resent::new(reference, Outcome::Refused, detail)));
            }
            Err(SendError::Refused { status, message }) => {
                let detail = format!("ProcurementExpress answered {status}: {message}");
                advance(AttemptState::Refused, "answered_error", Some(&detail))?;
                return Ok(with_attempt(Resent::new(reference, Outcome::Refused, detail)));
            }
            Err(SendError::Uncertain(error)) => {
                advance(AttemptState::Uncertain, "answer_lost", Some(&error.to_string()))?;
                true
            }
        };
        world.ledger = ledger_facts(&self.ledger, key)?;
        if route == Route::Edit
            && let Some(left) = self.left_approved_status(world, reference).await
        {
            advance(AttemptState::Refused, "left_approved_status", Some(&left))?;
            return Ok(with_attempt(Resent::new(reference, Outcome::LeftApprovedStatus, left)));
        }
        let sight = self.watch(world, sending, cancel).await?;
        let result = match sight {
            Sight::Found {
                counterpart,
                differences,
            } => {
                self.prove(attempt, route, self.now())?;
                self.read_report(world, reference).await?;
                let detail = format!(
                    "found in QuickBooks Online as {} {}",
                    counterpart.key.entity, counterpart.key.id
                );
                Resent {
                    counterpart: Some(counterpart),
                    differences,
                    ..Resent::new(reference, Outcome::Proved, detail)
                }
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
        Ok(with_attempt(result))
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

    /// Reads the document once more, so that its history tells of the success, too, if it is written yet.
    async fn read_report(&self, world: &mut World, reference: DocumentRef) -> Result<(), EngineError> {
        if let Some(client) = &self.procurement
            && let Ok(document) = client.document(reference, self.now()).await
        {
            world.put_document(self.keep(document)?);
        }
        Ok(())
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
        world.put_document(document);
        left
    }

    /// Looks until there is something to tell or the time is up.
    async fn watch(&self, world: &mut World, sending: &Sending, cancel: &Cancel) -> Result<Sight, EngineError> {
        let deadline = tokio::time::Instant::now() + sending.wait;
        let mut pause = FIRST_LOOK;
        loop {
            match self
                .glance(world, sending.reference, sending.seen, sending.before)
                .await?
            {
                Sight::Nothing | Sight::Unseen => {}
                sight => return Ok(sight),
            }
            let left = deadline.saturating_duration_since(tokio::time::Instant::now());
            if left.is_zero() {
                return Ok(Sight::Nothing);
            }
            tokio::select! {
                () = cancel.asked() => return Ok(Sight::Nothing),
                () = tokio::time::sleep(pause.min(left)) => {}
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    /// One look. What cannot be read now may be readable at the next look.
    async fn glance(
        &self,
        world: &mut World,
        reference: DocumentRef,
        seen: Seen,
        before: Option<Before>,
    ) -> Result<Sight, EngineError> {
        if self.look_at_document(world, reference).await?.is_err() {
            return Ok(Sight::Unseen);
        }
        let judged = world.judge(&self.settings, self.pages.links(), self.now());
        let Some(judgement) = judged.judgements.into_iter().find(|one| one.reference == reference) else {
            return Ok(Sight::Nothing);
        };
        let Verdict {
            counterpart,
            differences,
            ..
        } = judgement.verdict;
        if let Some(counterpart) = counterpart {
            let changed = match before {
                None => true,
                Some(Before { changed_at }) => {
                    differences.is_empty()
                        || world
                            .transactions
                            .get(&counterpart.key)
                            .is_some_and(|txn| txn.updated_at > changed_at)
                }
            };
            if changed {
                return Ok(Sight::Found {
                    counterpart,
                    differences,
                });
            }
        }
        let newest = world.sync.get(&reference).and_then(|entries| entries.last());
        Ok(match newest {
            Some(entry)
                if entry.result == SyncResult::Failed && seen.is_some_and(|seen| (entry.at, entry.id) > seen) =>
            {
                Sight::Failed(entry.text.clone())
            }
            _ => Sight::Nothing,
        })
    }

    /// Asked to resend a document whose earlier attempt is not settled: looked up, never sent again.
    pub(super) async fn answer_for_open(
        &self,
        world: &mut World,
        reference: DocumentRef,
        open: Attempt,
    ) -> Result<Resent, EngineError> {
        let key = self.key()?;
        let with_attempt = |result: Resent| Resent {
            attempt: Some(open.id.clone()),
            ..result
        };
        if open.state == AttemptState::InFlight {
            return Ok(with_attempt(Resent::blocked(
                reference,
                clearpost_domain::BlockReason::InFlight,
                "a resend of this document is under way",
            )));
        }
        let sight = self.glance(world, reference, open.seen, None).await?;
        let now = self.now();
        Ok(with_attempt(match sight {
            Sight::Found {
                counterpart,
                differences,
            } => {
                self.prove(&open.id, open.route, now)?;
                let detail = format!(
                    "the earlier attempt arrived: {} {}",
                    counterpart.key.entity, counterpart.key.id
                );
                Resent {
                    counterpart: Some(counterpart),
                    differences,
                    ..Resent::new(reference, Outcome::Proved, detail)
                }
            }
            Sight::Failed(text) => {
                self.ledger
                    .advance(key, &open.id, AttemptState::Refused, now, "sync_error", Some(&text))
                    .map_err(EngineError::Ledger)?;
                Resent::new(reference, Outcome::Refused, text)
            }
            Sight::Nothing | Sight::Unseen => {
                if matches!(sight, Sight::Nothing) {
                    self.note_look_up(&open, now)?;
                }
                let settled = self.ledger.attempt(key, &open.id).map_err(EngineError::Ledger)?;
                if settled.is_some_and(|attempt| attempt.state == AttemptState::Refused) {
                    Resent::new(
                        reference,
                        Outcome::Refused,
                        "the earlier attempt did not arrive; resend again if you want to",
                    )
                } else {
                    Resent::new(
                        reference,
                        Outcome::Uncertain,
                        "the answer of an earlier attempt was lost; nothing more is sent until a look-up has settled it",
                    )
                }
            }
        }))
    }
}
