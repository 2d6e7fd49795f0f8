//! Readings that break off, and what they know when they go on.

use clearpost_domain::{Document, DocumentKind, DocumentRef, Entity};
use clearpost_store::{Cache, PageRead, PageRows};

use crate::given::{at, bill, document, key, place, transaction};

fn page<'a>(stream: &'a str, number: u32, total: u64, seen: &'a [String]) -> PageRead<'a> {
    PageRead {
        place: Some((stream, number)),
        round: 1,
        pages: Some(3),
        total: Some(total),
        seen,
        source: stream,
        quarantined: &[],
        at: at(10),
    }
}

fn names(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

#[test]
fn a_reading_goes_on_after_the_process_ended() {
    let place = place();
    let cache = place.cache();
    cache.begin_passes(&key(), &["orders"], at(5)).unwrap();
    let rows = [document(DocumentRef::order(1)), document(DocumentRef::order(2))];
    let seen = names(&["1", "2"]);
    let changed = cache
        .take_page(&key(), &page("orders", 2, 60, &seen), PageRows::Documents(&rows))
        .unwrap();
    assert_eq!(changed, 2);
    drop(cache);

    let cache = Cache::open(&place.dir).unwrap().0;
    let pass = cache.pass(&key(), "orders").unwrap().unwrap();
    assert_eq!((pass.started, pass.finished, pass.round), (at(5), None, 1));
    assert_eq!(pass.done.into_iter().collect::<Vec<_>>(), [2]);
    assert_eq!((pass.pages, pass.total, pass.fell), (Some(3), Some(60), false));
    assert_eq!(pass.seen.len(), 2);
    // Fewer than before: something went while the pages were read.
    cache
        .take_page(&key(), &page("orders", 3, 59, &[]), PageRows::Documents(&[]))
        .unwrap();
    assert!(cache.pass(&key(), "orders").unwrap().unwrap().fell);
    cache.next_round(&key(), "orders").unwrap();
    let pass = cache.pass(&key(), "orders").unwrap().unwrap();
    assert_eq!((pass.round, pass.fell, pass.total), (2, false, None));
    assert!(pass.done.is_empty());
    assert_eq!(pass.seen.len(), 2, "what was seen stays seen");
    assert_eq!(cache.documents(&key()).unwrap().len(), 2);
}

#[test]
fn what_a_complete_reading_does_not_show_is_named() {
    let place = place();
    let cache = place.cache();
    let rows: Vec<Document> = [1, 2, 3].map(|id| document(DocumentRef::order(id))).into();
    cache.upsert_documents(&key(), &rows).unwrap();
    cache
        .upsert_documents(&key(), &[document(DocumentRef::invoice(2))])
        .unwrap();
    cache
        .upsert_transactions(&key(), &[transaction("7"), transaction("8")])
        .unwrap();
    cache.tombstone(&key(), &[bill("9")], at(1), None).unwrap();
    cache
        .begin_passes(&key(), &["orders", "archived_orders", "Bill"], at(5))
        .unwrap();
    for (stream, ids) in [("orders", ["1"]), ("archived_orders", ["3"]), ("Bill", ["8"])] {
        cache
            .take_page(&key(), &page(stream, 1, 1, &names(&ids)), PageRows::Documents(&[]))
            .unwrap();
    }
    let orders = cache.unseen_documents(&key(), DocumentKind::Order, &["orders", "archived_orders"]);
    assert_eq!(orders.unwrap(), [DocumentRef::order(2)]);
    assert_eq!(cache.unseen_transactions(&key(), Entity::Bill).unwrap(), [bill("7")]);
}

#[test]
fn a_row_that_tells_nothing_new_is_no_change() {
    let place = place();
    let cache = place.cache();
    let row = document(DocumentRef::order(1));
    let take = |row: &Document| {
        let seen = names(&["1"]);
        let read = PageRead {
            place: None,
            ..page("orders", 1, 1, &seen)
        };
        cache
            .take_page(&key(), &read, PageRows::Documents(std::slice::from_ref(row)))
            .unwrap()
    };
    let row = Document { detail: None, ..row };
    assert_eq!(take(&row), 1);
    assert_eq!(take(&row), 0);
    let renamed = Document {
        supplier_name: "Another".to_owned(),
        ..row
    };
    assert_eq!(take(&renamed), 1);
}
