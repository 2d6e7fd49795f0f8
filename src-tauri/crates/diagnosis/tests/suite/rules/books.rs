//! The counterpart in QuickBooks.

use clearpost_domain::{Attachment, CauseClass, Entity, ListKind, Status, SyncEntry, SyncResult, SyncState};

use crate::support::{World, codes, counterpart, expect, line, noon, only, record, refused_update};

#[test]
fn del001_hits_what_was_there_and_is_gone() {
    let mut world = World::new(SyncState::Missing).with_vendor();
    world.verdict.deleted = Some(counterpart(Entity::Bill, "412", "INV-2204"));
    expect(&world, &["DEL001 confirmed"]);
    assert_eq!(
        only(&world).headline,
        "Bill INV-2204 was in QuickBooks and was deleted there"
    );
}

fn reported(state: SyncState) -> World {
    let mut world = World::new(state).with_vendor();
    world.verdict.sync_report = Some(SyncEntry {
        id: 7,
        at: Some(noon("2026-02-12")),
        result: SyncResult::Succeeded,
        may_have_arrived: false,
        text: "Invoice was synced to QuickBooks Online".to_owned(),
    });
    world
}

#[test]
fn del001_hits_a_reported_success_that_is_not_there() {
    expect(&reported(SyncState::Missing), &["DEL001 likely"]);
}

#[test]
fn del001_misses_what_never_was_there_and_an_incomplete_reading() {
    assert!(World::new(SyncState::Missing).with_vendor().findings().is_empty());
    assert!(reported(SyncState::Unknown).findings().is_empty());
}

fn broken_off(total: &str) -> World {
    let mut world = refused_update("Partial export — QuickBooks Online returned an error.").coded(vec![
        line(1, "6100", "Office Supplies"),
        line(2, "6100", "Office Supplies"),
    ]);
    world.transactions[0].total = total.parse().ok();
    world.transactions[0].lines = vec![clearpost_domain::BookLine::default()];
    world
}

#[test]
fn par001_hits_a_counterpart_with_fewer_lines_and_a_smaller_total() {
    let world = broken_off("700");
    expect(&world, &["PAR001 confirmed"]);
    assert_eq!(only(&world).cause_id(), "PARTIAL_EXPORT:bill:412");
}

#[test]
fn par001_misses_a_counterpart_of_the_full_total() {
    expect(&broken_off("1500"), &["TXT001 likely"]);
    let mut other = broken_off("700");
    other.verdict.sync_report.as_mut().unwrap().text = "Account period closed".to_owned();
    expect(&other, &["TXT001 likely"]);
}

#[test]
fn par001_misses_a_part_that_was_deleted() {
    let mut world = broken_off("700");
    world.verdict.state = SyncState::Failed;
    world.verdict.counterpart = None;
    world.transactions.clear();
    expect(&world, &["TXT001 possible"]);
    assert!(only(&world).resolved);
}

fn stale(changed: &str) -> World {
    let mut world = refused_update("Stale Object Error");
    world.transactions[0].created_at = Some(noon("2026-02-11"));
    world.transactions[0].updated_at = Some(noon(changed));
    world
}

#[test]
fn sta001_hits_a_counterpart_that_was_changed_in_quickbooks() {
    let world = stale("2026-02-15");
    expect(&world, &["STA001 confirmed"]);
    assert_eq!(
        only(&world).headline,
        "Bill INV-2204 was changed in QuickBooks on 2026-02-15"
    );
}

#[test]
fn sta001_misses_a_counterpart_that_nobody_changed() {
    expect(&stale("2026-02-11"), &["TXT001 likely"]);
    expect(&World::failed("Stale Object Error").with_vendor(), &["TXT001 likely"]);
}

fn locked(balance: &str) -> World {
    let mut world = refused_update("This transaction has been locked in your accounting software");
    world.transactions[0].balance = balance.parse().ok();
    world
}

#[test]
fn lck001_hits_a_bill_that_is_paid_in_part() {
    let world = locked("1499.99");
    expect(&world, &["LCK001 confirmed"]);
    assert!(only(&world).cause.starts_with("0.01 of Bill INV-2204 is paid"));
}

