//! What is learned from certain pairs: which date is carried over, gross or net, the due date.

use clearpost_domain::{DocumentKind, DocumentRef, NumberSource, SyncState, Transaction};
use clearpost_verification::{Conventions, DateSource, Lesson, Topic, TotalSource};
use rust_decimal::Decimal;

use crate::build::{World, at, booked, day, dec, fields, file, invoice, order, world};

/// As many invoices in the books as asked for, each bill changed in the same way.
fn practised(pairs: u64, change: impl Fn(&mut Transaction)) -> World {
    let documents = (1..=pairs).map(invoice);
    let bills = documents.clone().map(|document| {
        let mut bill = booked(&(900 + document.reference.id.0).to_string(), &document);
        change(&mut bill);
        bill
    });
    world(documents.map(file), bills.collect::<Vec<_>>())
}

/// One more invoice whose bill is changed otherwise.
fn and(mut world: World, change: impl Fn(&mut Transaction)) -> World {
    let document = invoice(77);
    let mut bill = booked("977", &document);
    change(&mut bill);
    world.transactions.push(bill);
    world.filed.insert(0, file(document));
    world
}

#[test]
fn three_pairs_teach_and_two_do_not() {
    assert_eq!(practised(2, |_| ()).judge_all().1, Conventions::default());
    let learned = practised(3, |_| ()).judge_all().1.invoice;
    assert_eq!(learned.date, Some(DateSource::Issue));
    assert_eq!(learned.total, Some(TotalSource::Gross));
    assert_eq!(learned.due_date, Some(true));
}

#[test]
fn orders_and_invoices_are_learned_apart() {
    let conventions = practised(3, |_| ()).judge_all().1;
    assert_eq!(conventions.order, clearpost_verification::Conventions::default().order);
    let orders: Vec<_> = (1..=3).map(order).collect();
    let transactions: Vec<_> = orders
        .iter()
        .map(|order| booked(&order.reference.id.0.to_string(), order))
        .collect();
    let conventions = world(orders.into_iter().map(file), transactions).judge_all().1;
    assert_eq!(conventions.order.date, Some(DateSource::Submitted(0)));
    assert_eq!(conventions.invoice, Conventions::default().invoice);
}

#[test]
fn the_date_that_agrees_most_often_is_learned() {
    let by_approval = |bill: &mut Transaction| bill.date = Some(day("2026-02-12"));
    let world = practised(4, by_approval);
    assert_eq!(world.judge_all().1.invoice.date, Some(DateSource::Approved(0)));
    let verdict = and(world, |bill| bill.date = Some(day("2026-02-11"))).first();
    assert_eq!(
        fields(&verdict),
        ["date"],
        "the issue date is not the one that is carried over"
    );
}

#[test]
fn a_changed_date_is_not_explained_away_by_one_that_nobody_can_change() {
    let approved = day("2026-02-12");
    let mut documents: Vec<_> = (1..=11).map(invoice).collect();
    for document in &mut documents {
        document.issue_date = Some(approved);
    }
    let bills: Vec<_> = (documents.iter())
        .map(|document| booked(&(900 + document.reference.id.0).to_string(), document))
        .collect();
    // The date of one was changed, and the change has not arrived: all agree with the day of approval now.
    documents[0].issue_date = Some(day("2026-02-20"));
    let world = world(documents.into_iter().map(file), bills);
    assert_eq!(world.judge_all().1.invoice.date, Some(DateSource::Issue));
    assert_eq!(fields(&world.first()), ["date"]);
}

#[test]
fn a_date_that_does_not_follow_the_learned_one_differs() {
    let verdict = and(practised(3, |_| ()), |bill| bill.date = Some(day("2026-02-20"))).first();
    assert_eq!(
        (verdict.state, fields(&verdict)),
        (SyncState::Differs, vec!["date".to_owned()])
    );
}

#[test]
fn nothing_is_learned_from_pairs_of_which_less_than_two_thirds_agree() {
    let mut world = practised(5, |_| ());
    for bill in world.transactions.iter_mut().take(2) {
        bill.date = Some(day("2026-07-07"));
        bill.due_date = Some(day("2026-07-07"));
    }
    let learned = world.judge_all().1.invoice;
    assert_eq!((learned.date, learned.due_date), (None, None));
}

#[test]
fn net_totals_are_learned_and_then_a_gross_one_differs() {
    let net = |bill: &mut Transaction| {
        (bill.total, bill.tax) = (Some(dec("100.00")), Some(Decimal::ZERO));
    };
    let world = practised(3, net);
    assert_eq!(world.judge_all().1.invoice.total, Some(TotalSource::Net));
    assert!(world.judge().iter().all(|verdict| verdict.state == SyncState::Synced));
    let verdict = and(world, |_| ()).first();
    assert_eq!(fields(&verdict), ["total"]);
    assert_eq!(verdict.differences[0].procurement.as_deref(), Some("100.00"));
}

#[test]
fn gross_totals_are_learned_and_then_a_net_one_differs() {
    let verdict = and(practised(3, |_| ()), |bill| bill.total = Some(dec("100.00"))).first();
    assert_eq!(fields(&verdict), ["total"]);
}

#[test]
fn a_due_date_differs_only_once_it_is_known_to_be_carried_over() {
    let other = |bill: &mut Transaction| bill.due_date = Some(day("2026-05-05"));
    assert_eq!(fields(&and(practised(2, other), other).first()), Vec::<String>::new());
    assert_eq!(fields(&and(practised(3, |_| ()), other).first()), ["due_date"]);
}

