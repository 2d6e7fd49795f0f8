//! Tables `connection`, `connection_trouble`, `revocation`, and the new key of a company.

use clearpost_domain::{AttemptId, AttemptState, CompanyKey, DocumentRef, RealmId, Route};
use clearpost_store::{ConnectionRow, ProcurementSide, QuickBooksSide, Revocation, Source};
use rusqlite::Connection;

use crate::given::{at, attempt, bill, place};

fn alone() -> CompanyKey {
    CompanyKey::new("7001/-")
}

fn both() -> CompanyKey {
    CompanyKey::new("7001/913")
}

fn books() -> QuickBooksSide {
    QuickBooksSide {
        environment: "sandbox".to_owned(),
        base: "https://sandbox-quickbooks.api.intuit.com".to_owned(),
        web: "https://sandbox.qbo.intuit.com".to_owned(),
        realm: RealmId::new("913"),
        name: Some("Finch Books".to_owned()),
        client_id: "AB".to_owned(),
        token_endpoint: "https://oauth.platform.intuit.com/t".to_owned(),
        revoke_endpoint: "https://developer.api.intuit.com/r".to_owned(),
    }
}

fn row(key: CompanyKey, id: &str) -> ConnectionRow {
    ConnectionRow {
        key,
        id: id.to_owned(),
        connected_at: at(1),
        colour: "teal".to_owned(),
        is_default: true,
        procurement: ProcurementSide {
            base: "https://app.procurementexpress.com".to_owned(),
            method: "token".to_owned(),
            client: None,
            company: "7001".to_owned(),
            name: Some("Finch \"Söhne\"".to_owned()),
        },
        quickbooks: Some(books()),
    }
}

#[test]
fn a_connection_reads_back_as_it_was_written() {
    let place = place();
    let ledger = place.ledger();
    let first = row(both(), "01A");
    ledger.put_connection(&first).unwrap();
    assert_eq!(ledger.connections().unwrap(), std::slice::from_ref(&first));
    let changed = ConnectionRow {
        quickbooks: None,
        ..first
    };
    ledger.put_connection(&changed).unwrap();
    assert_eq!(ledger.connection(&both()).unwrap(), Some(changed));
    ledger.remove_connection(&both()).unwrap();
    assert!(ledger.connections().unwrap().is_empty());
}

#[test]
fn exactly_one_connection_is_the_default() {
    let place = place();
    let ledger = place.ledger();
    let other = CompanyKey::new("1/2");
    ledger.put_connection(&row(both(), "01A")).unwrap();
    ledger.put_connection(&row(other.clone(), "01B")).unwrap();
    let defaults = || -> Vec<CompanyKey> {
        let all = ledger.connections().unwrap();
        all.into_iter()
            .filter(|row| row.is_default)
            .map(|row| row.key)
            .collect()
    };
    assert_eq!(defaults(), [both()]);
    ledger.choose_default(&other).unwrap();
    assert_eq!(defaults(), std::slice::from_ref(&other));
    ledger.put_connection(&row(both(), "01A")).unwrap();
    assert_eq!(defaults(), [other], "connecting again does not take the choice away");
}

#[test]
fn a_trouble_keeps_its_first_moment_until_it_is_ended() {
    let place = place();
    let ledger = place.ledger();
    assert!(
        ledger
            .note_trouble(&both(), Source::QuickBooks, "reconnect", at(1))
            .unwrap()
    );
    assert!(
        !ledger
            .note_trouble(&both(), Source::QuickBooks, "reconnect", at(9))
            .unwrap()
    );
    ledger
        .note_trouble(&both(), Source::QuickBooks, "unsaved", at(2))
        .unwrap();
    ledger
        .note_trouble(&both(), Source::Procurement, "reconnect", at(3))
        .unwrap();
    let found = ledger.troubles(&both()).unwrap();
    assert_eq!(found[0], (Source::QuickBooks, "reconnect".to_owned(), at(1)));
    ledger
        .clear_trouble(&both(), Source::QuickBooks, Some("unsaved"))
        .unwrap();
    assert_eq!(ledger.troubles(&both()).unwrap().len(), 2);
    ledger.clear_trouble(&both(), Source::QuickBooks, None).unwrap();
    let left = ledger.troubles(&both()).unwrap();
    assert_eq!(left, [(Source::Procurement, "reconnect".to_owned(), at(3))]);
}

#[test]
fn a_revocation_waits_until_it_is_done() {
    let place = place();
    let ledger = place.ledger();
    let waiting = Revocation {
        item: "01A/quickbooks".to_owned(),
        procurement: None,
        quickbooks: Some(books()),
    };
    ledger.queue_revocation(&waiting, at(1)).unwrap();
    assert_eq!(ledger.revocations().unwrap(), [waiting]);
    ledger.drop_revocation("01A/quickbooks").unwrap();
    assert!(ledger.revocations().unwrap().is_empty());
}

#[test]
fn a_company_takes_its_ledger_along_to_a_new_key() {
    let place = place();
    let ledger = place.ledger();
    let document = DocumentRef::order(1);
    ledger.begin_attempt(&alone(), &attempt("01A", document)).unwrap();
    ledger
        .begin_attempt(&alone(), &attempt("01B", DocumentRef::order(2)))
        .unwrap();
    let (ended, at_last) = (AttemptId::new("01B"), AttemptState::Refused);
    ledger
        .advance(&alone(), &ended, at_last, at(20), "refused", None)
        .unwrap();
    ledger.set_handled(&alone(), document, "by hand", at(2)).unwrap();
    ledger
        .record_links(&alone(), &[(document, bill("412"))], at(3))
        .unwrap();
    ledger
        .record_verified_route(&alone(), Route::Edit, Some(document), at(4))
        .unwrap();
    ledger
        .record_verified_route(&both(), Route::Edit, Some(document), at(5))
        .unwrap();
    ledger.put_connection(&row(alone(), "01C")).unwrap();

    assert!(ledger.move_company(&alone(), &both()).unwrap());
    assert_eq!(ledger.attempts(&both()).unwrap().len(), 2);
    assert_eq!(ledger.attempts(&both()).unwrap()[1].events.len(), 1);
    assert_eq!(ledger.handled(&both()).unwrap().len(), 1);
    assert_eq!(ledger.links(&both()).unwrap().len(), 1);
    assert_eq!(ledger.verified_routes(&both()).unwrap()[&Route::Edit].since, at(5));
    assert!(ledger.connection(&both()).unwrap().is_some());
    assert!(ledger.attempts(&alone()).unwrap().is_empty() && ledger.handled(&alone()).unwrap().is_empty());
    assert!(!ledger.move_company(&CompanyKey::new("9/-"), &both()).unwrap());

    // What was written stays written, as before.
    drop(ledger);
    let raw = Connection::open(place.dir.ledger_path()).unwrap();
    for sql in [
        "DELETE FROM attempt",
        "UPDATE handled_log SET reason = ''",
        "UPDATE attempt SET company = 'x'",
    ] {
        assert!(raw.execute_batch(sql).is_err(), "{sql}");
    }
    drop(raw);
    assert_eq!(
        clearpost_store::Ledger::open(&place.dir).unwrap().1,
        clearpost_store::OpenReport::default()
    );
}
