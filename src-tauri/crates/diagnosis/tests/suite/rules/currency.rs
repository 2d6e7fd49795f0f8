//! Currencies of document, vendor and company.

use clearpost_domain::{CompanyFacts, ListKind};

use crate::support::{World, expect, only, record};

const TEXT: &str = "Business Validation Error: You can only use one foreign currency per transaction.";
const RATE: &str = "The currency and exchange rate are required for transaction in foreign currency.";

fn vendor_in(currency: &str) -> World {
    let mut vendor = record(ListKind::Vendor, "42", "Northgate Paper", true);
    vendor.currency = currency.parse().ok();
    World::failed(TEXT).with(vendor)
}

fn home(currency: &str, multicurrency: bool) -> CompanyFacts {
    CompanyFacts {
        home_currency: currency.parse().ok(),
        multicurrency: Some(multicurrency),
        ..CompanyFacts::default()
    }
}

#[test]
fn cur001_hits_a_vendor_in_another_currency() {
    let world = vendor_in("EUR");
    expect(&world, &["CUR001 confirmed"]);
    let finding = only(&world);
    assert_eq!(
        finding.headline,
        "The invoice is in USD, its vendor Northgate Paper in EUR"
    );
    assert_eq!(finding.cause_id(), "CURRENCY_MISMATCH:vendor:42");
}

#[test]
fn cur001_misses_a_vendor_in_the_same_currency() {
    expect(&vendor_in("USD"), &["TXT001 possible"]);
}

#[test]
fn cur002_hits_a_foreign_document_in_a_company_of_one_currency() {
    let mut world = vendor_in("EUR");
    world.company = home("EUR", false);
    // The vendor's currency follows from the company's, so it is said once.
    expect(&world, &["CUR002 confirmed"]);
    assert_eq!(
        only(&world).headline,
        "The invoice is in USD, and QuickBooks keeps EUR only"
    );
}

#[test]
fn cur002_misses_the_home_currency_and_a_company_of_several() {
    let mut world = vendor_in("USD");
    world.company = home("USD", false);
    expect(&world, &["TXT001 likely"]);
    world.company = home("EUR", true);
    expect(&world, &["TXT001 possible"]);
}

#[test]
fn cur003_hits_a_foreign_document_whose_rate_is_missing() {
    let mut world = World::failed(RATE).with_vendor();
    world.company = home("EUR", true);
    expect(&world, &["CUR003 confirmed"]);
}

#[test]
fn cur003_misses_a_document_in_the_home_currency_or_without_the_error() {
    let mut world = World::failed(RATE).with_vendor();
    world.company = home("USD", true);
    expect(&world, &["TXT001 possible"]);
    let mut silent = World::failed("Throttle Exceeded").with_vendor();
    silent.company = home("EUR", true);
    expect(&silent, &["CON005 likely"]);
}
