//! Receipts of resends, and the first proof of a route.

use std::collections::BTreeMap;

use clearpost_domain::{AttemptId, BlockReason, CompanyKey, DocumentRef, Outcome, Route};
use clearpost_store::{Receipt, ReceiptRow, VerifiedRoute};

use crate::given::{at, bill, key, place};

fn receipt(id: &str) -> Receipt {
    let row = |number, outcome, reason| ReceiptRow {
        reference: DocumentRef::invoice(number),
        outcome,
        reason,
        detail: "as told".to_owned(),
        attempt: None,
        record: None,
    };
    Receipt {
        id: id.to_owned(),
        started: at(1),
        ended: at(2),
        stopped: Some("cancelled".to_owned()),
        rows: vec![
            ReceiptRow {
                attempt: Some(AttemptId::new("01A")),
                record: Some(bill("412")),
                ..row(9, Outcome::Proved, None)
            },
            row(2, Outcome::Blocked, Some(BlockReason::Cause)),
        ],
    }
}

#[test]
fn a_receipt_reads_back_in_its_order_and_the_newest_comes_unasked() {
    let place = place();
    let ledger = place.ledger();
    assert_eq!(ledger.receipt(&key(), None).unwrap(), None);
    for id in ["01A", "01B"] {
        ledger.put_receipt(&key(), &receipt(id)).unwrap();
    }
    let other = place.ledger();
    assert_eq!(other.receipt(&key(), Some("01A")).unwrap(), Some(receipt("01A")));
    assert_eq!(other.receipt(&key(), None).unwrap(), Some(receipt("01B")));
    assert_eq!(other.receipt(&key(), Some("01C")).unwrap(), None);
}

#[test]
fn the_receipts_of_a_company_are_listed_newest_first_with_their_counts() {
    let place = place();
    let ledger = place.ledger();
    assert_eq!(ledger.receipts(&key()).unwrap(), []);
    let mut long = receipt("01A");
    long.rows.push(ReceiptRow {
        reference: DocumentRef::order(3),
        ..long.rows[1].clone()
    });
    ledger.put_receipt(&key(), &long).unwrap();
    ledger.put_receipt(&key(), &receipt("01B")).unwrap();
    ledger.put_receipt(&CompanyKey::new("7002/-"), &receipt("01C")).unwrap();
    let heads = ledger.receipts(&key()).unwrap();
    let told: Vec<_> = heads.iter().map(|head| (head.id.as_str(), &head.counts)).collect();
    let counts = |blocked| BTreeMap::from([(Outcome::Proved, 1), (Outcome::Blocked, blocked)]);
    assert_eq!(told, [("01B", &counts(1)), ("01A", &counts(2))]);
    assert_eq!(heads[0].stopped.as_deref(), Some("cancelled"));
}

#[test]
fn a_receipt_is_written_whole_or_not_at_all() {
    let place = place();
    let ledger = place.ledger();
    ledger.put_receipt(&key(), &receipt("01A")).unwrap();
    assert!(ledger.put_receipt(&key(), &receipt("01A")).is_err());
    let raw = rusqlite::Connection::open(place.dir.ledger_path()).unwrap();
    for sql in ["DELETE FROM receipt_row", "UPDATE receipt SET stopped = NULL"] {
        assert!(raw.execute(sql, []).is_err(), "{sql} must not pass");
    }
}

#[test]
fn the_first_proof_of_a_route_stays_until_it_is_forgotten() {
    let place = place();
    let ledger = place.ledger();
    let (first, second) = (DocumentRef::invoice(771), DocumentRef::order(1));
    ledger
        .record_verified_route(&key(), Route::Edit, Some(first), at(1))
        .unwrap();
    ledger
        .record_verified_route(&key(), Route::Edit, Some(second), at(2))
        .unwrap();
    let expected = VerifiedRoute {
        since: at(1),
        by: Some(first),
    };
    assert_eq!(ledger.verified_routes(&key()).unwrap()[&Route::Edit], expected);
    ledger.forget_verified_route(&key(), Route::Edit).unwrap();
    assert!(ledger.verified_routes(&key()).unwrap().is_empty());
}
