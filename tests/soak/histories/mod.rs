//! A model of the resend ledger against the real one. Histories of everything that can happen to a
//! resend: sent, answers lost, crashes, restarts, two processes at once, a clock that jumps, people who
//! edit in either service, no network, a resend that is taken back. At every step
//!
//! - at most one record was created in QuickBooks for a document;
//! - a request that the service took is owned by an attempt that still says so;
//! - a document whose attempt is uncertain is not sent;
//! - an attempt is settled as not found only by two look-ups, after the grace time and a minute apart;
//!
//! and once everything works again, each document is there exactly once.
//!
//! The engine runs inside the test; a crash is a resend whose task is dropped at a random instant, so
//! that nothing of it is run any more, its locks included. Real kills are in `crashes`.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use clearpost_api::{App, Clock, Options, connection_from_environment, dto};
use serde_json::json;

use crate::desk::Desk;
use crate::dice::Dice;
use crate::services::Services;

/// Documents of one company, each with a history of its own.
pub const AT_ONCE: usize = 6;
const GRACE: TimeDelta = TimeDelta::minutes(15);
const STEPS: usize = 8 * AT_ONCE;
/// A reset or an answer is lost before or after it counted, or is no answer of the service.
const FAULTS: [&str; 6] = ["drop_before", "drop_after", "truncate", "html", "status", "xml"];
/// Of these, the service took the request.
const TAKEN: [&str; 3] = ["drop_after", "truncate", "drip"];

struct Model<'a> {
    services: &'a Services,
    desk: Desk,
    documents: Vec<String>,
    /// Created before the first step.
    before: BTreeMap<String, u64>,
    /// By how much the user's clock is wrong, in seconds.
    wrong: i64,
    story: Vec<String>,
    /// Reads the outbox beside whoever is at work.
    reader: App,
    /// The window that is open, and its time.
    open: Option<(DateTime<Utc>, App)>,
    /// The requests that were taken, and how many could change something when that was counted.
    known: (usize, BTreeMap<String, usize>),
}

/// What an attempt says now: its document, its state, its last event.
type Said = (String, String, String);

fn open(desk: &Desk, now: DateTime<Utc>, offline: bool) -> App {
    App::open(Options {
        data_dir: desk.data(),
        company: None,
        connection: connection_from_environment(&|name| desk.variable(name)).expect("a connection"),
        offline,
        clock: Clock::Fixed(now),
        grace: GRACE.to_std().expect("it is positive"),
        demonstration: false,
    })
    .expect("it opens")
}

