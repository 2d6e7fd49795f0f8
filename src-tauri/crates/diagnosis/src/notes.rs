//! Facts worth knowing about a document that are no fault. They never change a state.

use clearpost_domain::{Document, DocumentKind, DueEvent, Money, Status, SyncState, Verdict};

/// In the user's words, most important first.
pub fn notes(document: &Document, verdict: &Verdict) -> Vec<String> {
    let mut notes = Vec::new();
    let was_edited = verdict.due.is_some_and(|due| due.event == DueEvent::Edited);
    if document.kind() == DocumentKind::Invoice && was_edited {
        notes.push(
            "This invoice was edited after its approval. ProcurementExpress does not put an edited invoice back to \
             Outstanding, so nobody approves it again: the edit itself triggers the sync, and what was changed goes to \
             QuickBooks as it is."
                .to_owned(),
        );
    }
    if document.kind() == DocumentKind::Order && was_edited {
        notes.push(
            "This order was edited after its approval, which sends it to QuickBooks again. An invoice that was synced \
             before keeps what it was linked to."
                .to_owned(),
        );
    }
    if verdict.due.is_some_and(|due| due.event == DueEvent::Resent) {
        notes.push("It was resent after its approval; the sync is counted from then.".to_owned());
    }
    if document.is_in_syncing_status() && document.gross.is_some_and(|gross| gross.is_zero()) {
        notes.push("Its total is zero.".to_owned());
    }
    if document.kind() == DocumentKind::Invoice
        && let Some(gross) = document
            .gross
            .filter(|gross| gross.is_sign_negative() && !gross.is_zero())
    {
        notes.push(format!(
            "Its total is negative ({}), so its counterpart may be a vendor credit, whose amounts are positive.",
            Money::plain(gross)
        ));
    }
    if document.orders.len() > 1 {
        notes.push(format!(
            "It belongs to {} orders; in QuickBooks the bill is linked to each of them.",
            document.orders.len()
        ));
    }
    if document.archived {
        notes.push("It is archived in ProcurementExpress; archived documents are judged like others.".to_owned());
    }
    if let Status::Other(word) = &document.status {
        notes.push(format!("Its status \"{word}\" is not one that Clearpost knows."));
    }
    if verdict.state == SyncState::Failed && verdict.deleted.is_some() {
        notes.push("It was in QuickBooks Online before and is gone there.".to_owned());
    }
    notes
}
