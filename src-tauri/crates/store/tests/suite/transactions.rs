//! Table `book_transaction`.

use crate::given::{at, bill, key, place, transaction};

#[test]
fn a_deleted_transaction_keeps_its_row_until_it_is_read_again() {
    let place = place();
    let cache = place.cache();
    cache
        .upsert_transactions(&key(), &[transaction("1"), transaction("2")])
        .unwrap();
    cache.tombstone(&key(), &[bill("1")], at(50), None).unwrap();
    cache.tombstone(&key(), &[bill("1")], at(60), None).unwrap();
    let found = cache.transactions(&key()).unwrap();
    assert_eq!(found[0].deleted_at, Some(at(50)));
    assert_eq!(found[0].number.as_deref(), Some("INV-1"));
    assert_eq!(found[1], transaction("2"));

    assert_eq!(
        cache
            .upsert_transactions(&key(), &[transaction("1"), transaction("2")])
            .unwrap(),
        1
    );
    assert_eq!(
        cache.transactions(&key()).unwrap(),
        [transaction("1"), transaction("2")]
    );
}

#[test]
fn a_deletion_is_known_even_if_the_transaction_was_never_read() {
    let place = place();
    let cache = place.cache();
    cache.tombstone(&key(), &[bill("9")], at(50), None).unwrap();
    let found = cache.transactions(&key()).unwrap();
    assert_eq!(
        (found.len(), &found[0].key, found[0].deleted_at),
        (1, &bill("9"), Some(at(50)))
    );
    cache.upsert_transactions(&key(), &[transaction("9")]).unwrap();
    assert_eq!(cache.transactions(&key()).unwrap(), [transaction("9")]);
}
