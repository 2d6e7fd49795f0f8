//! Tables `judgement` and `status`.

use clearpost_domain::{
    CauseClass, Confidence, Counterpart, DocumentRef, Due, DueEvent, Finding, Proof, Retry, SyncState, Verdict,
};
use clearpost_store::{Cache, Concluded, Judgement, StatusRow};

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

/// Writes judgements and rows of a company whose mark "judged" said `before` when judging began.
fn conclude(cache: &Cache, judgements: &[Judgement], rows: &[StatusRow], before: Option<&str>, now: &str) {
    let all = Concluded {
        judgements,
        rows,
        ..Concluded::default()
    };
    cache.conclude(&key(), &all, ("judged", before, now)).unwrap();
}

#[test]
fn judgements_and_flat_rows_are_written_together() {
    let place = place();
    let cache = place.cache();
    let references = [DocumentRef::order(1), DocumentRef::invoice(1)];
    conclude(&cache, &references.map(judgement), &references.map(row), None, "1");
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
            conclude(&cache, &[], std::slice::from_ref(wanted), None, "1");
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
    conclude(&cache, &references.map(judgement), &references.map(row), None, "1");
    cache.delete_documents(&key(), &references[..1]).unwrap();
    assert_eq!(cache.documents(&key()).unwrap(), [document(references[1])]);
    assert_eq!(cache.judgements(&key()).unwrap(), [judgement(references[1])]);
    assert_eq!(cache.status_rows(&key()).unwrap(), [row(references[1])]);
}

#[test]
fn only_the_judgements_that_are_asked_for_are_read() {
    let place = place();
    let cache = place.cache();
    let references = [1, 2, 3].map(DocumentRef::order);
    conclude(&cache, &references.map(judgement), &references.map(row), None, "1");
    let some = [references[2], DocumentRef::order(9)];
    assert_eq!(cache.judgements_of(&key(), &some).unwrap(), [judgement(references[2])]);
}

#[test]
fn documents_are_counted_by_state() {
    let place = place();
    let cache = place.cache();
    let references = [1, 2, 3].map(DocumentRef::order);
    let mut rows = references.map(row);
    rows[1].state = SyncState::Synced;
    conclude(&cache, &[], &rows, None, "1");
    let counts = cache.count_by_state(&key()).unwrap();
    assert_eq!(counts, [(SyncState::Synced, 1), (SyncState::Failed, 2)].into());
}

#[test]
fn a_conclusion_names_what_it_was_made_of_unless_another_came_in_between() {
    let place = place();
    let cache = place.cache();
    let mark = || cache.mark(&key(), "judged").unwrap().unwrap();
    conclude(&cache, &[], &[], None, "1");
    assert_eq!(mark(), "1");
    conclude(&cache, &[], &[], Some("1"), "2");
    assert_eq!(mark(), "2");
    conclude(&cache, &[], &[], Some("1"), "3");
    assert_eq!(mark(), "", "what both of them knew is mixed");
}