#[test]
fn the_day_of_a_moment_is_learned_in_the_companys_own_zone() {
    // Submitted at 02:00 UTC, which is the evening before in US Central: that day is booked.
    let submitted = |id: u64| {
        let mut order = order(id);
        order.approval_key = Some(format!("{}", 100_000 + id));
        order.submitted_at = Some(at("2026-02-11T02:00:00Z"));
        order
    };
    let orders: Vec<_> = (1..=4).map(submitted).collect();
    let transactions: Vec<_> = orders
        .iter()
        .map(|order| {
            let mut transaction = booked(&order.reference.id.0.to_string(), order);
            transaction.date = Some(day("2026-02-10"));
            transaction
        })
        .collect();
    let (verdicts, conventions) = world(orders.into_iter().map(file), transactions).judge_all();
    assert_eq!(conventions.order.date, Some(DateSource::Submitted(-6)));
    assert!(verdicts.iter().all(|verdict| verdict.differences.is_empty()));
}

/// Whether the last of five orders, dated a day late in QuickBooks like `late` of the others, differs.
fn last_differs(late: usize) -> bool {
    // Late in the day by UTC: in a zone to the east the next day has begun.
    let submitted = |id: u64| {
        let mut order = order(id);
        order.approval_key = Some(format!("{}", 100_000 + id));
        order.submitted_at = Some(at("2026-02-10T22:30:00Z"));
        order
    };
    let orders: Vec<_> = (1..=5).map(submitted).collect();
    let transactions: Vec<_> = orders
        .iter()
        .enumerate()
        .map(|(place, order)| {
            let mut transaction = booked(&order.reference.id.0.to_string(), order);
            let is_late = place == 4 || place < late;
            transaction.date = Some(day(if is_late { "2026-02-11" } else { "2026-02-10" }));
            transaction
        })
        .collect();
    let (verdicts, _) = world(orders.into_iter().map(file), transactions).judge_all();
    !verdicts[4].differences.is_empty()
}

#[test]
fn one_date_moved_by_a_day_is_a_difference_and_no_other_zone() {
    assert!(last_differs(0));
    assert!(!last_differs(4), "all of them: that is where the company is");
}

#[test]
fn a_tax_that_quickbooks_works_out_by_itself_is_no_difference_once_learned() {
    let taxed = |tax: &'static str| move |bill: &mut Transaction| bill.tax = Some(dec(tax));
    let verdict = practised(3, taxed("17.77")).first();
    assert_eq!(fields(&verdict), [""; 0], "every bill has another tax");
    let verdict = and(practised(3, |_| ()), taxed("17.77")).first();
    assert_eq!(fields(&verdict), ["tax"], "one bill has another tax");
}

/// Orders in the books, each numbered by its approval key.
fn by_approval_key(count: u64) -> World {
    let orders: Vec<_> = (1..=count).map(order).collect();
    let transactions: Vec<_> = orders
        .iter()
        .map(|order| {
            let mut transaction = booked(&order.reference.id.0.to_string(), order);
            transaction.number.clone_from(&order.approval_key);
            transaction
        })
        .collect();
    world(orders.into_iter().map(file), transactions)
}

#[test]
fn the_number_that_is_carried_over_is_learned_and_then_another_one_differs() {
    let mut world = by_approval_key(3);
    world.transactions[0].number = Some("1".into());
    let assessment = world.assess();
    assert_eq!(assessment.conventions.order.number, Some(NumberSource::ApprovalKey));
    assert_eq!(fields(&assessment.verdicts[0]), ["number"]);
    assert_eq!(
        assessment.verdicts[0].differences[0].procurement.as_deref(),
        Some("1-2026-02-10")
    );
    let mut world = by_approval_key(2);
    world.transactions[0].number = Some("1".into());
    assert_eq!(fields(&world.first()), [""; 0], "two are too few to know");
}

#[test]
fn a_number_is_compared_as_far_as_quickbooks_can_hold_it() {
    let mut document = invoice(1);
    document.number = Some("2026-NORTHGATE-000000471".into());
    for (booked_as, state) in [
        ("2026-NORTHGATE-000000", SyncState::Synced),
        ("2026-NORTHGATE-00000", SyncState::Missing),
    ] {
        let mut bill = booked("900", &document);
        bill.number = Some(booked_as.into());
        let verdict = world([file(document.clone())], [bill]).first();
        assert_eq!(verdict.state, state, "{booked_as}");
    }
}

#[test]
fn what_was_learned_says_how_many_documents_speak_for_and_against_it() {
    let mut world = practised(5, |_| ());
    world.transactions[0].date = Some(day("2026-07-07"));
    let learned = world.assess().lessons.learned;
    let date = learned
        .iter()
        .find(|one| one.topic == Topic::Date && one.kind == DocumentKind::Invoice);
    let date = date.unwrap();
    assert_eq!(date.lesson, Some(Lesson::Date(DateSource::Issue)));
    assert_eq!((date.agree, date.contradict), (4, 1));
    assert_eq!(date.sample, Some(DocumentRef::invoice(5)));
    let unlearned = practised(2, |_| ()).assess().lessons.learned;
    assert!(unlearned.iter().all(|one| one.lesson.is_none()));
    assert!(unlearned.iter().any(|one| one.agree == 2), "what there is, is shown");
}
