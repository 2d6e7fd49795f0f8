//! Resend: look, then send, then see.
//!
//! Nothing is sent before QuickBooks was searched; the attempt is in the ledger before the first byte
//! leaves; nothing is called done before it was found in QuickBooks; a lost answer is uncertain and
//! nothing more is sent for that document until a look-up has settled it. Documents go one at a time,
//! over all windows and processes.

mod attempts;
mod decide;
mod lock;
mod look;
mod send;

use std::time::Duration;

use clearpost_domain::{
    AttemptId, AttemptState, BlockReason, CauseClass, Counterpart, Difference, DocumentRef, Outcome, Route,
};

use crate::engine::Engine;
use crate::error::EngineError;
use crate::job::{Cancel, Report};
use crate::refresh::tell;
use crate::world::{World, ledger_facts};
use decide::{Ask, Decision, decide};
use lock::SendLock;
use send::{Before, Sending};

/// How documents are resent.
#[derive(Clone, Debug)]
pub struct ResendOptions {
    pub dry_run: bool,
    /// Instead of the route that the company has agreed to; only that one is accepted.
    pub route: Option<Route>,
    /// How long to wait for each document's proof.
    pub wait: Duration,
    /// Sends in spite of causes that are not confirmed, and within the grace time.
    pub force: bool,
    /// Sends a document whose certain counterpart differs.
    pub update: bool,
    /// Sends a document that was deleted in QuickBooks.
    pub recreate: bool,
}

impl Default for ResendOptions {
    fn default() -> Self {
        Self {
            dry_run: false,
            route: None,
            wait: Duration::from_mins(1),
            force: false,
            update: false,
            recreate: false,
        }
    }
}

/// What came of one document.
#[derive(Clone, Debug)]
pub struct Resent {
    pub reference: DocumentRef,
    pub outcome: Outcome,
    pub reason: Option<BlockReason>,
    pub detail: String,
    pub attempt: Option<AttemptId>,
    pub counterpart: Option<Counterpart>,
    pub differences: Vec<Difference>,
}

impl Resent {
    fn new(reference: DocumentRef, outcome: Outcome, detail: impl Into<String>) -> Self {
        Self {
            reference,
            outcome,
            reason: None,
            detail: detail.into(),
            attempt: None,
            counterpart: None,
            differences: Vec::new(),
        }
    }

    fn blocked(reference: DocumentRef, reason: BlockReason, detail: impl Into<String>) -> Self {
        Self {
            reason: Some(reason),
            ..Self::new(reference, Outcome::Blocked, detail)
        }
    }
}

/// What came of all of them, in the order asked for.
#[derive(Clone, Debug, Default)]
pub struct ResendReport {
    pub results: Vec<Resent>,
}

impl Engine {
    /// The documents that wait for a class or a root cause.
    pub fn documents_held_by(
        &self,
        class: Option<CauseClass>,
        cause: Option<&str>,
    ) -> Result<Vec<DocumentRef>, EngineError> {
        let table = self.table()?;
        let mut found: Vec<DocumentRef> = table
            .rows()
            .iter()
            .filter(|row| {
                class.is_some_and(|class| row.classes.first() == Some(&class))
                    || cause.is_some_and(|cause| row.cause_id.as_deref() == Some(cause))
            })
            .map(|row| row.reference)
            .collect();
        // Orders first: an invoice can only be linked to an order that is there.
        found.sort();
        if let Some(cause) = cause
            && found.is_empty()
        {
            return Err(EngineError::InvalidInput(format!("no document waits for {cause}")));
        }
        Ok(found)
    }

