//! What only the text tells.

use clearpost_domain::{CauseClass, SyncState};

use crate::support::{World, expect, only};

#[test]
fn txt001_hits_a_known_text_without_data() {
    let world = World::failed("Malformed Web Site Address format").with_vendor();
    expect(&world, &["TXT001 likely"]);
    assert_eq!(only(&world).class, CauseClass::FieldFormat);
    let mut offline = World::failed("The vendor is Archived / Inactive");
    offline.connected = false;
    offline.complete = false;
    expect(&offline, &["TXT001 likely"]);
}

#[test]
fn txt001_misses_a_text_that_nobody_knows() {
    expect(&World::failed("Quux frobnicated").with_vendor(), &["TXT002 possible"]);
}

#[test]
fn txt002_hits_and_says_what_was_checked() {
    let world = World::failed("Quux frobnicated").with_vendor();
    let finding = only(&world);
    assert_eq!(finding.class, CauseClass::Unknown);
    assert!(finding.cause.contains("vendor Northgate Paper is active in QuickBooks"));
    assert_eq!(finding.error_text.as_deref(), Some("Quux frobnicated"));
    assert!(
        finding
            .steps
            .iter()
            .any(|step| step.text.contains("support@procurementexpress.com"))
    );
}

#[test]
fn txt002_misses_a_document_without_a_text() {
    assert!(World::new(SyncState::Missing).with_vendor().findings().is_empty());
}

const REWORDED: &str = "Add an order created before this transaction, make sure the transaction's date is right";

#[test]
fn txt003_hits_a_text_that_resembles_a_known_one_and_names_it() {
    let world = World::failed(REWORDED).with_vendor();
    expect(&world, &["TXT003 possible"]);
    let finding = only(&world);
    assert_eq!(finding.class, CauseClass::BillBeforePo);
    assert!(
        finding
            .cause
            .contains("It resembles \"Business Validation Error: Add a purchase order")
    );
    assert!(
        finding
            .steps
            .last()
            .unwrap()
            .text
            .contains("support@procurementexpress.com")
    );
}

#[test]
fn txt003_misses_a_sentence_that_shares_single_words_only() {
    let world = World::failed("The order was created in March").with_vendor();
    expect(&world, &["TXT002 possible"]);
}
