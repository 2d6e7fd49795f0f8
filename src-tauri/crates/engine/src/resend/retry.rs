//! Automatic retries, off unless a company switches them on: a document that failed for something that
//! passes by itself is planned again, with a growing delay, at most five times in a row. A plan stands in
//! the outbox and can be cancelled there; it leaves at a refresh that finds it due, never by itself.

use std::time::Duration as Wait;

use chrono::Duration;
use clearpost_domain::{AttemptState, DocumentRef, Retry, SyncState, WaitReason};
use clearpost_store::{Attempt, Judgement};

use super::queue::{planned, waits_for};
use super::{Consent, ResendOptions, Resent, Wanted};
use crate::agreement::Wish;
use crate::engine::Engine;
use crate::error::EngineError;
use crate::job::{Cancel, Report};

/// The wait before each try.
const DELAYS: [Duration; 5] = [
    Duration::minutes(5),
    Duration::minutes(15),
    Duration::hours(1),
    Duration::hours(4),
    Duration::hours(12),
];

impl Engine {
    /// After a refresh: plans what failed for something transient, and sends what is due.
    pub(crate) async fn retry_transient(&self, report: &Report, cancel: &Cancel) -> Result<Vec<Resent>, EngineError> {
        let agreement = self.agreement()?;
        let attempts = self.ledger.attempts(self.key()?).map_err(EngineError::Ledger)?;
        if !agreement.automatic_retry {
            let mut plans = attempts.iter().filter(|one| waits_for(one, WaitReason::Retry));
            return plans
                .try_for_each(|plan| {
                    let detail = "automatic retries are switched off";
                    self.advance(&plan.id, AttemptState::Cancelled, "cancelled", Some(detail))
                })
                .map(|()| Vec::new());
        }
        self.plan_retries(&attempts)?;
        let now = self.now();
        let due = self.waiting(|attempt| {
            let is_due = |plan: &clearpost_store::Plan| plan.due.is_none_or(|due| due <= now);
            waits_for(attempt, WaitReason::Retry) && attempt.plan.as_ref().is_some_and(is_due)
        })?;
        let options = ResendOptions {
            // A later refresh sees the proof.
            wait: Wait::ZERO,
            ..ResendOptions::default()
        };
        Ok(self.run(&due, &options, report, cancel).await?.results)
    }

    fn plan_retries(&self, attempts: &[Attempt]) -> Result<(), EngineError> {
        let key = self.key()?;
        let (agreement, now) = (self.agreement()?, self.now());
        let judgements = self.cache.judgements(key).map_err(EngineError::Cache)?;
        let mut plans = Vec::new();
        for judgement in judgements.iter().filter(|one| is_transient(one)) {
            let reference = judgement.reference;
            let wish = Wish {
                bulk: true,
                ..Wish::default()
            };
            let (Some(delay), Ok(route)) = (next_delay(attempts, reference), agreement.route_for(reference, wish))
            else {
                continue;
            };
            let wanted = Wanted {
                reference,
                consent: Consent::default(),
                route: None,
                plan: None,
            };
            plans.push(planned(&wanted, route, WaitReason::Retry, now, Some(now + delay)));
        }
        self.ledger.begin_attempts(key, &plans).map_err(EngineError::Ledger)?;
        Ok(())
    }
}

/// Failed, and nothing but something transient is known to hold it.
fn is_transient(judgement: &Judgement) -> bool {
    judgement.verdict.state == SyncState::Failed
        && !judgement.findings.is_empty()
        && judgement.findings.iter().all(|one| one.retry == Retry::Transient)
}

/// The wait before the next try; none when there were enough, or when only the user may send again.
fn next_delay(attempts: &[Attempt], reference: DocumentRef) -> Option<Duration> {
    let mut tries = 0;
    // Newest first: the tries since the last resend that the user asked for, or that was proved.
    for attempt in attempts.iter().filter(|one| one.reference == reference) {
        let is_retry = attempt
            .plan
            .as_ref()
            .is_some_and(|plan| plan.reason == WaitReason::Retry);
        match attempt.state {
            AttemptState::Queued | AttemptState::InFlight | AttemptState::Uncertain => return None,
            // A plan that was taken back by the user stays taken back.
            AttemptState::Cancelled if is_retry && tries == 0 => return None,
            AttemptState::Cancelled => {}
            // Looked for in vain: whether it arrived late, only a person can tell.
            AttemptState::Refused
                if tries == 0 && attempt.events.last().is_some_and(|last| last.event == "not_found") =>
            {
                return None;
            }
            AttemptState::Sent | AttemptState::Refused if is_retry => tries += 1,
            AttemptState::Sent | AttemptState::Refused | AttemptState::Proved => break,
        }
    }
    DELAYS.get(tries).copied()
}

#[cfg(test)]
mod tests {
    use std::slice;

    use super::*;
    use chrono::{DateTime, Utc};
    use clearpost_domain::{AttemptId, Route};
    use clearpost_store::{AttemptEvent, Plan};

    fn at() -> DateTime<Utc> {
        "2026-03-02T09:41:00Z".parse().unwrap()
    }

    fn attempt(state: AttemptState, is_retry: bool, last: &str) -> Attempt {
        let plan = Plan {
            reason: WaitReason::Retry,
            force: false,
            update: false,
            recreate: false,
            due: None,
        };
        Attempt {
            id: AttemptId::new("01A"),
            reference: DocumentRef::order(1),
            route: Route::Call,
            state,
            created_at: at(),
            body_hash: None,
            plan: is_retry.then_some(plan),
            departure: None,
            events: vec![AttemptEvent {
                at: at(),
                event: last.to_owned(),
                detail: None,
            }],
        }
    }

    #[test]
    fn the_delay_grows_and_ends_after_five_tries() {
        let tried = attempt(AttemptState::Refused, true, "sync_error");
        for (tries, delay) in DELAYS.iter().enumerate() {
            let attempts = vec![tried.clone(); tries];
            assert_eq!(next_delay(&attempts, DocumentRef::order(1)), Some(*delay));
        }
        assert_eq!(next_delay(&vec![tried; 5], DocumentRef::order(1)), None);
    }

    #[test]
    fn a_resend_by_the_user_and_a_proof_begin_anew() {
        let tried = attempt(AttemptState::Refused, true, "sync_error");
        for before in [
            attempt(AttemptState::Refused, false, "sync_error"),
            attempt(AttemptState::Proved, true, "proved"),
        ] {
            let attempts = [vec![tried.clone(); 2], vec![before], vec![tried.clone(); 5]].concat();
            assert_eq!(next_delay(&attempts, DocumentRef::order(1)), Some(DELAYS[2]));
        }
    }

    #[test]
    fn what_is_open_taken_back_or_looked_for_in_vain_is_left_to_the_user() {
        for held in [
            attempt(AttemptState::Uncertain, false, "answer_lost"),
            attempt(AttemptState::Queued, true, "queued"),
            attempt(AttemptState::Cancelled, true, "cancelled"),
            attempt(AttemptState::Refused, false, "not_found"),
            attempt(AttemptState::Refused, true, "not_found"),
        ] {
            assert_eq!(
                next_delay(slice::from_ref(&held), DocumentRef::order(1)),
                None,
                "{held:?}"
            );
            assert_eq!(
                next_delay(slice::from_ref(&held), DocumentRef::order(2)),
                Some(DELAYS[0]),
                "another document"
            );
        }
    }
}
