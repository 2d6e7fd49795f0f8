//! Damaged files: a cache is moved aside and rebuilt, a ledger is saved or left where it is.

use std::path::Path;
use std::sync::OnceLock;

use clearpost_domain::DocumentRef;
use clearpost_store::{Cache, Ledger, StoreError};
use proptest::prelude::*;

use crate::given::{Place, again, at, attempt, bill, document, given_dir, key, place, transaction};

const DOCUMENTS: u64 = 60;

/// A place with the same two filled databases every time; they are built once.
fn filled() -> Place {
    static FILES: OnceLock<[Vec<u8>; 2]> = OnceLock::new();
    let [cache, ledger] = FILES.get_or_init(|| {
        let place = place();
        fill(&place);
        assert!(files(&place, "-wal").is_empty(), "the last to close tidies up");
        [place.dir.cache_path(), place.dir.ledger_path()].map(|path| std::fs::read(path).unwrap())
    });
    let place = place();
    std::fs::write(place.dir.cache_path(), cache).unwrap();
    std::fs::write(place.dir.ledger_path(), ledger).unwrap();
    place
}

fn fill(place: &Place) {
    let cache = place.cache();
    let documents: Vec<_> = (0..DOCUMENTS).map(|id| document(DocumentRef::order(id))).collect();
    cache.upsert_documents(&key(), &documents).unwrap();
    cache.upsert_transactions(&key(), &[transaction("1")]).unwrap();
    let ledger = place.ledger();
    for id in 0..DOCUMENTS {
        ledger
            .begin_attempt(&key(), &attempt(&format!("{id:04}"), DocumentRef::order(id)))
            .unwrap();
        ledger
            .set_handled(
                &key(),
                DocumentRef::order(id),
                "a reason long enough to fill pages",
                at(1),
            )
            .unwrap();
    }
    ledger
        .record_links(&key(), &[(DocumentRef::order(1), bill("1"))], at(1))
        .unwrap();
}

fn files(place: &Place, part: &str) -> Vec<String> {
    let names = std::fs::read_dir(place.dir.path()).unwrap();
    names
        .map(|entry| entry.unwrap().file_name().to_str().unwrap().to_owned())
        .filter(|name| name.contains(part))
        .collect()
}

fn cut(path: &Path, length: usize) {
    let mut bytes = std::fs::read(path).unwrap();
    bytes.truncate(length);
    std::fs::write(path, bytes).unwrap();
}

#[test]
fn a_damaged_cache_is_moved_aside_and_rebuilt() {
    let ruins: [fn(&Path); 5] = [
        |path| cut(path, 0),
        |path| cut(path, 50),
        |path| cut(path, 5_000),
        |path| std::fs::write(path, "this is a letter, not a database ".repeat(200)).unwrap(),
        |path| {
            let mut bytes = std::fs::read(path).unwrap();
            bytes[4_096..].fill(0xAA);
            std::fs::write(path, bytes).unwrap();
        },
    ];
    for (number, ruin) in ruins.into_iter().enumerate() {
        let place = filled();
        ruin(&place.dir.cache_path());
        let ruined = std::fs::read(place.dir.cache_path()).unwrap();
        let (cache, report) = Cache::open(&place.dir).unwrap();
        let aside = report
            .damaged
            .unwrap_or_else(|| panic!("ruin {number} was not noticed"));
        assert_eq!(aside.file_name().unwrap(), "cache.db.damaged-1");
        assert_eq!(std::fs::read(&aside).unwrap(), ruined, "ruin {number}");
        assert!(cache.documents(&key()).unwrap().is_empty());
        cache
            .upsert_documents(&key(), &[document(DocumentRef::order(1))])
            .unwrap();
        drop(cache);
        let (cache, report) = Cache::open(&place.dir).unwrap();
        assert_eq!((report.damaged, cache.documents(&key()).unwrap().len()), (None, 1));
    }
}

#[test]
fn two_damaged_caches_are_both_kept() {
    let place = place();
    for _ in 0..2 {
        drop(place.cache());
        cut(&place.dir.cache_path(), 30);
        assert!(Cache::open(&place.dir).unwrap().1.damaged.is_some());
    }
    let mut kept = files(&place, "damaged");
    kept.retain(|name| !name.ends_with("-wal") && !name.ends_with("-shm"));
    kept.sort();
    assert_eq!(kept, ["cache.db.damaged-1", "cache.db.damaged-2"]);
}

