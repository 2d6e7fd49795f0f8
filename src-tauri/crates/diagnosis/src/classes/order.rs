//! An invoice together with its order.

use super::{ClassDoc, FINANCE, RESEND, at, step};
use crate::links::Place;

pub(super) const BILL_BEFORE_PO: ClassDoc = ClassDoc {
    headline: "The invoice is dated before its purchase order",
    meaning: "QuickBooks does not link a bill to a purchase order of a later date.",
    why: "The order was raised, or its date was changed, after the supplier had invoiced.",
    steps: &[
        at(
            Place::Document,
            "Either edit the invoice in ProcurementExpress and set its issue date to the order's date or later.",
        ),
        at(
            Place::Order,
            "Or edit the order and set its \"PO Date\" to the invoice's date or earlier.",
        ),
        at(
            Place::ProcurementHome,
            "If \"PO Date\" cannot be edited: click your initials → \"Company Settings\" → \"Purchase Orders\", tick \"Enable Editing of PO Date\" and click \"Save\".",
        ),
        step("If the order was changed, resend it first and then the invoice."),
    ],
    who: FINANCE,
};

pub(super) const PO_LINK_VENDOR: ClassDoc = ClassDoc {
    headline: "The invoice and its purchase order have different vendors",
    meaning: "A bill can only be linked to a purchase order of the same vendor.",
    why: "Two vendors for one supplier, or a merge of vendors, are the usual reason.",
    steps: &[
        at(
            Place::Document,
            "Compare the supplier of the invoice with that of its order, and make them the same.",
        ),
        at(
            Place::Vendors,
            "If QuickBooks has two vendors for this supplier, merge them.",
        ),
        RESEND,
    ],
    who: FINANCE,
};

pub(super) const PO_LINK_LINES: ClassDoc = ClassDoc {
    headline: "The invoice's lines do not match its purchase order's",
    meaning: "Each line of the bill needs a line of the order with the same account and item.",
    why: "Freight, fees or tax were added on the invoice, or a line was coded anew.",
    steps: &[
        at(
            Place::Order,
            "Add the missing lines to the order, or take the extra line off the invoice, or code both alike.",
        ),
        step("Resend the order first, then the invoice."),
    ],
    who: FINANCE,
};

pub(super) const PO_LINK_TXN: ClassDoc = ClassDoc {
    headline: "The purchase order cannot be linked in QuickBooks",
    meaning: "The order that the bill is to be linked to is closed, changed, gone or not there yet.",
    why: "Another bill used it up, somebody closed it by hand, or it was never sent.",
    steps: &[
        at(
            Place::Order,
            "Check that the order is in QuickBooks; if not, resend the order first.",
        ),
        step("In QuickBooks, open the purchase order: reopen it, or remove the bill or receipt that used it up."),
        RESEND,
    ],
    who: FINANCE,
};

pub(super) const DEPENDENCY: ClassDoc = ClassDoc {
    headline: "Something this document depends on has not arrived",
    meaning: "The supplier, order, bill or item it belongs to is not in QuickBooks yet.",
    why: "That one failed, or was never sent.",
    steps: &[
        at(
            Place::Order,
            "Open what it depends on, put it right and resend that first.",
        ),
        step("Then resend this one: supplier, order, invoice, payment."),
    ],
    who: FINANCE,
};
