//! Every rule with its code: the only place where a code is given. A code is stable and never reused.

use clearpost_domain::CauseClass;

use crate::context::Context;
use crate::rules::{Outcome, account, amount, books, date, number, reference, vendor};

/// What looks at the data of one document.
pub(crate) type Check = fn(&Context<'_>) -> Outcome;

/// A rule as it is registered.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    pub code: &'static str,
    /// States the bad thing.
    pub name: &'static str,
    pub class: CauseClass,
    /// Classes of which this rule can tell from the data that they no longer stand.
    pub(crate) clears: &'static [CauseClass],
    /// Whether it says what would fail before anything was sent.
    pub(crate) foretells: bool,
    pub(crate) check: Check,
}

/// A recognised error text that no data rule explains.
pub const TEXT_KNOWN: &str = "TXT001";
/// An error text that nothing recognises.
pub const TEXT_UNKNOWN: &str = "TXT002";

/// The rules about data, in the order in which they are tried.
pub const RULES: &[Rule] = &[
    Rule {
        code: "DEL001",
        name: "counterpart deleted in QuickBooks",
        class: CauseClass::TxnDeleted,
        clears: &[],
        foretells: false,
        check: books::gone::check,
    },
    Rule {
        code: "DUP001",
        name: "number already used",
        class: CauseClass::DuplicateDocNumber,
        clears: &[CauseClass::DuplicateDocNumber],
        foretells: true,
        check: number::taken::check,
    },
    Rule {
        code: "VEN001",
        name: "vendor inactive",
        class: CauseClass::VendorInactive,
        clears: &[CauseClass::VendorInactive],
        foretells: true,
        check: vendor::inactive::check,
    },
    Rule {
        code: "VEN002",
        name: "supplier archived",
        class: CauseClass::VendorInactive,
        clears: &[],
        foretells: true,
        check: vendor::archived::check,
    },
    Rule {
        code: "VEN003",
        name: "vendor name taken by a customer or employee",
        class: CauseClass::VendorNameConflict,
        clears: &[CauseClass::VendorNameConflict],
        foretells: true,
        check: vendor::name_taken::check,
    },
    Rule {
        code: "VEN004",
        name: "vendor not found",
        class: CauseClass::VendorNotFound,
        clears: &[CauseClass::VendorNotFound],
        foretells: false,
        check: vendor::not_found::check,
    },
    Rule {
        code: "ACC001",
        name: "line on an Accounts Payable or Accounts Receivable account",
        class: CauseClass::AccountApAr,
        clears: &[CauseClass::AccountApAr],
        foretells: true,
        check: account::payable_receivable::check,
    },
    Rule {
        code: "ACC002",
        name: "line on an inactive account",
        class: CauseClass::RefInactive,
        clears: &[],
        foretells: true,
        check: account::inactive::check,
    },
    Rule {
        code: "REF001",
        name: "line with an inactive class or customer",
        class: CauseClass::RefInactive,
        clears: &[CauseClass::RefInactive],
        foretells: true,
        check: reference::inactive::check,
    },
    Rule {
        code: "CUR001",
        name: "vendor in another currency",
        class: CauseClass::CurrencyMismatch,
        clears: &[CauseClass::CurrencyMismatch],
        foretells: true,
        check: vendor::currency::check,
    },
    Rule {
        code: "PER001",
        name: "date in a closed period",
        class: CauseClass::PeriodClosed,
        clears: &[CauseClass::PeriodClosed],
        foretells: true,
        check: date::closed_period::check,
    },
    Rule {
        code: "DAT001",
        name: "invoice dated before its order",
        class: CauseClass::BillBeforePo,
        clears: &[CauseClass::BillBeforePo],
        foretells: true,
        check: date::before_order::check,
    },
    Rule {
        code: "AMT001",
        name: "total is zero",
        class: CauseClass::AmountInvalid,
        clears: &[],
        foretells: true,
        check: amount::zero::check,
    },
    Rule {
        code: "BOK001",
        name: "in the books without approval",
        class: CauseClass::InBooksNotApproved,
        clears: &[],
        foretells: false,
        check: books::not_approved::check,
    },
];

/// Every code in use.
pub fn codes() -> impl Iterator<Item = &'static str> {
    RULES.iter().map(|rule| rule.code).chain([TEXT_KNOWN, TEXT_UNKNOWN])
}