    /// Looks first, then resends, then waits for proof.
    pub async fn resend(
        &self,
        references: &[DocumentRef],
        options: &ResendOptions,
        report: Report,
        cancel: Cancel,
    ) -> Result<ResendReport, EngineError> {
        let table = self.table()?;
        if let Some(unknown) = references.iter().find(|reference| table.row(**reference).is_none()) {
            return Err(EngineError::UnknownDocument(*unknown));
        }
        if self.procurement.is_none() {
            return if self.has_connection {
                self.queue(references, options)
            } else {
                Err(EngineError::NotConnected)
            };
        }
        self.guard_before_sending().await?;
        let lock = if options.dry_run {
            None
        } else {
            Some(SendLock::wait(self.dir.path(), &cancel).await?)
        };
        if lock.is_some() {
            self.recover_crashed()?;
        }
        let mut world = self.world()?;
        let looked = self.look_at_books(&mut world).await;
        let mut results: Vec<Resent> = Vec::with_capacity(references.len());
        let mut stopped: Option<&'static str> = None;
        for (position, reference) in references.iter().copied().enumerate() {
            tell(&report, "Resending", position, Some(references.len() as u64));
            if cancel.is_asked() {
                stopped = Some("stopped before it was sent");
            }
            if results.iter().any(|earlier: &Resent| earlier.reference == reference) {
                continue;
            }
            let result = match (stopped, &looked) {
                (Some(why), _) => Resent::new(reference, Outcome::Blocked, why),
                (None, Err(why)) => Resent::blocked(reference, BlockReason::CannotLook, why.clone()),
                (None, Ok(())) => {
                    let bulk = is_bulk(references);
                    self.resend_one(&mut world, reference, options, bulk, &cancel).await?
                }
            };
            if result.outcome == Outcome::LeftApprovedStatus {
                stopped = Some("not sent: the document before it left its approved status");
            }
            results.push(result);
        }
        drop(lock);
        tell(&report, "Resending", references.len(), Some(references.len() as u64));
        self.save_after(&mut world)?;
        Ok(ResendReport { results })
    }

    fn save_after(&self, world: &mut World) -> Result<(), EngineError> {
        world.ledger = ledger_facts(&self.ledger, self.key()?)?;
        self.save_judged(world, self.now())
    }

    async fn resend_one(
        &self,
        world: &mut World,
        reference: DocumentRef,
        options: &ResendOptions,
        bulk: bool,
        cancel: &Cancel,
    ) -> Result<Resent, EngineError> {
        if let Some(open) = self.open_attempt(reference)?
            && open.state != AttemptState::Queued
        {
            return self.answer_for_open(world, reference, open).await;
        }
        if let Err(why) = self.look_at_document(world, reference).await? {
            return Ok(Resent::blocked(reference, BlockReason::CannotLook, why));
        }
        let now = self.now();
        let judged = world.judge(&self.settings, self.pages.links(), now);
        let (Some(judgement), Some(document)) = (
            judged.judgements.iter().find(|one| one.reference == reference),
            world.documents.get(&reference),
        ) else {
            return Err(EngineError::UnknownDocument(reference));
        };
        let ask = self.ask(reference, options, bulk)?;
        let known_sync = world.sync.get(&reference).map_or(&[][..], Vec::as_slice);
        let route = match decide(document, &judgement.verdict, &judgement.findings, known_sync, ask) {
            Decision::Stop(mut result) => {
                result.counterpart = result.counterpart.or_else(|| judgement.verdict.counterpart.clone());
                if result.outcome == Outcome::AlreadyThere && !options.dry_run {
                    self.drop_queued(reference, now)?;
                }
                return Ok(result);
            }
            Decision::Send(route) => route,
        };
        if options.dry_run {
            return Ok(Resent::new(reference, Outcome::WouldSend, "nothing stands in the way"));
        }
        let seen = known_sync.last().map(|entry| (entry.at, entry.id)).or(Some((None, 0)));
        let existed = judgement.verdict.counterpart.clone();
        let before = existed.map(|found| Before {
            changed_at: world
                .transactions
                .get(&found.key)
                .and_then(|transaction| transaction.updated_at),
        });
        let Some(attempt) = self.begin(reference, route, seen, now)? else {
            return Ok(Resent::blocked(
                reference,
                BlockReason::InFlight,
                "a resend of this document is under way",
            ));
        };
        let sending = Sending {
            reference,
            route,
            attempt,
            seen,
            before,
            wait: options.wait,
        };
        self.send_and_see(world, &sending, cancel).await
    }

    /// What is asked for one document, by what the company has agreed to at this moment.
    pub(super) fn ask(&self, reference: DocumentRef, options: &ResendOptions, bulk: bool) -> Result<Ask, EngineError> {
        let agreement = self.agreement()?;
        Ok(Ask {
            route: agreement.route_for(reference, options.route),
            read_only: agreement.read_only,
            unproved_bulk: bulk && !agreement.covers_bulk(),
            force: options.force,
            update: options.update,
            recreate: options.recreate,
        })
    }
}

/// Whether more than one document is asked for.
fn is_bulk(references: &[DocumentRef]) -> bool {
    references.iter().any(|one| Some(one) != references.first())
}
