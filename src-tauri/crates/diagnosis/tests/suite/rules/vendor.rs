//! The supplier and its vendor.

use clearpost_domain::{CulpritKind, ListKind, SyncState};

use crate::support::{INACTIVE, World, codes, expect, mapping, only, record};

const CANNOT_CREATE: &str =
    "The supplier used on the purchase order or invoice can not be created in QuickBooks Online.";

#[test]
fn ven001_hits_an_inactive_vendor_and_names_it() {
    let world = World::failed(INACTIVE).with(record(ListKind::Vendor, "42", "Northgate Paper (deleted)", false));
    expect(&world, &["VEN001 confirmed"]);
    let finding = only(&world);
    assert_eq!(finding.headline, "Vendor Northgate Paper is inactive in QuickBooks");
    assert_eq!(finding.error_text.as_deref(), Some(INACTIVE));
    assert_eq!(finding.cause_id(), "VENDOR_INACTIVE:vendor:42");
    let url = finding.steps[0].url.as_deref().unwrap();
    assert!(url.contains("vendordetail%3FnameId%3D42&deeplinkcompanyid=913"));
}

#[test]
fn ven001_misses_where_an_active_vendor_has_the_name() {
    let world = World::new(SyncState::Missing)
        .with(record(ListKind::Vendor, "41", "Northgate Paper (deleted)", false))
        .with_vendor();
    assert!(world.findings().is_empty());
}

#[test]
fn ven001_hits_through_the_link_to_an_inactive_twin() {
    let mut world = World::failed("The vendor is Archived / Inactive")
        .with(record(ListKind::Vendor, "41", "Northgate Paper (deleted)", false))
        .with_vendor();
    // Which of the two is meant is not known.
    expect(&world, &["VEN001 possible"]);
    world.supplier.mappings.push(mapping("41"));
    let finding = only(&world);
    assert_eq!(codes(std::slice::from_ref(&finding)), ["VEN001 confirmed"]);
    assert!(finding.cause.contains("id 42") && finding.cause.contains("id 41"));
    world.supplier.mappings[0].id = "42".to_owned();
    assert_ne!(codes(&world.findings()), ["VEN001 confirmed"]);
}

#[test]
fn ven002_hits_an_archived_supplier_when_the_error_agrees() {
    let mut world = World::failed("The vendor is Archived / Inactive").with_vendor();
    world.supplier.archived = true;
    expect(&world, &["VEN002 confirmed"]);
    assert_eq!(only(&world).culprit.unwrap().kind, CulpritKind::Supplier);
}

#[test]
fn ven002_misses_certainty_when_the_error_is_about_something_else() {
    let mut world = World::failed("Throttle Exceeded").with_vendor();
    world.supplier.archived = true;
    expect(&world, &["CON005 likely", "VEN002 possible"]);
    world.supplier.archived = false;
    expect(&world, &["CON005 likely"]);
}

#[test]
fn ven003_hits_a_customer_or_employee_of_the_name() {
    for (kind, culprit) in [
        (ListKind::Customer, CulpritKind::Customer),
        (ListKind::Employee, CulpritKind::Employee),
    ] {
        let world = World::failed("Duplicate Name Exists Error").with(record(kind, "7", "northgate  paper", true));
        expect(&world, &["VEN003 confirmed"]);
        assert_eq!(only(&world).culprit.unwrap().kind, culprit);
    }
}

#[test]
fn ven003_misses_where_a_vendor_has_the_name_too_or_nobody() {
    let customer = |name| record(ListKind::Customer, "7", name, true);
    let world = World::new(SyncState::Missing)
        .with_vendor()
        .with(customer("Northgate Paper"));
    assert!(world.findings().is_empty());
    let renamed = World::failed("Duplicate Name Exists Error").with(customer("Northgate Paper - Customer"));
    expect(&renamed, &["TXT001 possible"]);
    assert!(only(&renamed).resolved, "the name is free now");
}

#[test]
fn ven004_hits_a_name_that_nobody_has_and_offers_near_ones() {
    let world = World::failed(CANNOT_CREATE).with(record(ListKind::Vendor, "44", "Northgate Paper Ltd", true));
    expect(&world, &["VEN004 confirmed"]);
    let finding = only(&world);
    assert!(finding.cause.contains("Northgate Paper Ltd"));
    assert!(finding.steps[0].url.as_deref().unwrap().contains("nameId%3D44"));
}

#[test]
fn ven004_misses_without_such_an_error_or_a_complete_reading() {
    // A vendor is created when it is first used.
    assert!(World::new(SyncState::Missing).findings().is_empty());
    let mut partial = World::failed(CANNOT_CREATE);
    partial.complete = false;
    expect(&partial, &["TXT001 likely"]);
}

#[test]
fn ven005_hits_by_its_sentence_only() {
    let text = "Business Validation Error: You can only add or edit one name at a time. Please try again.";
    expect(&World::failed(text).with_vendor(), &["VEN005 likely"]);
}

#[test]
fn ven005_misses_other_sentences_about_editing_names() {
    let world = World::failed("Somebody edited the name of the vendor").with_vendor();
    expect(&world, &["TXT002 possible"]);
}
