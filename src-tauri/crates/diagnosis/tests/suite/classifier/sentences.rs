//! Ordinary sentences, and texts made to hurt.

use clearpost_diagnosis::{classify, named_transaction, normalise};
use clearpost_domain::{CauseClass, Confidence};
use proptest::prelude::*;

use super::check;

#[test]
fn ordinary_sentences_are_not_read_as_errors() {
    check(
        CauseClass::Unknown,
        &[
            "",
            " ",
            "hello",
            "Dana deleted the attachment yesterday",
            "Please approve the accounts payable report",
            "invoice 401 for subscription",
            "The subscription for March",
            "Inactive since Tuesday, will call again",
            "Billable hours of the project",
            "Dana used discount code 120",
            "We changed the supplier's address",
            "Please link the purchase order to this invoice",
            "The vendor asked for the exchange rate of Monday",
            "This is a duplicate",
            "Number 6000",
            "Something went wrong",
            "Business Validation Error:",
            "A business validation error has occurred while processing your request",
            "The currency is the euro",
            "Period ends on Friday",
            "The account manager was not available",
            "approved the purchase order",
            "has scanned an invoice via document upload",
        ],
    );
    assert_eq!(classify("hello").confidence, Confidence::Possible);
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic(text in any::<String>()) {
        let found = classify(&text);
        prop_assert!(!found.alternatives.iter().any(|(class, _)| *class == found.class));
        let _ = named_transaction(&text);
    }

    #[test]
    fn normalising_twice_changes_nothing(
        text in prop_oneof![
            any::<String>(),
            "(&amp;|&lt;b&gt;|<b>|</p>|error: |\"message\": \"|\\\\|\"|onl123: |[a-zÀ-ü ]){0,24}",
            "\\{\"Fault\":\\{\"Error\":\\[\\{\"Message\":\"[ -~]{0,20}\",\"code\":\"0?[0-9]{1,4}\"[ -~]{0,9}",
        ]
    ) {
        let once = normalise(&text);
        prop_assert_eq!(&normalise(&once), &once);
    }
}

#[test]
fn what_people_write_about_orders_and_invoices_is_no_error() {
    check(
        CauseClass::Unknown,
        &include_str!("../../data/ordinary.txt").lines().collect::<Vec<&str>>(),
    );
}
