//! The silent failures of the error catalogue (section 4): no error text exists, so only comparing both
//! sides finds them. Each has a hit and a near miss.

use clearpost_domain::{BookLine, Entity, ListKind, SyncState};

use crate::build::{
    Filed, World, at, belongs_to, booked, day, dec, fields, file, found, invoice, key, link_to, order, record, texts,
    world,
};
use crate::coded::{two, with_bill};

/// An invoice of an order, both in the books; the invoice comes first.
fn ordered() -> World {
    let order = order(5);
    let mut document = invoice(1);
    document.orders = vec![belongs_to(&order)];
    let (bill, ordered) = (booked("900", &document), booked("905", &order));
    world([file(document), file(order)], [bill, ordered])
}

#[test]
fn s1_a_bill_whose_link_to_the_order_was_left_out_differs() {
    let verdict = ordered().first();
    assert_eq!(
        (verdict.state, fields(&verdict)),
        (SyncState::Differs, vec!["link".to_owned()])
    );
}

#[test]
fn s1_near_miss_a_link_that_only_the_order_shows_is_a_link() {
    let mut world = ordered();
    let link = link_to(&world.transactions[0]);
    world.transactions[1].links.push(link);
    assert_eq!(world.first().state, SyncState::Synced);
}

/// An invoice in euros of a vendor that QuickBooks keeps in the given currency.
fn in_euros(vendor_currency: &str) -> World {
    let mut document = invoice(1);
    document.currency = "EUR".parse().ok();
    let mut bill = booked("900", &document);
    bill.currency = None;
    let mut world = world([file(document)], [bill]);
    world.records[0].currency = vendor_currency.parse().ok();
    world
}

#[test]
fn s2_a_vendor_that_got_the_home_currency_makes_its_bill_differ() {
    let verdict = in_euros("USD").first();
    assert_eq!(fields(&verdict), ["currency"]);
    assert_eq!(verdict.differences[0].quickbooks.as_deref(), Some("USD"));
    let mut absent = in_euros("USD");
    absent.transactions.clear();
    assert!(texts(&absent.first()).contains("vendor Northgate Paper is kept in USD; the invoice is in EUR"));
}

#[test]
fn s2_near_miss_a_vendor_in_the_documents_currency_is_no_difference() {
    assert_eq!(in_euros("EUR").first().state, SyncState::Synced);
    assert_eq!(in_euros("unknown").first().state, SyncState::Synced);
}

/// An invoice that was matched with bill 900 before, and reported as sent.
fn once_there() -> Filed {
    let mut filed = file(invoice(1))
        .succeeded("2026-02-12T08:00:03Z")
        .linked(Entity::Bill, "900");
    filed.ledger.link_seen = Some(at("2026-02-18T06:00:00Z"));
    filed
}

#[test]
fn s4_a_bill_deleted_later_is_missing_whatever_was_reported() {
    let verdict = world([once_there()], []).first();
    assert_eq!(verdict.state, SyncState::Missing);
    assert_eq!(
        verdict.deleted.as_ref().map(|gone| &gone.key),
        Some(&key(Entity::Bill, "900"))
    );
    assert!(texts(&verdict).contains("bill 900 was there on 2026-02-18 and is gone since 2026-03-02"));
}

#[test]
fn s4_near_miss_a_bill_that_was_not_read_yet_is_not_deleted() {
    let mut world = world([once_there()], []);
    world.complete = false;
    let verdict = world.first();
    assert_eq!((verdict.state, verdict.deleted), (SyncState::Unknown, None));
}

#[test]
fn s5_a_bill_edited_later_in_quickbooks_differs_field_by_field() {
    let edited = with_bill(two(), |lines| lines[1].account = Some("78".into()));
    assert_eq!(fields(&edited.first()), ["line.2.account"]);
    let mut edited = with_bill(two(), |_| ());
    edited.transactions[0].total = Some(dec("130"));
    edited.transactions[0].date = Some(day("2026-02-11"));
    assert_eq!(fields(&edited.first()), ["total"]);
}

#[test]
fn s5_near_miss_a_bill_that_was_paid_and_described_anew_is_equal() {
    let mut edited = with_bill(two(), |lines| lines[1].description = Some("Delivery to dock 2".into()));
    edited.transactions[0].balance = Some(dec("0"));
    edited.transactions[0].updated_at = Some(at("2026-03-01T00:00:00Z"));
    assert_eq!(edited.first().state, SyncState::Synced);
}

#[test]
fn s6_a_document_whose_answer_was_lost_is_found_although_an_error_was_reported() {
    let filed = file(invoice(1)).failed("2026-02-12T08:00:03Z");
    let verdict = world([filed], [booked("900", &invoice(1))]).first();
    assert_eq!((verdict.state, found(&verdict)), (SyncState::Synced, Some("900")));
    assert!(texts(&verdict).contains("reports an error, yet it is in QuickBooks Online"));
}

