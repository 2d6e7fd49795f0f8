//! Databases of an older and of a newer Clearpost.

use clearpost_domain::{AttemptId, AttemptState, DocumentRef, Route};
use clearpost_store::{Cache, Departure, Ledger};
use rusqlite::Connection;

use crate::given::{Place, at, attempt, bill, document, key, place};

/// The cache as format 1 had it. Never changed; a new format gets a new fixture.
const CACHE_1: &str = include_str!("../fixtures/cache-1.sql");
const LEDGER_1: &str = include_str!("../fixtures/ledger-1.sql");

fn old(place: &Place, file: &str, sql: &str) {
    let connection = Connection::open(place.dir.path().join(file)).unwrap();
    connection.execute_batch(sql).unwrap();
    connection.pragma_update(None, "user_version", 1).unwrap();
}

fn schema(path: &std::path::Path) -> Vec<(String, String)> {
    let connection = Connection::open(path).unwrap();
    let mut statement = connection
        .prepare("SELECT name, coalesce(sql, '') FROM sqlite_schema ORDER BY name")
        .unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    rows.map(Result::unwrap).collect()
}

#[test]
fn an_old_cache_is_copied_and_brought_to_the_new_format() {
    let place = place();
    old(&place, "cache.db", CACHE_1);
    let (cache, report) = Cache::open(&place.dir).unwrap();
    assert_eq!(report.migrated_from, Some(1));
    assert_eq!(cache.mark(&key(), "cursor").unwrap().as_deref(), Some("3"));
    assert_eq!(cache.quarantine_count(&key()).unwrap(), 0);
    let backup = report.backup.unwrap();
    assert_eq!(
        Connection::open(&backup)
            .unwrap()
            .query_row("SELECT value FROM mark", [], |row| row.get::<_, String>(0))
            .unwrap(),
        "3"
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&backup).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let fresh = crate::given::place();
    drop((cache, fresh.cache()));
    assert_eq!(schema(&place.dir.cache_path()), schema(&fresh.dir.cache_path()));
    assert_eq!(
        Cache::open(&place.dir).unwrap().1,
        clearpost_store::OpenReport::default()
    );
}

#[test]
fn an_old_ledger_keeps_every_row() {
    let place = place();
    old(&place, "ledger.db", LEDGER_1);
    let (ledger, report) = Ledger::open(&place.dir).unwrap();
    assert_eq!(report.migrated_from, Some(1));
    assert!(report.backup.is_some());
    let found = ledger.attempts(&key()).unwrap();
    assert_eq!(
        (found.len(), found[0].state, found[0].events.len()),
        (1, AttemptState::Uncertain, 2)
    );
    // What was seen before it was sent is kept; what was in QuickBooks then, nobody noted.
    let departure = Departure {
        seen: Some((None, 7)),
        found: None,
    };
    assert_eq!((&found[0].departure, &found[0].plan), (&Some(departure), &None));
    assert_eq!(ledger.handled(&key()).unwrap().len(), 1);
    assert_eq!(ledger.links(&key()).unwrap()[&DocumentRef::invoice(2)].key, bill("412"));
    assert_eq!(ledger.epoch().unwrap(), 4);
    ledger
        .record_verified_route(&key(), Route::Edit, Some(DocumentRef::order(1)), at(1))
        .unwrap();
    assert!(ledger.connections().unwrap().is_empty());
    let fresh = crate::given::place();
    drop((ledger, fresh.ledger()));
    assert_eq!(schema(&place.dir.ledger_path()), schema(&fresh.dir.ledger_path()));
}

#[test]
fn a_newer_database_is_read_and_never_written() {
    let place = place();
    place
        .cache()
        .upsert_documents(&key(), &[document(DocumentRef::order(1))])
        .unwrap();
    place
        .ledger()
        .begin_attempt(&key(), &attempt("01A", DocumentRef::order(1)))
        .unwrap();
    for path in [place.dir.cache_path(), place.dir.ledger_path()] {
        Connection::open(path)
            .unwrap()
            .pragma_update(None, "user_version", 99)
            .unwrap();
    }
    let before = [place.dir.cache_path(), place.dir.ledger_path()].map(|path| std::fs::read(path).unwrap());

    let (cache, report) = Cache::open(&place.dir).unwrap();
    assert_eq!(report.newer, Some(99));
    assert_eq!(cache.documents(&key()).unwrap().len(), 1);
    assert!(cache.put_mark(&key(), "cursor", "1").unwrap_err().is_newer());
    let (ledger, report) = Ledger::open(&place.dir).unwrap();
    assert_eq!(report.newer, Some(99));
    assert_eq!(ledger.attempts(&key()).unwrap().len(), 1);
    let refused = ledger.begin_attempt(&key(), &attempt("01B", DocumentRef::order(2)));
    assert!(refused.unwrap_err().is_newer());
    let id = AttemptId::new("01A");
    assert!(ledger.note(&key(), &id, at(1), "x", None).unwrap_err().is_newer());
    drop((cache, ledger));

    let after = [place.dir.cache_path(), place.dir.ledger_path()].map(|path| std::fs::read(path).unwrap());
    assert!(before == after, "a newer database was written to");
}
