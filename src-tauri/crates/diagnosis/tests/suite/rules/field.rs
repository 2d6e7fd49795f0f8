//! Single fields: length, form, presence, terms.

use clearpost_domain::{DocumentRef, ListKind, SyncState};

use crate::support::{World, document, expect, only, record};

const LONG: &str =
    "String length specified does not match the supported length. Min:0 Max:21 supported. Supplied length:27";
const FORM: &str = "Names cannot include colons, tabs or new lines.";
const MISSING: &str = "Required parameter Line is missing in the request";
const TERMS: &str = "Payment Term \"Net 45\" is Not Supported";

fn numbered(number: &str) -> World {
    let mut world = World::failed(LONG).with_vendor();
    world.document.number = Some(number.to_owned());
    world
}

#[test]
fn fld001_hits_a_number_of_22_characters() {
    let world = numbered("INV-2026-02-11-0000022");
    expect(&world, &["FLD001 confirmed"]);
    assert_eq!(
        only(&world).headline,
        "The invoice's number has 22 characters, and QuickBooks takes 21"
    );
}

#[test]
fn fld001_misses_a_number_of_21_characters_and_the_certainty_for_an_order() {
    expect(&numbered("INV-2026-02-11-000021"), &["TXT001 possible"]);
    let mut order = World::new(SyncState::Missing).with_vendor();
    order.document = document(DocumentRef::order(7));
    order.document.approval_key = Some("100021-2026-01-14-long-key".to_owned());
    expect(&order, &["FLD001 possible"]);
}

#[test]
fn fld002_hits_a_colon_in_the_name_of_a_vendor_yet_to_be_created() {
    let mut world = World::failed(FORM);
    world.supplier.name = "Northgate: Paper".to_owned();
    expect(&world, &["FLD002 confirmed"]);
    assert_eq!(only(&world).cause_id(), "FIELD_FORMAT:supplier:9");
}

#[test]
fn fld002_hits_two_addresses_in_one_field_when_the_error_agrees() {
    let mut world = World::failed("email address is not valid").with_vendor();
    world.supplier.email = Some("a@b.example;c@d.example".to_owned());
    expect(&world, &["FLD002 confirmed"]);
}

#[test]
fn fld002_misses_plain_names_and_addresses() {
    let mut world = World::failed("email address is not valid").with_vendor();
    world.supplier.email = Some("sales@northgate.example".to_owned());
    expect(&world, &["TXT001 likely"]);
    let mut existing =
        World::failed("Throttle Exceeded").with(record(ListKind::Vendor, "42", "Northgate: Paper", true));
    existing.supplier.name = "Northgate: Paper".to_owned();
    expect(&existing, &["CON005 likely"]);
}

#[test]
fn fld002_misses_a_supplier_that_was_given_a_plain_name() {
    let renamed = World::failed("Names cannot include colons, tabs or new lines.");
    expect(&renamed, &["TXT001 possible"]);
    let finding = only(&renamed);
    assert!(finding.resolved);
    assert_eq!(finding.cause_id(), "FIELD_FORMAT:supplier:9");
}

#[test]
fn fld003_hits_a_document_without_lines_when_the_error_agrees() {
    let world = World::failed(MISSING).with_vendor().coded(Vec::new());
    expect(&world, &["FLD003 confirmed"]);
    assert_eq!(only(&world).headline, "The invoice has no line");
}

#[test]
fn fld003_misses_a_complete_document_and_one_that_was_not_read() {
    expect(&World::failed(MISSING).with_vendor(), &["TXT001 likely"]);
    let mut unread = World::failed(MISSING).with_vendor();
    unread.document.detail = None;
    expect(&unread, &["TXT001 likely"]);
}

fn on_terms(terms: Option<(&str, bool)>) -> World {
    let mut world = World::failed(TERMS).with_vendor();
    world.document.detail.as_mut().unwrap().terms = Some("Net 45".to_owned());
    match terms {
        Some((name, active)) => world.with(record(ListKind::Term, "3", name, active)),
        None => world,
    }
}

#[test]
fn trm001_hits_terms_that_quickbooks_does_not_have_or_made_inactive() {
    expect(&on_terms(None), &["TRM001 confirmed"]);
    let world = on_terms(Some(("Net 45", false)));
    expect(&world, &["TRM001 confirmed"]);
    assert_eq!(only(&world).cause_id(), "TERMS:term:3");
    let named = World::failed("Invalid Reference Id : Terms element id 3 not found").with_vendor();
    expect(&named, &["TRM001 confirmed"]);
}

#[test]
fn trm001_misses_active_terms_of_the_name() {
    let world = on_terms(Some(("net 45", true)));
    expect(&world, &["TXT001 possible"]);
    assert!(only(&world).resolved);
}
