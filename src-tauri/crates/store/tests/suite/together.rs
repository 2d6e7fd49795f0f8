//! Several windows and processes on the same files at the same time.

use std::process::Stdio;

use clearpost_domain::DocumentRef;
use clearpost_store::{Cache, Ledger, StoreError};

use crate::given::{self, attempt, document, key};

const DOCUMENTS: u64 = 40;

/// Runs only as the child of the next test: claims every document it can.
#[test]
fn child_claims_documents() {
    let Some(dir) = given::given_dir() else { return };
    let (ledger, _) = Ledger::open(&dir).unwrap();
    for number in 0..DOCUMENTS {
        let id = format!("{}-{number}", std::process::id());
        match ledger.begin_attempt(&key(), &attempt(&id, DocumentRef::order(number))) {
            Ok(()) => println!("\nclaimed {number}"),
            Err(StoreError::AttemptOpen { .. }) => {}
            Err(error) => panic!("{error:?}"),
        }
    }
}

#[test]
fn processes_never_both_begin_an_attempt_for_one_document() {
    let place = given::place();
    let children: Vec<_> = (0..3)
        .map(|_| {
            given::again("together::child_claims_documents", place.dir.path())
                .stdout(Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    let mut claimed = Vec::new();
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success());
        let text = String::from_utf8(output.stdout).unwrap();
        claimed.extend(
            text.lines()
                .filter_map(|line| line.strip_prefix("claimed ")?.parse::<u64>().ok()),
        );
    }
    claimed.sort_unstable();
    assert_eq!(claimed, (0..DOCUMENTS).collect::<Vec<_>>());
    assert_eq!(place.ledger().open_attempts(&key()).unwrap().len(), claimed.len());
}

#[test]
fn a_reader_does_not_wait_for_a_long_write_of_another_window() {
    let place = given::place();
    let cache = place.cache();
    cache
        .upsert_documents(&key(), &[document(DocumentRef::order(1))])
        .unwrap();
    let mut other = rusqlite::Connection::open(place.dir.cache_path()).unwrap();
    let writing = other
        .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)
        .unwrap();
    writing.execute("DELETE FROM document", []).unwrap();
    assert_eq!(cache.documents(&key()).unwrap().len(), 1);
    assert!(cache.put_mark(&key(), "a", "b").unwrap_err().is_busy());
    writing.rollback().unwrap();
    cache.put_mark(&key(), "a", "b").unwrap();
}

#[test]
fn threads_share_a_cache_and_open_it_at_once() {
    let place = given::place();
    std::thread::scope(|scope| {
        for thread in 0..4_u64 {
            let dir = &place.dir;
            scope.spawn(move || {
                let (cache, _) = Cache::open(dir).unwrap();
                let batch: Vec<_> = (0..100)
                    .map(|row| document(DocumentRef::order(thread * 100 + row)))
                    .collect();
                cache.upsert_documents(&key(), &batch).unwrap();
            });
        }
    });
    let cache = place.cache();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert_eq!(cache.documents(&key()).unwrap().len(), 400));
        }
    });
}
