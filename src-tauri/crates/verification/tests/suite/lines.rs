//! Lines: pairing them, comparing them, and what cannot be compared.

use clearpost_domain::{AccountLabel, BookLine, Document, Entity, Line, SyncState};
use clearpost_verification::{Agreement, Conventions, compare};
use proptest::prelude::*;
use rust_decimal::Decimal;

use crate::build::{World, dec, fields, found, invoice, texts, world};
use crate::coded::{CLASSES, CUSTOMERS, entered, line, lists, two, with_bill, with_lines};

fn differing(document: Document, change: impl FnOnce(&mut Vec<BookLine>)) -> Vec<String> {
    let verdict = with_bill(document, change).first();
    let fields = fields(&verdict);
    let expected = if fields.is_empty() {
        SyncState::Synced
    } else {
        SyncState::Differs
    };
    assert_eq!(verdict.state, expected);
    fields
}

const NOTHING: [&str; 0] = [];

#[test]
fn lines_that_agree_are_no_difference_in_whatever_order() {
    assert_eq!(differing(two(), |_| ()), NOTHING);
    assert_eq!(differing(two(), |lines| lines.reverse()), NOTHING);
}

#[test]
fn an_account_amount_class_or_customer_that_differs_is_named_with_its_line() {
    assert_eq!(
        differing(two(), |lines| lines[1].account = Some("78".into())),
        ["line.2.account"]
    );
    assert_eq!(
        differing(two(), |lines| {
            lines[0].amount = Some(dec("70"));
            lines[1].amount = Some(dec("30"));
        }),
        ["line.1.amount", "line.2.amount"]
    );
    let mut document = two();
    let line = &mut document.detail.as_mut().unwrap().lines[0];
    line.class = Some("overhead:admin".into());
    line.customer = Some("Harbour  Project".into());
    let right = |lines: &mut Vec<BookLine>| {
        lines[0].class = Some(CLASSES[0].1.into());
        lines[0].customer = Some("301".into());
    };
    assert_eq!(differing(document.clone(), right), NOTHING);
    let other = |lines: &mut Vec<BookLine>| {
        lines[0].class = Some(CLASSES[1].1.into());
        lines[0].customer = None;
    };
    assert_eq!(differing(document, other), ["line.1.class", "line.1.customer"]);
    assert_eq!(
        differing(two(), |lines| lines[1].customer = Some("302".into())),
        ["line.2.customer"],
        "a customer that only QuickBooks has"
    );
}

#[test]
fn a_line_difference_names_both_sides() {
    let verdict = with_bill(two(), |lines| lines[1].account = Some("78".into())).first();
    let difference = &verdict.differences[0];
    assert_eq!(difference.procurement.as_deref(), Some("6200 Freight"));
    assert_eq!(difference.quickbooks.as_deref(), Some("6300 Software"));
}

#[test]
fn a_line_more_or_less_differs_in_number() {
    assert_eq!(differing(two(), |lines| lines.truncate(1)), ["line_count"]);
    let split = |lines: &mut Vec<BookLine>| {
        lines[0].amount = Some(dec("70"));
        let rest = BookLine {
            amount: Some(dec("5")),
            ..lines[0].clone()
        };
        lines.push(rest);
    };
    assert_eq!(differing(two(), split), ["line_count", "line.1.amount"]);
}

#[test]
fn tax_on_a_line_of_its_own_is_no_difference() {
    let taxed = |amount: &'static str| {
        move |lines: &mut Vec<BookLine>| {
            let tax = BookLine {
                amount: Some(dec(amount)),
                account: Some("78".into()),
                description: Some("VAT".into()),
                ..lines[0].clone()
            };
            lines.push(tax);
        }
    };
    assert_eq!(differing(two(), taxed("20.00")), NOTHING);
    assert_eq!(differing(two(), taxed("19.99")), ["line_count"]);
}

#[test]
fn amounts_with_the_tax_in_them_are_no_difference() {
    let gross = |lines: &mut Vec<BookLine>| {
        lines[0].amount = Some(dec("90"));
        lines[1].amount = Some(dec("30"));
    };
    assert_eq!(differing(two(), gross), NOTHING);
    let mixed = |lines: &mut Vec<BookLine>| lines[0].amount = Some(dec("90"));
    assert_eq!(differing(two(), mixed), ["line.1.amount"]);
}

#[test]
fn texts_and_subtotals_are_no_lines() {
    let more = |lines: &mut Vec<BookLine>| {
        for kind in ["DescriptionOnly", "SubTotalLineDetail"] {
            lines.push(BookLine {
                kind: Some(kind.into()),
                amount: Some(dec("100")),
                ..BookLine::default()
            });
        }
    };
    assert_eq!(differing(two(), more), NOTHING);
}

#[test]
fn an_account_that_quickbooks_does_not_list_is_not_compared() {
    let mut document = two();
    document.detail.as_mut().unwrap().lines[1].account = Some(AccountLabel {
        name: "An account of old".into(),
        ..AccountLabel::default()
    });
    assert_eq!(
        differing(document, |lines| lines[1].account = Some("77".into())),
        NOTHING
    );
}

