//! Several processes at once, and processes that die: one request, one record.

use std::process::Child;

use clearpost_api::dto;
use serde_json::{Value, json};

use crate::desk::{Answer, Desk};
use crate::judging::online;
use crate::services::Services;
use crate::wait::{asked, no_progress, wait_until};

fn finished(child: Child) -> Answer {
    Answer::of(&child.wait_with_output().expect("it ends"))
}

/// Waits until the one attempt is under way.
fn in_flight(desk: &Desk) {
    wait_until("a request is in flight", || {
        let attempts = desk.outbox();
        attempts
            .first()
            .filter(|attempt| attempt["state"] == "in_flight")
            .map(|_| ())
    });
}

fn resends(services: &Services) -> Vec<Value> {
    services.mutations()
}

#[test]
fn two_processes_send_one_request() {
    let services = Services::start(&["--latency", "30", "--sync-delay", "200"]);
    let desk = Desk::refreshed(&services);
    let document = services.find("invoice", "missing", None);
    let arguments = ["resend", document.as_str(), "--wait", "20"];
    let children: Vec<Child> = (0..3).map(|_| desk.start(&arguments)).collect();
    let outcomes: Vec<String> = children
        .into_iter()
        .map(|child| {
            finished(child).json["results"][0]["outcome"]
                .as_str()
                .expect("an outcome")
                .to_owned()
        })
        .collect();
    assert_eq!(
        outcomes.iter().filter(|outcome| *outcome == "proved").count(),
        1,
        "{outcomes:?}"
    );
    assert_eq!(resends(&services).len(), 1, "{outcomes:?}");
    assert_eq!(services.created(&document), 1);
    assert_eq!(desk.outbox().len(), 1);
}

#[test]
fn a_process_that_is_killed_before_the_request_is_applied_sends_nothing_later() {
    let services = Services::start(&[]);
    let mut desk = Desk::refreshed(&services);
    let document = services.find("invoice", "missing", None);
    services.fault(
        &json!({ "service": "procurement", "method": "POST", "kind": "delay", "delay_ms": 600_000, "times": 1 }),
    );
    let mut child = desk.start(&["resend", &document]);
    in_flight(&desk);
    child.kill().expect("it is killed");
    child.wait().expect("it ends");
    // The next run finds an attempt that nobody is at work on.
    desk.resend(&document, &["--wait", "0"], "uncertain");
    assert_eq!(Desk::events(&desk.attempt()), ["in_flight", "interrupted"]);
    desk.advance(&services, 1000);
    desk.refresh();
    desk.advance(&services, 100);
    desk.refresh();
    assert_eq!(desk.attempt()["state"], "refused");
    assert_eq!(Desk::events(&desk.attempt()).last(), Some(&"not_found"));
    assert_eq!(services.created(&document), 0);
}

#[test]
fn a_process_that_is_killed_after_the_request_is_applied_sends_nothing_again() {
    let services = Services::start(&["--sync-delay", "60000"]);
    let mut desk = Desk::refreshed(&services);
    let document = services.find("invoice", "missing", None);
    services
        .fault(&json!({ "service": "procurement", "method": "POST", "kind": "drip", "delay_ms": 600_000, "times": 1 }));
    let mut child = desk.start(&["resend", &document]);
    wait_until("the request is applied", || {
        (!resends(&services).is_empty()).then_some(())
    });
    child.kill().expect("it is killed");
    child.wait().expect("it ends");
    desk.resend(&document, &["--wait", "0"], "uncertain");
    desk.advance(&services, 90);
    desk.refresh();
    assert_eq!(desk.attempt()["state"], "proved");
    assert_eq!((services.created(&document), resends(&services).len()), (1, 1));
    desk.resend(&document, &[], "already_there");
}

#[test]
fn a_crash_is_noticed_by_a_refresh_too() {
    let services = Services::start(&["--sync-delay", "60000"]);
    let mut desk = Desk::refreshed(&services);
    let document = services.find("invoice", "missing", None);
    services
        .fault(&json!({ "service": "procurement", "method": "POST", "kind": "drip", "delay_ms": 600_000, "times": 1 }));
    let mut child = desk.start(&["resend", &document]);
    wait_until("the request is applied", || {
        (!resends(&services).is_empty()).then_some(())
    });
    child.kill().expect("it is killed");
    child.wait().expect("it ends");
    desk.advance(&services, 90);
    desk.refresh();
    assert_eq!(desk.attempt()["state"], "proved", "no resend is needed to find out");
    assert_eq!(desk.state(&document), "synced");
}

