//! Credentials in the real keychain of a Linux desktop: GNOME Keyring on a message bus of its own.
#![cfg(target_os = "linux")]

use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Barrier};

use crate::desk::files;
use crate::proxy::Proxy;
use crate::services::Services;
use crate::session::{CONNECT, LOCKED, Session, UNLOCKED};

fn token_requests(services: &Services) -> usize {
    let lines = services.requests();
    lines
        .iter()
        .filter(|line| line.to_string().contains("tokens/bearer"))
        .count()
}

#[test]
fn credentials_make_the_round_trip_through_the_keychain() {
    let services = Services::start(&[]);
    let session = Session::new(&services);
    let last = session.last(&format!("{UNLOCKED}{CONNECT}clearpost refresh"));
    assert!(last["documents"]["total"].as_u64().unwrap_or_default() > 0, "{last}");
    // A later login, the same keychain: nothing is asked for again.
    let last = session.last(&format!("{UNLOCKED}clearpost companies\nclearpost refresh"));
    assert!(last["documents"]["total"].as_u64().unwrap_or_default() > 0, "{last}");
    let companies = session.last(&format!("{UNLOCKED}clearpost companies"));
    assert_eq!(companies["companies"][0]["state"], "connected", "{companies}");
    assert_eq!(companies["keychain"]["state"], "available");
    for (path, bytes) in files(&session.desk.data()) {
        let found = bytes.windows(6).any(|window| window == b"CANARY");
        assert!(!found, "{} holds a secret", path.display());
    }
    assert!(
        !files(&session.desk.file("share")).is_empty(),
        "the keychain was written"
    );
    let done = session.last(&format!("{UNLOCKED}clearpost disconnect procurement --wipe"));
    assert_eq!(done["revoked"], true, "{done}");
    let left = session.last(&format!("{UNLOCKED}clearpost refresh"));
    assert_eq!(left["error"]["code"], "not_connected", "{left}");
}

#[test]
fn a_locked_keychain_stops_reading_and_loses_nothing() {
    let services = Services::start(&[]);
    let session = Session::new(&services);
    session.last(&format!("{UNLOCKED}{CONNECT}clearpost refresh"));
    let locked = session.last(&format!("{LOCKED}clearpost refresh"));
    assert_eq!(locked["error"]["code"], "keychain_locked", "{locked}");
    let listed = session.last(&format!("{LOCKED}clearpost --offline list"));
    assert!(
        listed["total"].as_u64().unwrap_or_default() > 0,
        "the cache answers: {listed}"
    );
    let companies = session.last(&format!("{LOCKED}clearpost companies"));
    let state = companies["keychain"]["state"].as_str().unwrap_or_default();
    assert!(["locked", "denied"].contains(&state), "{companies}");
    let again = session.last(&format!("{UNLOCKED}clearpost refresh"));
    assert!(again["documents"]["total"].as_u64().unwrap_or_default() > 0, "{again}");
}

#[test]
fn without_a_keychain_nothing_is_stored() {
    let services = Services::start(&[]);
    let session = Session::new(&services);
    let mut command = Command::new("sh");
    session.dress(&mut command);
    command.args(["-u", "-c", &Session::script(CONNECT)]);
    let output = command.output().expect("it runs");
    let answers = Session::answers(&output);
    assert_eq!(answers[0]["error"]["code"], "keychain_missing", "{answers:?}");
    for (path, bytes) in files(&session.desk.data()) {
        let found = bytes.windows(6).any(|window| window == b"CANARY");
        assert!(!found, "{} holds a secret", path.display());
    }
    assert!(services.requests().is_empty(), "nobody was asked for a secret in vain");
}

#[test]
fn a_keychain_that_cannot_write_stores_no_connection() {
    let services = Services::start(&[]);
    let session = Session::new(&services);
    // Where it would keep its files there is something else.
    std::fs::write(session.desk.file("share").join("keyrings"), "in the way").expect("a file");
    let output = session.run(&format!("{UNLOCKED}{CONNECT}clearpost companies"));
    let answers = Session::answers(&output);
    assert_eq!(answers[0]["error"]["code"], "keychain_locked", "{answers:?}");
    assert_eq!(answers.last().expect("companies")["companies"], serde_json::json!([]));
}

#[test]
fn a_keychain_that_was_lost_asks_to_connect_again() {
    let services = Services::start(&[]);
    let session = Session::new(&services);
    session.last(&format!("{UNLOCKED}{CONNECT}clearpost refresh"));
    std::fs::remove_dir_all(session.desk.file("share").join("keyrings")).expect("its files");
    let answer = session.last(&format!("{UNLOCKED}clearpost refresh"));
    assert_eq!(answer["error"]["code"], "sign_in_needed", "{answer}");
    let listed = session.last(&format!("{UNLOCKED}clearpost list"));
    assert!(
        listed["total"].as_u64().unwrap_or_default() > 0,
        "cache and ledger are there: {listed}"
    );
    let again = session.last(&format!(
        "{UNLOCKED}{}",
        CONNECT.replace("clearpost connect quickbooks", "true")
    ));
    assert_eq!(again["companies"][0]["state"], "connected", "{again}");
}

#[test]
fn two_processes_with_many_refused_calls_cause_one_token_refresh() {
    let services = Services::start(&[]);
    let session = Session::new(&services);
    session.last(&format!("{UNLOCKED}{CONNECT}clearpost refresh"));
    services.advance(4_000);
    let before = token_requests(&services);
    let output = session.run(&format!("{UNLOCKED}clearpost refresh & clearpost refresh & wait"));
    assert!(output.status.success());
    let answers = Session::answers(&output);
    assert!(
        answers.iter().all(|answer| answer.get("error").is_none()),
        "{answers:?}"
    );
    assert_eq!(token_requests(&services) - before, 1);
}

#[test]
fn ten_calls_refused_at_the_same_moment_cause_one_token_refresh() {
    let services = Services::start(&[]);
    let session = Session::new(&services);
    let (has_run_out, met) = (Arc::new(AtomicBool::new(false)), Arc::new(Barrier::new(10)));
    let (holds, calls) = (Arc::clone(&has_run_out), AtomicUsize::new(0));
    let proxy = Proxy::start(&services.info("quickbooks", "url"), move |request, ask| {
        // The first call of each process waits for those of the others.
        if holds.load(SeqCst) && request.target().starts_with("/v3/") && calls.fetch_add(1, SeqCst) < 10 {
            met.wait();
        }
        ask()
    });
    let connect = format!("QUICKBOOKS={}\n{CONNECT}", proxy.url());
    session.last(&format!("{UNLOCKED}{connect}"));
    services.advance(4_000);
    has_run_out.store(true, SeqCst);
    let before = token_requests(&services);
    let output = session.run(&format!(
        "{UNLOCKED}for n in 0 1 2 3 4 5 6 7 8 9; do clearpost check > \"$XDG_RUNTIME_DIR/check-$n\" & done; wait
cat \"$XDG_RUNTIME_DIR\"/check-*"
    ));
    let answers = Session::answers(&output);
    assert_eq!(answers.len(), 10);
    assert!(
        answers.iter().all(|answer| answer.get("error").is_none()),
        "{answers:?}"
    );
    let refused = services.requests().iter().filter(|line| line["status"] == 401).count();
    assert!(refused >= 10, "{refused}");
    assert_eq!(token_requests(&services) - before, 1);
}
