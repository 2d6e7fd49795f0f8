//! Tables `document`, `supplier`, `record`, `company`, `quarantine`.

use clearpost_domain::{CompanyFacts, CompanyKey, DocumentRef, ListKind, ListRecord, RealmId, Supplier, SupplierId};
use clearpost_store::{CompanyRow, QuarantineRow};

use crate::given::{at, document, key, place};

#[test]
fn documents_read_back_as_they_were_written_in_order() {
    let place = place();
    let cache = place.cache();
    let references = [
        DocumentRef::invoice(10),
        DocumentRef::invoice(9),
        DocumentRef::order(u64::MAX),
        DocumentRef::order(3),
    ];
    let given: Vec<_> = references.into_iter().map(document).collect();
    cache.upsert_documents(&key(), &given).unwrap();
    let found = place.cache().documents(&key()).unwrap();
    let order: Vec<_> = found.iter().map(|document| document.reference.to_string()).collect();
    assert_eq!(
        order,
        ["order:3", "order:18446744073709551615", "invoice:9", "invoice:10"]
    );
    for wanted in &given {
        assert_eq!(cache.document(&key(), wanted.reference).unwrap().as_ref(), Some(wanted));
    }
    assert_eq!(cache.document(&key(), DocumentRef::order(4)).unwrap(), None);
}

#[test]
fn an_equal_document_is_not_written_again() {
    let place = place();
    let cache = place.cache();
    let mut given: Vec<_> = (0..2_000).map(|id| document(DocumentRef::invoice(id))).collect();
    assert_eq!(cache.upsert_documents(&key(), &given).unwrap(), 2_000);
    assert_eq!(cache.upsert_documents(&key(), &given).unwrap(), 0);
    given[7].archived = true;
    assert_eq!(cache.upsert_documents(&key(), &given).unwrap(), 1);
    assert!(
        cache
            .document(&key(), DocumentRef::invoice(7))
            .unwrap()
            .unwrap()
            .archived
    );
}

#[test]
fn companies_do_not_see_each_other() {
    let place = place();
    let cache = place.cache();
    let other = CompanyKey::new("7002");
    cache
        .upsert_documents(&key(), &[document(DocumentRef::order(1))])
        .unwrap();
    assert!(cache.documents(&other).unwrap().is_empty());
    cache
        .upsert_documents(&other, &[document(DocumentRef::order(1))])
        .unwrap();
    cache.delete_documents(&other, &[DocumentRef::order(1)]).unwrap();
    assert_eq!(cache.documents(&key()).unwrap().len(), 1);
}

#[test]
fn a_forgotten_company_leaves_no_text_in_any_file() {
    let place = place();
    let cache = place.cache();
    let mut secretive = document(DocumentRef::order(1));
    secretive.supplier_name = "CANARY-SUPPLIER".to_owned();
    cache.upsert_documents(&key(), &[secretive]).unwrap();
    cache.put_mark(&key(), "cursor", "CANARY-SUPPLIER").unwrap();
    cache.forget_company(&key()).unwrap();
    assert!(cache.documents(&key()).unwrap().is_empty());
    for entry in std::fs::read_dir(place.dir.path()).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        let canary = b"CANARY-SUPPLIER";
        assert!(!bytes.windows(canary.len()).any(|window| window == canary), "{path:?}");
    }
}

#[test]
fn a_body_this_build_cannot_read_is_left_out_and_counted() {
    let place = place();
    let cache = place.cache();
    let given = [document(DocumentRef::order(1)), document(DocumentRef::order(2))];
    cache.upsert_documents(&key(), &given).unwrap();
    let raw = rusqlite::Connection::open(place.dir.cache_path()).unwrap();
    raw.execute(
        "UPDATE document SET body = '{\"old\": true}' WHERE reference = 'order:1'",
        [],
    )
    .unwrap();
    assert_eq!(cache.documents(&key()).unwrap(), [given[1].clone()]);
    assert_eq!(cache.unreadable(&key()), 1);
    assert_eq!(cache.document(&key(), DocumentRef::order(1)).unwrap(), None);
    cache.upsert_documents(&key(), &given).unwrap();
    assert_eq!(cache.documents(&key()).unwrap().len(), 2);
    assert_eq!(cache.unreadable(&key()), 0);
}

#[test]
fn suppliers_records_and_companies_read_back() {
    let place = place();
    let cache = place.cache();
    let supplier = Supplier {
        id: SupplierId(5),
        name: "Alder Tools".to_owned(),
        archived: false,
        email: None,
        mappings: Vec::new(),
    };
    assert_eq!(
        cache.upsert_suppliers(&key(), std::slice::from_ref(&supplier)).unwrap(),
        1
    );
    assert_eq!(
        cache.upsert_suppliers(&key(), std::slice::from_ref(&supplier)).unwrap(),
        0
    );
    assert_eq!(cache.suppliers(&key()).unwrap(), [supplier]);

    let record = |kind, id: &str| ListRecord {
        kind,
        id: id.to_owned(),
        name: "Office".to_owned(),
        full_name: None,
        active: true,
        currency: None,
        account: None,
        balance: None,
        updated_at: None,
    };
    let records = [record(ListKind::Account, "1"), record(ListKind::Vendor, "1")];
    assert_eq!(cache.upsert_records(&key(), &records).unwrap(), 2);
    assert_eq!(cache.records(&key()).unwrap(), records);

    let company = CompanyRow {
        procurement_company: "7001".to_owned(),
        realm: Some(RealmId::new("4620816365291")),
        procurement_name: Some("Alder".to_owned()),
        quickbooks_name: None,
        facts: CompanyFacts::default(),
        quickbooks_connected_in_procurement: Some(false),
    };
    assert_eq!(cache.company(&key()).unwrap(), None);
    cache.put_company(&key(), &company).unwrap();
    assert_eq!(cache.company(&key()).unwrap().as_ref(), Some(&company));
    assert_eq!(cache.companies().unwrap(), [(key(), company)]);
}

#[test]
fn quarantine_is_replaced_source_by_source() {
    let place = place();
    let cache = place.cache();
    let row = |source: &str, id: &str| QuarantineRow {
        source: source.to_owned(),
        key: id.to_owned(),
        reason: "no id".to_owned(),
        raw: "{\"id\": null}".to_owned(),
        at: at(3),
    };
    cache
        .replace_quarantine(&key(), "orders", &[row("orders", "1"), row("orders", "2")])
        .unwrap();
    cache.replace_quarantine(&key(), "Bill", &[row("Bill", "3")]).unwrap();
    cache
        .replace_quarantine(&key(), "orders", &[row("orders", "2")])
        .unwrap();
    assert_eq!(
        cache.quarantine(&key()).unwrap(),
        [row("Bill", "3"), row("orders", "2")]
    );
    assert_eq!(cache.quarantine_count(&key()).unwrap(), 2);
}