#[test]
fn an_account_whose_number_and_name_lead_apart_may_be_either_and_no_third() {
    let torn = |booked: &'static str| {
        let mut document = two();
        document.detail.as_mut().unwrap().lines[1]
            .account
            .as_mut()
            .unwrap()
            .number = Some("6300".into());
        differing(document, |lines| lines[1].account = Some(booked.into()))
    };
    assert_eq!(torn("77"), NOTHING);
    assert_eq!(torn("78"), NOTHING);
    assert_eq!(torn("63"), ["line.2.account"]);
}

#[test]
fn a_product_in_place_of_an_account_is_not_compared() {
    let by_product = |lines: &mut Vec<BookLine>| {
        lines[0].account = None;
        lines[0].kind = Some("ItemBasedExpenseLineDetail".into());
    };
    assert_eq!(differing(two(), by_product), NOTHING);
    assert_eq!(differing(two(), |lines| lines[0].account = None), ["line.1.account"]);
}

#[test]
fn lines_that_do_not_add_up_to_the_document_were_read_before_it_changed() {
    let mut document = two();
    document.gross = Some(dec("240"));
    document.net = Some(dec("200"));
    document.tax = Some(dec("40"));
    assert_eq!(differing(document, |lines| lines.truncate(1)), NOTHING);
}

#[test]
fn cents_that_quickbooks_rounds_are_no_difference() {
    let document = with_lines([line("Paper", 0, "75.005"), line("Delivery", 1, "24.995")]);
    let rounded = |lines: &mut Vec<BookLine>| {
        lines[0].amount = Some(dec("75.01"));
        lines[1].amount = Some(dec("25.00"));
    };
    assert_eq!(differing(document.clone(), rounded), NOTHING);
    let otherwise = |lines: &mut Vec<BookLine>| {
        lines[0].amount = Some(dec("75.02"));
        lines[1].amount = Some(dec("25.00"));
    };
    assert_eq!(differing(document, otherwise), ["line.1.amount"]);
}

#[test]
fn a_vendor_credits_lines_are_positive() {
    let mut document = with_lines([line("Paper", 0, "-75"), line("Delivery", 1, "-25")]);
    document.due_date = None;
    let mut world = with_bill(document, |lines| {
        for line in lines {
            line.amount = line.amount.map(|amount| -amount);
        }
    });
    let credit = &mut world.transactions[0];
    credit.key.entity = Entity::VendorCredit;
    for amount in [&mut credit.total, &mut credit.tax] {
        *amount = amount.map(|amount| -amount);
    }
    let verdict = world.first();
    assert_eq!((verdict.state, found(&verdict)), (SyncState::Synced, Some("900")));
    world.transactions[0].lines[0].amount = Some(dec("74"));
    assert_eq!(fields(&world.first()), ["line.1.amount"]);
}

#[test]
fn a_line_without_an_amount_may_be_left_out() {
    let document = with_lines([line("Paper", 0, "75"), line("Free sample", 1, "0")]);
    let verdict = with_bill(document, |lines| lines.truncate(1)).first();
    assert_eq!(verdict.state, SyncState::Synced);
    assert!(texts(&verdict).contains("lines without an amount are not there"));
}

#[test]
fn without_lines_on_either_side_nothing_is_compared() {
    assert_eq!(differing(two(), Vec::clear), NOTHING);
    assert_eq!(differing(invoice(1), |lines| lines.push(BookLine::default())), NOTHING);
}

/// Invoices with two lines each, every bill changed in the same way.
fn practised(count: u64, change: impl Fn(u64, &mut Vec<BookLine>)) -> World {
    let mut all = world([], []);
    all.records.extend(lists());
    for id in 1..=count {
        let mut document = two();
        document.reference.id.0 = id;
        document.number = Some(format!("INV-{id}"));
        let mut one = with_bill(document, |lines| change(id, lines));
        one.transactions[0].key.id = (900 + id).to_string();
        all.filed.append(&mut one.filed);
        all.transactions.append(&mut one.transactions);
    }
    all
}

#[test]
fn what_no_document_shows_to_be_carried_over_is_not_compared() {
    let gathered = |_, lines: &mut Vec<BookLine>| {
        lines[0].amount = Some(dec("100"));
        lines.truncate(1);
    };
    let world = practised(4, gathered);
    assert_eq!(world.assess().conventions.invoice.lines.count, None, "four are too few");
    assert_eq!(world.first().state, SyncState::Differs);
    let world = practised(5, |id, lines| {
        gathered(id, lines);
        lines[0].account = Some("78".into());
    });
    let conventions = world.assess().conventions.invoice.lines;
    assert_eq!((conventions.count, conventions.account), (Some(false), Some(false)));
}

