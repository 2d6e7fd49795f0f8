//! Leaving in the midst: a window that is closed, a command that is told to end. Two seconds at most,
//! whatever a service does; what has left is explained, what has not left waits.
//!
//! A service that holds its answer back for ten minutes stands for one that never answers: whoever ends
//! within the deadline of a wait has not waited for it.

use std::collections::BTreeMap;
use std::process::{Child, Command};
use std::time::Duration;

use clearpost_api::App;
use serde_json::json;

use crate::desk::{Answer, Desk};
use crate::judging::online;
use crate::resend_bulk::{all, arguments, at_the_second, company, outcomes, states};
use crate::services::Services;
use crate::wait::{asked, no_progress, wait_at_most, wait_until};

/// Two seconds, and what a busy machine takes for the rest.
const GOOD_TIME: Duration = Duration::from_secs(20);

/// Holds back the next answer to such a request: before the service does what is asked (`delay`), or
/// after (`drip`).
fn hold(services: &Services, method: &str, path: &str, kind: &str) {
    services.fault(
        &json!({ "service": "procurement", "method": method, "path_prefix": path, "kind": kind,
                            "delay_ms": 600_000, "times": 1 }),
    );
}

fn until_on_its_way(services: &Services, desk: &Desk, kind: &str) {
    wait_until("the first one is on its way", || {
        let outbox = desk.outbox();
        let has_left = outbox.iter().any(|one| one["state"] == "in_flight");
        (has_left && (kind == "delay" || services.mutation_count() > 0)).then_some(())
    });
}

/// Sends a signal, and waits for what the command says before it ends.
#[cfg(unix)]
fn told(mut child: Child, signal: &str) -> Answer {
    let id = child.id().to_string();
    let kill = Command::new("kill").args([&format!("-{signal}"), &id]).status();
    assert!(kill.expect("it is told").success());
    wait_at_most(GOOD_TIME, "it ends", || child.try_wait().expect("a state"));
    Answer::of(&child.wait_with_output().expect("its answer"))
}

/// Past the grace time and two look-ups, and then everything again: each is there once.
fn once_at_last(services: &Services, desk: &mut Desk, documents: &[String], before: &BTreeMap<String, u64>) {
    services.clear_faults();
    for seconds in [1_000, 100] {
        desk.advance(services, seconds);
        desk.refresh();
    }
    desk.run(&["resend", "--queued", "--wait", "30"]).expect(0);
    desk.run(&arguments(documents, &["--wait", "30"])).expect(0);
    for document in documents {
        assert_eq!(services.created(document), before[document] + 1, "{document}");
    }
}

#[test]
fn leaving_keeps_what_has_not_left_in_the_queue() {
    let (services, desk, documents) = company(4, &[]);
    let before = services.created_all();
    let leave = |app: &App| {
        let app = app.clone();
        std::thread::spawn(move || asked(app.quit()));
        wait_until("it is leaving", || Some(()));
    };
    let done = at_the_second(&online(&desk), &documents, leave);
    let kept = outcomes(&done).iter().filter(|outcome| **outcome == "queued").count();
    assert!(kept >= 2, "{done:?}");
    assert_eq!(states(&desk).iter().filter(|state| *state == "queued").count(), kept);
    let answer = desk.run(&["resend", "--queued", "--wait", "30"]).expect(0);
    assert_eq!(answer["results"].as_array().map(Vec::len), Some(kept));
    let left = desk.run(&arguments(&documents, &["--wait", "30"])).json;
    assert!(left["results"].as_array().is_some_and(|all| all.len() == 4), "{left:#}");
    for document in &documents {
        assert_eq!(services.created(document), before[document] + 1, "{document}");
    }
}

/// What the ledger says at the next start of the one that had left: uncertain, and why; of one that the
/// service has done, that it is there.
fn assert_explained(desk: &Desk, kind: &str) {
    desk.refresh();
    let first = if kind == "drip" { "proved" } else { "uncertain" };
    assert_eq!(states(desk), [first, "queued", "queued"], "{kind}");
    let outbox = desk.outbox();
    let left = outbox.last().expect("the first");
    let events = Desk::events(left);
    assert_eq!(events[..2], ["queued", "in_flight"]);
    // A machine that is too busy for the last word leaves it to the next start.
    assert!(["answer_lost", "interrupted"].contains(&events[2]), "{events:?}");
    let why = left["history"][2]["detail"].as_str().unwrap_or_default();
    assert!(why.contains("before the answer was there"), "{left:#}");
}

#[cfg(unix)]
#[test]
fn a_command_that_is_told_to_end_does_so_in_good_time_and_explains_what_had_left() {
    for (signal, kind) in [("INT", "delay"), ("TERM", "drip")] {
        let (services, mut desk, documents) = company(3, &[]);
        let before = services.created_all();
        hold(&services, "POST", "/", kind);
        let child = desk.start(&arguments(&documents, &["--wait", "30"]));
        until_on_its_way(&services, &desk, kind);
        let answer = told(child, signal);
        let too_busy = answer.json["error"]["code"] == "cancelled";
        assert_eq!(answer.code, if too_busy { 1 } else { 4 }, "{:#}", answer.json);
        assert_explained(&desk, kind);
        once_at_last(&services, &mut desk, &documents, &before);
    }
}

#[cfg(unix)]
#[test]
fn a_command_that_is_told_to_end_while_it_looks_leaves_everything_in_the_queue() {
    let (services, mut desk, documents) = company(3, &[]);
    let before = services.created_all();
    let first = documents[0].strip_prefix("invoice:").expect("an invoice");
    hold(&services, "GET", &format!("/api/v1/invoices/{first}"), "delay");
    let child = desk.start(&arguments(&documents, &["--wait", "30"]));
    wait_until("all are planned", || (states(&desk) == ["queued"; 3]).then_some(()));
    let answer = told(child, "TERM");
    assert_eq!(answer.error(1), "cancelled");
    assert_eq!(states(&desk), ["queued"; 3]);
    assert!(services.mutations().is_empty());
    once_at_last(&services, &mut desk, &documents, &before);
}

#[test]
fn a_window_that_is_closed_while_an_answer_is_awaited_explains_it_at_the_next_start() {
    let (services, mut desk, documents) = company(3, &[]);
    let before = services.created_all();
    hold(&services, "POST", "/", "delay");
    let app = online(&desk);
    let (window, query) = (app.clone(), all(&documents));
    let job = std::thread::spawn(move || asked(window.resend(&query, no_progress())));
    until_on_its_way(&services, &desk, "delay");
    asked(async { tokio::time::timeout(GOOD_TIME, app.quit()).await }).expect("it does not wait for the answer");
    let done = job.join().expect("it ends").expect("an answer");
    assert_explained(&desk, "delay");
    assert_eq!(outcomes(&done), ["uncertain", "queued", "queued"]);
    drop(app);
    once_at_last(&services, &mut desk, &documents, &before);
}
