//! The document's number.

use clearpost_domain::{Entity, SyncState};

use crate::support::{World, counterpart, expect, noon, only, transaction};

const TAKEN: &str = "Duplicate Document Number Error : You must specify a different number. This number has already been used. DocNumber=INV-2204 is assigned to TxnType=Bill with TxnId=988";

#[test]
fn dup001_hits_and_names_the_holder_of_the_number() {
    let mut world = World::new(SyncState::Missing).with_vendor();
    world.verdict.number_holder = Some(counterpart(Entity::Bill, "988", "INV-2204"));
    world.transactions = vec![transaction(Entity::Bill, "988", "INV-2204", "2026-02-11")];
    expect(&world, &["DUP001 confirmed"]);
    let finding = only(&world);
    assert_eq!(finding.culprit.unwrap().id, "988");
    assert!(finding.cause.contains("1500.00 USD") && finding.steps[0].url.is_some());
}

#[test]
fn dup001_hits_the_transaction_that_the_text_names() {
    let mut world = World::failed(TAKEN).with_vendor();
    world.transactions = vec![transaction(Entity::Bill, "988", "INV-2204", "2026-02-11")];
    expect(&world, &["DUP001 confirmed"]);
}

#[test]
fn dup001_misses_a_transaction_that_is_gone_or_of_a_kind_that_is_not_read() {
    let mut world = World::failed(TAKEN).with_vendor();
    expect(&world, &["TXT001 possible"]);
    world.transactions = vec![transaction(Entity::Bill, "988", "INV-2204", "2026-02-11")];
    world.transactions[0].deleted_at = Some(noon("2026-03-01"));
    expect(&world, &["TXT001 possible"]);
    let check = World::failed(&TAKEN.replace("TxnType=Bill", "TxnType=Check")).with_vendor();
    expect(&check, &["TXT001 likely"]);
}
