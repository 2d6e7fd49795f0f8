//! The accounts that lines are coded to.

use crate::support::{INACTIVE, World, account, expect, line, only, supplies};

const PAYABLE: &str =
    "Business Validation Error: You can't use an Accounts Payable account on the detail portion of a Bill.";
const TYPE: &str = "Invalid account type.";
const UNMAPPED: &str = "Expenses must be categorized to a QuickBooks Online account.";

fn one_line(text: &str) -> World {
    World::failed(text)
        .with_vendor()
        .coded(vec![line(1, "6100", "Office Supplies")])
}

#[test]
fn acc001_hits_and_names_the_line_and_the_account() {
    let world = World::failed(PAYABLE)
        .with_vendor()
        .with(account(
            "33",
            "2000",
            "Accounts Payable (A/P)",
            "Accounts Payable",
            true,
        ))
        .with(supplies(true))
        .coded(vec![
            line(1, "6100", "Office Supplies"),
            line(2, "2000", "Accounts Payable (A/P)"),
        ]);
    expect(&world, &["ACC001 confirmed"]);
    let finding = only(&world);
    assert!(finding.headline.starts_with("Line 2 is coded to 2000 Accounts Payable"));
    assert_eq!(finding.cause_id(), "ACCOUNT_AP_AR:account:33");
}

#[test]
fn acc001_misses_a_line_that_was_coded_anew() {
    let world = one_line(PAYABLE).with(supplies(true));
    expect(&world, &["TXT001 possible"]);
    let finding = only(&world);
    assert!(finding.resolved && finding.headline.contains("no longer stands"));
}

#[test]
fn acc002_hits_an_inactive_account() {
    let world = World::failed(INACTIVE).with_vendor().with(supplies(false)).coded(vec![
        line(1, "6100", "Office Supplies"),
        line(3, "6100", "Office Supplies"),
    ]);
    expect(&world, &["ACC002 confirmed"]);
    let finding = only(&world);
    assert_eq!(
        finding.headline,
        "Account 6100 Office Supplies is inactive in QuickBooks"
    );
    assert!(finding.cause.starts_with("Lines 1 and 3 are coded to"));
}

#[test]
fn acc002_misses_an_active_account() {
    let world = one_line(INACTIVE).with(supplies(true));
    expect(&world, &["TXT001 possible"]);
    assert!(only(&world).resolved, "everything it refers to is active");
}

#[test]
fn acc003_hits_a_type_that_is_usually_refused_when_the_error_agrees() {
    let world = one_line(TYPE).with(account("61", "6100", "Office Supplies", "Income", true));
    expect(&world, &["ACC003 confirmed"]);
    assert_eq!(
        only(&world).headline,
        "Line 1 is coded to 6100 Office Supplies, an account of the type Income"
    );
}

#[test]
fn acc003_misses_types_that_nobody_refuses() {
    expect(&one_line(TYPE).with(supplies(true)), &["TXT001 possible"]);
    // Other connections take income accounts on lines, so without the error it proves nothing.
    let silent = one_line("Throttle Exceeded").with(account("61", "6100", "Office Supplies", "Income", true));
    expect(&silent, &["CON005 likely"]);
}

#[test]
fn acc003_hits_what_the_user_said_is_refused() {
    let mut world = one_line("Throttle Exceeded").with(supplies(true));
    world.told.refused_account_types = Some(vec!["Expense".to_owned()]);
    expect(&world, &["CON005 likely", "ACC003 confirmed"]);
    world.told.refused_account_types = Some(vec!["Equity".to_owned()]);
    expect(&world, &["CON005 likely"]);
}

#[test]
fn acc004_hits_a_line_without_an_account() {
    let mut bare = line(2, "", "");
    bare.account = None;
    let lines = vec![line(1, "6100", "Office Supplies"), bare];
    let world = World::failed(UNMAPPED)
        .with_vendor()
        .with(supplies(true))
        .coded(lines.clone());
    // The chart has no payable account either, which comes first.
    expect(&world, &["ACC004 confirmed"]);
    let payable = account("33", "2000", "Payable", "Accounts Payable", true);
    let world = world.with(payable);
    assert_eq!(only(&world).headline, "Line 2 has no account");
    let other = World::failed("Throttle Exceeded").with_vendor().coded(lines);
    expect(&other, &["CON005 likely", "ACC004 possible"]);
}

#[test]
fn acc004_misses_when_every_line_has_one() {
    let world = one_line(UNMAPPED).with(account("33", "2000", "Payable", "Accounts Payable", true));
    expect(&world, &["TXT001 possible"]);
    assert!(only(&world).resolved);
}
