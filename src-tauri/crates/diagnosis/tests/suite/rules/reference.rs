//! Records that a document refers to.

use clearpost_domain::{ListKind, ListRecord};

use crate::support::{INACTIVE, World, expect, line, mapping, only, record, supplies};

/// A line with a class, over an active account, on a document whose vendor is active.
fn with_class(class: Option<ListRecord>) -> World {
    let mut classed = line(1, "6100", "Office Supplies");
    classed.class = Some("Overhead:Admin".to_owned());
    let world = World::failed(INACTIVE)
        .with_vendor()
        .with(supplies(true))
        .coded(vec![classed]);
    match class {
        Some(class) => world.with(class),
        None => world,
    }
}

fn overhead(active: bool) -> ListRecord {
    ListRecord {
        kind: ListKind::Class,
        full_name: Some("Overhead:Admin".to_owned()),
        ..record(ListKind::Class, "7", "Admin", active)
    }
}

#[test]
fn ref001_hits_an_inactive_class() {
    let world = with_class(Some(overhead(false)));
    expect(&world, &["REF001 confirmed"]);
    assert_eq!(only(&world).cause_id(), "REF_INACTIVE:class:7");
}

#[test]
fn ref001_misses_an_active_class() {
    expect(&with_class(Some(overhead(true))), &["TXT001 possible"]);
}

#[test]
fn ref001_misses_a_class_that_was_not_read() {
    let world = with_class(None);
    // The class may be meant.
    expect(&world, &["TXT001 likely"]);
    assert!(only(&world).cause.contains("Checked and found fine"));
}

const NAMES: &str = "Invalid Reference Id : Names element id 75 not found";

#[test]
fn ref002_hits_the_record_that_the_error_names() {
    let inactive =
        World::failed(NAMES)
            .with_vendor()
            .with(record(ListKind::Customer, "75", "Harbour (deleted)", false));
    expect(&inactive, &["REF002 confirmed"]);
    let finding = only(&inactive);
    assert_eq!(finding.headline, "Customer Harbour is inactive in QuickBooks");
    assert_eq!(finding.cause_id(), "REF_INACTIVE:customer:75");
    let gone = World::failed("Invalid Reference Id : Klasses element id 4 not found").with_vendor();
    assert_eq!(only(&gone).headline, "Class with id 4 is not in QuickBooks any more");
}

#[test]
fn ref002_misses_a_record_that_is_active_by_now_or_may_not_have_been_read() {
    let active = World::failed(NAMES)
        .with_vendor()
        .with(record(ListKind::Customer, "75", "Harbour", true));
    expect(&active, &["TXT001 possible"]);
    let mut partial = World::failed(NAMES).with_vendor();
    partial.complete = false;
    expect(&partial, &["TXT001 likely"]);
}

#[test]
fn ref003_hits_a_link_to_a_vendor_that_is_gone() {
    let mut world = World::failed(INACTIVE).with_vendor();
    world.supplier.mappings.push(mapping("77"));
    expect(&world, &["REF003 confirmed"]);
    assert_eq!(only(&world).cause_id(), "REF_INACTIVE:vendor:77");
}

#[test]
fn ref003_misses_a_link_to_a_vendor_that_is_there() {
    let mut world = World::failed(INACTIVE).with_vendor().with(supplies(true));
    world.supplier.mappings.push(mapping("42"));
    expect(&world, &["TXT001 possible"]);
}
