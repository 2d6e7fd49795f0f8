//! Vendors and other names.

use super::{BOOKKEEPER, ClassDoc, RESEND, at, step};
use crate::links::Place;

pub(super) const VENDOR_INACTIVE: ClassDoc = ClassDoc {
    headline: "The vendor is inactive in QuickBooks, or the supplier is archived",
    meaning: "The document belongs to a vendor that QuickBooks no longer treats as active, or to a supplier that was archived in ProcurementExpress.",
    why: "Somebody made the vendor inactive or archived the supplier. If neither was done on purpose, there may be two vendors of one name and the supplier belongs to the inactive one.",
    steps: &[
        at(
            Place::Vendors,
            "In QuickBooks, open \"Expenses\" → \"Vendors\", click the gear above the list, tick \"Include inactive\" and click \"Make active\" beside the vendor.",
        ),
        at(
            Place::Suppliers,
            "In ProcurementExpress, click \"Suppliers\" → \"Archived\" and check that the supplier is not listed there.",
        ),
        step("If two vendors have this name, merge them in QuickBooks or rename one first."),
        RESEND,
    ],
    who: BOOKKEEPER,
};

pub(super) const VENDOR_NAME_CONFLICT: ClassDoc = ClassDoc {
    headline: "The vendor's name is already taken in QuickBooks",
    meaning: "QuickBooks could not create the vendor because another record has its name.",
    why: "Vendors, customers and employees share one list of names, inactive ones included. Two spellings that differ by \"&\" and \"and\" or by a space are easily made by mistake.",
    steps: &[
        at(
            Place::Vendors,
            "Search QuickBooks for the name among vendors, customers and employees, with inactive ones included.",
        ),
        step("If a customer or employee has it, rename one of the two, for example by adding \" - Vendor\"."),
        step("If two vendors have it, merge them in QuickBooks."),
        RESEND,
    ],
    who: BOOKKEEPER,
};

pub(super) const VENDOR_NOT_FOUND: ClassDoc = ClassDoc {
    headline: "QuickBooks has no vendor of the supplier's name",
    meaning: "No vendor in QuickBooks has exactly the supplier's name, and none could be created.",
    why: "The names are spelled differently, for example by a legal form, an accent or a space.",
    steps: &[
        at(
            Place::Vendors,
            "In QuickBooks, open \"Expenses\" → \"Vendors\" and search for the supplier.",
        ),
        step("Make the two names identical, or add the vendor in QuickBooks with exactly the supplier's name."),
        at(
            Place::Document,
            "Edit and save the document in ProcurementExpress so that it takes up the name.",
        ),
        RESEND,
    ],
    who: BOOKKEEPER,
};

pub(super) const NAME_EDIT_BUSY: ClassDoc = ClassDoc {
    headline: "Somebody was editing names in QuickBooks",
    meaning: "QuickBooks lets one person at a time change vendors, customers and employees.",
    why: "A colleague had a name's form open at that moment.",
    steps: &[step("Wait, or ask the colleague to save and close the form."), RESEND],
    who: "Anyone who may resend",
};

pub(super) const REF_INACTIVE: ClassDoc = ClassDoc {
    headline: "Something the document refers to is inactive or gone in QuickBooks",
    meaning: "The vendor, an account, a customer, an item, a class or a location on this document is inactive or no longer exists in QuickBooks.",
    why: "QuickBooks uses one sentence for all of them and does not say which one it is.",
    steps: &[
        at(
            Place::Document,
            "Open the document in ProcurementExpress and note its supplier and each line's account, class, customer and item.",
        ),
        at(
            Place::ChartOfAccounts,
            "Look each one up in QuickBooks with inactive ones shown. Make it active again, or choose an active one on the document.",
        ),
        RESEND,
    ],
    who: BOOKKEEPER,
};
