//! Table `mark`, and what the cache remembers of the ledger.

use clearpost_domain::DocumentRef;

use crate::given::{at, key, place};

#[test]
fn marks_are_written_replaced_and_deleted() {
    let place = place();
    let cache = place.cache();
    assert_eq!(cache.mark(&key(), "cursor").unwrap(), None);
    cache.put_mark(&key(), "cursor", "{\"page\": 3}").unwrap();
    cache.put_mark(&key(), "cursor", "{\"page\": 4}").unwrap();
    cache.put_mark(&key(), "learned", "gross").unwrap();
    assert_eq!(cache.mark(&key(), "cursor").unwrap().as_deref(), Some("{\"page\": 4}"));
    assert_eq!(cache.marks(&key()).unwrap().len(), 2);
    cache.delete_mark(&key(), "cursor").unwrap();
    assert_eq!(cache.mark(&key(), "cursor").unwrap(), None);
}

#[test]
fn a_restored_older_ledger_is_noticed() {
    let place = place();
    let cache = place.cache();
    let ledger = place.ledger();
    assert!(!cache.knows_newer_ledger(ledger.epoch().unwrap()).unwrap());
    ledger
        .set_handled(&key(), DocumentRef::order(1), "paid by card", at(1))
        .unwrap();
    drop(ledger);
    let backup = std::fs::read(place.dir.ledger_path()).unwrap();

    let ledger = place.ledger();
    ledger.clear_handled(&key(), DocumentRef::order(1), at(2)).unwrap();
    cache.note_ledger_epoch(ledger.epoch().unwrap()).unwrap();
    assert!(!cache.knows_newer_ledger(ledger.epoch().unwrap()).unwrap());
    drop(ledger);

    std::fs::write(place.dir.ledger_path(), backup).unwrap();
    assert!(cache.knows_newer_ledger(place.ledger().epoch().unwrap()).unwrap());
}