#[test]
fn a_refresh_leaves_alone_what_another_process_is_sending() {
    let services = Services::start(&["--sync-delay", "0"]);
    let desk = Desk::refreshed(&services);
    let document = services.find("invoice", "missing", None);
    services
        .fault(&json!({ "service": "procurement", "method": "POST", "kind": "delay", "delay_ms": 4000, "times": 1 }));
    let child = desk.start(&["resend", &document, "--wait", "20"]);
    in_flight(&desk);
    desk.refresh();
    assert_eq!(desk.attempt()["state"], "in_flight");
    assert_eq!(finished(child).expect(0)["results"][0]["outcome"], "proved");
    assert_eq!((services.created(&document), resends(&services).len()), (1, 1));
}

#[test]
fn a_second_process_that_gives_up_waiting_sends_nothing() {
    let services = Services::start(&["--sync-delay", "0"]);
    let desk = Desk::refreshed(&services);
    let (first, second) = (
        services.find("invoice", "missing", None),
        services.find("order", "missing", None),
    );
    services
        .fault(&json!({ "service": "procurement", "method": "POST", "kind": "delay", "delay_ms": 2000, "times": 1 }));
    let child = desk.start(&["resend", &first, "--wait", "20"]);
    in_flight(&desk);
    let mut waiting = desk.start(&["resend", &second]);
    waiting.kill().expect("it is killed");
    waiting.wait().expect("it ends");
    assert_eq!(finished(child).expect(0)["results"][0]["outcome"], "proved");
    assert_eq!(services.created(&second), 0);
    assert_eq!(desk.outbox().len(), 1);
}

#[test]
fn what_waits_too_long_for_another_process_is_kept_in_the_queue() {
    let services = Services::start(&[]);
    let mut desk = Desk::refreshed(&services);
    let (first, second) = (
        services.find("invoice", "missing", None),
        services.find("order", "missing", None),
    );
    services.fault(
        &json!({ "service": "procurement", "method": "POST", "kind": "delay", "delay_ms": 600_000, "times": 1 }),
    );
    let mut sender = desk.start(&["resend", &first]);
    in_flight(&desk);
    // Nobody waits longer than the grace time.
    desk.set("GRACE_SECONDS", "1");
    desk.resend(&second, &[], "queued");
    desk.blocked(&first, &[], "in_flight");
    let attempts = desk.outbox();
    let told = |at: usize, field: &str| attempts[at][field].clone();
    assert_eq!(attempts.len(), 2, "{attempts:#?}");
    assert_eq!(
        (told(0, "state"), told(0, "waits_for")),
        (json!("queued"), json!("behind"))
    );
    assert_eq!(told(1, "state"), "in_flight");
    assert!(resends(&services).is_empty(), "nothing left beside the other");
    sender.kill().expect("it is killed");
    sender.wait().expect("it ends");
    desk.unset("GRACE_SECONDS");
    let answer = desk.run(&["resend", "--queued", "--wait", "30"]).expect(0);
    assert_eq!(answer["results"][0]["ref"], second);
    assert_eq!((services.created(&second), resends(&services).len()), (1, 1));
}

/// Two windows and a command line, each with everything: what one of them has sent, the others find there.
#[test]
fn three_that_resend_the_same_fifty_documents_create_fifty() {
    const DOCUMENTS: usize = 50;
    let services = Services::start(&["--documents", "300"]);
    let desk = Desk::new(&services);
    let documents = desk.sendable(&services, DOCUMENTS);
    let before = services.created_all();
    let query = dto::ResendQuery {
        refs: documents.clone(),
        wait_seconds: Some(20),
        recreate: true,
        ..Default::default()
    };
    let windows: Vec<_> = [online(&desk), online(&desk)]
        .into_iter()
        .map(|app| {
            let query = query.clone();
            std::thread::spawn(move || asked(app.resend(&query, no_progress())).expect("an answer"))
        })
        .collect();
    let mut arguments = vec!["resend", "--recreate", "--wait", "20"];
    arguments.extend(documents.iter().map(String::as_str));
    let command = desk.run(&arguments);
    let mut told: Vec<String> = command.json["results"]
        .as_array()
        .expect("results")
        .iter()
        .map(|one| one["outcome"].as_str().expect("an outcome").to_owned())
        .collect();
    for window in windows {
        let done = window.join().expect("it ends");
        told.extend(done.results.into_iter().map(|one| one.outcome));
    }
    let created = services.created_all();
    let new: u64 = documents.iter().map(|name| created[name] - before[name]).sum();
    assert_eq!(new, DOCUMENTS as u64, "{told:?}");
    assert!(documents.iter().all(|name| created[name] == before[name] + 1));
    let count = |outcome: &str| told.iter().filter(|one| *one == outcome).count();
    assert_eq!(
        (count("proved"), count("already_there")),
        (DOCUMENTS, 2 * DOCUMENTS),
        "{told:?}"
    );
    assert_eq!(resends(&services).len(), DOCUMENTS);
}
