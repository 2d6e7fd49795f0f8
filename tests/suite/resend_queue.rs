//! The queue: what was planned without a network is looked up again before it leaves, with what the user
//! agreed to then; what stands in the way by now is listed, and nothing leaves by itself.

use std::sync::{Arc, Mutex};

use clearpost_api::dto;
use serde_json::json;

use crate::desk::Desk;
use crate::judging::online;
use crate::resend_bulk::{cancel_queued, company, outcomes, sends_meanwhile, until_told};
use crate::services::Services;
use crate::wait::asked;

/// Outcomes of `resend --queued`, by document.
#[track_caller]
fn send_queued(desk: &Desk, code: i32) -> Vec<(String, String)> {
    let answer = desk.run(&["resend", "--queued", "--wait", "30"]).expect(code);
    let results = answer["results"].as_array().expect("results").iter();
    let text = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();
    results.map(|one| (text(&one["ref"]), text(&one["outcome"]))).collect()
}

#[test]
fn what_waits_is_looked_up_again_and_conflicts_are_listed() {
    let services = Services::start(&["--documents", "60"]);
    let desk = Desk::new(&services);
    let gone = desk.sendable(&services, 4);
    let [plain, arrived, cancelled, mistaken] = &gone[..] else {
        panic!("four: {gone:?}")
    };
    for document in &gone {
        desk.resend(document, &["--offline", "--recreate"], "queued");
    }
    assert!(desk.outbox().iter().all(|one| one["waits_for"] == "offline"));
    // While there was no network, others were at work.
    services.act(&json!({ "do": "resend", "ref": arrived }));
    services.act(&json!({ "do": "cancel", "ref": cancelled }));
    services.act(&json!({ "do": "resend", "ref": mistaken }));
    services.act(&json!({ "do": "change_total_in_quickbooks", "ref": mistaken, "total": "1.23" }));
    let before = services.created_all();
    let told = send_queued(&desk, 1);
    let expected = [
        (plain, "proved"),
        (arrived, "already_there"),
        (cancelled, "not_due"),
        (mistaken, "blocked"),
    ];
    let expected: Vec<(String, String)> = expected
        .map(|(name, outcome)| (name.clone(), outcome.to_owned()))
        .to_vec();
    assert_eq!(told, expected, "in the order planned, by what was agreed to then");
    assert_eq!(services.created(plain), before[plain] + 1);
    assert_eq!(services.mutations().len(), 1);

    let waiting: Vec<serde_json::Value> = desk
        .outbox()
        .into_iter()
        .filter(|one| one["state"] == "queued")
        .collect();
    assert_eq!(waiting.len(), 2, "the user decides: {waiting:#?}");
    for one in &waiting {
        assert!(one["conflict"].as_str().is_some_and(|text| text.len() > 20), "{one:#}");
    }
    // Asked again, the same is not noted again.
    send_queued(&desk, 1);
    let again: Vec<serde_json::Value> = desk
        .outbox()
        .into_iter()
        .filter(|one| one["state"] == "queued")
        .collect();
    assert_eq!(again, waiting);
    assert_eq!(services.mutations().len(), 1);
}

#[test]
fn a_refusal_of_what_waited_is_told_in_the_services_words() {
    let services = Services::start(&["--sync-delay", "60000"]);
    let mut desk = Desk::refreshed(&services);
    let document = services.find("order", "failed", Some("UNKNOWN"));
    desk.resend(&document, &["--offline"], "queued");
    desk.run(&["resend", "--queued", "--wait", "0"]).expect(4);
    desk.advance(&services, 90);
    desk.refresh();
    let attempt = desk.attempt();
    assert_eq!(attempt["state"], "refused", "{attempt:#}");
    let events = ["queued", "in_flight", "sent", "sync_error"];
    assert_eq!(Desk::events(&attempt), events);
}

#[test]
fn an_empty_queue_sends_nothing() {
    let services = Services::start(&[]);
    let desk = Desk::refreshed(&services);
    assert_eq!(send_queued(&desk, 0), []);
    assert!(services.mutations().is_empty());
}

#[test]
fn what_is_cancelled_while_the_queue_waits_for_another_sender_is_not_sent() {
    let (services, mut desk, documents) = company(2, &[]);
    let sender = sends_meanwhile(&services, &desk, &documents[0]);
    // Nobody waits longer than the grace time.
    desk.set("GRACE_SECONDS", "1");
    desk.resend(&documents[1], &["--recreate"], "queued");
    desk.unset("GRACE_SECONDS");
    let phases: Arc<Mutex<Vec<String>>> = Arc::default();
    let (app, noted) = (online(&desk), Arc::clone(&phases));
    let progress: clearpost_api::ProgressSink = Arc::new(move |step| noted.lock().expect("phases").push(step.phase));
    let query = dto::ResendQuery {
        queued: true,
        ..Default::default()
    };
    let job = std::thread::spawn(move || asked(app.resend(&query, progress)).expect("an answer"));
    until_told(&phases, "Waiting for other resends");
    cancel_queued(&desk);
    drop(sender);
    let done = job.join().expect("it ends");
    assert_eq!(outcomes(&done), ["blocked"]);
    assert_eq!(done.results[0].detail, "cancelled before it was sent");
    assert_eq!(services.mutations().len(), 0, "nothing left");
}
