//! What lines carry besides their account.

use clearpost_domain::{CompanyFacts, Line, ListKind, SyncState};

use crate::support::{World, account, expect, line, only, record, supplies};

const CUSTOMER: &str = "Associate a customer or project on all billable transactions.";
const BILLABLE: &str = "Business Validation Error: For billable expenses, you must use an account of one of the following account types: expense, other expense, other current liabilities, other current assets, other assets, fixed assets, or COGS.";

fn item(active: bool) -> World {
    World::failed("Invalid Reference Id : Items element id 12 not found")
        .with_vendor()
        .with(record(ListKind::Item, "12", "Torque wrench", active))
}

#[test]
fn itm001_hits_the_item_that_the_error_names() {
    let world = item(false);
    expect(&world, &["ITM001 confirmed"]);
    assert_eq!(only(&world).cause_id(), "ITEM_INVALID:item:12");
    let gone = World::failed("Invalid Reference Id : Items element id 12 not found").with_vendor();
    expect(&gone, &["ITM001 confirmed"]);
}

#[test]
fn itm001_misses_an_item_that_is_active_by_now_or_not_named() {
    expect(&item(true), &["TXT001 possible"]);
    let unnamed = World::failed("Item Does Not Exist in QuickBooks").with_vendor();
    expect(&unnamed, &["TXT001 likely"]);
}

fn billable(customer: Option<&str>) -> Line {
    Line {
        billable: Some("Billable".to_owned()),
        customer: customer.map(str::to_owned),
        ..line(1, "6100", "Office Supplies")
    }
}

fn charged(text: &str, customer: Option<&str>) -> World {
    World::failed(text)
        .with_vendor()
        .with(supplies(true))
        .coded(vec![billable(customer)])
}

#[test]
fn cus001_hits_a_billable_line_without_a_customer() {
    let world = charged(CUSTOMER, None);
    expect(&world, &["CUS001 confirmed"]);
    assert_eq!(only(&world).headline, "Line 1 is billable and names no customer");
    let inactive = charged(CUSTOMER, Some("Harbour")).with(record(ListKind::Customer, "5", "Harbour", false));
    assert_eq!(only_class(&inactive), "CUSTOMER_MISSING:customer:5");
}

#[track_caller]
fn only_class(world: &World) -> String {
    world.findings().first().unwrap().cause_id()
}

#[test]
fn cus001_misses_a_billable_line_with_an_active_customer() {
    let world = charged(CUSTOMER, Some("Harbour")).with(record(ListKind::Customer, "5", "Harbour", true));
    expect(&world, &["TXT001 possible"]);
    let mut plain = charged("Throttle Exceeded", None);
    plain.document.detail.as_mut().unwrap().lines[0].billable = Some("NotBillable".to_owned());
    expect(&plain, &["CON005 likely"]);
}

#[test]
fn bil001_hits_an_account_that_cannot_be_billable() {
    let world = World::failed(BILLABLE)
        .with_vendor()
        .with(account("61", "6100", "Office Supplies", "Equity", true))
        .with(record(ListKind::Customer, "5", "Harbour", true))
        .coded(vec![billable(Some("Harbour"))]);
    expect(&world, &["BIL001 confirmed"]);
    assert_eq!(only(&world).cause_id(), "BILLABLE:account:61");
}

#[test]
fn bil001_hits_where_billable_expenses_are_switched_off() {
    let mut world = World::new(SyncState::Missing)
        .with_vendor()
        .with(record(ListKind::Customer, "5", "Harbour", true))
        .coded(vec![billable(Some("Harbour"))]);
    world.company = CompanyFacts {
        billable_expenses: Some(false),
        ..CompanyFacts::default()
    };
    expect(&world, &["BIL001 confirmed"]);
}

#[test]
fn bil001_misses_an_expense_account() {
    let world = charged(BILLABLE, Some("Harbour")).with(record(ListKind::Customer, "5", "Harbour", true));
    expect(&world, &["TXT001 possible"]);
    assert!(only(&world).resolved);
}
