//! What stops the whole company, as one document shows it.

use clearpost_domain::{CompanyFacts, DocumentRef, Entity, SyncState};

use crate::support::{World, counterpart, document, expect, noon, only, transaction, verdict};

const SIGN_IN: &str = "Refresh OAuth 2 Access token with Refresh Token failed";

/// Another document that arrived at noon of this day.
fn arriving(mut world: World, day: &str) -> World {
    let mut arrived = verdict(SyncState::Synced);
    arrived.counterpart = Some(counterpart(Entity::PurchaseOrder, "500", "100500"));
    world.orders.push((document(DocumentRef::order(500)), arrived));
    let mut booked = transaction(Entity::PurchaseOrder, "500", "100500", "2026-02-10");
    booked.created_at = Some(noon(day));
    world.transactions.push(booked);
    world
}

fn subscribed(text: &str, state: &str) -> World {
    let mut world = World::failed(text).with_vendor();
    world.company = CompanyFacts {
        subscription: Some(state.to_owned()),
        ..CompanyFacts::default()
    };
    world
}

#[test]
fn con001_hits_when_procurement_says_that_it_is_not_connected() {
    let mut world = World::failed(SIGN_IN).with_vendor();
    expect(&world, &["TXT001 likely"]);
    world.told.connected = Some(false);
    expect(&world, &["CON001 confirmed"]);
    assert_eq!(only(&world).cause_id(), "AUTH_EXPIRED:company:913");
}

#[test]
fn con001_misses_documents_that_report_something_else() {
    let mut world = World::failed("Stale Object Error").with_vendor();
    world.told.connected = Some(false);
    // It is said once, of the company.
    expect(&world, &["TXT001 likely"]);
    let mut past = arriving(World::failed("Throttle Exceeded").with_vendor(), "2026-02-13");
    past.told.connected = Some(false);
    expect(&past, &["CON005 possible"]);
    let mut silent = World::new(SyncState::Missing).with_vendor();
    silent.told.connected = Some(false);
    assert!(silent.findings().is_empty());
}

#[test]
fn con001_misses_an_error_since_which_a_document_arrived() {
    let over = arriving(World::failed(SIGN_IN).with_vendor(), "2026-02-13");
    let finding = only(&over);
    assert!(finding.resolved, "{finding:#?}");
    assert!(finding.headline.contains("order 100021 arrived on 2026-02-13"));
    let before = arriving(World::failed(SIGN_IN).with_vendor(), "2026-02-11");
    assert!(!only(&before).resolved);
}

#[test]
fn con002_hits_by_its_sentence_only() {
    let text = "You're not listed as an admin for this company.";
    expect(&World::failed(text).with_vendor(), &["CON002 likely"]);
}

#[test]
fn con002_misses_a_company_that_works_again_and_ordinary_sentences() {
    let text = "You're not listed as an admin for this company.";
    let over = arriving(World::failed(text).with_vendor(), "2026-02-13");
    expect(&over, &["CON002 possible"]);
    assert!(only(&over).resolved);
    expect(
        &World::failed("Ask the admin of the company").with_vendor(),
        &["TXT002 possible"],
    );
}

#[test]
fn con003_hits_a_lapsed_subscription() {
    let world = subscribed("Invalid Company Status", "SUSPENDED");
    expect(&world, &["CON003 confirmed"]);
    assert_eq!(only(&world).headline, "The QuickBooks subscription is suspended");
}

#[test]
fn con003_misses_a_subscription_that_is_paid_by_now() {
    let world = subscribed("Invalid Company Status", "SUBSCRIBED");
    expect(&world, &["TXT001 possible"]);
    assert!(only(&world).resolved);
    expect(&subscribed("Stale Object Error", "SUSPENDED"), &["TXT001 likely"]);
}

fn order_on(plan: &str) -> World {
    let mut world = World::failed("This feature is not included in your subscription plan").with_vendor();
    world.document = document(DocumentRef::order(7));
    world.company = CompanyFacts {
        plan: Some(plan.to_owned()),
        ..CompanyFacts::default()
    };
    world
}

#[test]
fn con004_hits_an_order_on_a_plan_without_orders() {
    let world = order_on("QuickBooks Online Essentials");
    expect(&world, &["CON004 confirmed"]);
    assert_eq!(only(&world).headline, "The QuickBooks plan has no purchase orders");
    let mut switched_off = order_on("QuickBooks Online Plus");
    switched_off.company.purchase_orders_enabled = Some(false);
    assert_eq!(
        only(&switched_off).headline,
        "Purchase orders are switched off in QuickBooks"
    );
}

#[test]
fn con004_misses_a_plan_that_has_them() {
    expect(&order_on("QuickBooks Online Plus"), &["TXT001 likely"]);
    let mut bill = World::failed("This feature is not included in your subscription plan").with_vendor();
    bill.company.plan = Some("QuickBooks Online Essentials".to_owned());
    expect(&bill, &["TXT001 likely"]);
}

#[test]
fn con004_hits_an_order_whose_own_cause_is_gone() {
    let mut world = order_on("QuickBooks Online Essentials");
    let arrived = arriving(World::failed("Throttle Exceeded").with_vendor(), "2026-02-13");
    world.orders = arrived.orders;
    world.transactions = arrived.transactions;
    world.verdict.sync_report = arrived.verdict.sync_report;
    expect(&world, &["CON004 confirmed", "CON005 possible"]);
    // While its own cause stands, that is what is said.
    world.verdict.sync_report.as_mut().unwrap().text = "Stale Object Error".to_owned();
    expect(&world, &["TXT001 likely"]);
}

#[test]
fn con005_hits_by_its_sentence_only() {
    expect(&World::failed("Throttle Exceeded").with_vendor(), &["CON005 likely"]);
}

#[test]
fn con005_misses_a_limit_that_is_over() {
    let over = arriving(World::failed("Throttle Exceeded").with_vendor(), "2026-02-13");
    assert!(only(&over).resolved);
}

const INTERNAL: &str = "Business Validation Error: Unexpected Internal Error. (-30000)";

#[test]
fn con006_hits_by_its_sentence_only() {
    expect(&World::failed(INTERNAL).with_vendor(), &["CON006 likely"]);
}

#[test]
fn con006_misses_an_outage_that_is_over_unless_one_document_keeps_failing() {
    use crate::support::entry;
    use clearpost_domain::HistorySource;
    let mut world = arriving(World::failed(INTERNAL).with_vendor(), "2026-02-13");
    assert!(only(&world).resolved);
    world.document.detail.as_mut().unwrap().history = (1..=3)
        .map(|id| entry(id, HistorySource::History, (None, "QuickBooks Online"), INTERNAL))
        .collect();
    assert!(!only(&world).resolved, "its own data is at fault");
    world.document.detail.as_mut().unwrap().history.pop();
    assert!(only(&world).resolved);
}