#[test]
fn one_document_that_agrees_shows_that_lines_are_carried_over() {
    let world = practised(9, |id, lines| {
        if id != 4 {
            lines[0].account = Some("78".into());
            lines[1].account = Some("78".into());
        }
    });
    assert_eq!(world.assess().conventions.invoice.lines.account, None);
    assert_eq!(fields(&world.first()), ["line.1.account", "line.2.account"]);
}

#[test]
fn the_proof_shows_every_line_of_both_sides_and_agrees_with_the_verdict() {
    let world = with_bill(two(), |lines| {
        lines[1].account = Some("78".into());
        lines.push(BookLine {
            id: Some("9".into()),
            ..lines[0].clone()
        });
    });
    let books = world.books();
    let transaction = &world.transactions[0];
    let document = &world.filed[0].document;
    let conventions = Conventions::default();
    let shown = compare(&books, None, &conventions, Decimal::ZERO, &[], document, transaction);
    let lines: Vec<_> = shown
        .lines
        .iter()
        .map(|line| (line.number, line.line_id.as_deref()))
        .collect();
    assert_eq!(lines, [(Some(1), Some("1")), (Some(2), Some("2")), (None, Some("9"))]);
    let differing: Vec<String> = shown
        .fields()
        .filter(|field| field.agreement == Agreement::Differs)
        .map(|field| field.field.to_string())
        .collect();
    assert_eq!(differing, fields(&world.first()));
}

fn any_line() -> impl Strategy<Value = Line> {
    let cents = prop_oneof![Just(100_i64), Just(250), 1..50_000_i64];
    let tags = (proptest::option::of(0..2usize), proptest::option::of(0..2usize));
    (0..3usize, cents, tags, 0..3usize).prop_map(|(account, cents, (class, customer), text)| Line {
        class: class.map(|class| CLASSES[class].0.to_owned()),
        customer: customer.map(|customer| CUSTOMERS[customer].0.to_owned()),
        ..line(
            ["Paper", "Toner", ""][text],
            account,
            &Decimal::new(cents, 2).to_string(),
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_lines_never_makes_a_difference(
        (lines, shuffled) in proptest::collection::vec(any_line(), 1..9).prop_flat_map(|lines| {
            let places: Vec<usize> = (0..lines.len()).collect();
            (Just(lines), Just(places).prop_shuffle())
        })
    ) {
        let verdict = with_bill(with_lines(lines), |booked| {
            *booked = shuffled.iter().map(|place| booked[*place].clone()).collect();
        })
        .first();
        prop_assert_eq!(fields(&verdict), Vec::<String>::new());
    }

    #[test]
    fn lines_that_cannot_be_paired_without_a_difference_always_show_one(
        lines in proptest::collection::vec(any_line(), 1..7), place in any::<prop::sample::Index>(), what in 0..5
    ) {
        let document = with_lines(lines);
        let net: Vec<_> = document.lines().iter().map(entered).collect();
        let mut changed = net.clone();
        let line = &mut changed[place.index(net.len())];
        match what {
            0 => line.amount = line.amount.map(|amount| amount + dec("0.03")),
            1 => line.account = Some(if line.account.as_deref() == Some("63") { "77" } else { "63" }.into()),
            2 => line.class = if line.class.is_some() { None } else { Some(CLASSES[0].1.into()) },
            3 => line.customer = if line.customer.is_some() { None } else { Some("301".into()) },
            _ => {
                let twice = line.clone();
                changed.push(twice);
            }
        }
        let key = |line: &BookLine| (line.amount, line.account.clone(), line.class.clone(), line.customer.clone());
        let sorted = |lines: &[BookLine]| {
            let mut keys: Vec<_> = lines.iter().map(key).collect();
            keys.sort();
            keys
        };
        prop_assume!(sorted(&net) != sorted(&changed));
        // A further line that is worth the tax is taken for the tax.
        let tax = document.tax.unwrap();
        prop_assume!(changed.len() == net.len() || changed.last().unwrap().amount != Some(tax));
        let verdict = with_bill(document, |booked| *booked = changed).first();
        prop_assert_ne!(verdict.differences, Vec::new());
    }

    #[test]
    fn no_lines_make_it_panic(
        lines in proptest::collection::vec(any_line(), 0..4),
        amounts in proptest::collection::vec(proptest::option::of((any::<i64>(), 0..28u32)), 8),
        largest in any::<bool>(),
    ) {
        let amount = |place: usize| {
            let plain = amounts[place].map(|(value, scale)| Decimal::new(value, scale));
            if largest { Some(Decimal::MAX) } else { plain }
        };
        let mut document = with_lines(lines);
        for (place, line) in document.detail.as_mut().unwrap().lines.iter_mut().enumerate() {
            (line.net, line.gross) = (amount(place), amount(place + 4));
        }
        let mut world = with_bill(document, |booked| {
            for (place, line) in booked.iter_mut().enumerate() {
                line.amount = amount(7 - place);
            }
        });
        world.tolerance = dec("0.05");
        prop_assert_eq!(world.judge().len(), 1);
    }
}