#[test]
fn the_log_of_a_cache_that_is_gone_is_not_applied_to_a_new_one() {
    let place = place();
    let cache = place.cache();
    cache
        .upsert_documents(&key(), &[document(DocumentRef::order(1))])
        .unwrap();
    let log = std::fs::read(place.dir.path().join("cache.db-wal")).unwrap();
    drop(cache);
    std::fs::remove_file(place.dir.cache_path()).unwrap();
    std::fs::write(place.dir.path().join("cache.db-wal"), log).unwrap();
    let (cache, report) = Cache::open(&place.dir).unwrap();
    assert!(report.damaged.is_some());
    assert!(cache.documents(&key()).unwrap().is_empty());
    assert_eq!(files(&place, "damaged-1-wal").len(), 1);
}

#[test]
fn a_partly_readable_ledger_is_saved_into_a_new_one() {
    let place = filled();
    let path = place.dir.ledger_path();
    let raw = rusqlite::Connection::open(&path).unwrap();
    raw.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        .unwrap();
    let root: u32 = raw
        .query_row(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'handled_log'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    drop(raw);
    let root = usize::try_from(root).unwrap();
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[(root - 1) * 4_096..root * 4_096].fill(0xAA);
    std::fs::write(&path, &bytes).unwrap();

    let (ledger, report) = Ledger::open(&place.dir).unwrap();
    let saved = report.salvaged.unwrap();
    assert_eq!(saved.broken_tables, 1);
    assert_eq!(std::fs::read(report.damaged.unwrap()).unwrap(), bytes);
    assert_eq!(
        ledger.attempts(&key()).unwrap().len(),
        usize::try_from(DOCUMENTS).unwrap()
    );
    assert_eq!(ledger.links(&key()).unwrap().len(), 1);
    assert!(ledger.handled(&key()).unwrap().is_empty());
    assert!(ledger.epoch().unwrap() > DOCUMENTS);
    let second = ledger.begin_attempt(&key(), &attempt("9999", DocumentRef::order(1)));
    assert!(matches!(second, Err(StoreError::AttemptOpen { .. })));
}

#[test]
fn an_unreadable_ledger_stays_where_it_is_until_the_user_decides() {
    for length in [0, 100] {
        let place = filled();
        cut(&place.dir.ledger_path(), length);
        for _ in 0..2 {
            let error = Ledger::open(&place.dir).map(|_| ()).unwrap_err();
            assert!(matches!(error, StoreError::LedgerDamaged { .. }), "{error:?}");
            assert!(error.is_damaged());
            assert_eq!(std::fs::metadata(place.dir.ledger_path()).unwrap().len(), length as u64);
        }
        let aside = Ledger::set_aside(&place.dir).unwrap();
        assert_eq!(std::fs::metadata(aside).unwrap().len(), length as u64);
        assert!(Ledger::open(&place.dir).unwrap().1.created);
    }
}

#[test]
fn an_interrupted_salvage_is_ended_at_the_next_opening() {
    let place = filled();
    let path = place.dir.ledger_path();
    std::fs::rename(&path, place.dir.path().join("ledger.db.salvage")).unwrap();
    let (ledger, report) = Ledger::open(&place.dir).unwrap();
    assert!(report.damaged.is_some() && !report.created);
    assert_eq!(
        ledger.attempts(&key()).unwrap().len(),
        usize::try_from(DOCUMENTS).unwrap()
    );
}

#[test]
fn errors_say_nothing_of_what_is_stored() {
    let place = filled();
    let ledger = place.ledger();
    let raw = rusqlite::Connection::open(place.dir.ledger_path()).unwrap();
    raw.execute_batch("DROP TABLE handled_log; CREATE TABLE handled_log (secret TEXT)")
        .unwrap();
    let error = ledger.handled(&key()).unwrap_err();
    assert_eq!(error.to_string(), "the handled marks cannot be read from ledger.db");
    assert!(std::error::Error::source(&error).is_some());
}

/// Bits to flip: one in three in the first hundred bytes, where the file says what it is.
fn flips() -> impl Strategy<Value = Vec<(bool, prop::sample::Index, u8)>> {
    let flip = (prop::bool::weighted(0.33), any::<prop::sample::Index>(), 0_u8..8);
    proptest::collection::vec(flip, 1..12)
}

fn flip(bytes: &mut [u8], flips: Vec<(bool, prop::sample::Index, u8)>) {
    for (in_header, index, bit) in flips {
        let at = index.index(if in_header { 100 } else { bytes.len() });
        bytes[at] ^= 1 << bit;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever bits flip: nothing panics, an error is named damage, and the next opening is sound.
    #[test]
    fn flipped_bits_never_stop_the_cache(flips in flips()) {
        let place = filled();
        let path = place.dir.cache_path();
        let mut bytes = std::fs::read(&path).unwrap();
        flip(&mut bytes, flips);
        std::fs::write(&path, &bytes).unwrap();
        let (cache, report) = Cache::open(&place.dir).unwrap();
        let outcomes = [
            cache.documents(&key()).map(|_| ()),
            cache.transactions(&key()).map(|_| ()),
            cache.upsert_documents(&key(), &[document(DocumentRef::order(1_000))]).map(|_| ()),
        ];
        let damaged = outcomes.iter().any(|outcome| outcome.as_ref().is_err_and(StoreError::is_damaged));
        for outcome in outcomes {
            if let Err(error) = outcome {
                prop_assert!(error.is_damaged() || error.is_newer(), "{error:?}");
            }
        }
        drop(cache);
        let (cache, again) = Cache::open(&place.dir).unwrap();
        let reading = cache.documents(&key());
        prop_assert!(reading.is_ok(), "{reading:?} {again:?}");
        if damaged {
            prop_assert!(report.damaged.is_some() || again.damaged.is_some());
        }
    }

    /// Whatever bits flip: the ledger opens, or is saved with the damaged file kept, or stays.
    #[test]
    fn flipped_bits_never_empty_the_ledger(flips in flips()) {
        let place = filled();
        let path = place.dir.ledger_path();
        let mut bytes = std::fs::read(&path).unwrap();
        flip(&mut bytes, flips);
        std::fs::write(&path, &bytes).unwrap();
        if let Ok((ledger, report)) = Ledger::open(&place.dir) {
                prop_assert!(!report.created);
                if let Some(aside) = report.damaged {
                    prop_assert!(std::fs::read(aside).unwrap() == bytes, "the damaged file was changed");
                    prop_assert!(report.salvaged.unwrap().rows > 0);
                }
                let _ = ledger.attempts(&key());
        } else {
            prop_assert!(std::fs::read(&path).unwrap() == bytes, "the damaged file was changed");
        }
    }
}

/// Runs only as the child of the next test, which lets no file grow beyond a limit.
#[test]
fn child_writes_until_the_disk_is_full() {
    let Some(dir) = given_dir() else { return };
    let (cache, _) = Cache::open(&dir).unwrap();
    let (ledger, _) = Ledger::open(&dir).unwrap();
    let mut written = 0;
    let full = loop {
        let batch: Vec<_> = (written..written + 100)
            .map(|id| document(DocumentRef::order(id)))
            .collect();
        match cache.upsert_documents(&key(), &batch) {
            Ok(_) => written += 100,
            Err(error) => break error,
        }
    };
    assert!(full.is_unwritable(), "{full:?}");
    assert_eq!(cache.documents(&key()).unwrap().len() as u64, written);
    let mut begun = 0;
    let refused = loop {
        match ledger.begin_attempt(&key(), &attempt(&format!("{begun:06}"), DocumentRef::order(begun))) {
            Ok(()) => begun += 1,
            Err(error) => break error,
        }
    };
    assert!(refused.is_unwritable(), "{refused:?}");
    assert_eq!(ledger.attempts(&key()).unwrap().len() as u64, begun);
    assert!(written > 0 && begun > 0);
}

#[cfg(unix)]
#[test]
fn a_full_disk_stops_writing_and_reading_goes_on() {
    let place = place();
    let child = again("damage::child_writes_until_the_disk_is_full", place.dir.path());
    let output = std::process::Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 600; exec \"$0\" \"$@\""])
        .arg(child.get_program())
        .args(child.get_args())
        .env("CLEARPOST_TEST_FOLDER", place.dir.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert_eq!(Cache::open(&place.dir).unwrap().1.damaged, None);
    assert_eq!(Ledger::open(&place.dir).unwrap().1.damaged, None);
}

#[test]
fn damage_met_while_reading_is_remembered_for_the_next_opening() {
    let place = filled();
    let cache = place.cache();
    let mut bytes = std::fs::read(place.dir.cache_path()).unwrap();
    bytes[4_096..].fill(0xAA);
    std::fs::write(place.dir.cache_path(), bytes).unwrap();
    assert!(cache.documents(&key()).unwrap_err().is_damaged());
    assert_eq!(files(&place, "cache.db.suspect").len(), 1);
    drop(cache);
    assert!(Cache::open(&place.dir).unwrap().1.damaged.is_some());
    assert!(files(&place, "suspect").is_empty());
}
