//! The steps that find a document's counterpart, and those that must not.

use clearpost_domain::{Document, Entity, SyncState, Transaction};

use crate::build::{
    REALM, SUPPLIER_NAME, booked, day, dec, fields, file, found, invoice, mapping, order, texts, vendor, world,
};

fn numbered(mut transaction: Transaction, number: &str) -> Transaction {
    transaction.number = Some(number.into());
    transaction
}

fn of_vendor(mut transaction: Transaction, id: &str, name: &str) -> Transaction {
    transaction.vendor = Some(id.into());
    transaction.vendor_name = Some(name.into());
    transaction
}

fn totalling(mut transaction: Transaction, total: &str) -> Transaction {
    transaction.total = Some(dec(total));
    transaction
}

fn supplied_by(mut document: Document, name: &str) -> Document {
    document.supplier_name = name.into();
    document
}

#[test]
fn an_earlier_match_goes_before_every_other_step() {
    let mut document = invoice(1);
    document.mappings = vec![mapping("901", REALM)];
    let other = numbered(booked("900", &document), "typed by hand");
    let verdict = world(
        [file(document.clone()).linked(Entity::Bill, "900")],
        [booked("902", &document), booked("901", &document), other],
    )
    .first();
    assert_eq!((verdict.state, found(&verdict)), (SyncState::Differs, Some("900")));
    assert_eq!(fields(&verdict), ["number"]);
    assert!(texts(&verdict).contains("matched before"));
}

#[test]
fn a_remembered_transaction_that_was_entered_a_second_time_is_no_certain_match() {
    let document = invoice(1);
    let remembered = file(document.clone()).linked(Entity::Bill, "900");
    let verdict = world(
        [remembered.clone()],
        [booked("900", &document), booked("901", &document)],
    )
    .first();
    assert_eq!((verdict.state, verdict.candidates.len()), (SyncState::Unknown, 2));
    let mut other_total = totalling(booked("901", &document), "1.00");
    other_total.date = Some(day("2025-02-11"));
    let verdict = world([remembered.clone()], [booked("900", &document), other_total]).first();
    assert_eq!(verdict.state, SyncState::Synced, "another total is another bill");
    let changed = totalling(booked("900", &document), "1.00");
    let verdict = world([remembered.clone()], [changed, booked("901", &document)]).first();
    assert_eq!(verdict.state, SyncState::Unknown, "the other one fits better");
    let two = world([remembered, file(document.clone()).linked(Entity::Bill, "901")], []);
    let mut two = two;
    two.transactions = vec![booked("900", &document), booked("901", &document)];
    two.filed[1].document.reference = clearpost_domain::DocumentRef::invoice(2);
    assert_eq!(
        two.first().state,
        SyncState::Synced,
        "the second belongs to another invoice"
    );
}

#[test]
fn an_id_stored_for_this_company_goes_before_the_number() {
    let mut document = invoice(1);
    document.mappings = vec![mapping("7", "another realm"), mapping("901", REALM)];
    let verdict = world(
        [file(document.clone())],
        [booked("900", &document), booked("901", &document)],
    )
    .first();
    assert_eq!(found(&verdict), Some("901"));
    assert!(texts(&verdict).contains("by the id stored in ProcurementExpress"));
}

#[test]
fn an_id_stored_for_another_company_or_service_or_without_one_is_no_match() {
    let mut other_service = mapping("900", REALM);
    other_service.service = "xero".into();
    let mut nowhere = mapping("900", REALM);
    nowhere.realm = None;
    for stored in [mapping("900", "another realm"), other_service, nowhere] {
        let mut document = invoice(1);
        document.mappings = vec![stored];
        let bill = numbered(booked("900", &document), "another number");
        let verdict = world([file(document)], [bill]).first();
        assert_eq!((verdict.state, found(&verdict)), (SyncState::Missing, None));
    }
}

#[test]
fn a_stored_id_of_another_entity_is_no_match() {
    let mut document = invoice(1);
    document.mappings = vec![mapping("900", REALM)];
    let order = numbered(booked("900", &order(5)), "another number");
    assert_eq!(found(&world([file(document)], [order]).first()), None);
}

#[test]
fn numbers_agree_without_regard_to_case_and_surrounding_space() {
    let bill = numbered(booked("900", &invoice(1)), "  inv-1 ");
    let verdict = world([file(invoice(1))], [bill]).first();
    assert_eq!((verdict.state, found(&verdict)), (SyncState::Synced, Some("900")));
}

#[test]
fn vendor_names_agree_without_regard_to_case_form_spaces_and_the_suffix_of_inactive_ones() {
    for (supplier, name) in [
        ("O'Hara Ltd", "o'hara LTD"),
        ("Café Zoë", "Cafe\u{301} Zoe\u{308}"),
        ("Northgate  Paper ", " Northgate Paper"),
        ("Northgate Paper", "Northgate Paper (deleted)"),
        ("Northgate Paper", "NORTHGATE PAPER (Deleted-2)"),
        ("Ｎｏｒｔｈｇａｔｅ", "Northgate"),
    ] {
        let document = supplied_by(invoice(1), supplier);
        let mut world = world([file(document.clone())], [booked("900", &document)]);
        world.records = vec![vendor("42", name)];
        assert_eq!(world.first().state, SyncState::Synced, "{supplier} / {name}");
    }
}

