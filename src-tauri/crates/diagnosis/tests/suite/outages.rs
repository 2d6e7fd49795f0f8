//! What stops the whole company is said once.

use std::collections::HashMap;

use clearpost_diagnosis::{Case, Company, Documents, Links, Outage, Patterns, Told, outages};
use clearpost_domain::{
    CauseClass, CompanyFacts, Confidence, Document, DocumentRef, Entity, RealmId, SyncEntry, SyncResult, SyncState,
    Transaction, Verdict,
};
use clearpost_verification::{Books, Lists};

use crate::support::{counterpart, document, noon, transaction, verdict};

const SIGN_IN: &str = "Refresh OAuth 2 Access token with Refresh Token failed";

fn failed(reference: DocumentRef, on: &str, text: &str) -> (Document, Verdict) {
    let mut judged = verdict(SyncState::Failed);
    judged.sync_report = Some(SyncEntry {
        id: 1,
        at: Some(noon(on)),
        result: SyncResult::Failed,
        may_have_arrived: false,
        text: text.to_owned(),
    });
    (document(reference), judged)
}

fn arrived(on: &str) -> ((Document, Verdict), Transaction) {
    let mut judged = verdict(SyncState::Synced);
    judged.counterpart = Some(counterpart(Entity::PurchaseOrder, "500", "100500"));
    let mut booked = transaction(Entity::PurchaseOrder, "500", "100500", "2026-02-10");
    booked.created_at = Some(noon(on));
    ((document(DocumentRef::order(500)), judged), booked)
}

fn ask(rows: &[(Document, Verdict)], transactions: Vec<Transaction>, facts: CompanyFacts, told: Told) -> Vec<Outage> {
    let books = Books::new(Some(RealmId::new("913")), true, facts, Lists::default(), transactions);
    let (suppliers, links) = (HashMap::new(), Links::default());
    let documents = Documents::new(rows.iter().map(|(document, verdict)| (document, verdict)));
    let company = Company::new(&books, &suppliers, documents, &links, Patterns::built_in()).told(told);
    outages(
        &company,
        rows.iter().map(|(document, verdict)| Case { document, verdict }),
    )
}

#[test]
fn a_lost_connection_is_one_finding_with_its_documents_and_times() {
    let rows = [
        failed(DocumentRef::invoice(1), "2026-02-12", SIGN_IN),
        failed(DocumentRef::invoice(2), "2026-02-14", SIGN_IN),
        failed(DocumentRef::invoice(3), "2026-02-13", "Account period closed"),
    ];
    let found = ask(&rows, Vec::new(), CompanyFacts::default(), Told::default());
    assert_eq!(found.len(), 1, "{found:#?}");
    let outage = &found[0];
    assert_eq!(
        (outage.finding.class, outage.finding.confidence),
        (CauseClass::AuthExpired, Confidence::Likely)
    );
    assert_eq!(outage.finding.code, "CON001");
    assert_eq!(outage.documents, [DocumentRef::invoice(1), DocumentRef::invoice(2)]);
    assert_eq!(
        (outage.first_at, outage.last_at),
        (Some(noon("2026-02-12")), Some(noon("2026-02-14")))
    );
    assert_eq!(outage.finding.cause_id(), "AUTH_EXPIRED:company:913");
    assert!(!outage.finding.resolved);
}

#[test]
fn it_is_over_when_a_document_arrived_since() {
    let (row, booked) = arrived("2026-02-15");
    let rows = [failed(DocumentRef::invoice(1), "2026-02-14", SIGN_IN), row.clone()];
    let found = ask(&rows, vec![booked], CompanyFacts::default(), Told::default());
    assert!(found[0].finding.resolved, "{found:#?}");
    assert!(found[0].finding.cause.contains("order 100021 arrived on 2026-02-15"));
    let (_, before) = arrived("2026-02-13");
    let found = ask(&rows, vec![before], CompanyFacts::default(), Told::default());
    assert!(!found[0].finding.resolved);
}

#[test]
fn what_the_settings_show_is_said_without_any_error() {
    let rows = [(document(DocumentRef::order(7)), verdict(SyncState::Missing))];
    let facts = CompanyFacts {
        subscription: Some("EXPIRED".to_owned()),
        plan: Some("QuickBooks Online Essentials".to_owned()),
        ..CompanyFacts::default()
    };
    let told = Told {
        connected: Some(false),
        ..Told::default()
    };
    let found = ask(&rows, Vec::new(), facts, told);
    let classes: Vec<CauseClass> = found.iter().map(|outage| outage.finding.class).collect();
    assert_eq!(
        classes,
        [
            CauseClass::AuthExpired,
            CauseClass::QboSubscription,
            CauseClass::PlanFeature
        ]
    );
    assert!(
        found
            .iter()
            .all(|outage| outage.finding.confidence == Confidence::Confirmed)
    );
    assert_eq!(found[2].documents, [DocumentRef::order(7)]);
    assert!(ask(&rows, Vec::new(), CompanyFacts::default(), Told::default()).is_empty());
}

#[test]
fn an_internal_error_of_one_document_is_no_outage() {
    let internal = "Business Validation Error: Unexpected Internal Error. (-30000)";
    let one = [failed(DocumentRef::invoice(1), "2026-02-12", internal)];
    assert!(ask(&one, Vec::new(), CompanyFacts::default(), Told::default()).is_empty());
    let two = [one[0].clone(), failed(DocumentRef::invoice(2), "2026-02-12", internal)];
    assert_eq!(ask(&two, Vec::new(), CompanyFacts::default(), Told::default()).len(), 1);
}