#[test]
fn lck001_misses_an_open_bill() {
    // A match to the bank cannot be read, so the text stands.
    expect(&locked("1500"), &["TXT001 likely"]);
}

#[test]
fn lck001_misses_a_bill_whose_payment_was_taken_back() {
    let mut world = locked("1500");
    world.verdict.sync_report.as_mut().unwrap().text =
        "Business Validation Error: The Amount Paid plus credits can't be less than the selected bills".to_owned();
    expect(&world, &["TXT001 possible"]);
    assert!(only(&world).resolved);
}

fn attached(name: &str, size: u64) -> World {
    let mut world = refused_update(
        "Attachment size too large: please upload a smaller attachment or compress the file and try again.",
    );
    world.document.detail.as_mut().unwrap().attachments = vec![Attachment {
        name: name.to_owned(),
        kind: None,
        size: Some(size),
    }];
    world
}

#[test]
fn att001_hits_a_file_that_is_too_large_or_of_a_strange_type() {
    let world = attached("scan.pdf", 21_000_000);
    expect(&world, &["ATT001 confirmed"]);
    let finding = only(&world);
    assert_eq!(finding.headline, "The file scan.pdf is larger than 20 MB");
    assert!(finding.cause.contains("has arrived"));
    expect(&attached("photo.HEIC", 1_000), &["ATT001 confirmed"]);
}

#[test]
fn att001_misses_a_small_pdf() {
    expect(&attached("scan.PDF", 20_971_520), &["TXT001 likely"]);
}

fn not_sent(status: Status, state: SyncState) -> World {
    let mut world = World::failed("Transaction has not settled").with_vendor();
    world.document.status = status;
    world.verdict.state = state;
    world
}

#[test]
fn rdy001_hits_a_document_that_was_not_sent_for_its_status() {
    let world = not_sent(Status::AwaitingReview, SyncState::NotDue);
    expect(&world, &["RDY001 confirmed"]);
    assert_eq!(
        only(&world).headline,
        "The invoice is awaiting review, and only approved documents are sent"
    );
}

#[test]
fn rdy001_misses_a_document_that_is_ready_by_now() {
    let world = not_sent(Status::ReadyToPay, SyncState::Failed);
    expect(&world, &["TXT001 possible"]);
    assert!(only(&world).resolved);
    let mut silent = not_sent(Status::AwaitingReview, SyncState::NotDue);
    silent.verdict.sync_report.as_mut().unwrap().text = "Throttle Exceeded".to_owned();
    assert!(silent.findings().is_empty());
}

#[test]
fn rdy001_misses_what_was_left_out_for_its_date_or_on_purpose() {
    for text in [
        "Cannot sync the invoice as the invoice date is before the sync start date.",
        "You've selected to skip this transaction when syncing",
    ] {
        let mut world = not_sent(Status::ReadyToPay, SyncState::Failed);
        world.verdict.sync_report.as_mut().unwrap().text = text.to_owned();
        expect(&world, &["TXT001 likely"]);
    }
}

fn awaiting_review() -> World {
    let mut world = World::new(SyncState::NotDue).with(record(ListKind::Vendor, "42", "Northgate Paper", false));
    world.document.status = Status::AwaitingReview;
    world
}

#[test]
fn bok001_hits_a_counterpart_without_approval() {
    let mut world = awaiting_review();
    world.verdict.counterpart = Some(counterpart(Entity::Bill, "412", "INV-2204"));
    let finding = only(&world);
    assert_eq!(codes(std::slice::from_ref(&finding)), ["BOK001 confirmed"]);
    assert_eq!(
        finding.headline,
        "Bill INV-2204 is in QuickBooks, while the invoice is awaiting review"
    );
    assert_eq!(finding.class, CauseClass::InBooksNotApproved);
}

#[test]
fn bok001_misses_a_document_without_a_counterpart() {
    assert!(awaiting_review().findings().is_empty());
}