#[test]
fn a_vendor_of_another_name_makes_no_match() {
    for (supplier, name) in [
        ("O'Hara Ltd", "OHara Ltd"),
        ("Café Zoë", "Cafe Zoe"),
        ("Northgate Paper", "Northgate Paper (UK)"),
        ("Northgate Paper", "Northgate Papers"),
        ("", ""),
    ] {
        let document = supplied_by(invoice(1), supplier);
        let mut world = world([file(document.clone())], [booked("900", &document)]);
        world.records = vec![vendor("42", name)];
        let verdict = world.first();
        assert_eq!(verdict.state, SyncState::Missing, "{supplier} / {name}");
        assert_eq!(verdict.number_holder, None, "another vendor's bill may have any number");
    }
}

#[test]
fn the_list_names_the_vendor_and_not_the_transactions_old_copy() {
    let document = supplied_by(invoice(1), "New Name");
    let mut world = world([file(document.clone())], [booked("900", &document)]);
    world.records = vec![vendor("42", "New Name")];
    assert_eq!(world.first().state, SyncState::Synced);
    world.records.clear();
    assert_eq!(world.first().state, SyncState::Missing, "only the old name is left");
}

#[test]
fn the_suppliers_stored_vendor_agrees_whatever_it_is_called() {
    let bill = of_vendor(booked("900", &invoice(1)), "77", "Renamed Inc");
    for (realm, state) in [(REALM, SyncState::Synced), ("another realm", SyncState::Missing)] {
        let mut world = world([file(invoice(1))], [bill.clone()]).supplier(vec![mapping("77", realm)]);
        world.records = vec![vendor("77", "Renamed Inc")];
        assert_eq!(world.first().state, state);
    }
}

#[test]
fn an_order_is_found_by_number_approval_key_or_its_leading_part() {
    for number in ["100021", "100021-2026-02-10"] {
        let mut document = order(100_021);
        let transaction = numbered(booked("900", &document), number);
        assert_eq!(
            world([file(document.clone())], [transaction.clone()]).first().state,
            SyncState::Synced
        );
        document.number = None;
        assert_eq!(world([file(document)], [transaction]).first().state, SyncState::Synced);
    }
}

#[test]
fn the_number_alone_finds_an_order_when_one_transaction_carries_it_and_the_total_agrees() {
    let transaction = of_vendor(booked("900", &order(1)), "50", "Somebody Else");
    let verdict = world([file(order(1))], [transaction]).first();
    assert_eq!((verdict.state, found(&verdict)), (SyncState::Differs, Some("900")));
    assert_eq!(fields(&verdict), ["vendor"]);
    assert!(texts(&verdict).contains("no other purchase order carries it"));
}

#[test]
fn the_number_alone_finds_no_order_when_the_total_differs_or_only_errors_were_reported() {
    let transaction = of_vendor(booked("900", &order(1)), "50", "Somebody Else");
    for world in [
        world([file(order(1))], [totalling(transaction.clone(), "1.00")]),
        world([file(order(1)).failed("2026-02-11T08:00:00Z")], [transaction]),
    ] {
        let verdict = world.first();
        assert_eq!((verdict.state, found(&verdict)), (SyncState::Missing, None));
        assert_eq!(verdict.number_holder.unwrap().key.id, "900");
    }
}

#[test]
fn several_other_vendors_orders_of_the_number_hold_it_but_match_nothing() {
    let one = of_vendor(booked("901", &order(1)), "50", "Somebody Else");
    let other = of_vendor(booked("900", &order(1)), "51", "A Third");
    for transactions in [[one.clone(), other.clone()], [other, one]] {
        let verdict = world([file(order(1))], transactions).first();
        assert_eq!((verdict.state, found(&verdict)), (SyncState::Missing, None));
        assert_eq!(verdict.number_holder.unwrap().key.id, "900");
    }
}

#[test]
fn the_number_alone_never_finds_a_bill() {
    let bill = of_vendor(booked("900", &invoice(1)), "50", "Somebody Else");
    let mut world = world([file(invoice(1))], [bill]);
    world.records.push(vendor("50", "Somebody Else (deleted)"));
    let verdict = world.first();
    assert_eq!((verdict.state, found(&verdict)), (SyncState::Missing, None));
    assert!(texts(&verdict).contains("bill 900 has the number, but is of vendor Somebody Else (deleted)"));
}

#[test]
fn a_bill_of_equal_vendor_total_and_date_but_another_number_is_only_named() {
    let bill = numbered(booked("900", &invoice(1)), "typed by hand");
    let verdict = world([file(invoice(1))], [bill.clone()]).first();
    assert_eq!((verdict.state, found(&verdict)), (SyncState::Missing, None));
    assert!(texts(&verdict).contains("bill 900 has the same vendor, total and date, but the number typed by hand"));

    let mut of_another_day = bill;
    of_another_day.date = Some(day("2026-02-20"));
    assert!(!texts(&world([file(invoice(1))], [of_another_day]).first()).contains("900"));
}

