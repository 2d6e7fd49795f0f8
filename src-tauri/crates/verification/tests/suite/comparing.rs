//! Which fields are compared with the counterpart, and what is no difference.

use clearpost_domain::{Document, Entity, SyncState, Transaction};
use proptest::prelude::*;
use rust_decimal::Decimal;

use crate::build::{World, belongs_to, booked, day, dec, fields, file, found, invoice, link_to, order, texts, world};

fn changed(change: impl Fn(&mut Transaction)) -> Vec<String> {
    let mut bill = booked("900", &invoice(1));
    change(&mut bill);
    fields(&world([file(invoice(1)).linked(Entity::Bill, "900")], [bill]).first())
}

#[test]
fn every_header_field_that_differs_is_named() {
    assert_eq!(changed(|_| ()), Vec::<String>::new());
    assert_eq!(
        changed(|bill| bill.vendor = Some("50".into())),
        Vec::<String>::new(),
        "the copied name still agrees"
    );
    assert_eq!(changed(|bill| bill.vendor = None), ["vendor"]);
    assert_eq!(changed(|bill| bill.number = Some("INV-2".into())), ["number"]);
    assert_eq!(changed(|bill| bill.number = None), ["number"]);
    assert_eq!(changed(|bill| bill.currency = "EUR".parse().ok()), ["currency"]);
    assert_eq!(changed(|bill| bill.total = Some(dec("119.99"))), ["total"]);
    assert_eq!(changed(|bill| bill.total = None), ["total"]);
    assert_eq!(changed(|bill| bill.tax = Some(dec("19.99"))), ["tax"]);
}

#[test]
fn what_quickbooks_does_not_tell_is_no_difference() {
    let silent = changed(|bill| {
        bill.currency = None;
        bill.tax = None;
        bill.date = None;
        bill.due_date = None;
    });
    assert_eq!(silent, Vec::<String>::new());
}

#[test]
fn paid_open_and_closed_are_no_difference() {
    let paid = changed(|bill| {
        bill.balance = Some(Decimal::ZERO);
        bill.order_status = Some("Closed".into());
    });
    assert_eq!(paid, Vec::<String>::new());
}

#[test]
fn totals_may_differ_by_the_tolerance_and_no_more() {
    for (tolerance, total, expected) in [
        ("0", "120", SyncState::Synced),
        ("0", "120.01", SyncState::Differs),
        ("0.05", "120.05", SyncState::Synced),
        ("0.05", "119.94", SyncState::Differs),
    ] {
        let mut bill = booked("900", &invoice(1));
        bill.total = Some(dec(total));
        let mut world = world([file(invoice(1))], [bill]);
        world.tolerance = dec(tolerance);
        assert_eq!(world.first().state, expected, "{total} within {tolerance}");
    }
}

#[test]
fn a_zero_total_is_compared_as_usual() {
    let mut document = invoice(1);
    (document.gross, document.net, document.tax) = (Some(dec("0")), Some(dec("-0.00")), None);
    assert_eq!(
        world([file(document.clone())], [booked("900", &document)])
            .first()
            .state,
        SyncState::Synced
    );
    let mut bill = booked("900", &document);
    bill.total = Some(dec("5"));
    assert_eq!(world([file(document)], [bill]).first().state, SyncState::Differs);
}

#[test]
fn a_difference_shows_both_values() {
    let mut bill = booked("900", &invoice(1));
    bill.total = Some(dec("1400"));
    let difference = world([file(invoice(1))], [bill]).first().differences.remove(0);
    assert_eq!(difference.procurement.as_deref(), Some("120.00"));
    assert_eq!(difference.quickbooks.as_deref(), Some("1400.00"));
}

#[test]
fn a_number_difference_shows_the_approval_key_of_an_order_without_a_number() {
    let mut document = order(1);
    document.number = None;
    let mut transaction = booked("900", &document);
    transaction.number = Some("X".into());
    let verdict = world([file(document).linked(Entity::PurchaseOrder, "900")], [transaction]).first();
    assert_eq!(verdict.differences[0].procurement.as_deref(), Some("1-2026-02-10"));
}

/// An invoice of the given orders, with everything in the books and nothing linked. The invoice comes
/// first, its bill too.
fn billed(orders: &[Document]) -> World {
    let mut document = invoice(1);
    document.orders = orders.iter().map(belongs_to).collect();
    let bill = booked("900", &document);
    let ordered = orders
        .iter()
        .map(|order| booked(&format!("{}", order.reference.id.0 + 1000), order));
    world(
        std::iter::once(document).chain(orders.to_vec()).map(file),
        std::iter::once(bill).chain(ordered.collect::<Vec<_>>()),
    )
}

#[test]
fn a_bill_that_is_not_linked_to_its_purchase_order_differs() {
    let verdict = billed(&[order(5)]).first();
    assert_eq!(
        (verdict.state, fields(&verdict)),
        (SyncState::Differs, vec!["link".to_owned()])
    );
}

#[test]
fn a_link_counts_from_either_side() {
    for (from, to) in [(0, 1), (1, 0)] {
        let mut world = billed(&[order(5)]);
        let link = link_to(&world.transactions[to]);
        world.transactions[from].links.push(link);
        assert_eq!(world.first().state, SyncState::Synced);
    }
}

#[test]
fn a_link_to_something_else_does_not_count() {
    let mut world = billed(&[order(5)]);
    let mut link = link_to(&world.transactions[1]);
    link.kind = "BillPaymentCheck".into();
    world.transactions[0].links.push(link);
    assert_eq!(world.first().state, SyncState::Differs);
}

