//! The closing-date radar.

use clearpost_diagnosis::{Case, ClosingDate, Radar, radar};
use clearpost_domain::{CompanyFacts, Document, DocumentRef, Entity, Status, SyncState, Verdict};

use crate::support::{counterpart, day, document, verdict};

fn dated(id: u64, date: &str, state: SyncState) -> (Document, Verdict) {
    let mut invoice = document(DocumentRef::invoice(id));
    invoice.issue_date = Some(day(date));
    if state == SyncState::NotDue {
        invoice.status = Status::Outstanding;
    }
    (invoice, verdict(state))
}

fn look(closing: Option<&str>, next: &str, rows: &[(Document, Verdict)]) -> Radar {
    radar(
        closing.map(|closing| ClosingDate::Shown(day(closing))),
        day(next),
        rows.iter().map(|(document, verdict)| Case { document, verdict }),
    )
}

fn ids(list: &[clearpost_diagnosis::Dated]) -> Vec<u64> {
    list.iter().map(|dated| dated.document.id.0).collect()
}

#[test]
fn invoices_are_sorted_by_both_closing_dates_to_the_day() {
    let rows = [
        dated(1, "2026-02-28", SyncState::Missing),
        dated(2, "2026-03-01", SyncState::Failed),
        dated(3, "2026-03-31", SyncState::Pending),
        dated(4, "2026-04-01", SyncState::Missing),
        dated(5, "2026-02-01", SyncState::Failed),
    ];
    let found = look(Some("2026-02-28"), "2026-03-31", &rows);
    assert_eq!(ids(&found.closed), [5, 1], "the oldest first");
    assert_eq!(ids(&found.before_next), [2, 3]);
    let totals: Vec<String> = found
        .closed_totals
        .iter()
        .map(|(c, amount)| format!("{amount} {c}"))
        .collect();
    assert_eq!(totals, ["3000 USD"]);
    let without = look(None, "2026-03-31", &rows);
    assert_eq!((without.closed.len(), without.before_next.len()), (0, 4));
}

#[test]
fn what_has_arrived_or_posts_nothing_does_not_count() {
    let mut differs = dated(3, "2026-03-01", SyncState::Differs);
    differs.1.counterpart = Some(counterpart(Entity::Bill, "1", "x"));
    let mut cancelled = dated(5, "2026-03-01", SyncState::NotDue);
    cancelled.0.status = Status::Cancelled;
    let rows = [
        dated(1, "2026-03-01", SyncState::Synced),
        dated(2, "2026-03-01", SyncState::Handled),
        differs.clone(),
        (document(DocumentRef::order(4)), verdict(SyncState::Missing)),
        cancelled,
    ];
    assert_eq!(look(Some("2026-02-28"), "2026-03-31", &rows), Radar::default());
    // A refused update of what is in the closed period is stuck all the same.
    assert_eq!(ids(&look(Some("2026-03-31"), "2026-04-30", &[differs]).closed), [3]);
}

#[test]
fn what_is_not_approved_yet_is_shown_apart() {
    let rows = [
        dated(1, "2026-03-15", SyncState::NotDue),
        dated(2, "2026-04-15", SyncState::NotDue),
    ];
    let found = look(Some("2026-02-28"), "2026-03-31", &rows);
    assert_eq!(ids(&found.not_due), [1]);
    assert!(found.before_next_totals.is_empty());
}

#[test]
fn quickbooks_own_closing_date_goes_before_a_typed_one() {
    let facts = CompanyFacts {
        closing_date: Some(day("2026-01-31")),
        ..CompanyFacts::default()
    };
    let typed = Some(day("2026-02-28"));
    assert_eq!(
        ClosingDate::of(&facts, typed),
        Some(ClosingDate::Shown(day("2026-01-31")))
    );
    let silent = CompanyFacts::default();
    assert_eq!(
        ClosingDate::of(&silent, typed),
        Some(ClosingDate::Typed(day("2026-02-28")))
    );
    assert_eq!(ClosingDate::of(&silent, None), None);
    assert_eq!(
        ClosingDate::Shown(day("2026-01-31")).usual_next(),
        Some(day("2026-02-28"))
    );
    assert_eq!(
        ClosingDate::Shown(day("2026-12-15")).usual_next(),
        Some(day("2027-01-31"))
    );
}
