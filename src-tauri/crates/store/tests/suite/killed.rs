//! A process killed in the middle of writing leaves whole databases.

use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

use clearpost_domain::{AttemptId, AttemptState, DocumentRef};
use clearpost_store::{Cache, Ledger, OpenReport};

use crate::given::{self, at, attempt, document, key};

/// Runs only as the child of the next test: writes until it is killed, and says what is on disk.
#[test]
fn child_writes_for_ever() {
    let Some(dir) = given::given_dir() else { return };
    let (cache, _) = Cache::open(&dir).unwrap();
    let (ledger, _) = Ledger::open(&dir).unwrap();
    let start = u64::try_from(ledger.attempts(&key()).unwrap().len()).unwrap();
    for number in start.. {
        let id = format!("{number:06}");
        ledger
            .begin_attempt(&key(), &attempt(&id, DocumentRef::order(number)))
            .unwrap();
        writeln!(std::io::stdout(), "\nsaved {id}").unwrap();
        let batch: Vec<_> = (0..50)
            .map(|row| document(DocumentRef::order(number * 50 + row)))
            .collect();
        cache.upsert_documents(&key(), &batch).unwrap();
        let id = AttemptId::new(id);
        ledger
            .advance(&key(), &id, AttemptState::Sent, at(11), "sent", None)
            .unwrap();
    }
}

#[test]
fn a_killed_process_loses_nothing_that_it_was_told_is_saved() {
    let place = given::place();
    let mut saved: Vec<String> = Vec::new();
    for round in 0..6 {
        let mut child = given::again("killed::child_writes_for_ever", place.dir.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut until = 3 + round * 2;
        for line in lines {
            let line = line.unwrap();
            if let Some(id) = line.strip_prefix("saved ") {
                saved.push(id.to_owned());
                until -= 1;
            }
            if until == 0 {
                child.kill().unwrap();
                until = -1;
            }
        }
        assert!(!child.wait().unwrap().success());

        let (cache, report) = Cache::open(&place.dir).unwrap();
        assert_eq!(report, OpenReport::default());
        assert_eq!(
            cache.documents(&key()).unwrap().len() % 50,
            0,
            "a batch was half written"
        );
        let (ledger, report) = Ledger::open(&place.dir).unwrap();
        assert_eq!(report, OpenReport::default());
        for id in &saved {
            assert!(
                ledger.attempt(&key(), &AttemptId::new(id)).unwrap().is_some(),
                "{id} is lost"
            );
        }
    }
}