#[test]
fn each_of_several_orders_must_be_linked() {
    let mut world = billed(&[order(5), order(6), order(7)]);
    let link = link_to(&world.transactions[2]);
    world.transactions[0].links.push(link);
    let verdict = world.first();
    assert_eq!(fields(&verdict), ["link", "link"]);
    let named: Vec<_> = verdict
        .differences
        .iter()
        .map(|one| one.procurement.clone().unwrap())
        .collect();
    assert_eq!(named, ["5", "7"]);
}

/// Two purchase order entities may be the order's: the bill is linked to one of them, or to none.
#[test]
fn a_bill_is_linked_to_any_of_those_that_its_order_may_be() {
    let mut world = billed(&[order(5)]);
    let mut again = world.transactions[1].clone();
    again.key.id = "2005".into();
    world.transactions.push(again);
    assert_eq!(world.judge()[1].state, SyncState::Unknown);
    assert_eq!(fields(&world.first()), ["link"]);
    for one in [1, 2] {
        let mut world = world.clone();
        let link = link_to(&world.transactions[one]);
        world.transactions[0].links.push(link);
        assert_eq!(world.first().state, SyncState::Synced);
    }
}

#[test]
fn an_order_is_known_by_its_approval_key_too() {
    let mut world = billed(&[order(5)]);
    world.filed[0].document.orders[0].id = None;
    world.filed[0].document.orders[0].approval_key = Some("5-2026-02-10".into());
    assert_eq!(fields(&world.first()), ["link"]);
    world.filed[0].document.orders[0].approval_key = Some("6-2026-02-10".into());
    assert_eq!(world.first().state, SyncState::Synced);
}

#[test]
fn an_approval_key_that_two_orders_carry_names_neither() {
    let mut world = billed(&[order(5), order(6)]);
    world.filed[2].document.approval_key = world.filed[1].document.approval_key.clone();
    world.filed[0].document.orders.truncate(1);
    world.filed[0].document.orders[0].id = None;
    world.filed[0].document.orders[0].approval_key = Some("5-2026-02-10".into());
    assert_eq!(world.first().state, SyncState::Synced);
}

#[test]
fn an_order_that_is_not_in_the_books_asks_for_no_link() {
    let mut world = billed(&[order(5)]);
    world.transactions.truncate(1);
    assert_eq!(world.first().state, SyncState::Synced);
}

#[test]
fn a_vendor_credit_cannot_be_linked_and_need_not_be() {
    let mut world = billed(&[order(5)]);
    let document = &mut world.filed[0].document;
    document.gross = Some(dec("-120.00"));
    document.net = Some(dec("-100.00"));
    world.transactions[0].key.entity = Entity::VendorCredit;
    let verdict = world.first();
    assert_eq!((verdict.state, found(&verdict)), (SyncState::Synced, Some("900")));
}

#[test]
fn a_date_is_a_remark_until_it_is_known_which_one_is_carried_over() {
    let mut bill = booked("900", &invoice(1));
    bill.date = Some(day("2026-02-20"));
    let verdict = world([file(invoice(1))], [bill]).first();
    assert_eq!(verdict.state, SyncState::Synced);
    assert!(texts(&verdict).contains("dated 2026-02-20 in QuickBooks"));
}

#[test]
fn a_net_total_is_a_remark_until_it_is_known_that_totals_are_gross() {
    let mut bill = booked("900", &invoice(1));
    (bill.total, bill.tax) = (Some(dec("100.00")), Some(Decimal::ZERO));
    let verdict = world([file(invoice(1))], [bill]).first();
    assert_eq!((verdict.state, fields(&verdict)), (SyncState::Synced, vec![]));
    assert!(texts(&verdict).contains("is the net total of the invoice"));
}

#[test]
fn a_tax_may_differ_by_the_tolerance_and_no_more() {
    for (tax, expected) in [("20.05", SyncState::Synced), ("20.06", SyncState::Differs)] {
        let mut bill = booked("900", &invoice(1));
        bill.tax = Some(dec(tax));
        let mut world = world([file(invoice(1))], [bill]);
        world.tolerance = dec("0.05");
        assert_eq!(world.first().state, expected, "{tax}");
    }
}

#[test]
fn what_is_tolerated_is_shown_as_evidence() {
    let mut bill = booked("900", &invoice(1));
    bill.total = Some(dec("120.03"));
    let mut world = world([file(invoice(1))], [bill]);
    world.tolerance = dec("0.05");
    assert!(texts(&world.first()).contains("total is 120.00, in QuickBooks 120.03: within the tolerance"));
    world.transactions[0].total = Some(dec("120"));
    assert!(!texts(&world.first()).contains("tolerance"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn totals_agree_exactly_when_they_are_no_further_apart_than_the_tolerance(
        ours in 1..100_000_i64, apart in -60..60_i64, tolerance in 0..50_i64
    ) {
        let mut document = invoice(1);
        document.gross = Some(Decimal::new(ours, 2));
        (document.net, document.tax) = (None, None);
        let mut bill = booked("900", &document);
        bill.total = Some(Decimal::new((ours + apart).max(0), 2));
        let apart = (ours + apart).max(0) - ours;
        let mut world = world([file(document).linked(Entity::Bill, "900")], [bill]);
        world.tolerance = Decimal::new(tolerance, 2);
        let verdict = world.first();
        let expected = if apart.abs() <= tolerance { SyncState::Synced } else { SyncState::Differs };
        prop_assert_eq!(verdict.state, expected);
        prop_assert_eq!(texts(&verdict).contains("tolerance"), apart != 0 && apart.abs() <= tolerance);
    }
}
