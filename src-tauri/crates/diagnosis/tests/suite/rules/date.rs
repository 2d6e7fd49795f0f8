//! Dates: the closed period, and the order's date.

use clearpost_domain::{DocumentRef, SyncState};

use crate::support::{World, day, document, expect, invoice_with_order, only};

const BEFORE: &str = "Business Validation Error: Add a purchase order that was created before this transaction, or make sure the date of the transaction is correct.";
const CLOSED: &str = "Account Period Closed, Cannot Update Through Services API";

#[test]
fn dat001_hits_and_tells_both_dates_and_both_ways_out() {
    let world = invoice_with_order(BEFORE, "2026-02-14");
    expect(&world, &["DAT001 confirmed"]);
    let finding = only(&world);
    assert_eq!(
        finding.headline,
        "The invoice is dated 2026-02-11, before its order 100021 of 2026-02-14"
    );
    assert!(
        finding
            .steps
            .iter()
            .any(|step| step.text.contains("Enable Editing of PO Date"))
    );
    let url = finding.steps[1].url.as_deref().unwrap();
    assert!(url.ends_with("/en/purchase_orders/50021"));
}

#[test]
fn dat001_misses_the_same_day() {
    expect(&invoice_with_order(BEFORE, "2026-02-11"), &["TXT001 possible"]);
}

#[test]
fn dat001_misses_certainty_where_quickbooks_does_not_have_the_order() {
    let mut absent = invoice_with_order("Throttle Exceeded", "2026-02-14");
    absent.transactions.clear();
    absent.orders[0].1.counterpart = None;
    absent.document.issue_date = Some(day("2026-02-01"));
    expect(&absent, &["CON005 likely", "DAT001 possible"]);
}

#[test]
fn per001_hits_up_to_the_closing_day_itself() {
    let mut world = World::failed(CLOSED).with_vendor();
    world.company.closing_date = Some(day("2026-02-11"));
    expect(&world, &["PER001 confirmed"]);
}

#[test]
fn per001_misses_the_day_after_and_a_company_that_shows_no_closing_date() {
    let mut world = World::failed(CLOSED).with_vendor();
    world.company.closing_date = Some(day("2026-02-10"));
    expect(&world, &["TXT001 possible"]);
    world.company.closing_date = None;
    expect(&world, &["TXT001 likely"]);
    world.company.lifted_closing_date = Some(day("2026-02-28"));
    expect(&world, &["TXT001 possible"]);
}

#[test]
fn per001_hits_by_a_closing_date_that_was_typed_in_when_the_error_agrees() {
    let mut world = World::failed(CLOSED).with_vendor();
    world.told.closing_date = Some(day("2026-02-28"));
    expect(&world, &["PER001 confirmed"]);
    assert!(only(&world).cause.contains("as typed in"));
    world.verdict.sync_report = None;
    expect(&world, &["PER001 possible"]);
    let mut early = World::failed(CLOSED).with_vendor();
    early.told.closing_date = Some(day("2026-01-31"));
    // What was typed in may be out of date.
    expect(&early, &["TXT001 likely"]);
}

#[test]
fn per001_misses_certainty_for_an_order_which_posts_nothing() {
    let mut order = World::new(SyncState::Missing).with_vendor();
    order.document = document(DocumentRef::order(7));
    order.company.closing_date = Some(day("2026-12-31"));
    expect(&order, &["PER001 possible"]);
}
