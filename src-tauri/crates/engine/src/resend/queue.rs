//! The queue: resends that cannot leave now are kept in the ledger with their reason and with what the
//! user agreed to, and are looked up again before they leave. Nothing leaves the queue by itself.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use clearpost_domain::{AttemptId, AttemptState, BlockReason, DocumentRef, Outcome, Route, WaitReason};
use clearpost_store::{Attempt, NewAttempt, Plan, Start, StoreError};

use super::attempts::fresh_id;
use super::decide::{Decision, decide};
use super::{Consent, ResendOptions, ResendReport, Resent, Stop, Wanted, is_bulk};
use crate::engine::Engine;
use crate::error::EngineError;
use crate::job::{Cancel, Report};
use crate::world::World;

impl Engine {
    /// Resends what waits in the queue and is due, each with what the user agreed to when it was planned.
    pub async fn resend_queued(
        &self,
        options: &ResendOptions,
        report: Report,
        cancel: Cancel,
    ) -> Result<ResendReport, EngineError> {
        let now = self.now();
        let is_due = |attempt: &Attempt| {
            let due = attempt.plan.as_ref().and_then(|plan| plan.due);
            due.is_none_or(|due| due <= now)
        };
        let wanted = self.waiting(is_due)?;
        self.run(&wanted, options, &report, &cancel).await
    }

    /// The queued attempts that are meant, oldest first.
    pub(super) fn waiting(&self, is_meant: impl Fn(&Attempt) -> bool) -> Result<Vec<Wanted>, EngineError> {
        let open = self.ledger.open_attempts(self.key()?).map_err(EngineError::Ledger)?;
        let queued = open
            .iter()
            .rev()
            .filter(|attempt| attempt.state == AttemptState::Queued);
        Ok(queued
            .filter(|attempt| is_meant(attempt))
            .map(|attempt| Wanted {
                reference: attempt.reference,
                consent: attempt.plan.as_ref().map(Consent::of).unwrap_or_default(),
                route: Some(attempt.route),
                plan: Some(attempt.id.clone()),
            })
            .collect())
    }

    /// Kept for later, as far as the cache tells that they may leave at all.
    pub(super) fn queue(
        &self,
        wanted: &[Wanted],
        options: &ResendOptions,
        reason: WaitReason,
    ) -> Result<ResendReport, EngineError> {
        let key = self.key()?;
        let now = self.now();
        let mut report = ResendReport {
            offline: reason == WaitReason::Offline,
            ..ResendReport::default()
        };
        for one in wanted {
            let reference = one.reference;
            let unknown = || EngineError::UnknownDocument(reference);
            let document = self.cache.document(key, reference).map_err(EngineError::Cache)?;
            let judgement = self.cache.judgement(key, reference).map_err(EngineError::Cache)?;
            let (document, judgement) = (document.ok_or_else(unknown)?, judgement.ok_or_else(unknown)?);
            let sync = self.patterns().get().sync_entries(&document);
            let changed_lately = self.was_changed_lately(&document, &sync, now);
            let ask = self.ask(one, options, is_bulk(wanted), changed_lately)?;
            let result = match decide(&document, &judgement.verdict, &judgement.findings, &sync, &ask) {
                Decision::Stop(result) => result,
                Decision::Send(_) if options.dry_run => Resent::new(
                    reference,
                    Outcome::WouldSend,
                    "nothing stands in the way, as far as is known offline",
                ),
                Decision::Send(route) => self.queue_one(one, route, reason, now)?,
            };
            report.results.push(result);
        }
        Ok(report)
    }

    fn queue_one(
        &self,
        wanted: &Wanted,
        route: Route,
        reason: WaitReason,
        now: DateTime<Utc>,
    ) -> Result<Resent, EngineError> {
        let reference = wanted.reference;
        let new = planned(wanted, route, reason, now, None);
        let kept = match reason {
            WaitReason::Offline => "kept for when you are online; resend it then".to_owned(),
            WaitReason::Behind | WaitReason::Retry => Stop::Behind.words(),
        };
        match self.ledger.begin_attempt(self.key()?, &new) {
            Ok(()) => Ok(Resent {
                attempt: Some(new.id),
                ..Resent::new(reference, Outcome::Queued, kept)
            }),
            Err(StoreError::AttemptOpen { .. }) => Ok(Resent::blocked(
                reference,
                BlockReason::InFlight,
                "a resend of this document is already waiting",
            )),
            Err(error) => Err(EngineError::Ledger(error)),
        }
    }

