//! What stops the whole company, and what nobody recognises.

use super::{ADMINISTRATOR, ClassDoc, SUPPORT, at, step};
use crate::links::Place;

pub(super) const AUTH_EXPIRED: ClassDoc = ClassDoc {
    headline: "ProcurementExpress is no longer connected to QuickBooks",
    meaning: "QuickBooks no longer accepts the sign-in that ProcurementExpress uses, so every document fails until the two are connected again.",
    why: "The user who connected them changed the password, left, or the connection was switched off or ran out.",
    steps: &[
        at(
            Place::ProcurementHome,
            "In ProcurementExpress, open the company settings and the integrations, and reconnect QuickBooks Online. Choose the same QuickBooks company as before.",
        ),
        step("Resend the documents that failed since the connection was lost."),
    ],
    who: ADMINISTRATOR,
};

pub(super) const AUTH_PERMISSION: ClassDoc = ClassDoc {
    headline: "The user behind the QuickBooks connection lacks rights",
    meaning: "QuickBooks knows who is asking but does not let this user do it.",
    why: "The person who connected QuickBooks is no longer an administrator there or was removed, or the app was bought under another account.",
    steps: &[
        at(
            Place::QuickBooksSettings,
            "In QuickBooks, click the gear → \"Manage users\" and check that the connecting user is a company administrator.",
        ),
        at(
            Place::ProcurementHome,
            "Have a company administrator connect QuickBooks again in the company settings of ProcurementExpress.",
        ),
        step("Resend the documents that failed meanwhile."),
    ],
    who: ADMINISTRATOR,
};

pub(super) const QBO_SUBSCRIPTION: ClassDoc = ClassDoc {
    headline: "The QuickBooks subscription has lapsed",
    meaning: "QuickBooks can be read but accepts no new records.",
    why: "The trial or subscription ended, was cancelled, or a payment for it failed.",
    steps: &[
        at(
            Place::QuickBooksSettings,
            "In QuickBooks, click the gear → \"Account and settings\" → \"Billing & subscription\" and settle what is open.",
        ),
        step("Allow up to two days until QuickBooks notices the payment, and reconnect if it asks for it."),
        step("Resend the documents that failed meanwhile."),
    ],
    who: ADMINISTRATOR,
};

pub(super) const PLAN_FEATURE: ClassDoc = ClassDoc {
    headline: "The QuickBooks plan does not include what is sent",
    meaning: "The company's QuickBooks plan has no place for this kind of document or field.",
    why: "Bills need Essentials or a larger plan; purchase orders, classes, locations and billable lines need Plus or a larger plan.",
    steps: &[
        at(
            Place::QuickBooksSettings,
            "In QuickBooks, click the gear → \"Account and settings\" → \"Billing & subscription\" and compare the plan with what is sent.",
        ),
        step("Either take the larger plan, or stop sending this kind of document or field."),
    ],
    who: ADMINISTRATOR,
};

pub(super) const RATE_LIMIT: ClassDoc = ClassDoc {
    headline: "QuickBooks received too many requests at once",
    meaning: "QuickBooks refused this request only because too many arrived in a short time.",
    why: "Many documents were sent together, typically at a month's end or beginning.",
    steps: &[step("Wait a few minutes."), step("Resend in smaller groups.")],
    who: "Anyone who may resend",
};

pub(super) const QBO_UNAVAILABLE: ClassDoc = ClassDoc {
    headline: "QuickBooks reported an internal problem",
    meaning: "QuickBooks could not finish the request and does not say why.",
    why: "Usually a short outage. The same message can hide a wrong reference on one document: if only one document keeps failing, its data is the reason.",
    steps: &[
        step("Look at QuickBooks' status page (status.quickbooks.intuit.com)."),
        step("Wait, then resend."),
        step(
            "If one document fails three times, compare its supplier, accounts, classes and customers with a similar document that arrived.",
        ),
    ],
    who: "Anyone who may resend",
};

pub(super) const UNKNOWN: ClassDoc = ClassDoc {
    headline: "Clearpost does not know this error",
    meaning: "The text matches none of the known sync errors.",
    why: "No cause is named here, because naming one would be a guess.",
    steps: &[
        at(
            Place::Document,
            "Try \"Resend\" once on the document's page in ProcurementExpress, after looking in QuickBooks that it is not there yet.",
        ),
        step(
            "Copy the error text and write to support@procurementexpress.com, or use the chat at the bottom right of the ProcurementExpress web pages, or WhatsApp +353 87 443 4944.",
        ),
    ],
    who: SUPPORT,
};
