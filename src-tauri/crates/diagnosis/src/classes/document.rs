//! The document itself: date, number, amounts and its counterpart in the books.

use super::{ClassDoc, EDIT, FINANCE, RESEND, at, step};
use crate::links::Place;

pub(super) const TXN_DELETED: ClassDoc = ClassDoc {
    headline: "It was in QuickBooks and was deleted there",
    meaning: "ProcurementExpress keeps updating a record that QuickBooks no longer has.",
    why: "Somebody deleted or voided it in QuickBooks.",
    steps: &[
        at(
            Place::AuditLog,
            "In QuickBooks, click the gear → \"Audit log\" and see who deleted it and why.",
        ),
        step("If it was right, set the document aside here as handled."),
        step("If it was a mistake, send it again as a new record, and look that it arrives once."),
    ],
    who: "Whoever answers for the books",
};

pub(super) const PARTIAL_EXPORT: ClassDoc = ClassDoc {
    headline: "Only part of the document arrived",
    meaning: "QuickBooks has a part of it, or all of it without ProcurementExpress knowing.",
    why: "The connection broke in the middle.",
    steps: &[
        at(
            Place::Counterpart,
            "Look the document up in QuickBooks by its number before anything else.",
        ),
        step("Complete it there by hand, or delete the part and then resend."),
    ],
    who: "Whoever answers for the books",
};

pub(super) const DUPLICATE_DOC_NUMBER: ClassDoc = ClassDoc {
    headline: "The number is already used in QuickBooks",
    meaning: "QuickBooks already has a document of this number.",
    why: "Either this very document arrived earlier and nobody noticed, or another one has the same number.",
    steps: &[
        at(
            Place::Counterpart,
            "Look at the document in QuickBooks that has the number.",
        ),
        step("Same vendor, date and amount: it has arrived. Do not resend; set this one aside as handled."),
        at(
            Place::Document,
            "A different document: correct the number in ProcurementExpress, then resend.",
        ),
    ],
    who: FINANCE,
};

pub(super) const PERIOD_CLOSED: ClassDoc = ClassDoc {
    headline: "The document is dated in a closed period",
    meaning: "The books are closed up to a day on or after the document's date, so QuickBooks neither adds nor changes it.",
    why: "The period was closed before the document arrived.",
    steps: &[
        at(
            Place::Document,
            "Either move the document's date into the open period in ProcurementExpress, and save.",
        ),
        at(
            Place::QuickBooksSettings,
            "Or have an administrator lift the closing date for a moment: in QuickBooks, gear → \"Account and settings\" → \"Advanced\" → \"Accounting\" → \"Close the books\". Close again afterwards.",
        ),
        RESEND,
    ],
    who: "An administrator of the QuickBooks company, or whoever may edit the document",
};

pub(super) const FIELD_LENGTH: ClassDoc = ClassDoc {
    headline: "A text on the document is too long for QuickBooks",
    meaning: "QuickBooks takes 21 characters for a document's number and 4,000 for a note or description.",
    why: "The number, a note or a description is longer.",
    steps: &[EDIT, step("Shorten the number or the text, and save."), RESEND],
    who: FINANCE,
};

pub(super) const FIELD_FORMAT: ClassDoc = ClassDoc {
    headline: "A field has a form that QuickBooks refuses",
    meaning: "A name, e-mail or web address, date or other value is written in a way that QuickBooks does not take.",
    why: "Often a colon or line break in a name, or two e-mail addresses in one field.",
    steps: &[
        at(
            Place::Suppliers,
            "In ProcurementExpress, check the supplier: no colon or line break in the name, one e-mail address, a web address with https://.",
        ),
        at(Place::Document, "Check the document for pasted characters, and save."),
        RESEND,
    ],
    who: FINANCE,
};

pub(super) const REQUIRED_MISSING: ClassDoc = ClassDoc {
    headline: "Something required is empty",
    meaning: "QuickBooks needs a field that the document leaves empty.",
    why: "No line, no date, no number or no vendor.",
    steps: &[EDIT, step("Fill in what the message names, and save."), RESEND],
    who: FINANCE,
};

pub(super) const AMOUNT_INVALID: ClassDoc = ClassDoc {
    headline: "The amount is zero, negative or does not add up",
    meaning: "QuickBooks does not accept the document's amounts.",
    why: "A zero or negative total, or lines that do not make up the total.",
    steps: &[
        EDIT,
        step("Correct the amounts, and save. Enter a negative invoice as a vendor credit."),
        RESEND,
    ],
    who: FINANCE,
};

pub(super) const STALE_OBJECT: ClassDoc = ClassDoc {
    headline: "Somebody changed it in QuickBooks at the same time",
    meaning: "The update was made for an older version of the record.",
    why: "The record was edited in QuickBooks meanwhile.",
    steps: &[
        step("Resend once."),
        at(
            Place::Counterpart,
            "Then compare both sides, and check in QuickBooks that no line is there twice.",
        ),
    ],
    who: "Anyone who may resend",
};

pub(super) const TXN_LOCKED: ClassDoc = ClassDoc {
    headline: "The record in QuickBooks can no longer be changed",
    meaning: "It is matched to the bank, paid, reconciled, approved, or already charged to a customer.",
    why: "The document was changed in ProcurementExpress after that.",
    steps: &[
        at(
            Place::Counterpart,
            "Open it in QuickBooks. Undo the match or payment, then resend.",
        ),
        step("Or make the change there by hand and set the document aside here as handled."),
    ],
    who: "Whoever answers for the books",
};

pub(super) const ATTACHMENT: ClassDoc = ClassDoc {
    headline: "An attachment was refused",
    meaning: "A file was too large or of a type that QuickBooks does not take. The document itself has usually arrived.",
    why: "QuickBooks limits size and type of files.",
    steps: &[
        step("Do not resend the document."),
        at(
            Place::Counterpart,
            "Attach a smaller file or a PDF to the record in QuickBooks by hand, or leave it.",
        ),
    ],
    who: "Anyone with access to QuickBooks",
};

pub(super) const NOT_READY: ClassDoc = ClassDoc {
    headline: "The document is not in a status that syncs",
    meaning: "Only approved orders and invoices that are ready to pay are sent to QuickBooks.",
    why: "It waits for approval, an edit took it back, it is older than the sync's start, or somebody chose to skip it.",
    steps: &[
        at(
            Place::Document,
            "Approve it in ProcurementExpress, or leave it as it is.",
        ),
        RESEND,
    ],
    who: FINANCE,
};

pub(super) const IN_BOOKS_NOT_APPROVED: ClassDoc = ClassDoc {
    headline: "It is in QuickBooks although it is not approved",
    meaning: "QuickBooks has the counterpart of a document that is not in a status that syncs.",
    why: "It was approved once and went back, was rejected or cancelled later, or somebody entered it by hand.",
    steps: &[
        at(
            Place::Document,
            "Look at the document's history in ProcurementExpress: approve it if it is right.",
        ),
        at(
            Place::Counterpart,
            "If it should not be in the books, remove it in QuickBooks.",
        ),
    ],
    who: "Whoever answers for the books",
};
