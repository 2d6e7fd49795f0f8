//! Several documents in one resend: planned before the first one leaves, paused, stopped, left, and told
//! of in a receipt.

use std::process::Child;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use clearpost_api::{App, dto};
use serde_json::{Value, json};

use crate::desk::Desk;
use crate::judging::online;
use crate::services::Services;
use crate::wait::{asked, no_progress, wait_until};

/// Services and a desk with so many documents that can be sent.
pub fn company(count: usize, flags: &[&str]) -> (Services, Desk, Vec<String>) {
    let services = Services::start(&[&["--documents", "60"], flags].concat());
    let desk = Desk::new(&services);
    let documents = desk.sendable(&services, count);
    (services, desk, documents)
}

pub fn all(refs: &[String]) -> dto::ResendQuery {
    dto::ResendQuery {
        refs: refs.to_vec(),
        wait_seconds: Some(30),
        recreate: true,
        ..Default::default()
    }
}

pub fn arguments<'a>(documents: &'a [String], options: &[&'a str]) -> Vec<&'a str> {
    let names = documents.iter().map(String::as_str);
    ["resend", "--recreate"]
        .into_iter()
        .chain(names)
        .chain(options.iter().copied())
        .collect()
}

pub fn outcomes(done: &dto::ResendResult) -> Vec<&str> {
    done.results.iter().map(|one| one.outcome.as_str()).collect()
}

pub fn states(desk: &Desk) -> Vec<String> {
    let all = desk.outbox().into_iter().rev();
    all.map(|one| one["state"].as_str().expect("a state").to_owned())
        .collect()
}

/// Resends all, and acts once when the second document is about to be sent.
pub fn at_the_second(app: &App, documents: &[String], act: impl Fn(&App) + Send + Sync + 'static) -> dto::ResendResult {
    let (acting, acted) = (app.clone(), Mutex::new(false));
    let progress: clearpost_api::ProgressSink = Arc::new(move |step| {
        let mut acted = acted.lock().expect("a flag");
        if step.done == 1 && step.phase == "Resending" && !*acted {
            *acted = true;
            act(&acting);
        }
    });
    asked(app.resend(&all(documents), progress)).expect("an answer")
}

/// A resend that pauses once its first document is done, and what it has told; returned when it pauses.
struct Paused {
    app: App,
    job: JoinHandle<dto::ResendResult>,
    phases: Arc<Mutex<Vec<String>>>,
}

impl Paused {
    fn after_the_first(desk: &Desk, documents: &[String]) -> Self {
        let app = online(desk);
        let phases: Arc<Mutex<Vec<String>>> = Arc::default();
        let (noted, acting, wanted) = (Arc::clone(&phases), app.clone(), all(documents));
        let progress: clearpost_api::ProgressSink = Arc::new(move |step| {
            if step.done == 1 && step.phase == "Resending" {
                acting.pause();
            }
            noted.lock().expect("phases").push(step.phase);
        });
        let running = app.clone();
        let job = std::thread::spawn(move || asked(running.resend(&wanted, progress)).expect("an answer"));
        let paused = Self { app, job, phases };
        paused.until("Paused");
        paused
    }

    fn until(&self, phase: &str) {
        until_told(&self.phases, phase);
    }

    fn end(self) -> dto::ResendResult {
        self.job.join().expect("it ends")
    }
}

pub fn until_told(phases: &Mutex<Vec<String>>, phase: &str) {
    wait_until(phase, || {
        let phases = phases.lock().expect("phases");
        phases.iter().any(|told| told == phase).then_some(())
    });
}

#[test]
fn a_bulk_resend_pauses_between_two_documents_and_lets_others_send_meanwhile() {
    let (services, desk, documents) = company(4, &[]);
    let (sent, other) = documents.split_at(3);
    let paused = Paused::after_the_first(&desk, sent);
    // What was under way is done; the rest waits in the ledger, and others may send.
    assert_eq!(services.mutations().len(), 2);
    assert_eq!(states(&desk), ["proved", "proved", "queued"]);
    desk.resend(&other[0], &["--recreate", "--wait", "30"], "proved");
    assert_eq!(services.mutations().len(), 3, "nothing else left meanwhile");
    paused.app.resume();
    assert_eq!(outcomes(&paused.end()), ["proved"; 3]);
    assert_eq!(services.mutations().len(), 4);
}

/// Another process that sends, and is killed when this goes.
pub struct Sender(Child);

impl Drop for Sender {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Another process sends, and has no answer yet.
pub fn sends_meanwhile(services: &Services, desk: &Desk, document: &str) -> Sender {
    services.fault(
        &json!({ "service": "procurement", "method": "POST", "kind": "delay", "delay_ms": 600_000, "times": 1 }),
    );
    let sender = Sender(desk.start(&["resend", document, "--recreate"]));
    wait_until("it is on its way", || {
        states(desk).iter().any(|state| state == "in_flight").then_some(())
    });
    sender
}

/// Cancels what waits in the outbox; there is one.
pub fn cancel_queued(desk: &Desk) {
    let outbox = desk.outbox();
    let queued = outbox.iter().find(|one| one["state"] == "queued").expect("one waits");
    desk.run(&["outbox", "cancel", queued["attempt"].as_str().expect("an id")])
        .expect(0);
}

#[test]
fn what_is_cancelled_in_the_outbox_meanwhile_is_not_sent() {
    let (services, desk, documents) = company(3, &[]);
    let paused = Paused::after_the_first(&desk, &documents);
    cancel_queued(&desk);
    paused.app.resume();
    let done = paused.end();
    assert_eq!(outcomes(&done), ["proved", "proved", "blocked"]);
    assert_eq!(done.results[2].detail, "cancelled before it was sent");
    assert_eq!(states(&desk), ["proved", "proved", "cancelled"]);
    assert_eq!(services.mutations().len(), 2);
}

#[test]
fn a_pause_that_another_sender_outlasts_keeps_the_rest_in_the_queue() {
    let (services, mut desk, documents) = company(4, &[]);
    // Nobody waits longer than the grace time.
    desk.set("GRACE_SECONDS", "1");
    let paused = Paused::after_the_first(&desk, &documents[..3]);
    let _sender = sends_meanwhile(&services, &desk, &documents[3]);
    paused.app.resume();
    let done = paused.end();
    assert_eq!(outcomes(&done), ["proved", "proved", "queued"]);
    assert!(done.receipt.is_some() && done.stopped.is_some_and(|why| why.contains("under way")));
    assert_eq!(states(&desk)[..3], ["proved", "proved", "queued"]);
}

#[test]
fn whoever_stops_waiting_for_another_sender_is_told_what_was_done() {
    let (services, desk, documents) = company(4, &[]);
    let paused = Paused::after_the_first(&desk, &documents[..3]);
    let _sender = sends_meanwhile(&services, &desk, &documents[3]);
    paused.app.resume();
    paused.until("Waiting for other resends");
    paused.app.cancel();
    let done = paused.end();
    assert_eq!(outcomes(&done), ["proved", "proved", "blocked"]);
    assert!(done.receipt.is_some() && done.stopped.as_deref() == Some("stopped before it was sent"));
    assert_eq!(states(&desk)[..3], ["proved", "proved", "cancelled"]);
}

#[test]
fn after_a_pause_without_a_look_the_rest_stays_in_the_queue() {
    let (services, desk, documents) = company(3, &[]);
    let paused = Paused::after_the_first(&desk, &documents);
    services.fault(&json!({ "service": "quickbooks", "kind": "status", "status": 500 }));
    paused.app.resume();
    let done = paused.end();
    assert_eq!(outcomes(&done), ["proved", "proved", "queued"]);
    assert!(done.stopped.is_some_and(|why| why.contains("cannot be searched")));
    assert_eq!(states(&desk), ["proved", "proved", "queued"]);
    assert_eq!(services.mutations().len(), 2);
}

#[test]
fn stopping_takes_back_what_has_not_left() {
    let (services, desk, documents) = company(4, &[]);
    let done = at_the_second(&online(&desk), &documents, App::cancel);
    assert_eq!(outcomes(&done), ["proved", "blocked", "blocked", "blocked"]);
    assert_eq!(done.stopped.as_deref(), Some("stopped before it was sent"));
    assert_eq!(states(&desk)[1..], ["cancelled", "cancelled", "cancelled"]);
    assert_eq!(services.mutations().len(), 1);
    let receipt = desk.run(&["receipt"]).expect(0);
    assert_eq!(receipt["stopped"], "stopped before it was sent");
    assert_eq!(receipt["counts"]["blocked"], 3);
}

#[test]
fn whoever_is_not_let_in_for_one_document_stops_before_the_others() {
    for status in [401, 403] {
        let (services, desk, documents) = company(4, &[]);
        let id = documents[1].split(':').nth(1).expect("an id");
        let path = format!("/api/v1/invoices/{id}/resend");
        services.fault(
            &json!({ "service": "procurement", "method": "POST", "path_prefix": path, "kind": "status", "status": status }),
        );
        let answer = desk.run(&arguments(&documents, &["--wait", "30"])).expect(1);
        let results = answer["results"].as_array().expect("results");
        let told: Vec<&str> = results.iter().filter_map(|one| one["outcome"].as_str()).collect();
        assert_eq!(told, ["proved", "refused", "blocked", "blocked"], "{status}");
        assert!(
            answer["stopped"].as_str().is_some_and(|why| why.contains("not sent")),
            "{answer:#}"
        );
        assert_eq!(states(&desk)[2..], ["cancelled", "cancelled"]);
        let paths: Vec<Value> = services
            .mutations()
            .into_iter()
            .map(|line| line["path"].clone())
            .collect();
        assert!(
            paths.iter().all(|path| !path.to_string().contains(&documents[2][8..])),
            "{paths:?}"
        );
    }
}

#[test]
fn a_service_that_lets_nothing_through_keeps_the_rest_in_the_queue() {
    let (services, desk, documents) = company(3, &[]);
    services.fault(
        &json!({ "service": "procurement", "method": "POST", "kind": "status", "status": 429, "retry_after": 1, "times": 1 }),
    );
    let answer = desk.run(&arguments(&documents, &["--wait", "30"])).expect(4);
    let results = answer["results"].as_array().expect("results");
    let told: Vec<&str> = results.iter().filter_map(|one| one["outcome"].as_str()).collect();
    assert_eq!(told, ["refused", "queued", "queued"]);
    desk.run(&["resend", "--queued", "--wait", "30"]).expect(0);
    assert_eq!(services.created(&documents[1]), services.created(&documents[2]));
    assert_eq!(states(&desk), ["refused", "proved", "proved"]);
}

#[test]
fn a_receipt_tells_what_was_told_in_the_window_as_csv_and_as_pages() {
    let (services, desk, documents) = company(2, &[]);
    let held = services.find("order", "failed", Some("VENDOR_INACTIVE"));
    let asked_for = [documents.clone(), vec![held.clone()]].concat();
    let done = asked(online(&desk).resend(&all(&asked_for), no_progress())).expect("an answer");
    let id = done.receipt.expect("a receipt of several");
    let receipt = desk.run(&["receipt", &id]).expect(0);
    let rows = receipt["rows"].as_array().expect("rows");
    let told: Vec<(&str, &str)> = rows
        .iter()
        .map(|row| {
            (
                row["ref"].as_str().expect("a name"),
                row["outcome"].as_str().expect("an outcome"),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (documents[0].as_str(), "proved"),
            (documents[1].as_str(), "proved"),
            (held.as_str(), "blocked")
        ]
    );
    assert_eq!(receipt["counts"], json!({ "proved": 2, "blocked": 1 }));
    assert_eq!(
        (&rows[0]["attempt_state"], &rows[0]["state"]),
        (&json!("proved"), &json!("synced"))
    );
    assert!(rows[0]["quickbooks"]["id"].is_string() && rows[2]["reason"] == "cause");

    let file = |name: &str| desk.file(name).to_str().expect("a path").to_owned();
    let (csv, pdf) = (file("receipt.csv"), file("receipt.pdf"));
    desk.run(&["receipt", &id, "--format", "csv", "--output", &csv])
        .expect(0);
    let mut reader = csv::Reader::from_path(&csv).expect("a file");
    let lines: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().expect("rows");
    assert_eq!(lines.len(), 3);
    assert_eq!(
        (&lines[2][0], &lines[2][5], &lines[2][6]),
        (held.as_str(), "blocked", "cause")
    );
    desk.run(&["receipt", "--format", "pdf", "--output", &pdf]).expect(0);
    assert!(std::fs::read(&pdf).expect("a file").starts_with(b"%PDF-"));
    assert_eq!(desk.run(&["receipt", "01JNOTHERE"]).error(1), "not_found");
    // Of one document alone the answer itself is enough.
    let one = desk.run(&["resend", &documents[0]]).expect(0);
    assert!(one.get("receipt").is_none(), "{one:#}");
}
