//! A model of the resend ledger against the real one. Histories of everything that can happen to a
//! resend: sent, answers lost, crashes, restarts, two processes at once, a clock that jumps, people who
//! edit in either service, no network, a resend that is taken back. At every step
//!
//! - at most one record was created in QuickBooks for a document;
//! - a document has at most one attempt that may still send;
//! - a request that the service took is owned by an attempt that still says so;
//! - a document whose attempt is uncertain is not sent;
//! - an attempt is settled as not found only by two look-ups, after the grace time and a minute apart;
//!
//! and once everything works again, each document is there exactly once.
//!
//! In half of the companies a resend that is accepted updates the record that is there; in the others it
//! makes another one, so that nothing but the product's own guards keeps a document from being there twice.
//!
//! The engine runs inside the test; a crash is a resend whose task is dropped at a random instant, so
//! that nothing of it is run any more, its locks included. Real kills are in `crashes`.

mod check;
mod steps;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use clearpost_api::{App, Clock, Options, connection_from_environment, dto};
use serde_json::json;

use crate::desk::Desk;
use crate::dice::Dice;
use crate::services::Services;
use check::Said;

/// Documents of one company, each with a history of its own.
pub const AT_ONCE: usize = 6;
const GRACE: TimeDelta = TimeDelta::minutes(15);
const STEPS: usize = 8 * AT_ONCE;
/// The states of an attempt that is settled.
const ENDED: [&str; 3] = ["proved", "refused", "cancelled"];

struct Model<'a> {
    services: &'a Services,
    desk: Desk,
    documents: Vec<String>,
    /// Created before the first step.
    before: BTreeMap<String, u64>,
    /// Whether people resend what may still be on its way.
    may_force: bool,
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

    fn tell(&mut self, what: String) {
        self.story.push(what);
    }

    async fn refresh(&mut self) {
        let app = self.window();
        let done = app.refresh(dto::RefreshQuery::default(), Arc::new(|_| {})).await;
        self.tell(format!("refresh: {}", if done.is_ok() { "done" } else { "failed" }));
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
                let (app, query) = (self.window(), steps::asked_for(std::slice::from_ref(&document), false));
                let done = app.resend(&query, Arc::new(|_| {})).await.expect("an answer");
                let outcome = &done.results[0].outcome;
                self.story.push(format!("at last, resend {document}: {outcome}"));
            }
            self.check(&BTreeMap::new());
            let is_settled = |(_, state, _): &Said| ENDED.contains(&state.as_str());
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
            assert!(
                ENDED.contains(&state.as_str()),
                "{name}: {state} {last}\n{}",
                self.story.join("\n")
            );
        }
    }
}

/// What one company came to, or several.
#[derive(Default)]
pub struct Told {
    pub histories: usize,
    /// Of these, where every resend creates.
    pub creating: usize,
    /// Requests that the service took.
    pub taken: usize,
}

impl Told {
    pub fn add(&mut self, other: &Self) {
        self.histories += other.histories;
        self.creating += other.creating;
        self.taken += other.taken;
    }
}

/// One company with so many histories as it has documents.
pub fn histories(seed: u64) -> Told {
    let mut dice = Dice::new(seed);
    let delay = *dice.pick(&["0", "0", "45000"]);
    let creates = dice.below(2) == 0;
    let services = Services::start(&["--seed", &seed.to_string(), "--sync-delay", delay]);
    let desk = Desk::new(&services);
    let documents = desk.sendable(&services, AT_ONCE);
    services.quirk(&json!({ "resends_create": creates }));
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
        // Two that are forced within one delay are two, where each creates: that is what was asked for.
        may_force: !creates || delay == "0",
        wrong: 0,
        story: vec![format!(
            "seed {seed}, sync after {delay} ms, every resend creates: {creates}"
        )],
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
    Told {
        histories: AT_ONCE,
        creating: if creates { AT_ONCE } else { 0 },
        taken: model.taken().values().sum(),
    }
}
