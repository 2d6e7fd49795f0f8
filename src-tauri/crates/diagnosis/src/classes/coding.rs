//! Coding of the lines: accounts, items, customers, tax, currency, terms.

use super::{BOOKKEEPER, ClassDoc, EDIT, FINANCE, RESEND, SUPPORT, at, step};
use crate::links::Place;

pub(super) const ACCOUNT_AP_AR: ClassDoc = ClassDoc {
    headline: "A line is coded to Accounts Payable or Accounts Receivable",
    meaning: "QuickBooks posts the payable side of a bill by itself and refuses such accounts on lines.",
    why: "The wrong account was chosen on a line, or as the default of a budget or supplier.",
    steps: &[
        EDIT,
        step("Choose an expense, cost or asset account on the line, and save."),
        RESEND,
    ],
    who: FINANCE,
};

pub(super) const ACCOUNT_TYPE: ClassDoc = ClassDoc {
    headline: "A line's account is of a type that is not allowed",
    meaning: "The account exists and is active, but QuickBooks does not accept its type on this kind of document.",
    why: "Income, equity and loan accounts are the usual ones.",
    steps: &[
        EDIT,
        step("Choose an expense, cost or asset account on the line, and save."),
        at(
            Place::ChartOfAccounts,
            "If the account itself is wrong, change its type in QuickBooks under \"Chart of accounts\".",
        ),
        RESEND,
    ],
    who: FINANCE,
};

pub(super) const MAPPING_MISSING: ClassDoc = ClassDoc {
    headline: "A line has no account",
    meaning: "A line, or the integration as a whole, has no account to post to.",
    why: "No account was chosen on the line, or the default account of the integration is not set.",
    steps: &[
        EDIT,
        step("Choose an account on every line, and save."),
        at(
            Place::ProcurementHome,
            "If every document fails, set the default account in the integration settings of ProcurementExpress.",
        ),
        RESEND,
    ],
    who: FINANCE,
};

pub(super) const ITEM_INVALID: ClassDoc = ClassDoc {
    headline: "A product or service on a line cannot be used",
    meaning: "The item does not exist in QuickBooks, is a category, or is not set up for purchases on this date.",
    why: "It was renamed or deleted, has sub-items, or is a stock item with a later start date.",
    steps: &[
        step("Resend once: the same message sometimes passes by itself."),
        step(
            "In QuickBooks, click the gear → \"Products and services\", open the item, and tick that you purchase it, with an expense account.",
        ),
        at(
            Place::Document,
            "Or choose another item on the line in ProcurementExpress.",
        ),
        RESEND,
    ],
    who: BOOKKEEPER,
};

pub(super) const CUSTOMER_MISSING: ClassDoc = ClassDoc {
    headline: "A billable line has no active customer",
    meaning: "QuickBooks wants to know whom a billable line is to be charged to.",
    why: "The customer or project was left out, or it is inactive in QuickBooks.",
    steps: &[
        EDIT,
        step("Choose an active customer or project on each billable line, or make the line not billable, and save."),
        RESEND,
    ],
    who: FINANCE,
};

pub(super) const BILLABLE: ClassDoc = ClassDoc {
    headline: "A line cannot be billable as it stands",
    meaning: "QuickBooks does not accept the billable mark together with this account, item or company setting.",
    why: "Only expense, cost of goods sold, fixed asset, other asset and other current liability accounts can be billable, and billable expenses must be switched on.",
    steps: &[
        EDIT,
        step("Make the line not billable, or choose an account that can be, and save."),
        at(
            Place::QuickBooksSettings,
            "Or switch billable expenses on: in QuickBooks, gear → \"Account and settings\" → \"Expenses\".",
        ),
        RESEND,
    ],
    who: FINANCE,
};

pub(super) const CURRENCY_MISMATCH: ClassDoc = ClassDoc {
    headline: "The document and its vendor have different currencies",
    meaning: "Document, vendor and payable account must share one currency.",
    why: "A vendor's currency is fixed when it is made. Often there are two vendors for one supplier, one per currency.",
    steps: &[
        at(Place::Vendors, "In QuickBooks, look up the vendor and its currency."),
        step(
            "Use the vendor of the document's currency, or add one by hand in QuickBooks: the currency of an existing vendor cannot be changed.",
        ),
        RESEND,
    ],
    who: BOOKKEEPER,
};

pub(super) const EXCHANGE_RATE: ClassDoc = ClassDoc {
    headline: "The exchange rate is missing",
    meaning: "A document in a foreign currency reached QuickBooks without a rate.",
    why: "ProcurementExpress sent none; QuickBooks does not fill it in.",
    steps: &[
        at(
            Place::Document,
            "Check the currency and rate of the document in ProcurementExpress, and save it again.",
        ),
        RESEND,
        step("If it fails again, write to support@procurementexpress.com with the document's number."),
    ],
    who: SUPPORT,
};

pub(super) const TAX_CODE_MISSING: ClassDoc = ClassDoc {
    headline: "A line has no tax rate",
    meaning: "The company tracks tax in QuickBooks, and then every line needs a rate.",
    why: "A line was left without one; \"no tax\" has to be chosen, too.",
    steps: &[
        EDIT,
        step("Choose a tax rate on every line, the exempt one where no tax is due, and save."),
        RESEND,
    ],
    who: FINANCE,
};

pub(super) const TAX_MISMATCH: ClassDoc = ClassDoc {
    headline: "The tax on the document does not agree with QuickBooks",
    meaning: "A tax code is not valid for purchases, or the totals differ after tax.",
    why: "The tax rate is linked to a wrong or inactive code, or the two systems round differently.",
    steps: &[
        step("Compare tax and total of the document with the tax codes in QuickBooks under \"Taxes\"."),
        at(
            Place::Document,
            "Choose the right tax rate on the lines in ProcurementExpress, and save.",
        ),
        RESEND,
    ],
    who: FINANCE,
};

pub(super) const TERMS: ClassDoc = ClassDoc {
    headline: "QuickBooks does not have these payment terms",
    meaning: "The terms on the document have no partner of exactly the same name in QuickBooks.",
    why: "They are spelled differently, inactive, or were never made.",
    steps: &[
        at(
            Place::QuickBooksSettings,
            "In QuickBooks, click the gear → \"All lists\" → \"Terms\" and add or rename the term.",
        ),
        at(
            Place::Document,
            "Or choose other terms on the document in ProcurementExpress.",
        ),
        RESEND,
    ],
    who: BOOKKEEPER,
};
