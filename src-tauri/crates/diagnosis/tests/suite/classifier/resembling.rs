//! Unknown texts that resemble known ones.

use clearpost_diagnosis::classify;
use clearpost_domain::{CauseClass, Confidence};

#[test]
fn a_text_that_shares_its_telling_words_with_a_known_one_is_possible() {
    let found = classify("Add an order created before this transaction, make sure the transaction's date is right");
    assert_eq!(
        (found.class, found.confidence),
        (CauseClass::BillBeforePo, Confidence::Possible),
        "{found:?}"
    );
    assert!(
        found
            .resembles
            .unwrap()
            .starts_with("Business Validation Error: Add a purchase order")
    );
}

#[test]
fn a_known_text_is_no_resemblance() {
    assert_eq!(classify("Throttle Exceeded").resembles, None);
    assert_eq!(classify("Quux frobnicated").resembles, None);
}
