//! Tables `judgement` and `status`.

use clearpost_domain::{
    CauseClass, Confidence, Counterpart, DocumentRef, Due, DueEvent, Finding, Proof, Retry, SyncState, Verdict,
};
use clearpost_store::{Judgement, StatusRow};

use crate::given::{at, bill, document, key, place};

fn judgement(reference: DocumentRef) -> Judgement {
    Judgement {
        reference,
        verdict: Verdict {
            state: SyncState::Failed,
            proof: Proof::Verified,
            due: None,
            counterpart: None,
            candidates: Vec::new(),
            number_holder: None,
            deleted: None,
            differences: Vec::new(),
            evidence: Vec::new(),
            sync_report: None,
        },
        findings: vec![Finding {
            code: "VEN001".to_owned(),
            class: CauseClass::VendorInactive,
            confidence: Confidence::Confirmed,
            retry: Retry::AfterFix,
            headline: "Vendor Alder Tools is inactive".to_owned(),
            cause: String::new(),
            steps: Vec::new(),
            culprit: None,
            error_text: None,
            resolved: false,
        }],
        notes: vec!["once more".to_owned()],
    }
}

fn row(reference: DocumentRef) -> StatusRow {
    StatusRow {
        reference,
        number: "INV-1".to_owned(),
        supplier: "Alder Tools".to_owned(),
        amount: Some("1500.00".parse().unwrap()),
        currency: Some("USD".parse().unwrap()),
        date: Some("2026-01-14".parse().unwrap()),
        procurement_status: "approved".to_owned(),
        state: SyncState::Failed,
        proof: Proof::Verified,
        classes: vec![CauseClass::VendorInactive, CauseClass::Unknown],
        headline: "Vendor Alder Tools is inactive".to_owned(),
        counterpart: Some(Counterpart {
            key: bill("412"),
            number: None,
        }),
        due: Some(Due {
            since: at(4),
            event: DueEvent::Resent,
        }),
        archived: true,
        cause_id: Some("VENDOR_INACTIVE:vendor:56".to_owned()),
    }
}

#[test]
fn judgements_and_flat_rows_are_written_together() {
    let place = place();
    let cache = place.cache();
    let references = [DocumentRef::order(1), DocumentRef::invoice(1)];
    cache
        .put_judgements(&key(), &references.map(judgement), &references.map(row))
        .unwrap();
    assert_eq!(cache.judgements(&key()).unwrap(), references.map(judgement));
    assert_eq!(cache.status_rows(&key()).unwrap(), references.map(row));
    assert_eq!(
        cache.judgement(&key(), references[1]).unwrap(),
        Some(judgement(references[1]))
    );
}

#[test]
fn every_column_of_a_flat_row_can_change_and_be_absent() {
    let place = place();
    let cache = place.cache();
    let full = row(DocumentRef::order(1));
    let changes: [fn(&mut StatusRow); 14] = [
        |row| row.number = String::new(),
        |row| row.supplier = "other".to_owned(),
        |row| row.amount = None,
        |row| row.currency = None,
        |row| row.date = None,
        |row| row.procurement_status = "paid".to_owned(),
        |row| row.state = SyncState::Synced,
        |row| row.proof = Proof::None,
        |row| row.classes = Vec::new(),
        |row| row.headline = String::new(),
        |row| row.counterpart = None,
        |row| row.due = None,
        |row| row.archived = false,
        |row| row.cause_id = None,
    ];
    for change in changes {
        let mut other = full.clone();
        change(&mut other);
        for wanted in [&full, &other, &full] {
            cache.put_judgements(&key(), &[], std::slice::from_ref(wanted)).unwrap();
            assert_eq!(cache.status_rows(&key()).unwrap(), std::slice::from_ref(wanted));
        }
    }
}

#[test]
fn judgements_of_deleted_documents_go_with_them() {
    let place = place();
    let cache = place.cache();
    let references = [DocumentRef::order(1), DocumentRef::order(2)];
    cache.upsert_documents(&key(), &references.map(document)).unwrap();
    cache
        .put_judgements(&key(), &references.map(judgement), &references.map(row))
        .unwrap();
    cache.delete_documents(&key(), &references[..1]).unwrap();
    assert_eq!(cache.documents(&key()).unwrap(), [document(references[1])]);
    assert_eq!(cache.judgements(&key()).unwrap(), [judgement(references[1])]);
    assert_eq!(cache.status_rows(&key()).unwrap(), [row(references[1])]);
}
