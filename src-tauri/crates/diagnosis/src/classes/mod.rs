//! What each cause class means, why it happens and what to do: one entry per class, so that the
//! compiler refuses a class without documentation.

mod coding;
mod company;
mod document;
mod names;
mod order;

use clearpost_domain::{CauseClass, Retry};

use crate::links::Place;

/// One instruction: what to do and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StepDoc {
    pub text: &'static str,
    pub place: Place,
}

/// The documentation of a class, in the accountant's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClassDoc {
    /// States the fault, never the cure.
    pub headline: &'static str,
    pub meaning: &'static str,
    /// Why it happens.
    pub why: &'static str,
    pub steps: &'static [StepDoc],
    /// Who can usually do it.
    pub who: &'static str,
}

/// The documentation of a class.
pub const fn class_doc(class: CauseClass) -> &'static ClassDoc {
    match class {
        CauseClass::AuthExpired => &company::AUTH_EXPIRED,
        CauseClass::AuthPermission => &company::AUTH_PERMISSION,
        CauseClass::QboSubscription => &company::QBO_SUBSCRIPTION,
        CauseClass::PlanFeature => &company::PLAN_FEATURE,
        CauseClass::RateLimit => &company::RATE_LIMIT,
        CauseClass::QboUnavailable => &company::QBO_UNAVAILABLE,
        CauseClass::TxnDeleted => &document::TXN_DELETED,
        CauseClass::PartialExport => &document::PARTIAL_EXPORT,
        CauseClass::DuplicateDocNumber => &document::DUPLICATE_DOC_NUMBER,
        CauseClass::VendorInactive => &names::VENDOR_INACTIVE,
        CauseClass::VendorNameConflict => &names::VENDOR_NAME_CONFLICT,
        CauseClass::VendorNotFound => &names::VENDOR_NOT_FOUND,
        CauseClass::NameEditBusy => &names::NAME_EDIT_BUSY,
        CauseClass::AccountApAr => &coding::ACCOUNT_AP_AR,
        CauseClass::AccountType => &coding::ACCOUNT_TYPE,
        CauseClass::MappingMissing => &coding::MAPPING_MISSING,
        CauseClass::ItemInvalid => &coding::ITEM_INVALID,
        CauseClass::CustomerMissing => &coding::CUSTOMER_MISSING,
        CauseClass::Billable => &coding::BILLABLE,
        CauseClass::RefInactive => &names::REF_INACTIVE,
        CauseClass::CurrencyMismatch => &coding::CURRENCY_MISMATCH,
        CauseClass::ExchangeRate => &coding::EXCHANGE_RATE,
        CauseClass::PeriodClosed => &document::PERIOD_CLOSED,
        CauseClass::BillBeforePo => &order::BILL_BEFORE_PO,
        CauseClass::PoLinkVendor => &order::PO_LINK_VENDOR,
        CauseClass::PoLinkLines => &order::PO_LINK_LINES,
        CauseClass::PoLinkTxn => &order::PO_LINK_TXN,
        CauseClass::Dependency => &order::DEPENDENCY,
        CauseClass::FieldLength => &document::FIELD_LENGTH,
        CauseClass::FieldFormat => &document::FIELD_FORMAT,
        CauseClass::TaxCodeMissing => &coding::TAX_CODE_MISSING,
        CauseClass::TaxMismatch => &coding::TAX_MISMATCH,
        CauseClass::RequiredMissing => &document::REQUIRED_MISSING,
        CauseClass::AmountInvalid => &document::AMOUNT_INVALID,
        CauseClass::Terms => &coding::TERMS,
        CauseClass::StaleObject => &document::STALE_OBJECT,
        CauseClass::TxnLocked => &document::TXN_LOCKED,
        CauseClass::Attachment => &document::ATTACHMENT,
        CauseClass::NotReady => &document::NOT_READY,
        CauseClass::InBooksNotApproved => &document::IN_BOOKS_NOT_APPROVED,
        CauseClass::Unknown => &company::UNKNOWN,
    }
}

/// What the retry policy of a class means, in one sentence.
pub const fn retry_words(retry: Retry) -> &'static str {
    match retry {
        Retry::AfterFix => "Resend it once this is put right.",
        Retry::Transient => "A resend after a while usually passes.",
        Retry::NeverAutomatic => "Look in QuickBooks first: a resend could make a duplicate.",
        Retry::HoldQueue => "Resend nothing until this is put right: every document would fail.",
        Retry::AfterParent => "Resend it after the document it depends on has arrived.",
        Retry::Never => "A resend does not help.",
    }
}

const FINANCE: &str = "Someone who may edit the document in ProcurementExpress";
const BOOKKEEPER: &str = "Someone who keeps the lists in QuickBooks";
const ADMINISTRATOR: &str = "An administrator of the QuickBooks company";
const SUPPORT: &str = "ProcurementExpress support";

const fn step(text: &'static str) -> StepDoc {
    StepDoc {
        text,
        place: Place::Nowhere,
    }
}

const fn at(place: Place, text: &'static str) -> StepDoc {
    StepDoc { text, place }
}

/// The usual last step.
const RESEND: StepDoc = at(
    Place::Document,
    "Resend: open the document in ProcurementExpress and click \"Resend\", or \"Actions\" → \"Resend to QuickBooks Online\".",
);
/// The usual first step where a line has to change.
const EDIT: StepDoc = at(
    Place::Document,
    "Open the document in ProcurementExpress and click \"Edit\".",
);
