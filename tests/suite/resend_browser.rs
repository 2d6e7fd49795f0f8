//! The `browser` route: the user presses Resend on the document's page; Clearpost opens it and watches.

use std::process::Stdio;
use std::sync::{Arc, Mutex};

use clearpost_api::{App, dto};
use serde_json::json;

use crate::desk::{Answer, Desk};
use crate::judging::online;
use crate::services::Services;
use crate::wait::{asked, no_progress, wait_until};

fn by_hand(refs: &[&str], wait: u64) -> dto::ResendQuery {
    dto::ResendQuery {
        refs: refs.iter().map(|one| (*one).to_owned()).collect(),
        route: Some("browser".into()),
        wait_seconds: Some(wait),
        ..Default::default()
    }
}

fn outcomes(app: &App, query: &dto::ResendQuery) -> Vec<String> {
    let done = asked(app.resend(query, no_progress())).expect("an answer");
    done.results.into_iter().map(|one| one.outcome).collect()
}

#[test]
fn pages_are_opened_in_turn_each_until_its_proof_is_seen() {
    let services = Services::start(&[]);
    let desk = Desk::refreshed(&services);
    let (first, second) = (
        services.find("order", "missing", None),
        services.find("invoice", "missing", None),
    );
    let opened: Arc<Mutex<Vec<String>>> = Arc::default();
    let (pages, control) = (Arc::clone(&opened), services.control_url());
    let names = [first.clone(), second.clone()];
    let app = online(&desk).opening_pages(move |page| {
        let mut pages = pages.lock().expect("pages");
        let press = json!({ "do": "resend", "ref": names[pages.len()] });
        pages.push(page.to_owned());
        crate::http::ask("POST", &format!("{control}/act"), Some(&press)).expect("it is pressed");
    });
    assert_eq!(outcomes(&app, &by_hand(&[&first, &second], 30)), ["proved", "proved"]);
    let id = |name: &str| name.split(':').nth(1).expect("an id").to_owned();
    let base = services.info("procurement", "url");
    assert_eq!(
        *opened.lock().expect("pages"),
        [
            format!("{base}/en/purchase_orders/{}", id(&first)),
            format!("{base}/en/invoices/{}", id(&second))
        ]
    );
    assert_eq!(
        services.mutations(),
        Vec::<serde_json::Value>::new(),
        "Clearpost changed nothing"
    );
    for attempt in desk.outbox() {
        assert_eq!(attempt["route"], "browser");
        let events = Desk::events(&attempt);
        assert!(events.ends_with(&["in_flight", "page_opened", "proved"]), "{events:?}");
    }
}

#[test]
fn a_page_on_which_nobody_says_anything_leaves_a_doubt_that_the_user_can_settle() {
    let services = Services::start(&[]);
    let desk = Desk::refreshed(&services);
    let document = services.find("invoice", "missing", None);
    let app = online(&desk).opening_pages(|_| {});
    assert_eq!(outcomes(&app, &by_hand(&[&document], 0)), ["uncertain"]);
    let attempt = desk.attempt()["attempt"].as_str().expect("an attempt").to_owned();
    // It may have been pressed: no other route sends it now.
    desk.resend(&document, &["--wait", "0"], "uncertain");
    assert!(services.mutations().is_empty());
    desk.run(&["outbox", "not-pressed", &attempt]).expect(0);
    assert_eq!(desk.attempt()["state"], "refused");
    assert_eq!(desk.run(&["outbox", "pressed", &attempt]).error(2), "invalid_input");
    desk.resend(&document, &["--wait", "30"], "proved");
    assert_eq!(services.created(&document), 1);
}

#[test]
fn what_the_user_says_while_the_page_is_open_counts() {
    for (pressed, outcome) in [(true, "sent"), (false, "refused")] {
        let services = Services::start(&["--sync-delay", "60000"]);
        let desk = Desk::refreshed(&services);
        let document = services.find("invoice", "missing", None);
        let other = online(&desk);
        let app = online(&desk).opening_pages(move |_| {
            let open = other.outbox().expect("the outbox").attempts.remove(0);
            other.confirm_pressed(&open.attempt, pressed).expect("it is noted");
        });
        assert_eq!(outcomes(&app, &by_hand(&[&document], 1)), [outcome]);
        assert_eq!(desk.attempt()["state"], outcome);
    }
}

#[test]
fn the_command_says_where_to_press() {
    let services = Services::start(&[]);
    let desk = Desk::refreshed(&services);
    let document = services.find("invoice", "missing", None);
    let mut command = desk.command(&["--json", "resend", &document, "--route", "browser", "--wait", "30"]);
    let child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    wait_until("its page is opened", || {
        let attempts = desk.outbox();
        let open = attempts
            .first()
            .is_some_and(|one| Desk::events(one).contains(&"page_opened"));
        open.then_some(())
    });
    services.act(&json!({ "do": "resend", "ref": document }));
    let answer = Answer::of(&child.wait_with_output().expect("it ends"));
    let page = format!("/en/invoices/{}", document.split(':').nth(1).expect("an id"));
    assert!(answer.stderr.contains(&page), "{}", answer.stderr);
    assert_eq!(answer.expect(0)["results"][0]["outcome"], "proved");
    assert!(services.mutations().is_empty());
}
