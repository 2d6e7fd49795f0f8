//! Amounts.

use clearpost_domain::{DocumentRef, Line, SyncState};

use crate::support::{World, document, expect, line, only};

const TEXT: &str = "Business Validation Error: You must set a transaction amount.";

fn of(gross: &str) -> World {
    let mut world = World::failed(TEXT).with_vendor();
    world.document.gross = gross.parse().ok();
    world
}

#[test]
fn amt001_hits_a_zero_total_when_the_error_agrees() {
    expect(&of("0.00"), &["AMT001 confirmed"]);
}

#[test]
fn amt001_misses_a_cent() {
    expect(&of("0.01"), &["TXT001 likely"]);
    let mut silent = World::new(SyncState::Missing).with_vendor();
    silent.document.gross = "0".parse().ok();
    expect(&silent, &["AMT001 possible"]);
}

#[test]
fn amt002_hits_a_negative_invoice_when_the_error_agrees() {
    let world = of("-12.50");
    expect(&world, &["AMT002 confirmed"]);
    assert_eq!(only(&world).headline, "The invoice's total is -12.50");
}

#[test]
fn amt002_misses_orders_and_other_errors() {
    let mut order = of("-12.50");
    order.document = document(DocumentRef::order(7));
    order.document.gross = "-12.50".parse().ok();
    expect(&order, &["TXT001 likely"]);
    let mut other = World::failed("Throttle Exceeded").with_vendor();
    other.document.gross = "-12.50".parse().ok();
    // A negative invoice may well become a vendor credit.
    expect(&other, &["CON005 likely"]);
}

fn summed(first: &str) -> World {
    let part = |number, gross: &str| Line {
        gross: gross.parse().ok(),
        ..line(number, "6100", "Office Supplies")
    };
    World::failed("Split transactions do not add up to total transaction amount")
        .with_vendor()
        .coded(vec![part(1, first), part(2, "500")])
}

#[test]
fn amt003_hits_lines_that_do_not_make_up_the_total() {
    let world = summed("999.99");
    expect(&world, &["AMT003 confirmed"]);
    assert_eq!(only(&world).headline, "The lines make 1499.99, the total is 1500.00");
}

#[test]
fn amt003_misses_lines_that_do() {
    expect(&summed("1000.00"), &["TXT001 likely"]);
    expect(&summed("999.995"), &["TXT001 likely"]);
}
