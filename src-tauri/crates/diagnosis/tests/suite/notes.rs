//! Facts worth knowing that are no fault.

use clearpost_diagnosis::notes;
use clearpost_domain::{DocumentRef, Due, DueEvent, OrderReference, Status, SyncState};

use crate::support::{document, noon, verdict};

fn told(reference: DocumentRef, event: Option<DueEvent>) -> Vec<String> {
    let mut judged = verdict(SyncState::Missing);
    judged.due = event.map(|event| Due {
        since: noon("2026-02-12"),
        event,
    });
    notes(&document(reference), &judged)
}

#[test]
fn an_edited_invoice_says_that_it_does_not_go_back_to_outstanding() {
    let notes = told(DocumentRef::invoice(1), Some(DueEvent::Edited));
    assert_eq!(notes.len(), 1);
    assert!(notes[0].contains("does not put an edited invoice back to Outstanding"));
    assert!(notes[0].contains("the edit itself triggers the sync"));
    assert!(told(DocumentRef::invoice(1), Some(DueEvent::Approved)).is_empty());
    assert!(told(DocumentRef::order(1), Some(DueEvent::Edited))[0].starts_with("This order was edited"));
}

#[test]
fn a_resent_document_says_so() {
    assert!(told(DocumentRef::order(1), Some(DueEvent::Resent))[0].starts_with("It was resent"));
    assert!(told(DocumentRef::order(1), None).is_empty());
}

#[test]
fn amounts_orders_and_statuses_out_of_the_ordinary_are_noted() {
    let judged = verdict(SyncState::Missing);
    let mut invoice = document(DocumentRef::invoice(1));
    invoice.gross = "-12.5".parse().ok();
    invoice.orders = vec![OrderReference::default(); 2];
    invoice.archived = true;
    let all = notes(&invoice, &judged).join("\n");
    for part in [
        "negative (-12.50)",
        "belongs to 2 orders",
        "archived in ProcurementExpress",
    ] {
        assert!(all.contains(part), "{part}: {all}");
    }
    invoice.gross = "0".parse().ok();
    invoice.status = Status::Other("on_hold".to_owned());
    assert!(notes(&invoice, &judged).join("\n").contains("\"on_hold\""));
}
