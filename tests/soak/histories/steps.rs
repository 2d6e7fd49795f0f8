//! What can happen to a resend, one thing at a time.

use std::sync::Arc;
use std::time::Duration;

use clearpost_api::dto;
use serde_json::{Value, json};

use super::Model;
use crate::dice::Dice;

/// A reset or an answer is lost before or after it counted, or is no answer of the service.
const FAULTS: [&str; 6] = ["drop_before", "drop_after", "truncate", "html", "status", "xml"];

/// What can happen to the way of one resend.
fn fault(dice: &mut Dice) -> Option<Value> {
    (dice.below(3) > 0).then(|| {
        let kind = *dice.pick(&FAULTS);
        let method = *dice.pick(&["POST", "POST", "GET"]);
        let status = *dice.pick(&[400, 429, 500, 503]);
        json!({ "service": "procurement", "method": method, "kind": kind, "status": status, "times": 1 })
    })
}

/// A few answers come late, so that one of two is behind the other, anywhere.
fn delay(dice: &mut Dice) -> Value {
    let service = *dice.pick(&["procurement", "quickbooks"]);
    let (late, times, share) = (10 + dice.below(60), 1 + dice.below(2), *dice.pick(&[0.1, 0.3, 1.0]));
    json!({ "service": service, "kind": "delay", "delay_ms": late, "times": times, "rate": share })
}

impl Model<'_> {
    pub(super) async fn step(&mut self, dice: &mut Dice) {
        let document = dice.pick(&self.documents).clone();
        let force = dice.below(2) == 0 && self.may_force;
        let query = asked_for(std::slice::from_ref(&document), force);
        match dice.below(18) {
            0..=3 => self.resend(&query, fault(dice)).await,
            4 => self.resend(&asked_for(&self.documents, force), fault(dice)).await,
            5..=6 => self.crash(&query, dice).await,
            7..=9 => self.two(&query, delay(dice)).await,
            10 => {
                self.wrong = *dice.pick(&[0, -3_600, 3_600, -86_400]);
                self.tell(format!("the clock is wrong by {}", self.wrong));
            }
            11 => self.act(&document, dice),
            12 => {
                let app = self.start(true);
                let done = app.resend(&query, Arc::new(|_| {})).await;
                self.tell(format!("offline, resend {document}: {}", outcomes(done)));
            }
            13 => self.cancel(&document),
            14 => {
                let queued = dto::ResendQuery {
                    queued: true,
                    wait_seconds: Some(0),
                    ..Default::default()
                };
                self.resend(&queued, None).await;
            }
            15..=16 => {
                let seconds = *dice.pick(&[20, 70, 400, 1_000]);
                self.services.advance(seconds);
                self.tell(format!("{seconds} seconds pass"));
            }
            _ => self.refresh().await,
        }
    }

    /// In the window that is open, while something happens to the way.
    async fn resend(&mut self, query: &dto::ResendQuery, fault: Option<Value>) {
        if let Some(fault) = &fault {
            self.services.fault(fault);
        }
        let done = self.window().resend(query, Arc::new(|_| {})).await;
        self.services.clear_faults();
        self.tell(format!("resend {}, {fault:?}: {}", named(query), outcomes(done)));
    }

    /// A program that ends in the midst, at any moment.
    async fn crash(&mut self, query: &dto::ResendQuery, dice: &mut Dice) {
        let app = self.start(false);
        let instant = Duration::from_millis(1 + dice.below(90));
        let done = tokio::time::timeout(instant, app.resend(query, Arc::new(|_| {}))).await;
        self.tell(format!(
            "crash of {} after {instant:?}: {}",
            named(query),
            done.is_err()
        ));
    }

    /// Two programs that begin at the same moment.
    async fn two(&mut self, query: &dto::ResendQuery, delay: Value) {
        self.services.fault(&delay);
        let (one, two) = (self.start(false), self.start(false));
        let both = tokio::join!(one.resend(query, Arc::new(|_| {})), two.resend(query, Arc::new(|_| {})));
        self.services.clear_faults();
        let (one, two) = (outcomes(both.0), outcomes(both.1));
        self.tell(format!("two of {}, {delay}: {one} and {two}", named(query)));
    }

    /// People at work in either service.
    fn act(&mut self, document: &str, dice: &mut Dice) {
        let act = match dice.below(3) {
            0 => json!({ "do": "edit", "ref": document, "notes": "looked at again" }),
            1 => json!({ "do": "edit_in_quickbooks", "ref": document, "note": "paid soon" }),
            _ => json!({ "do": "comment", "ref": document, "text": "Where is it?" }),
        };
        let done = self.services.try_act(&act);
        self.tell(format!("{act}: {done}"));
    }

    fn cancel(&mut self, document: &str) {
        let app = self.window();
        let attempts = app.outbox().expect("the outbox").attempts;
        for one in attempts.iter().filter(|one| one.reference == document) {
            let done = app.cancel_attempt(&one.attempt);
            self.tell(format!("cancel of {document}: {}", done.is_ok()));
        }
    }
}

/// How documents are asked for.
pub(super) fn asked_for(documents: &[String], force: bool) -> dto::ResendQuery {
    dto::ResendQuery {
        refs: documents.to_vec(),
        wait_seconds: Some(0),
        recreate: true,
        force,
        ..Default::default()
    }
}

fn named(query: &dto::ResendQuery) -> String {
    let force = if query.force { " by force" } else { "" };
    match &query.refs[..] {
        [] => "what waits".to_owned(),
        [one] => format!("{one}{force}"),
        [..] => format!("all{force}"),
    }
}

/// In words for the story.
fn outcomes(done: Result<dto::ResendResult, dto::ErrorBody>) -> String {
    match done {
        Err(error) => error.code,
        Ok(done) => {
            let all: Vec<String> = done.results.into_iter().map(|one| one.outcome).collect();
            all.join(", ")
        }
    }
}