impl Model<'_> {
    fn now(&self) -> DateTime<Utc> {
        let now: DateTime<Utc> = self.services.now().parse().expect("a time");
        now + TimeDelta::seconds(self.wrong)
    }

    /// A program that has just started.
    fn start(&self, offline: bool) -> App {
        open(&self.desk, self.now(), offline)
    }

    /// The window that is open, or a new one when time has passed.
    fn window(&mut self) -> App {
        let now = self.now();
        match &self.open {
            Some((at, app)) if *at == now => app.clone(),
            _ => {
                let app = self.start(false);
                self.open = Some((now, app.clone()));
                app
            }
        }
    }

    fn query(document: &str, force: bool) -> dto::ResendQuery {
        dto::ResendQuery {
            refs: vec![document.to_owned()],
            wait_seconds: Some(0),
            recreate: true,
            force,
            ..Default::default()
        }
    }

    fn tell(&mut self, what: String) {
        self.story.push(what);
    }

    async fn refresh(&mut self) {
        let app = self.window();
        let done = app.refresh(dto::RefreshQuery::default(), Arc::new(|_| {})).await;
        self.tell(format!("refresh: {}", if done.is_ok() { "done" } else { "failed" }));
    }

    fn said(&self) -> Vec<Said> {
        let outbox = self.reader.outbox().expect("the outbox");
        outbox
            .attempts
            .into_iter()
            .map(|one| {
                let last = one.history.last().map(|event| event.event.clone());
                (one.reference, one.state, last.unwrap_or_default())
            })
            .collect()
    }

    /// Attempts that were settled as not found without the look-ups that this takes, by the times that the
    /// ledger itself gives.
    fn settled_too_soon(&self) -> Vec<dto::AttemptItem> {
        let mut attempts = self.reader.outbox().expect("the outbox").attempts;
        let time = |one: &dto::AttemptItem, name: &str| -> Option<DateTime<Utc>> {
            let event = one.history.iter().rfind(|event| event.event == name)?;
            Some(event.at.parse().expect("a time"))
        };
        attempts.retain(|one| {
            let Some(settled) = time(one, "not_found") else {
                return false;
            };
            let (Some(left), Some(looked)) = (time(one, "in_flight"), time(one, "looked_up")) else {
                return true;
            };
            looked - left < GRACE || settled - looked < TimeDelta::seconds(60)
        });
        attempts
    }

    /// How many requests for a resend of each document the service took. The log is read only when more
    /// could have been taken.
    fn taken(&mut self) -> BTreeMap<String, usize> {
        let asked = self.services.mutation_count();
        if asked != self.known.0 {
            self.known = (asked, self.read_taken());
        }
        self.known.1.clone()
    }

    fn read_taken(&self) -> BTreeMap<String, usize> {
        let mut found: BTreeMap<String, usize> = BTreeMap::new();
        for line in self.services.mutations() {
            let status = line["status"].as_u64().unwrap_or(0);
            let answered = (200..300).contains(&status) && line["fault"].is_null();
            let path = line["path"].as_str().unwrap_or_default();
            if answered || TAKEN.iter().any(|kind| line["fault"] == *kind) {
                let id = path.rsplit('/').nth(1).unwrap_or_default();
                *found.entry(format!("invoice:{id}")).or_default() += 1;
            }
        }
        found
    }

    async fn step(&mut self, dice: &mut Dice) {
        let document = dice.pick(&self.documents).clone();
        let force = dice.below(2) == 0;
        match dice.below(15) {
            0..=3 => {
                let fault = (dice.below(3) > 0).then(|| {
                    let kind = *dice.pick(&FAULTS);
                    let method = *dice.pick(&["POST", "POST", "GET"]);
                    let status = *dice.pick(&[400, 429, 500, 503]);
                    json!({ "service": "procurement", "method": method, "kind": kind, "status": status, "times": 1 })
                });
                if let Some(fault) = &fault {
                    self.services.fault(fault);
                }
                let app = self.window();
                let done = app.resend(&Self::query(&document, force), Arc::new(|_| {})).await;
                self.services.clear_faults();
                let outcome = done.map_or_else(|error| error.code, |done| done.results[0].outcome.clone());
                self.tell(format!("resend {document}, {fault:?}, force {force}: {outcome}"));
            }
            4..=5 => {
                let app = self.start(false);
                let instant = Duration::from_millis(1 + dice.below(90));
                let query = Self::query(&document, force);
                let done = tokio::time::timeout(instant, app.resend(&query, Arc::new(|_| {}))).await;
                self.tell(format!("crash of {document} after {instant:?}: {}", done.is_err()));
            }
            6 => {
                let (one, two) = (self.start(false), self.start(false));
                let query = Self::query(&document, force);
                let both = tokio::join!(
                    one.resend(&query, Arc::new(|_| {})),
                    two.resend(&query, Arc::new(|_| {}))
                );
                let outcomes = [both.0, both.1]
                    .map(|done| done.map_or_else(|error| error.code, |done| done.results[0].outcome.clone()));
                self.tell(format!("two of {document}: {outcomes:?}"));
            }
            7 => {
                self.wrong = *dice.pick(&[0, -3_600, 3_600, -86_400]);
                self.tell(format!("the clock is wrong by {}", self.wrong));
            }
            8 => {
                let act = match dice.below(3) {
                    0 => json!({ "do": "edit", "ref": document, "notes": "looked at again" }),
                    1 => json!({ "do": "edit_in_quickbooks", "ref": document, "note": "paid soon" }),
                    _ => json!({ "do": "comment", "ref": document, "text": "Where is it?" }),
                };
                let done = self.services.try_act(&act);
                self.tell(format!("{act}: {done}"));
            }
            9 => {
                let app = self.start(true);
                let done = app.resend(&Self::query(&document, force), Arc::new(|_| {})).await;
                let outcome = done.map_or_else(|error| error.code, |done| done.results[0].outcome.clone());
                self.tell(format!("offline, resend {document}: {outcome}"));
            }
            10 => {
                let app = self.window();
                let attempts = app.outbox().expect("the outbox").attempts;
                for one in attempts.iter().filter(|one| one.reference == document) {
                    let done = app.cancel_attempt(&one.attempt);
                    self.story.push(format!("cancel of {document}: {}", done.is_ok()));
                }
            }
            11 => {
                let query = dto::ResendQuery {
                    queued: true,
                    wait_seconds: Some(0),
                    ..Default::default()
                };
                let done = self.window().resend(&query, Arc::new(|_| {})).await;
                let outcomes = done.map(|done| {
                    done.results
                        .into_iter()
                        .map(|one| (one.reference, one.outcome))
                        .collect()
                });
                let outcomes: Vec<_> = outcomes.unwrap_or_default();
                self.tell(format!("what waits: {outcomes:?}"));
            }
            12..=13 => {
                let seconds = *dice.pick(&[20, 70, 400, 1_000]);
                self.services.advance(seconds);
                self.tell(format!("{seconds} seconds pass"));
            }
            _ => self.refresh().await,
        }
    }

    /// Holds after every step. Takes and returns the documents with an uncertain attempt, each with the
    /// requests that were taken.
    fn check(&mut self, uncertain_before: &BTreeMap<String, usize>) -> BTreeMap<String, usize> {
        let created = self.services.created_all();
        let (said, taken) = (self.said(), self.taken());
        let too_soon = self.settled_too_soon();
        assert!(too_soon.is_empty(), "{too_soon:#?}\n{}", self.story.join("\n"));
        let mut uncertain = BTreeMap::new();
        for document in &self.documents {
            let new = created.get(document).copied().unwrap_or(0) - self.before.get(document).copied().unwrap_or(0);
            let fail = |what: String| panic!("{document} {what}\n{said:#?}\n{}", self.story.join("\n"));
            if new > 1 {
                fail(format!("was created {new} times"));
            }
            let taken = taken.get(document).copied().unwrap_or(0);
            let of = said.iter().filter(|(name, ..)| name == document);
            let admits = |state: &str, last: &str| match state {
                "in_flight" | "uncertain" | "sent" | "proved" => true,
                // Settled by the service's own word, or looked for and not found.
                "refused" => ["sync_error", "not_found"].contains(&last),
                _ => false,
            };
            let owned = of.clone().filter(|(_, state, last)| admits(state, last)).count();
            if taken > owned {
                fail(format!("was taken {taken} times, and {owned} attempts say so"));
            }
            if of.clone().any(|(_, state, _)| state == "uncertain") {
                if uncertain_before.get(document).is_some_and(|before| taken > *before) {
                    fail("was sent while an attempt was uncertain".to_owned());
                }
                uncertain.insert(document.clone(), taken);
            }
        }
        uncertain
    }

    /// Everything works at last.
    async fn settle(&mut self) {
        self.wrong = 0;
        // Past every time that a wrong clock wrote.
        self.services.advance(4_000);
        for _ in 0..3 {
            for seconds in [1_000, 100] {
                self.services.advance(seconds);
                self.refresh().await;
            }
            for document in self.documents.clone() {
                let (app, query) = (self.window(), Self::query(&document, false));
                let done = app.resend(&query, Arc::new(|_| {})).await.expect("an answer");
                let outcome = &done.results[0].outcome;
                self.story.push(format!("at last, resend {document}: {outcome}"));
            }
            self.check(&BTreeMap::new());
            let is_settled = |said: &Said| ["proved", "refused", "cancelled"].contains(&said.1.as_str());
            let created = self.services.created_all();
            if self.said().iter().all(is_settled) && self.documents.iter().all(|one| created[one] > self.before[one]) {
                break;
            }
        }
        let truth = self.services.truth();
        for document in &self.documents {
            let new = self.services.created(document) - self.before.get(document).copied().unwrap_or(0);
            let story = || self.story.join("\n");
            assert_eq!(new, 1, "{document}: lost\n{}", story());
            assert_eq!(truth[document]["state"], "synced", "{document}\n{}", story());
        }
        for (name, state, last) in self.said() {
            let ended = ["proved", "refused", "cancelled"].contains(&state.as_str());
            assert!(ended, "{name}: {state} {last}\n{}", self.story.join("\n"));
        }
    }
}

/// One company with so many histories as it has documents.
pub fn histories(seed: u64) {
    let mut dice = Dice::new(seed);
    let delay = *dice.pick(&["0", "0", "45000"]);
    let services = Services::start(&["--seed", &seed.to_string(), "--sync-delay", delay]);
    let desk = Desk::new(&services);
    let documents = desk.sendable(&services, AT_ONCE);
    let before = services.created_all();
    let reader = open(&desk, services.now().parse().expect("a time"), true);
    let mut model = Model {
        services: &services,
        desk,
        reader,
        open: None,
        known: (0, BTreeMap::new()),
        documents,
        before,
        wrong: 0,
        story: vec![format!("seed {seed}, sync after {delay} ms")],
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let mut uncertain = BTreeMap::new();
        for _ in 0..STEPS {
            model.step(&mut dice).await;
            uncertain = model.check(&uncertain);
        }
        model.settle().await;
    });
}
