//! One run over the documents that are asked for: looked at together, sent one by one, told of in a receipt.

use chrono::{DateTime, Utc};
use clearpost_domain::{AttemptId, AttemptState, BlockReason, Document, DocumentRef, Outcome, SyncEntry, WaitReason};
use clearpost_store::{Attempt, Departure};
use clearpost_verification::unreported_change;

use super::arrival::found_before;
use super::attempts::Begun;
use super::decide::{Ask, Decision, decide};
use super::each::{Leave, WAITING};
use super::look::is_out_of_reach;
use super::send::Sending;
use super::watch::{Sight, Watched};
use super::{ResendOptions, ResendReport, Resent, Stop, Wanted, is_bulk};
use crate::agreement::Wish;
use crate::engine::Engine;
use crate::error::EngineError;
use crate::job::{Cancel, Report};
use crate::refresh::tell;
use crate::world::{World, left_at};

const CANCELLED: &str = "cancelled before it was sent";
const WITHDRAWN: &str = "cancelled, or resent by another window or command, before it was sent";

/// What a run knows while it lasts.
pub(super) struct Run<'a> {
    pub options: &'a ResendOptions,
    pub report: &'a Report,
    pub cancel: &'a Cancel,
    pub bulk: bool,
    /// The attempts that were queued for this run.
    pub planned: Vec<AttemptId>,
}

impl Engine {
    pub(super) async fn run(
        &self,
        wanted: &[Wanted],
        options: &ResendOptions,
        report: &Report,
        cancel: &Cancel,
    ) -> Result<ResendReport, EngineError> {
        if self.procurement.is_none() {
            return if self.has_connection {
                self.queue(wanted, options, WaitReason::Offline)
            } else {
                Err(EngineError::NotConnected)
            };
        }
        if wanted.is_empty() {
            return Ok(ResendReport::default());
        }
        // One that is tried is tried now, or not at all.
        let keeps = !options.trial;
        match self.guard_before_sending().await {
            Err(error) if keeps && is_out_of_reach(&error) => {
                return self.queue(wanted, options, WaitReason::Offline);
            }
            guarded => guarded?,
        }
        let total = Some(wanted.len() as u64);
        let waits = || tell(report, WAITING, 0, total);
        let lock = match self.sole_sender(options, cancel, waits).await {
            Err(EngineError::Busy) => return self.queue(wanted, options, WaitReason::Behind),
            lock => lock?,
        };
        let started = self.now();
        let references = references(wanted);
        let mut world = self.world_around(references.clone())?;
        let looked = self.look_at_books(&mut world, &references).await;
        if keeps && looked.as_ref().is_err_and(|no_look| no_look.out_of_reach) {
            drop(lock);
            return self.queue(wanted, options, WaitReason::Offline);
        }
        let mut run = Run {
            options,
            report,
            cancel,
            bulk: is_bulk(wanted),
            planned: Vec::new(),
        };
        if run.bulk && !options.dry_run && looked.is_ok() {
            run.planned = self.plan_all(&mut world, wanted, options)?;
        }
        let wanted = &self.with_plans(wanted)?;
        let mut results: Vec<Resent> = Vec::with_capacity(wanted.len());
        let leave = Leave { lock, looked };
        let gone = self.one_by_one(&mut world, wanted, &run, leave, &mut results).await;
        let stopped = gone.map_err(|error| {
            let under_way = wanted.get(results.len());
            let has_left = under_way.is_some_and(|one| self.may_have_left(one.reference));
            broken_off(error, run.bulk, left(&results) + usize::from(has_left))
        })?;
        tell(report, "Resending", wanted.len(), total);
        let stopped = stopped.as_ref().map(Stop::words);
        let close = || {
            let is_kept = run.bulk && !options.dry_run;
            let keep = || self.keep_receipt(started, stopped.as_deref(), &results);
            let receipt = is_kept.then(keep).transpose()?;
            self.judge_and_save(self.now())?;
            Ok(receipt)
        };
        let receipt = close().map_err(|error| broken_off(error, run.bulk, left(&results)))?;
        Ok(ResendReport {
            results,
            receipt,
            stopped,
            offline: false,
        })
    }

