//! Fault envelopes and several errors in one text.

use clearpost_diagnosis::{classify, classify_all, named_transaction};
use clearpost_domain::{CauseClass, Confidence};

use super::check;

#[test]
fn fault_envelopes_are_unwrapped() {
    use CauseClass as C;
    check(
        C::VendorNameConflict,
        &[
            r#"{"Fault": {"Error": [{"Message": "Duplicate Name Exists Error", "Detail": "The name supplied already exists. : null", "code": "6240", "element": ""}], "type": "ValidationFault"}}"#,
            r#"Failed to sync to QuickBooks Online: {"Fault"=>{"Error"=>[{"Message"=>"Duplicate Name Exists Error", "code"=>"6240"}]}}"#,
            r#"{"Fault":{"Error":[{"Message":"x","code":"6240"}]}}"#,
            "{&quot;Fault&quot;:{&quot;Error&quot;:[{&quot;Message&quot;:&quot;Duplicate Name Exists Error&quot;}]}}",
            r#""{\"Fault\":{\"Error\":[{\"Message\":\"Duplicate Name Exists Error\",\"code\":\"6240\"}]}}""#,
            r#"{"Fault":{"Error":[{"Message":"Duplicate Name Exists Error","Detail":"The na"#,
        ],
    );
    check(
        C::AuthExpired,
        &[
            r#"{"warnings": null, "fault": {"error": [{"message": "message=AuthenticationFailed; errorCode=003200; statusCode=401", "detail": "Token expired: x", "code": "3200", "element": null}], "type": "AUTHENTICATION"}}"#,
        ],
    );
    check(
        C::PeriodClosed,
        &[
            r#"<IntuitResponse><Fault type="ValidationFault"><Error code="6210" element=""><Message>Account Period Closed, Cannot Update Through Services API</Message></Error></Fault></IntuitResponse>"#,
        ],
    );
    check(
        C::FieldLength,
        &[r#"<Fault><Error code="2050" element="DocNumber"><Message>x</Message></Error></Fault>"#],
    );
    check(
        C::AccountApAr,
        &[
            "<p>Business Validation Error:</p>\n<b>You can&#39;t use an Accounts Payable</b> account on the detail portion of a Bill.",
        ],
    );
}

#[test]
fn several_errors_in_one_text_are_told_apart() {
    let text = r#"{"Fault":{"Error":[{"Message":"Account period closed","code":"6210"},{"Message":"Throttle Exceeded","code":"3001"}]}}"#;
    let classes: Vec<CauseClass> = classify_all(text).iter().map(|one| one.class).collect();
    assert_eq!(classes, [CauseClass::RateLimit, CauseClass::PeriodClosed]);
    let found = classify("1) Account not found.\n2) Names cannot include colons, tabs or new lines.");
    assert_eq!(
        found
            .alternatives
            .iter()
            .filter(|(_, c)| *c == Confidence::Likely)
            .count(),
        1,
        "{found:?}"
    );
    assert_eq!(classify_all("nothing\nto see").len(), 1);
}

#[test]
fn the_transaction_that_holds_a_number_is_named() {
    let named = named_transaction("DocNumber=INV-2207 is assigned to TxnType=Bill with TxnId=988").unwrap();
    assert_eq!((named.kind.as_str(), named.id.as_str()), ("Bill", "988"));
    assert_eq!(
        named_transaction("DocNumber=xxxx is assigned to TxnType=Invoice with TxnId=xxxx"),
        None
    );
    assert_eq!(
        named_transaction("TxnType=Bill with TxnId=12345678901234567890123"),
        None
    );
}