#[test]
fn a_bill_without_a_number_is_not_found_by_an_invoice_without_one() {
    for number in [None, Some("  ")] {
        let mut document = invoice(1);
        document.number = number.map(Into::into);
        assert_eq!(
            found(&world([file(document.clone())], [booked("900", &document)]).first()),
            None
        );
    }
}

#[test]
fn a_different_amount_after_errors_only_means_that_the_number_is_taken() {
    let bill = totalling(booked("900", &invoice(1)), "7.00");
    let verdict = world([file(invoice(1)).failed("2026-02-12T08:00:03Z")], [bill]).first();
    assert_eq!((verdict.state, found(&verdict)), (SyncState::Failed, None));
    assert_eq!(verdict.number_holder.as_ref().unwrap().key.id, "900");
    assert!(texts(&verdict).contains("number INV-1 is carried by bill 900"));
}

#[test]
fn a_different_amount_after_a_success_is_a_difference() {
    let mut bill = totalling(booked("900", &invoice(1)), "7.00");
    bill.date = Some(day("2026-01-01"));
    let filed = file(invoice(1))
        .succeeded("2026-02-12T08:00:03Z")
        .failed("2026-02-13T08:00:00Z");
    let verdict = world([filed], [bill]).first();
    assert_eq!((verdict.state, found(&verdict)), (SyncState::Differs, Some("900")));
    assert_eq!(verdict.number_holder, None);
}

#[test]
fn without_any_report_the_date_decides_whose_bill_of_another_amount_it_is() {
    let bill = totalling(booked("900", &invoice(1)), "7.00");
    assert_eq!(
        world([file(invoice(1))], [bill.clone()]).first().state,
        SyncState::Differs
    );
    let mut of_another_day = bill;
    of_another_day.date = Some(day("2025-02-11"));
    let verdict = world([file(invoice(1))], [of_another_day]).first();
    assert_eq!(verdict.state, SyncState::Missing);
    assert!(verdict.number_holder.is_some());
}

#[test]
fn several_bills_that_cannot_be_this_documents_hold_the_number_and_are_not_candidates() {
    let one = totalling(booked("901", &invoice(1)), "7.00");
    let other = totalling(booked("900", &invoice(1)), "7.00");
    let verdict = world([file(invoice(1)).failed("2026-02-12T08:00:03Z")], [one, other]).first();
    assert_eq!(verdict.state, SyncState::Failed);
    assert!(verdict.candidates.is_empty());
    assert_eq!(verdict.number_holder.unwrap().key.id, "900");
}

fn negative(mut document: Document) -> Document {
    for amount in [&mut document.gross, &mut document.net, &mut document.tax] {
        *amount = amount.map(|amount| -amount);
    }
    document
}

#[test]
fn a_negative_invoice_is_found_as_a_vendor_credit_of_positive_amounts() {
    let mut credit = booked("900", &invoice(1));
    credit.key.entity = Entity::VendorCredit;
    let verdict = world([file(negative(invoice(1)))], [credit.clone()]).first();
    assert_eq!((verdict.state, found(&verdict)), (SyncState::Synced, Some("900")));
    assert_eq!(
        found(&world([file(invoice(1))], [credit]).first()),
        None,
        "a positive invoice is not"
    );
}

#[test]
fn a_negative_invoice_is_found_as_a_negative_bill_and_not_as_a_positive_one() {
    let document = negative(invoice(1));
    let bill = booked("900", &document);
    assert_eq!(world([file(document.clone())], [bill]).first().state, SyncState::Synced);
    let positive = booked("900", &invoice(1));
    assert_ne!(world([file(document)], [positive]).first().state, SyncState::Synced);
}

#[test]
fn an_invoice_that_shows_only_a_negative_net_total_is_negative() {
    let mut document = negative(invoice(1));
    document.gross = None;
    let mut credit = totalling(booked("900", &document), "100.00");
    credit.key.entity = Entity::VendorCredit;
    assert_eq!(found(&world([file(document.clone())], [credit]).first()), Some("900"));
    let bill = totalling(booked("900", &document), "100.00");
    assert_ne!(world([file(document)], [bill]).first().state, SyncState::Synced);
}

#[test]
fn the_books_vendor_is_named_raw_in_the_difference() {
    let transaction = of_vendor(booked("900", &order(1)), "50", "stale");
    let mut world = world([file(order(1))], [transaction]);
    world.records.push(vendor("50", "Somebody Else (deleted)"));
    let verdict = world.first();
    assert_eq!(verdict.differences[0].procurement.as_deref(), Some(SUPPLIER_NAME));
    assert_eq!(
        verdict.differences[0].quickbooks.as_deref(),
        Some("Somebody Else (deleted)")
    );
}