    /// Whether the newest attempt of a document has left, and nobody knows its end. What cannot be read may
    /// have.
    fn may_have_left(&self, reference: DocumentRef) -> bool {
        let newest = || -> Result<Option<AttemptState>, EngineError> {
            let all = self.ledger.attempts_for(self.key()?, reference);
            Ok(all.map_err(EngineError::Ledger)?.first().map(|newest| newest.state))
        };
        match newest() {
            Ok(Some(state)) => matches!(
                state,
                AttemptState::InFlight | AttemptState::Sent | AttemptState::Uncertain
            ),
            Ok(None) => false,
            Err(_) => true,
        }
    }

    pub(super) async fn resend_one(
        &self,
        world: &mut World,
        wanted: &Wanted,
        run: &Run<'_>,
    ) -> Result<(Resent, Option<Stop>), EngineError> {
        let reference = wanted.reference;
        let open = self.open_attempt(reference)?;
        if let Some(open) = open.as_ref().filter(|open| open.state != AttemptState::Queued) {
            return Ok((self.answer_for_open(world, open).await?, None));
        }
        if let Some(plan) = &wanted.plan
            && self.is_cancelled(plan)?
        {
            return Ok((Resent::new(reference, Outcome::Blocked, CANCELLED), None));
        }
        let is_of_this_run = open.is_some_and(|open| run.planned.contains(&open.id));
        let stop = |result: Resent| -> Result<(Resent, Option<Stop>), EngineError> {
            if !run.options.dry_run {
                self.leave_queued(&result, is_of_this_run)?;
            }
            Ok((result, None))
        };
        if let Err(why) = self.look_at_document(world, reference).await? {
            return stop(Resent::blocked(reference, BlockReason::CannotLook, why));
        }
        let now = self.time_of_services();
        let judged = self.judge(world, now)?;
        let (Some(judgement), Some(document)) = (
            judged.judgements.iter().find(|one| one.reference == reference),
            world.documents.get(&reference),
        ) else {
            return Err(EngineError::UnknownDocument(reference));
        };
        let known_sync = world.sync.get(&reference).map_or(&[][..], Vec::as_slice);
        let changed_lately = self.was_changed_lately(document, known_sync, now);
        let ask = self.ask(wanted, run.options, run.bulk, changed_lately)?;
        let route = match decide(document, &judgement.verdict, &judgement.findings, known_sync, &ask) {
            Decision::Stop(mut result) => {
                result.counterpart = result.counterpart.or_else(|| judgement.verdict.counterpart.clone());
                return stop(result);
            }
            Decision::Send(route) => route,
        };
        if run.options.dry_run {
            return Ok((
                Resent::new(reference, Outcome::WouldSend, "nothing stands in the way"),
                None,
            ));
        }
        let departure = Departure {
            seen: known_sync.last().map(|entry| (entry.at, entry.id)).or(Some((None, 0))),
            found: Some(found_before(world, &judgement.verdict)),
        };
        let attempt = match self.begin(wanted, route, &departure, now)? {
            Begun::Leaves(attempt) => attempt,
            Begun::Open => {
                let detail = "a resend of this document is under way";
                return Ok((Resent::blocked(reference, BlockReason::InFlight, detail), None));
            }
            Begun::Withdrawn => return Ok((Resent::new(reference, Outcome::Blocked, WITHDRAWN), None)),
        };
        let sending = Sending {
            reference,
            route,
            attempt,
            left: now,
            departure,
            wait: run.options.wait,
            bulk: run.bulk,
            opener: run.options.opener.as_ref(),
        };
        self.send_and_see(world, &sending, run.cancel).await
    }

