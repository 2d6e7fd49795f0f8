//! Root causes: documents that wait for the same thing, with their totals.

use clearpost_diagnosis::{Fixer, RootCause, Waiting, causes};
use clearpost_domain::{DocumentRef, Finding, ListKind, SyncState};
use proptest::prelude::*;
use rust_decimal::Decimal;

use crate::support::{World, record};

fn vendor_inactive(id: &str, invoice: u64) -> Finding {
    let mut world = World::new(SyncState::Missing).with(record(ListKind::Vendor, id, "Northgate Paper", false));
    world.document.reference = DocumentRef::invoice(invoice);
    world.findings().remove(0)
}

fn waiting<'a>(finding: &'a Finding, invoice: u64, cents: i64, currency: &str) -> Waiting<'a> {
    Waiting {
        document: DocumentRef::invoice(invoice),
        number: "INV-2204",
        amount: Some(Decimal::new(cents, 2)),
        currency: currency.parse().ok(),
        age_days: i64::try_from(invoice).ok(),
        finding,
        awaited: false,
    }
}

#[test]
fn documents_that_wait_for_one_vendor_are_one_cause() {
    let one = vendor_inactive("42", 1);
    let two = vendor_inactive("42", 2);
    let other = vendor_inactive("43", 3);
    let found = causes([
        waiting(&other, 3, 9_999_999, "USD"),
        waiting(&one, 1, 150_000, "USD"),
        waiting(&two, 2, 10, "EUR"),
    ]);
    let ids: Vec<&str> = found.iter().map(|cause| cause.id.as_str()).collect();
    assert_eq!(ids, ["VENDOR_INACTIVE:vendor:42", "VENDOR_INACTIVE:vendor:43"]);
    let RootCause {
        headline,
        documents,
        totals,
        oldest_days,
        steps,
        ..
    } = &found[0];
    assert_eq!(headline, "Vendor Northgate Paper is inactive in QuickBooks");
    assert_eq!(documents, &[DocumentRef::invoice(1), DocumentRef::invoice(2)]);
    let totals: Vec<String> = totals
        .iter()
        .map(|(currency, amount)| format!("{amount} {currency}"))
        .collect();
    assert_eq!(totals, ["0.10 EUR", "1500.00 USD"]);
    assert_eq!(*oldest_days, Some(2));
    assert!(steps[0].url.is_some(), "the vendor's page is the same for both");
    assert!(
        steps.last().unwrap().url.is_none(),
        "each document has a page of its own"
    );
}

#[test]
fn equal_numbers_of_documents_are_ordered_by_amount() {
    let (small, large) = (vendor_inactive("1", 1), vendor_inactive("2", 2));
    let found = causes([waiting(&small, 1, 100, "USD"), waiting(&large, 2, 200, "USD")]);
    assert_eq!(found[0].id, "VENDOR_INACTIVE:vendor:2");
}

#[test]
fn unknown_texts_are_one_cause() {
    let (one, two) = (
        World::failed("Quux").with_vendor().findings().remove(0),
        World::failed("Frob").with_vendor().findings().remove(0),
    );
    let found = causes([waiting(&one, 1, 1, "USD"), waiting(&two, 2, 2, "USD")]);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].id, "UNKNOWN");
}

#[test]
fn a_shared_headline_names_no_single_document() {
    let dated = |date: &str| {
        let mut world = World::new(SyncState::Missing).with_vendor();
        world.company.closing_date = "2026-02-28".parse().ok();
        world.document.issue_date = date.parse().ok();
        world.findings().remove(0)
    };
    let (one, two) = (dated("2026-02-01"), dated("2026-02-02"));
    let found = causes([waiting(&one, 1, 1, "USD"), waiting(&two, 2, 2, "USD")]);
    assert_eq!(
        found[0].headline,
        "The books are closed up to 2026-02-28, and these documents are dated on or before that day"
    );
}

#[test]
fn a_cause_says_who_can_fix_it_and_what_to_write() {
    let (one, two) = (vendor_inactive("42", 1), vendor_inactive("42", 2));
    let found = causes([waiting(&one, 1, 150_000, "USD"), waiting(&two, 2, 10, "EUR")]);
    assert_eq!(found[0].who, Fixer::Finance);
    let message = &found[0].message;
    assert!(
        message.starts_with("Hello,\n\nVendor Northgate Paper is inactive in QuickBooks.\n2 documents do not reach QuickBooks Online because of this (0.10 EUR, 1500.00 USD).\nThey are: invoice INV-2204, invoice INV-2204.\n"),
        "{message}"
    );
    assert!(
        message.contains("\n1. In QuickBooks, open vendor Northgate Paper and click"),
        "{message}"
    );
    let unknown = World::failed("Quux").with_vendor().findings().remove(0);
    let found = causes([waiting(&unknown, 1, 1, "USD")]);
    assert_eq!(found[0].who, Fixer::Support);
    assert!(
        found[0].message.contains("Hello ProcurementExpress support"),
        "{}",
        found[0].message
    );
    assert!(found[0].message.contains("The error in the history says:\nQuux\n"));
}

#[test]
fn a_cause_is_resolved_when_it_is_for_all_of_its_documents() {
    let text = "Refresh OAuth 2 Access token with Refresh Token failed";
    let stands = World::failed(text).with_vendor().findings().remove(0);
    let gone = Finding {
        resolved: true,
        ..stands.clone()
    };
    let resolved = |findings: [&Finding; 2]| {
        let rows = findings
            .into_iter()
            .zip(1..)
            .map(|(finding, id)| waiting(finding, id, 1, "USD"));
        causes(rows)[0].resolved
    };
    assert!(resolved([&gone, &gone]));
    assert!(!resolved([&gone, &stands]));
}

proptest! {
    #[test]
    fn no_document_and_no_cent_is_lost(rows in prop::collection::vec((1_u8..5, -100_000_i64..100_000, any::<bool>()), 0..40)) {
        let findings: Vec<Finding> = (0..5).map(|id| vendor_inactive(&id.to_string(), 1)).collect();
        let found = causes(rows.iter().enumerate().map(|(index, (vendor, cents, euro))| {
            waiting(&findings[usize::from(*vendor)], index as u64, *cents, if *euro { "EUR" } else { "USD" })
        }));
        prop_assert_eq!(found.iter().map(|cause| cause.documents.len()).sum::<usize>(), rows.len());
        let total: Decimal = found.iter().flat_map(|cause| &cause.totals).map(|(_, amount)| *amount).sum();
        prop_assert_eq!(total, Decimal::new(rows.iter().map(|row| row.1).sum(), 2));
        prop_assert!(found.is_sorted_by(|one, other| one.documents.len() >= other.documents.len()));
    }
}

#[test]
fn what_is_awaited_is_gone_but_not_ready_to_be_resent() {
    let gone = Finding {
        resolved: true,
        ..vendor_inactive("42", 1)
    };
    let awaited = Waiting {
        awaited: true,
        ..waiting(&gone, 2, 100, "USD")
    };
    let cause = causes([waiting(&gone, 1, 100, "USD"), awaited]).remove(0);
    assert!(cause.resolved);
    assert_eq!(cause.ready, [DocumentRef::invoice(1)]);
}
