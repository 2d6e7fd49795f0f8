//! The ledger on a disk that fails, as an older copy of itself, and of a newer Clearpost: nothing leaves
//! that it does not know of.

use std::collections::BTreeMap;
use std::fs;

use serde_json::{Value, json};

use crate::desk::{Desk, files};
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

    let left = all_that_left_is_known(&services, &desk);
    println!("{left} of {} left: {message}", documents.len());
    assert!(left > 0 && left < documents.len(), "it failed in the midst: {left}");
    drop(window);

    once_with_room_again(&services, &mut desk, &documents, &before);
}

/// A disk that is really full: a small file system of its own, which only this run of the command sees.
/// Whatever cannot be written first, the run ends, and what has left by then is known.
#[cfg(target_os = "linux")]
#[test]
fn on_a_full_disk_nothing_leaves_that_the_ledger_does_not_know_of() {
    use crate::desk::Answer;
    use std::process::Command;

    const OWN_NAMES: [&str; 3] = ["--user", "--map-root-user", "--mount"];
    const RUN: &str = r#"mount -t tmpfs -o "size=$SIZE" tmpfs "$DISK" && cp -r "$DATA/." "$DISK" || exit
        "$@"; code=$?; cp -r "$DISK/." "$DATA"; exit $code"#;
    let services = Services::start(&["--documents", "200"]);
    let mut desk = Desk::new(&services);
    let documents = desk.sendable(&services, 30);
    let before = services.created_all();
    let small_disk = desk.file("disk");
    fs::create_dir(&small_disk).expect("a place to mount");
    let mount = ["mount", "-t", "tmpfs", "tmpfs"];
    let tried = Command::new("unshare")
        .args(OWN_NAMES)
        .args(mount)
        .arg(&small_disk)
        .status();
    if !tried.is_ok_and(|status| status.success()) {
        println!("not tried: this system lets nobody mount a disk of his own");
        return;
    }
    let mut midst = 0;
    for room in [0, 100_000, 300_000, 500_000, 700_000] {
        let used: u64 = files(&desk.data())
            .iter()
            .map(|(_, bytes)| (bytes.len() as u64).next_multiple_of(4096))
            .sum();
        let mut run = Command::new("unshare");
        desk.dress(&mut run);
        run.args(OWN_NAMES)
            .args(["sh", "-c", RUN, "sh"])
            .env("SIZE", (used + room).to_string())
            .env("DISK", &small_disk)
            .env("DATA", desk.data())
            .arg(crate::programs::clearpost())
            .arg("--data-dir")
            .arg(&small_disk)
            .args(["--json", "resend", "--recreate", "--wait", "0"])
            .args(&documents);
        let before_this = services.mutation_count();
        let answer = Answer::of(&run.output().expect("it runs"));
        let left = all_that_left_is_known(&services, &desk);
        let message = answer.json["error"]["message"].as_str().unwrap_or_default().to_owned();
        println!("{left} have left with {room} bytes of room: {message}");
        assert!(["ledger_unwritable", "cache_unreadable"].contains(&answer.error(1).as_str()));
        // In the midst, it tells what has left; before, there is nothing to tell.
        let told = message.contains("nothing more was sent; what had left before: ");
        assert!(told || left == before_this, "{message}");
        midst += usize::from(told);
    }
    assert!(midst > 1, "some of them failed in the midst");
    once_with_room_again(&services, &mut desk, &documents, &before);
}

/// Every request for a resend belongs to an attempt that has left. Returns how many there were.
fn all_that_left_is_known(services: &Services, desk: &Desk) -> usize {
    let outbox = desk.outbox();
    let has_left = |one: &&Value| !["queued", "cancelled"].iter().any(|state| one["state"] == *state);
    let known: Vec<&str> = outbox
        .iter()
        .filter(has_left)
        .filter_map(|one| one["ref"].as_str())
        .collect();
    let requests = services.mutations();
    for line in &requests {
        let path = line["path"].as_str().expect("a path");
        let id = path.rsplit('/').nth(1).expect("an id");
        assert!(known.contains(&format!("invoice:{id}").as_str()), "{path} left unknown");
    }
    requests.len()
}

/// What failed for want of room is settled, and each document is there once at last.
fn once_with_room_again(services: &Services, desk: &mut Desk, documents: &[String], before: &BTreeMap<String, u64>) {
    for seconds in [1_000, 100] {
        desk.advance(services, seconds);
        desk.refresh();
    }
    desk.run(&["resend", "--queued", "--wait", "0"]);
    let mut all = vec!["resend", "--recreate", "--wait", "0"];
    all.extend(documents.iter().map(String::as_str));
    desk.run(&all);
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