    /// Whether the document was changed within the grace time, and no report is as new.
    pub(super) fn was_changed_lately(&self, document: &Document, sync: &[SyncEntry], now: DateTime<Utc>) -> bool {
        unreported_change(document, sync).is_some_and(|at| now - at < self.settings.grace)
    }

    /// What is asked for one document, by what the company has agreed to at this moment.
    pub(super) fn ask(
        &self,
        wanted: &Wanted,
        options: &ResendOptions,
        bulk: bool,
        changed_lately: bool,
    ) -> Result<Ask, EngineError> {
        let agreement = self.agreement()?;
        let wish = Wish {
            route: options.route.or(wanted.route),
            bulk,
            trial: options.trial,
        };
        Ok(Ask {
            route: agreement.route_for(wanted.reference, wish),
            read_only: agreement.read_only,
            restored: agreement
                .restored_at
                .is_some_and(|at| self.now() - at < self.settings.grace),
            changed_lately,
            consent: wanted.consent,
        })
    }

    /// Asked to resend a document whose earlier attempt is not settled: looked up, never sent again.
    async fn answer_for_open(&self, world: &mut World, open: &Attempt) -> Result<Resent, EngineError> {
        let reference = open.reference;
        let with_attempt = |result: Resent| Resent {
            attempt: Some(open.id.clone()),
            ..result
        };
        if open.state == AttemptState::InFlight {
            let detail = "a resend of this document is under way";
            return Ok(with_attempt(Resent::blocked(reference, BlockReason::InFlight, detail)));
        }
        let watched = Watched::of(open);
        let sight = self.look_again(world, &watched).await?;
        let result = match sight {
            Sight::Found {
                counterpart,
                differences,
            } => {
                let arrived = format!("the earlier attempt arrived: {}", counterpart.key);
                let proved = self
                    .proved(world, &open.id, open.route, reference, counterpart, differences)
                    .await?;
                Resent {
                    detail: arrived,
                    ..proved
                }
            }
            Sight::Failed(text) => {
                self.advance(&open.id, AttemptState::Refused, "sync_error", Some(&text))?;
                Resent::new(reference, Outcome::Refused, text)
            }
            Sight::Unseen => uncertain(reference),
            Sight::Nothing => {
                if self.note_look_up(open, self.time_of_services())? {
                    let detail = "the earlier attempt did not arrive; resend again if you want to";
                    Resent::new(reference, Outcome::Refused, detail)
                } else {
                    uncertain(reference)
                }
            }
        };
        Ok(with_attempt(result))
    }
}

impl<'a> Watched<'a> {
    pub(crate) fn of(attempt: &'a Attempt) -> Self {
        Self {
            reference: attempt.reference,
            left: departed(attempt),
            departure: attempt.departure.as_ref(),
        }
    }
}

fn departed(attempt: &Attempt) -> DateTime<Utc> {
    left_at(attempt).unwrap_or(attempt.created_at)
}

/// The documents of a run.
pub(super) fn references(wanted: &[Wanted]) -> Vec<DocumentRef> {
    wanted.iter().map(|one| one.reference).collect()
}

fn left(results: &[Resent]) -> usize {
    results.iter().filter(|one| one.has_left()).count()
}

/// What cannot be written or read on this computer ends a run, and tells what had left by then. Of one document
/// that did not leave there is nothing to tell.
fn broken_off(error: EngineError, bulk: bool, left: usize) -> EngineError {
    let is_of_this_computer = matches!(
        error,
        EngineError::Ledger(_) | EngineError::Cache(_) | EngineError::Lock(_)
    );
    if is_of_this_computer && (bulk || left > 0) {
        let cause = Box::new(error);
        EngineError::BrokenOff { cause, left }
    } else {
        error
    }
}

fn uncertain(reference: DocumentRef) -> Resent {
    let detail = "the answer of an earlier attempt was lost; nothing more is sent until a look-up has settled it";
    Resent::new(reference, Outcome::Uncertain, detail)
}