    /// Plans all documents of a run that would leave by what is known now, before the first one leaves:
    /// if the run is broken off, none of them is forgotten. Returns the new attempts.
    pub(super) fn plan_all(
        &self,
        world: &mut World,
        wanted: &[Wanted],
        options: &ResendOptions,
    ) -> Result<Vec<AttemptId>, EngineError> {
        let now = self.now();
        let judged = self.judge(world, now)?;
        let mut all = Vec::new();
        for one in wanted {
            let judgement = judged
                .judgements
                .iter()
                .find(|judged| judged.reference == one.reference);
            let (Some(judgement), Some(document)) = (judgement, world.documents.get(&one.reference)) else {
                continue;
            };
            let sync = world.sync.get(&one.reference).map_or(&[][..], Vec::as_slice);
            let changed_lately = self.was_changed_lately(document, sync, now);
            let ask = self.ask(one, options, true, changed_lately)?;
            if let Decision::Send(route) = decide(document, &judgement.verdict, &judgement.findings, sync, &ask) {
                all.push(planned(one, route, WaitReason::Behind, now, None));
            }
        }
        self.ledger
            .begin_attempts(self.key()?, &all)
            .map_err(EngineError::Ledger)
    }

    /// The documents of a run with the attempts that are queued for them.
    pub(super) fn with_plans(&self, wanted: &[Wanted]) -> Result<Vec<Wanted>, EngineError> {
        let queued = self.waiting(|_| true)?;
        let plans: HashMap<DocumentRef, Option<AttemptId>> =
            queued.into_iter().map(|one| (one.reference, one.plan)).collect();
        let all = wanted.iter().map(|one| Wanted {
            plan: one.plan.clone().or_else(|| plans.get(&one.reference)?.clone()),
            ..one.clone()
        });
        Ok(all.collect())
    }

    /// What became of a queued attempt that is not sent. One of this run is answered for at once; one that
    /// was planned before waits on, with the conflict noted, until the user decides.
    pub(super) fn leave_queued(&self, result: &Resent, is_of_this_run: bool) -> Result<(), EngineError> {
        let Some(queued) = self.open_attempt(result.reference)? else {
            return Ok(());
        };
        if queued.state != AttemptState::Queued {
            return Ok(());
        }
        if result.outcome == Outcome::AlreadyThere {
            let detail = "it was there before the resend left";
            return self.advance(&queued.id, AttemptState::Cancelled, "already_there", Some(detail));
        }
        if is_of_this_run {
            return self.advance(&queued.id, AttemptState::Cancelled, "not_sent", Some(&result.detail));
        }
        let is_known = queued
            .events
            .last()
            .is_some_and(|event| event.event == CONFLICT && event.detail.as_ref() == Some(&result.detail));
        if is_known {
            return Ok(());
        }
        self.ledger
            .note(self.key()?, &queued.id, self.now(), CONFLICT, Some(&result.detail))
            .map_err(EngineError::Ledger)
    }
}

/// The event of a queued attempt that may not leave as things are.
pub(crate) const CONFLICT: &str = "conflict";

/// A new attempt that waits.
pub(super) fn planned(
    wanted: &Wanted,
    route: Route,
    reason: WaitReason,
    now: DateTime<Utc>,
    due: Option<DateTime<Utc>>,
) -> NewAttempt {
    NewAttempt {
        id: fresh_id(now),
        reference: wanted.reference,
        route,
        at: now,
        body_hash: None,
        start: Start::Waits(Plan {
            reason,
            force: wanted.consent.force,
            update: wanted.consent.update,
            recreate: wanted.consent.recreate,
            due,
        }),
    }
}

impl Consent {
    fn of(plan: &Plan) -> Self {
        Self {
            force: plan.force,
            update: plan.update,
            recreate: plan.recreate,
        }
    }
}

/// Whether a document waits for this reason.
pub(super) fn waits_for(attempt: &Attempt, reason: WaitReason) -> bool {
    attempt.state == AttemptState::Queued && attempt.plan.as_ref().is_some_and(|plan| plan.reason == reason)
}

/// Only those that were asked for, each once.
pub(super) fn once(references: &[DocumentRef], consent: Consent) -> Vec<Wanted> {
    let mut seen = HashSet::new();
    let all = references.iter().copied().filter(|reference| seen.insert(*reference));
    all.map(|reference| Wanted {
        reference,
        consent,
        route: None,
        plan: None,
    })
    .collect()
}
