//! Automatic retries: off unless the company wants them, only of what passes by itself, at a refresh, with
//! a growing delay, five times at most, and always to be seen and taken back.

use clearpost_api::dto;

use crate::desk::Desk;
use crate::judging::handlers;
use crate::proxy::Proxy;
use crate::services::Services;

/// A document that fails again and again for something that usually passes by itself.
fn transient() -> (Services, Desk, String) {
    let services = Services::start(&[]);
    let document = services.find("invoice", "failed", Some("UNKNOWN"));
    let proxy = Proxy::start(&services.info("procurement", "url"), |_, ask| {
        let mut answer = ask();
        if let Ok(text) = String::from_utf8(answer.body.clone()) {
            let known = "Stale Object Error : You and another person were working on this at the same time";
            answer.body = text.replace("An unexpected condition was met", known).into_bytes();
        }
        answer
    });
    let mut desk = Desk::new(&services);
    desk.set("PROCUREMENT_URL", proxy.url());
    desk.refresh();
    assert_eq!(desk.show(&document)["findings"][0]["retry"], "transient");
    // Others fail for something like it; somebody sees to those.
    let is_transient = |name: &String| desk.show(name)["findings"][0]["retry"] == "transient";
    let failed = desk.rows().into_iter().filter(|(_, row)| row["state"] == "failed");
    for other in failed
        .map(|(name, _)| name)
        .filter(|name| *name != document)
        .filter(is_transient)
    {
        desk.run(&["handled", &other, "--reason", "entered by hand"]).expect(0);
    }
    (services, desk, document)
}

fn switch(desk: &Desk, on: bool) {
    let change = dto::SettingsChange {
        automatic_retry: Some(on),
        ..Default::default()
    };
    let settings = handlers(desk).change_settings(change).expect("it is set");
    assert_eq!(settings.automatic_retry, on);
}

#[test]
fn without_the_companys_word_nothing_is_retried() {
    let (services, mut desk, _) = transient();
    assert!(!handlers(&desk).settings().expect("settings").automatic_retry);
    for _ in 0..3 {
        desk.advance(&services, 50_000);
        desk.refresh();
    }
    assert!(desk.outbox().is_empty() && services.mutations().is_empty());
}

#[test]
fn what_is_transient_is_retried_five_times_with_a_growing_delay_and_nothing_else_is() {
    let (services, mut desk, document) = transient();
    switch(&desk, true);
    desk.refresh();
    let plan = desk.attempt();
    assert_eq!(
        (&plan["ref"], &plan["state"], &plan["waits_for"]),
        (&document.clone().into(), &"queued".into(), &"retry".into())
    );
    assert!(plan["due"].is_string(), "it is seen when: {plan:#}");
    desk.refresh();
    assert!(services.mutations().is_empty(), "it is not due yet");
    let mut delays = Vec::new();
    for tries in 1..=5 {
        let waiting = desk.outbox().remove(0);
        let at = |field: &str| -> chrono::DateTime<chrono::Utc> {
            waiting[field].as_str().expect("a time").parse().expect("a time")
        };
        let delay = (at("due") - at("created_at")).num_seconds();
        delays.push(delay);
        desk.advance(&services, delay);
        desk.refresh();
        assert_eq!(services.mutations().len(), tries, "try {tries}");
        // Its failure is read, and the next try is planned.
        desk.advance(&services, 60);
        desk.refresh();
        assert_eq!(desk.outbox().len(), tries.min(4) + 1);
    }
    assert!(delays.is_sorted() && delays[0] < delays[4], "{delays:?}");
    for _ in 0..2 {
        desk.advance(&services, 100_000);
        desk.refresh();
    }
    assert_eq!(services.mutations().len(), 5, "five times, and no more");
    let all = desk.outbox();
    assert!(all.iter().all(|one| one["ref"] == document), "{all:#?}");
}

#[test]
fn a_plan_can_be_taken_back_and_the_switch_takes_all_back() {
    let (services, mut desk, _) = transient();
    switch(&desk, true);
    desk.refresh();
    let plan = desk.attempt()["attempt"].as_str().expect("an attempt").to_owned();
    desk.run(&["outbox", "cancel", &plan]).expect(0);
    desk.advance(&services, 1_000);
    desk.refresh();
    assert_eq!(desk.attempt()["state"], "cancelled", "it stays taken back");

    let (services_of_another, mut another, _) = transient();
    switch(&another, true);
    another.refresh();
    switch(&another, false);
    another.advance(&services_of_another, 1_000);
    another.refresh();
    assert_eq!(another.attempt()["state"], "cancelled");
    assert!(services.mutations().is_empty() && services_of_another.mutations().is_empty());
}
