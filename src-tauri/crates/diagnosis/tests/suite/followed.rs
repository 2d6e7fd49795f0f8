//! A document diagnosed again: what stood in its way before and no longer does.

use clearpost_diagnosis::{Fixer, class_doc, diagnose_again};
use clearpost_domain::{CauseClass, Confidence, Due, DueEvent, Entity, Finding, ListKind, SyncState};

use crate::support::{INACTIVE, World, counterpart, record, transaction};

fn vendor(active: bool) -> clearpost_domain::ListRecord {
    record(ListKind::Vendor, "42", "Northgate Paper", active)
}

/// What stood while the vendor was inactive.
fn before(world: fn() -> World) -> Finding {
    let found = world().with(vendor(false)).findings().remove(0);
    assert_eq!(
        (found.class, found.confidence),
        (CauseClass::VendorInactive, Confidence::Confirmed)
    );
    found
}

fn missing() -> World {
    World::new(SyncState::Missing)
}

fn failed() -> World {
    World::failed(INACTIVE)
}

fn again(world: &World, before: &Finding) -> Vec<Finding> {
    world.ask(|company, case| diagnose_again(company, case, before))
}

#[test]
fn what_stood_is_gone_under_its_own_name_though_the_text_names_no_record() {
    for world in [failed as fn() -> World, missing] {
        let before = before(world);
        let now = world().with(vendor(true));
        let found = again(&now, &before);
        assert_eq!(found.len(), 1, "{found:#?}");
        assert!(found[0].resolved && found[0].confidence == Confidence::Possible);
        assert_eq!(found[0].cause_id(), before.cause_id());
        assert_eq!(found[0].code, before.code);
        assert!(
            found[0].headline.contains("vendor Northgate Paper is active"),
            "{}",
            found[0].headline
        );
        assert_eq!(found[0].steps.len(), 1, "a resend is all that is left to do");
    }
    assert_eq!(class_doc(CauseClass::VendorInactive).who, Fixer::Finance);
}

#[test]
fn what_is_gone_stays_gone_at_the_next_look() {
    let before = before(missing);
    let now = missing().with(vendor(true));
    let gone = again(&now, &before).remove(0);
    assert_eq!(again(&now, &gone), std::slice::from_ref(&gone));
}

#[test]
fn it_is_not_gone_while_it_stands_or_something_else_does() {
    let before = before(missing);
    let stands = again(&missing().with(vendor(false)), &before);
    assert_eq!(stands, std::slice::from_ref(&before));
    let mut other = missing().with(vendor(true));
    other.document.number = Some("A-NUMBER-OF-MORE-THAN-21-CHARACTERS".to_owned());
    let found = again(&other, &before);
    assert!(found.iter().all(|one| !one.resolved), "{found:#?}");
    assert_eq!(found[0].class, CauseClass::FieldLength);
}

#[test]
fn nothing_is_gone_that_the_books_do_not_show() {
    let before = before(missing);
    let mut unread = missing().with(vendor(true));
    unread.complete = false;
    assert!(again(&unread, &before).iter().all(|one| !one.resolved));
    let mut waits = missing().with(vendor(true));
    waits.verdict.state = SyncState::Pending;
    assert!(again(&waits, &before).is_empty());
}

/// The document was edited after its failure, and the sync of the edit is awaited.
fn edited() -> World {
    let mut world = World::new(SyncState::Pending);
    world.verdict.due = Some(Due {
        since: "2026-03-02T11:50:00Z".parse().unwrap(),
        event: DueEvent::Edited,
    });
    world
}

#[test]
fn what_an_edit_cured_is_gone_while_its_sync_is_awaited() {
    let before = before(failed);
    let found = again(&edited().with(vendor(true)), &before);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].resolved);
    assert_eq!(found[0].cause_id(), before.cause_id());
    assert!(found[0].steps[0].text.starts_with("Wait"), "{:?}", found[0].steps);
    let mut resent = edited().with(vendor(true));
    resent.verdict.due = resent.verdict.due.map(|due| Due {
        event: DueEvent::Resent,
        ..due
    });
    assert!(again(&resent, &before).is_empty(), "a resend is its cure on the way");
}

#[test]
fn what_an_edit_did_not_cure_stands_and_nothing_else_is_said_of_what_is_awaited() {
    let before = before(failed);
    let found = again(&edited().with(vendor(false)), &before);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!((found[0].class, found[0].resolved), (before.class, false));
    let mut other = edited().with(vendor(true));
    other.document.number = Some("A-NUMBER-OF-MORE-THAN-21-CHARACTERS".to_owned());
    assert!(again(&other, &before).is_empty());
}

/// A rule that looks only where a text speaks of it looks at the last error from before the edit.
#[test]
fn an_edit_cures_what_only_the_last_error_spoke_of() {
    let taken = "Duplicate Document Number Error : You must specify a different number.";
    let mut failed = World::failed(taken).with(vendor(true));
    failed.verdict.number_holder = Some(counterpart(Entity::Bill, "988", "INV-2204"));
    failed.transactions = vec![transaction(Entity::Bill, "988", "INV-2204", "2026-02-11")];
    let before = failed.findings().remove(0);
    assert_eq!(before.class, CauseClass::DuplicateDocNumber);
    let gone = again(&edited().with(vendor(true)), &before).remove(0);
    assert!(gone.resolved && gone.cause_id() == before.cause_id());
    assert_eq!(again(&edited().with(vendor(true)), &gone), std::slice::from_ref(&gone));
    let silent = Finding {
        error_text: None,
        ..before
    };
    assert!(again(&edited().with(vendor(true)), &silent).is_empty());
}
