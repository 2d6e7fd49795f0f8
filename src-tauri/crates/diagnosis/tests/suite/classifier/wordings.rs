//! Wordings outside the catalogue.

use clearpost_domain::CauseClass;

use super::check;

#[test]
fn wordings_outside_the_catalogue_are_recognised() {
    use CauseClass as C;
    check(
        C::DuplicateDocNumber,
        &[
            "Duplicate Document Number Error : You must specify a different number. This number has already been used. DocNumber=INV-2207 is assigned to TxnType=Bill with TxnId=988",
            "Duplicate DocNum Error",
            "Failed to sync to QuickBooks Online: Bill number INV-88 already exists for this vendor",
            "Bill no. 1042 is already in use",
        ],
    );
    check(
        C::FieldLength,
        &[
            "String length specified does not match the supported length. Min:0 Max:21 supported. Supplied length:27",
            "The memo is too long",
            "Description exceeds the maximum length",
        ],
    );
    check(
        C::RefInactive,
        &[
            "Invalid Reference Id : Names element id 75 not found",
            "Invalid Reference Id : Accounts element id 7 not found",
            "Invalid Reference Id : Klasses element id 4 not found",
            "Object Not Found : Something you\u{2019}re trying to use has been made inactive. Check the fields with accounts, customers, items, vendors or employees.",
            "Account 6100 Office Supplies is inactive",
            "Inactive Account: 6100 Office Supplies",
        ],
    );
    check(
        C::ItemInvalid,
        &[
            "Transaction date is prior to start date for inventory item",
            "Invalid Reference Id : Items element id 12 not found",
        ],
    );
    check(
        C::AccountApAr,
        &[
            "You can't use an Accounts Receivable account on the detail portion of a Purchase Order",
            "When you use Accounts Receivable, you must choose a customer in the Name field.",
            "Line 2 is coded to Accounts Payable (A/P)",
        ],
    );
    check(
        C::AccountType,
        &["Invalid account type: You need to select a different type of account for this transaction."],
    );
    check(
        C::AuthPermission,
        &[
            "Permission Denied Error : You do not have the access rights to use this feature.",
            "message=AuthorizationFailed; errorCode=003100; statusCode=403",
        ],
    );
    check(
        C::AuthExpired,
        &[
            "message=AuthenticationFailed; errorCode=003200; statusCode=401",
            "AuthenticationErrorGeneral: SRV-110-Authentication Failure , statusCode: 401",
            "Malformed bearer token: too short or too long",
            "Token expired: ***",
            "401 Unauthorized",
            "invalid_grant",
            "QuickBooks Online is not connected",
            "Please reconnect to QuickBooks",
        ],
    );
    check(
        C::QboUnavailable,
        &[
            "AuthorizationFailure: Unknown Error during Authentication, statusCode: 500",
            "System Failure Error: Internal",
            "An application error has occurred while processing your request",
            "503 Service Unavailable",
            "The request to QuickBooks timed out",
        ],
    );
    check(
        C::RateLimit,
        &[
            "message=ThrottleExceeded; errorCode=003001; statusCode=429",
            "The request limit was reached.  Try again later",
            "Too Many Requests",
            "HTTP 429",
        ],
    );
    check(C::QboSubscription, &["Your QuickBooks trial has ended"]);
    check(
        C::VendorInactive,
        &[
            "Vendor Northgate Paper is inactive in QuickBooks",
            "The supplier Alder Tools was archived",
            "Inactive vendor: Northgate",
        ],
    );
    check(
        C::VendorNotFound,
        &[
            "Vendor \"Northgate Paper\" not found in QuickBooks",
            "Supplier Alder could not be created",
            "Could not find vendor Alder Tools",
        ],
    );
    check(
        C::VendorNameConflict,
        &[
            "The name supplied already exists. : null",
            "A vendor with this name already exists",
        ],
    );
    check(
        C::TxnDeleted,
        &[
            "Bill 412 has been deleted in QuickBooks Online",
            "This purchase order was voided",
        ],
    );
    check(
        C::PeriodClosed,
        &[
            "Account Period Closed, Cannot Update Through through Services API",
            "The transaction date is before the closing date",
            "The accounting period is closed",
        ],
    );
    check(
        C::BillBeforePo,
        &[
            "The invoice date is before the purchase order date",
            "Invoice Issue Date must be on or after the PO Date",
        ],
    );
    check(
        C::PoLinkTxn,
        &[
            "Cannot validate linked transactions: 412",
            "Purchase order 1041 is closed",
        ],
    );
    check(C::MappingMissing, &["You must select an account for this transaction."]);
    check(
        C::RequiredMissing,
        &[
            "You must specify a vendor",
            "Required param missing, need to supply the required value for the API",
        ],
    );
    check(
        C::FieldFormat,
        &[
            "Please enter a valid email address.",
            "Invalid String. The string specified has unsupported or invalid characters",
        ],
    );
    check(
        C::AmountInvalid,
        &["Amount is not equal to UnitPrice * Qty. Supplied value:1,000"],
    );
    check(
        C::TxnLocked,
        &[
            "This transaction has been deposited. If you want to change or delete it, you must edit the deposit it appears on and remove it first.",
        ],
    );
    check(C::ExchangeRate, &["The exchange rate is required"]);
    check(
        C::CurrencyMismatch,
        &["The bill's currency does not match the vendor's currency"],
    );
    check(
        C::TaxCodeMissing,
        &["Make sure all your transactions have a GST rate before you save"],
    );
    check(C::Terms, &["Invalid Reference Id : Terms element id 3 not found"]);
    check(C::Billable, &["Invalid Enumeration : HAS_BEEN_BILLED"]);
}

#[test]
fn paraphrases_and_ordinary_remarks_are_told_apart() {
    for line in include_str!("../../data/paraphrases.tsv").lines().skip(1) {
        let (class, text) = line.split_once('\t').unwrap();
        check(class.parse().unwrap(), &[text]);
    }
}

#[test]
fn a_code_speaks_only_when_the_text_is_silent() {
    check(
        CauseClass::VendorNameConflict,
        &["6240", "Error 6240", "error code: 6240", "QuickBooks error 6240"],
    );
    check(CauseClass::PeriodClosed, &["Failed to sync to QuickBooks Online: 6210"]);
    // A 2017 list of QuickBooks gave 6210 another meaning; the text decides.
    check(
        CauseClass::DuplicateDocNumber,
        &["Error 6210: Duplicate Document Number Error : You must specify a different number."],
    );
    check(CauseClass::Unknown, &["6000", "Error 6000"]);
}
