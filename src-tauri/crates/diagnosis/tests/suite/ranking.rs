//! How findings are ranked, and when none is made.

use clearpost_domain::{CauseClass, Confidence, Entity, ListKind, Status, SyncResult, SyncState};

use crate::support::{INACTIVE, World, codes, counterpart, day, expect, record, supplies};

#[test]
fn nothing_is_found_where_nothing_is_wrong_or_known() {
    for state in [
        SyncState::Synced,
        SyncState::Handled,
        SyncState::Pending,
        SyncState::NotDue,
        SyncState::Differs,
    ] {
        let mut world = World::failed(INACTIVE).with(record(ListKind::Vendor, "42", "Northgate Paper", false));
        world.verdict.state = state;
        if state == SyncState::Differs {
            world.verdict.sync_report = None;
        }
        assert!(world.findings().is_empty(), "{state}");
    }
    let mut unknown = World::new(SyncState::Unknown).with(record(ListKind::Vendor, "42", "Northgate Paper", false));
    assert_eq!(codes(&unknown.findings()), ["VEN001 possible"]);
    unknown.verdict.candidates = vec![counterpart(Entity::Bill, "1", "x")];
    assert!(unknown.findings().is_empty());
    let mut reported = World::failed("x");
    reported.verdict.state = SyncState::Unknown;
    reported.verdict.sync_report.as_mut().unwrap().result = SyncResult::Succeeded;
    assert!(reported.findings().is_empty());
}

#[test]
fn a_refused_update_of_a_document_in_the_books_keeps_only_what_explains_it() {
    let mut world = World::failed("Account period closed").with_vendor();
    world.verdict.state = SyncState::Differs;
    world.verdict.counterpart = Some(counterpart(Entity::Bill, "412", "INV-2204"));
    world.company.closing_date = Some(day("2026-02-28"));
    world.supplier.archived = true;
    assert_eq!(codes(&world.findings()), ["PER001 confirmed"]);
    world.document.status = Status::Other("x".to_owned());
    assert!(world.findings().is_empty());
}

#[test]
fn what_explains_the_error_comes_first_and_what_blocks_everything_before_it() {
    let mut world =
        World::failed("Account Period Closed").with(record(ListKind::Vendor, "42", "Northgate Paper", false));
    world.company.closing_date = Some(day("2026-02-28"));
    assert_eq!(codes(&world.findings()), ["PER001 confirmed", "VEN001 confirmed"]);
    world.verdict.sync_report.as_mut().unwrap().text = "401 Unauthorized".to_owned();
    assert_eq!(
        codes(&world.findings()),
        ["TXT001 likely", "VEN001 confirmed", "PER001 confirmed"]
    );
}

#[test]
fn a_confirmed_cause_comes_before_an_error_whose_cause_is_gone() {
    let mut world = World::failed("The vendor is Archived / Inactive").with_vendor();
    world.company.closing_date = Some(day("2026-02-28"));
    assert_eq!(codes(&world.findings()), ["PER001 confirmed", "TXT001 possible"]);
    world.verdict.state = SyncState::Differs;
    assert_eq!(codes(&world.findings()), ["TXT001 possible"]);
    world.verdict.sync_report.as_mut().unwrap().text = "Quux".to_owned();
    assert_eq!(codes(&world.findings()), ["TXT002 possible"]);
}

#[test]
fn an_internal_fault_is_explained_by_any_confirmed_finding() {
    let vendor = record(ListKind::Vendor, "42", "Northgate Paper", false);
    let world = World::failed("Business Validation Error: Unexpected Internal Error. (-30000)").with(vendor);
    let findings = world.findings();
    assert_eq!(codes(&findings), ["VEN001 confirmed"]);
    assert!(findings[0].error_text.is_some());
}

#[test]
fn each_error_of_a_text_is_diagnosed() {
    let world = World::failed("Account period closed\nNames cannot include colons, tabs or new lines.").with_vendor();
    let classes: Vec<CauseClass> = world.findings().iter().map(|one| one.class).collect();
    assert_eq!(classes, [CauseClass::PeriodClosed, CauseClass::FieldFormat]);
}

#[test]
fn a_forecast_looks_at_data_only() {
    let mut world = World::new(SyncState::NotDue).with(record(ListKind::Vendor, "42", "Northgate Paper", false));
    world.document.status = Status::AwaitingReview;
    let findings = world.forecast();
    assert_eq!(codes(&findings), ["VEN001 confirmed"]);
    assert_eq!(findings[0].confidence, Confidence::Confirmed);
    assert!(World::new(SyncState::NotDue).with_vendor().forecast().is_empty());
}

#[test]
fn a_text_that_says_nothing_is_resolved_by_data() {
    for text in [
        "6000",
        "A business validation error has occurred while processing your request",
    ] {
        let inactive = World::failed(text).with(record(ListKind::Vendor, "42", "Northgate Paper", false));
        expect(&inactive, &["VEN001 confirmed"]);
        expect(&World::failed(text).with_vendor(), &["TXT002 possible"]);
    }
}

#[test]
fn a_generic_text_is_resolved_in_the_catalogues_order() {
    let mut line = crate::support::line(1, "6100", "Office Supplies");
    line.customer = Some("Harbour".to_owned());
    line.class = Some("North".to_owned());
    let world = World::failed(INACTIVE)
        .with(record(ListKind::Customer, "5", "Harbour", false))
        .with(record(ListKind::Class, "7", "North", false))
        .with(record(ListKind::Vendor, "42", "Northgate Paper", false))
        .with(supplies(false))
        .coded(vec![line]);
    let culprits: Vec<String> = world
        .findings()
        .iter()
        .map(|one| one.culprit.as_ref().unwrap().kind.to_string())
        .collect();
    assert_eq!(culprits, ["vendor", "account", "class", "customer"]);
}

#[test]
fn documents_stay_one_group_when_their_cause_is_gone() {
    let stands = World::failed(INACTIVE).with(record(ListKind::Vendor, "42", "Northgate Paper", false));
    let text = "The vendor is Archived / Inactive";
    let fixed = World::failed(text).with_vendor().findings().remove(0);
    assert!(fixed.resolved);
    assert_eq!(fixed.cause_id(), stands.findings()[0].cause_id());
    assert_eq!(fixed.steps.len(), 1, "a resend is all that is left");
}
