//! A document diagnosed again: what stood in its way before and no longer does.

use clearpost_diagnosis::{Fixer, class_doc, diagnose_again};
use clearpost_domain::{CauseClass, Confidence, Finding, ListKind, SyncState};

use crate::support::{INACTIVE, World, record};

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
