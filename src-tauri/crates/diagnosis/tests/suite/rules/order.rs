//! An invoice together with its order.

use clearpost_domain::{BookLine, Entity, LinkedTransaction, ListKind, SyncState};

use crate::support::{World, account, counterpart, expect, invoice_with_order, line, only, supplies};

const DATED: &str = "2026-02-01";
const VENDOR: &str = "Business Validation Error: Vendor Mismatch";
const LINES: &str = "Business Validation Error: Account and Item Details Mismatch";
const LINK: &str = "620: TxnID Cannot Be Linked - TxnID Cannot Be Linked : 412";
const PARENT: &str = "Associated purchase order must be synced first";

#[test]
fn pol001_hits_an_order_of_another_vendor() {
    let mut world = invoice_with_order(VENDOR, DATED);
    world.transactions[0].vendor = Some("43".to_owned());
    world.transactions[0].vendor_name = Some("Northgate Paper Ltd".to_owned());
    expect(&world, &["POL001 confirmed"]);
    let finding = only(&world);
    assert_eq!(
        finding.headline,
        "Order 100021 is of vendor Northgate Paper Ltd, the invoice of vendor Northgate Paper"
    );
    assert_eq!(finding.cause_id(), "PO_LINK_VENDOR:purchase_order:412");
    let mut silent = invoice_with_order("Throttle Exceeded", DATED);
    silent.transactions[0].vendor = Some("43".to_owned());
    expect(&silent, &["CON005 likely", "POL001 possible"]);
}

#[test]
fn pol001_misses_an_order_of_the_same_vendor() {
    expect(&invoice_with_order(VENDOR, DATED), &["TXT001 possible"]);
}

fn booked_line(account: &str) -> BookLine {
    BookLine {
        account: Some(account.to_owned()),
        ..BookLine::default()
    }
}

fn with_freight(order_accounts: &[&str]) -> World {
    let mut world = invoice_with_order(LINES, DATED)
        .with(supplies(true))
        .with(account("77", "6200", "Freight", "Expense", true))
        .coded(vec![line(1, "6100", "Office Supplies"), line(2, "6200", "Freight")]);
    world.transactions[0].lines = order_accounts.iter().map(|id| booked_line(id)).collect();
    world
}

#[test]
fn pol002_hits_a_line_whose_account_the_order_does_not_have() {
    let world = with_freight(&["61"]);
    expect(&world, &["POL002 confirmed"]);
    assert_eq!(
        only(&world).headline,
        "Line 2 is coded to an account that no line of order 100021 has"
    );
    let more = with_freight(&["77"]).with(supplies(true));
    assert!(only(&more).headline.starts_with("Line 1 is coded"));
}

#[test]
fn pol002_misses_when_every_line_has_a_partner() {
    expect(&with_freight(&["61", "77"]), &["TXT001 possible"]);
    // Which line belongs to which order is not known for several.
    let mut unread = with_freight(&["61"]);
    unread.transactions[0].lines.clear();
    expect(&unread, &["TXT001 likely"]);
}

#[test]
fn pol003_hits_a_closed_or_deleted_order() {
    let mut world = invoice_with_order(LINK, DATED);
    world.transactions[0].order_status = Some("Closed".to_owned());
    world.transactions[0].links = vec![LinkedTransaction {
        kind: "Bill".to_owned(),
        id: "987".to_owned(),
    }];
    expect(&world, &["POL003 confirmed"]);
    assert!(only(&world).cause.contains("linked to 987 already"));
    world.orders[0].1.deleted = Some(counterpart(Entity::PurchaseOrder, "412", "100021"));
    assert_eq!(only(&world).headline, "Order 100021 was deleted in QuickBooks");
}

#[test]
fn pol003_hits_the_order_that_the_error_names_and_nobody_finds() {
    let mut world = invoice_with_order(LINK, DATED);
    world.transactions.clear();
    world.orders[0].1.counterpart = None;
    world.orders[0].1.state = SyncState::Missing;
    let first = &world.findings()[0];
    assert_eq!(
        (first.code.as_str(), first.cause_id().as_str()),
        ("POL003", "PO_LINK_TXN:purchase_order:412")
    );
    assert_eq!(first.headline, "Order 100021 was deleted in QuickBooks");
}

#[test]
fn pol003_misses_an_open_order() {
    let mut world = invoice_with_order(LINK, DATED);
    world.transactions[0].order_status = Some("Open".to_owned());
    expect(&world, &["TXT001 possible"]);
}

#[test]
fn dep001_hits_an_order_that_has_not_arrived() {
    let mut world = invoice_with_order(PARENT, DATED);
    world.orders[0].1.state = SyncState::Failed;
    world.orders[0].1.counterpart = None;
    world.transactions.clear();
    expect(&world, &["DEP001 confirmed"]);
    assert_eq!(only(&world).cause_id(), "DEPENDENCY:order:50021");
}

#[test]
fn dep001_misses_an_order_that_has_arrived_or_need_not() {
    expect(&invoice_with_order(PARENT, DATED), &["TXT001 possible"]);
    let mut draft = invoice_with_order(PARENT, DATED);
    draft.orders[0].1.state = SyncState::NotDue;
    draft.orders[0].1.counterpart = None;
    expect(&draft, &["TXT001 likely"]);
    assert!(draft.records.iter().all(|record| record.kind == ListKind::Vendor));
}
