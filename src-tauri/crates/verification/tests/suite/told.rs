//! What ProcurementExpress tells by itself: ids it stores, and probed keys that the user gave a meaning.

use clearpost_domain::{DocumentKind, FieldMeaning, Proof, SyncState};
use proptest::prelude::*;

use crate::build::{REALM, World, booked, file, found, invoice, mapping, order, texts, world};

/// An invoice with probed keys, which mean what their names say, and a bill that only the id finds.
fn telling(keys: &[(&str, &str)]) -> World {
    let mut document = invoice(1);
    let owned = |(key, value): &(&str, &str)| ((*key).to_owned(), (*value).to_owned());
    document.probed = keys.iter().map(owned).collect();
    let mut bill = booked("900", &document);
    bill.number = Some("typed by hand".into());
    let mut world = world([file(document)], [bill]);
    world.meanings = [
        ("qbo_state", FieldMeaning::SyncState),
        ("qbo_error", FieldMeaning::SyncError),
        ("qbo_id", FieldMeaning::QuickBooksId),
        ("qbo_at", FieldMeaning::SyncedAt),
        ("qbo_other", FieldMeaning::Ignore),
    ]
    .into_iter()
    .map(|(key, meaning)| (key.to_owned(), meaning))
    .collect();
    world
}

fn unconnected(mut world: World) -> World {
    world.realm = None;
    world.complete = false;
    world.records.clear();
    world.transactions.clear();
    world
}

#[test]
fn a_mapped_id_finds_the_counterpart_and_an_unmapped_one_does_not() {
    let mut world = telling(&[("qbo_id", "900")]);
    let verdict = world.first();
    assert_eq!(found(&verdict), Some("900"));
    assert!(texts(&verdict).contains("by the id stored in ProcurementExpress"));
    world.meanings.clear();
    assert_eq!(found(&world.first()), None);
}

#[test]
fn a_mapped_state_or_error_reports_a_failure() {
    for keys in [
        &[("qbo_state", "Sync Failed"), ("qbo_error", "Vendor is inactive")][..],
        &[("qbo_error", "Vendor is inactive")],
    ] {
        let verdict = telling(keys).first();
        assert_eq!((verdict.state, verdict.proof), (SyncState::Failed, Proof::Verified));
        assert_eq!(verdict.sync_report.unwrap().text, "Vendor is inactive");
        let verdict = unconnected(telling(keys)).first();
        assert_eq!((verdict.state, verdict.proof), (SyncState::Failed, Proof::Reported));
    }
}

#[test]
fn words_that_say_nothing_and_ignored_keys_change_nothing() {
    for keys in [
        [("qbo_state", "queued"), ("qbo_other", "failed")],
        [("qbo_error", ""), ("qbo_id", " ")],
    ] {
        assert_eq!(telling(&keys).first(), telling(&[]).first());
    }
}

#[test]
fn a_success_that_only_procurement_reports_is_unknown_and_reported() {
    let verdict = unconnected(telling(&[("qbo_state", "synced"), ("qbo_error", "an old one")])).first();
    assert_eq!((verdict.state, verdict.proof), (SyncState::Unknown, Proof::Reported));
}

#[test]
fn a_mapped_report_older_than_a_resend_does_not_report_on_it() {
    let mut world = telling(&[("qbo_error", "closed"), ("qbo_at", "2026-02-12T08:00:03Z")]);
    world.filed[0] = world.filed[0].clone().resent("2026-03-02T11:55:00Z", None);
    assert_eq!(world.first().state, SyncState::Pending);
    world.filed[0].document.probed[1].1 = "1772452800".into();
    assert_eq!(world.first().state, SyncState::Failed, "2 March 2026, 12:00");
}

#[test]
fn a_mapped_report_older_than_a_history_entry_does_not_count() {
    let mut world = telling(&[("qbo_error", "closed"), ("qbo_at", "1770883203000")]);
    world.filed[0] = world.filed[0].clone().succeeded("2026-02-13T08:00:00Z");
    assert_eq!(world.first().state, SyncState::Missing);
}

#[test]
fn a_stored_id_is_a_report_where_quickbooks_is_not_connected() {
    let mut document = invoice(1);
    document.mappings = vec![mapping("412", REALM)];
    let verdict = unconnected(world([file(document)], [])).first();
    assert_eq!((verdict.state, verdict.proof), (SyncState::Unknown, Proof::Reported));
    assert!(texts(&verdict).contains("stores the QuickBooks id 412"));
    let mut other = invoice(1);
    other.mappings = vec![clearpost_domain::Mapping {
        service: "xero".into(),
        ..mapping("412", REALM)
    }];
    assert_eq!(unconnected(world([file(other)], [])).first().proof, Proof::None);
}

#[test]
fn ids_on_lines_are_a_hint_and_no_match() {
    let mut document = order(5);
    let line = clearpost_domain::Line {
        mappings: vec![mapping("905", REALM)],
        ..clearpost_domain::Line::default()
    };
    document.detail.as_mut().unwrap().lines = vec![line, clearpost_domain::Line::default()];
    let mut transaction = booked("905", &document);
    transaction.number = Some("another".into());
    let verdict = world([file(document)], [transaction]).first();
    assert_eq!(verdict.state, SyncState::Missing);
    assert!(texts(&verdict).contains("1 of 2 lines carry an id of QuickBooks"));
}

#[test]
fn a_kind_that_the_company_does_not_sync_is_not_due() {
    let mut world = world([file(order(5)), file(invoice(1))], []);
    world.not_synced = vec![DocumentKind::Order];
    let verdicts = world.judge();
    assert_eq!(verdicts[0].state, SyncState::NotDue);
    assert!(texts(&verdicts[0]).contains("this company does not sync its orders"));
    assert_eq!(verdicts[1].state, SyncState::Missing);
}

#[test]
fn the_sync_start_is_proposed_from_the_oldest_proved_document() {
    let mut early = invoice(1);
    early.validated_on = Some("2026-01-20".parse().unwrap());
    let mut earlier = invoice(2);
    earlier.validated_on = Some("2026-01-02".parse().unwrap());
    let mut draft = invoice(4);
    draft.status = clearpost_domain::Status::Outstanding;
    draft.validated_on = Some("2026-01-10".parse().unwrap());
    let later = invoice(3);
    let bills = [booked("900", &early), booked("901", &draft), booked("902", &later)];
    let world = world([file(early), file(earlier), file(draft), file(later)], bills);
    assert_eq!(
        world.assess().lessons.first_proved,
        Some("2026-01-20".parse().unwrap()),
        "of those that are earlier, one is not in the books and one does not sync"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_value_of_a_probed_key_panics_or_claims_proof(values in proptest::collection::vec(".{0,20}", 5)) {
        let keys = ["qbo_state", "qbo_error", "qbo_id", "qbo_at", "qbo_other"];
        let keys: Vec<(&str, &str)> = keys.into_iter().zip(values.iter().map(String::as_str)).collect();
        let verdict = unconnected(telling(&keys)).first();
        prop_assert_ne!(verdict.proof, Proof::Verified);
        prop_assert!(matches!(verdict.state, SyncState::Unknown | SyncState::Failed));
    }
}