#[test]
fn s6_near_miss_another_bill_of_the_number_is_not_the_lost_one() {
    let mut other = booked("900", &invoice(1));
    other.total = Some(dec("7"));
    let verdict = world([file(invoice(1)).failed("2026-02-12T08:00:03Z")], [other]).first();
    assert_eq!(verdict.state, SyncState::Failed);
    assert!(verdict.number_holder.is_some());
}

fn with_files(files: &[(&str, u64)]) -> World {
    let mut document = invoice(1);
    let attachment = |(name, size): &(&str, u64)| clearpost_domain::Attachment {
        name: (*name).into(),
        kind: None,
        size: Some(*size),
    };
    document.detail.as_mut().unwrap().attachments = files.iter().map(attachment).collect();
    let bill = booked("900", &document);
    world([file(document)], [bill])
}

#[test]
fn s7_attachments_that_may_have_been_dropped_are_named() {
    let verdict = with_files(&[("scan.HEIC", 13_264), ("plan.pdf", 30_000_000), ("invoice.pdf", 13_264)]).first();
    assert_eq!(verdict.state, SyncState::Synced);
    let told = texts(&verdict);
    assert!(told.contains("scan.HEIC is of the type heic"), "{told}");
    assert!(told.contains("plan.pdf is larger than 20 MB"), "{told}");
    assert!(!told.contains("invoice.pdf"), "{told}");
}

#[test]
fn s7_near_miss_usual_attachments_are_not_mentioned() {
    let verdict = with_files(&[("invoice.pdf", 20_000_000), ("zip", 1), ("photo.zip.JPG", 1)]).first();
    assert!(!texts(&verdict).contains("the file"));
}

/// An invoice that was edited on 25 February, after it had reached the books.
fn edited(gross: &str) -> World {
    let bill = booked("900", &invoice(1));
    let mut document = invoice(1);
    document.gross = Some(dec(gross));
    document.detail.as_mut().unwrap().updated_at = Some(at("2026-02-25T09:00:00Z"));
    world([file(document).succeeded("2026-02-12T08:00:03Z")], [bill])
}

#[test]
fn s8_an_edit_that_never_went_out_differs_once_the_grace_time_has_passed() {
    let verdict = edited("150").first();
    assert_eq!(verdict.state, SyncState::Differs);
    assert_eq!(verdict.due.map(|due| due.since), Some(at("2026-02-25T09:00:00Z")));
    assert_eq!(
        edited("150").seen_at("2026-02-25T09:10:00Z").first().state,
        SyncState::Pending
    );
}

#[test]
fn s8_near_miss_an_edit_that_changed_nothing_in_the_books_is_synced() {
    assert_eq!(edited("120").first().state, SyncState::Synced);
}

fn due_on(due: &str) -> World {
    let mut bill = booked("900", &invoice(1));
    bill.due_date = Some(day(due));
    world([file(invoice(1))], [bill])
}

#[test]
fn s10_a_due_date_that_was_left_out_makes_the_bill_due_on_its_own_day() {
    let verdict = due_on("2026-02-11").first();
    assert_eq!(fields(&verdict), ["due_date"]);
    assert_eq!(verdict.differences[0].procurement.as_deref(), Some("2026-03-11"));
}

#[test]
fn s10_near_miss_an_invoice_that_is_due_at_once_is_equal_and_another_day_is_only_remarked() {
    let mut world = due_on("2026-02-11");
    world.filed[0].document.due_date = Some(day("2026-02-11"));
    assert_eq!(world.first().state, SyncState::Synced);
    let verdict = due_on("2026-03-12").first();
    assert_eq!(verdict.state, SyncState::Synced);
    assert!(texts(&verdict).contains("due on 2026-03-11, in QuickBooks on 2026-03-12"));
}

#[test]
fn an_order_that_an_expense_closed_says_so_for_itself_and_for_its_invoice() {
    let mut world = ordered();
    let purchase = |kind: &str| clearpost_domain::LinkedTransaction {
        kind: kind.into(),
        id: "55".into(),
    };
    world.transactions[1].links.push(purchase("Purchase"));
    let told = "purchase order entity 905 was closed by expense 55";
    assert!(
        world.judge().iter().all(|verdict| !texts(verdict).contains(told)),
        "it is open"
    );
    world.transactions[1].order_status = Some("Closed".into());
    assert!(world.judge().iter().all(|verdict| texts(verdict).contains(told)));
    world.transactions[1].links[0] = purchase("Bill");
    assert!(world.judge().iter().all(|verdict| !texts(verdict).contains(told)));
}

#[test]
fn every_piece_of_evidence_from_a_service_says_when_it_was_seen() {
    let mut world = ordered();
    world.records.push(record(ListKind::Account, "63", "Office Supplies"));
    world.transactions[0].lines.push(BookLine::default());
    world.filed.push(once_there());
    world.filed[2].document.reference.id.0 = 9;
    world.filed[2].document.number = Some("INV-9".into());
    for verdict in world.judge() {
        assert!(verdict.evidence.iter().all(|one| one.at.is_some()), "{verdict:?}");
    }
}
