//! The ledger on a disk that fails, as an older copy of itself, and of a newer Clearpost: nothing leaves
//! that it does not know of.

use std::collections::BTreeMap;
use std::fs;

use serde_json::json;

use crate::desk::Desk;
use crate::services::Services;

/// A bulk resend under a limit for the size of every file, as on a full disk: from some moment on, the
/// ledger cannot be written. Another window is open, so that its log grows from where it is.
#[cfg(unix)]
#[test]
fn once_the_ledger_cannot_be_written_nothing_leaves_and_the_message_says_so() {
    use crate::desk::Answer;
    use crate::judging::handlers;
    use clearpost_api::dto;

    const BLOCK: u64 = 512;
    let services = Services::start(&["--documents", "200"]);
    let mut desk = Desk::new(&services);
    let documents = desk.sendable(&services, 30);
    let before = services.created_all();
    let window = handlers(&desk);
    for turn in 0..120 {
        let change = dto::SettingsChange {
            tolerance: None,
            read_only: Some(turn % 2 == 0),
            ..Default::default()
        };
        window.change_settings(change).expect("it is set");
    }
    let log = fs::metadata(desk.data().join("ledger.db-wal"))
        .expect("the ledger's log")
        .len();
    let others = ["cache.db", "cache.db-wal", "ledger.db"];
    for name in others {
        let size = fs::metadata(desk.data().join(name)).map_or(0, |found| found.len());
        println!("{name}: {size} of {log}");
    }
    let limit = (log + 240_000) / BLOCK;
    let arguments: Vec<&str> = ["--json", "resend", "--recreate", "--wait", "0"]
        .into_iter()
        .chain(documents.iter().map(String::as_str))
        .collect();
    let plain = desk.command(&arguments);
    let mut limited = std::process::Command::new("sh");
    desk.dress(&mut limited);
    // A signal would end it; ignored, the write fails.
    limited
        .args(["-c", &format!("trap '' XFSZ; ulimit -f {limit}; exec \"$@\""), "sh"])
        .arg(plain.get_program())
        .args(plain.get_args());
    let answer = Answer::of(&limited.output().expect("it runs"));
    assert_eq!(answer.code, 1, "{:#}\n{}", answer.json, answer.stderr);
    let error = &answer.json["error"];
    assert_eq!(error["code"], "ledger_unwritable", "{error:#}");
    let message = error["message"].as_str().expect("a message");
    assert!(message.contains("nothing more was sent"), "{message}");

    // Everything that left is in the ledger.
    let left = services.mutations().len();
    println!("{left} of {} left: {message}", documents.len());
    assert!(left > 0 && left < documents.len(), "it failed in the midst: {left}");
    let gone = desk
        .outbox()
        .into_iter()
        .filter(|one| !["queued", "cancelled"].iter().any(|state| one["state"] == *state));
    let gone: Vec<String> = gone
        .map(|one| one["ref"].as_str().expect("a name").to_owned())
        .collect();
    for line in services.mutations() {
        let path = line["path"].as_str().expect("a path").to_owned();
        let id = path.rsplit('/').nth(1).expect("an id");
        assert!(gone.contains(&format!("invoice:{id}")), "{path} left unknown");
    }
    drop(window);

    // With room again, each is there once at last.
    for seconds in [1_000, 100] {
        desk.advance(&services, seconds);
        desk.refresh();
    }
    desk.run(&["resend", "--queued", "--wait", "0"]);
    desk.run(&arguments[1..]);
    let created = services.created_all();
    let new: BTreeMap<&String, u64> = documents
        .iter()
        .map(|name| (name, created[name] - before[name]))
        .collect();
    assert!(new.values().all(|count| *count == 1), "{new:?}");
}

#[test]
fn after_an_older_ledger_was_put_back_nothing_leaves_until_the_grace_time_is_over() {
    let services = Services::start(&["--sync-delay", "60000"]);
    let mut desk = Desk::refreshed(&services);
    let document = services.find("invoice", "missing", None);
    let ledger = desk.data().join("ledger.db");
    let backup = fs::read(&ledger).expect("the ledger");
    desk.resend(&document, &["--wait", "0"], "sent");
    fs::write(&ledger, backup).expect("it is put back");

    desk.advance(&services, 10);
    let answer = desk.run(&["resend", &document, "--wait", "0"]);
    assert!(answer.stderr.contains("older than the cache"), "{}", answer.stderr);
    assert_eq!(answer.json["results"][0]["reason"], "pending", "{:#}", answer.json);
    // The next start knows it still.
    desk.blocked(&document, &["--wait", "0"], "pending");
    assert_eq!(services.mutations().len(), 1);
    desk.advance(&services, 1_000);
    desk.refresh();
    desk.resend(&document, &["--wait", "0"], "already_there");
    assert_eq!((services.created(&document), services.mutations().len()), (1, 1));
}

#[test]
fn the_ledger_of_a_newer_clearpost_is_read_and_nothing_is_sent() {
    let services = Services::start(&[]);
    let desk = Desk::refreshed(&services);
    let document = services.find("invoice", "missing", None);
    let ledger = desk.data().join("ledger.db");
    let mut bytes = fs::read(&ledger).expect("the ledger");
    // The format's number in the file's header.
    bytes[60..64].copy_from_slice(&99_u32.to_be_bytes());
    fs::write(&ledger, &bytes).expect("it is newer");
    for options in [&["--wait", "0"][..], &["--offline"]] {
        let answer = desk.run(&[&["resend", &document], options].concat());
        assert_eq!(answer.error(1), "cache_newer");
    }
    assert!(desk.outbox().is_empty(), "it is read");
    assert!(services.mutations().is_empty());
    assert_eq!(fs::read(&ledger).expect("the ledger"), bytes, "it is not written");
}

#[test]
fn a_spoilt_cache_is_set_aside_and_the_ledger_goes_on() {
    let services = Services::start(&["--sync-delay", "60000"]);
    let mut desk = Desk::refreshed(&services);
    let document = services.find("invoice", "missing", None);
    services.fault(&json!({ "service": "procurement", "method": "POST", "kind": "drop_after", "times": 1 }));
    desk.resend(&document, &["--wait", "0"], "uncertain");
    fs::write(desk.data().join("cache.db"), b"not a database").expect("it is spoilt");
    desk.advance(&services, 90);
    let refreshed = desk.run(&["refresh"]);
    assert!(refreshed.stderr.contains("set aside"), "{}", refreshed.stderr);
    refreshed.expect(0);
    assert_eq!(desk.attempt()["state"], "proved", "the attempt is known and settled");
    assert_eq!((services.created(&document), services.mutations().len()), (1, 1));
}
