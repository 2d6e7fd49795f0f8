//! Compares the header of a document with its counterpart's, field by field. Paid, open and closed are
//! facts to show, never differences.

use chrono::{DateTime, Utc};
use clearpost_domain::{
    Counterpart, Currency, DifferenceField, Document, DocumentKind, DocumentRef, Entity, ListKind, Money,
    OrderReference, Supplier, Transaction,
};
use rust_decimal::Decimal;

use crate::agreement::{Agreement, Sink};
use crate::books::Books;
use crate::conventions::{Convention, DateSource, TotalSource};
use crate::vendors::WantedVendor;
use crate::vote::is_number;

/// Whether the transaction is of the vendor that the document's supplier stands for.
pub(crate) fn vendor_agrees(
    books: &Books,
    document: &Document,
    supplier: Option<&Supplier>,
    transaction: &Transaction,
) -> bool {
    let wanted = WantedVendor::of(books, document, supplier);
    books
        .position(&transaction.key)
        .is_some_and(|position| wanted.is_of(books, position, transaction))
}

/// Whether any date that could have become the transaction's does, in whatever zone the company is.
pub(crate) fn any_date_agrees(document: &Document, transaction: &Transaction) -> bool {
    let Some(booked) = transaction.date else { return false };
    let within_any_zone =
        |at: Option<DateTime<Utc>>| at.is_some_and(|at| (at.date_naive() - booked).num_days().abs() <= 1);
    match document.kind() {
        DocumentKind::Order => {
            DateSource::ApprovalKey.of(document) == Some(booked)
                || within_any_zone(document.submitted_at)
                || within_any_zone(document.created_at)
        }
        DocumentKind::Invoice => document.issue_date == Some(booked),
    }
}

/// Gross or net, sign aside: a vendor credit's amounts are positive (quickbooks-online-api §6.7).
pub(crate) fn any_total_agrees(document: &Document, transaction: &Transaction, tolerance: Decimal) -> bool {
    [document.gross, document.net]
        .into_iter()
        .flatten()
        .any(|total| is_total(document, transaction, total, tolerance))
}

fn is_total(document: &Document, transaction: &Transaction, total: Decimal, tolerance: Decimal) -> bool {
    let Some(booked) = transaction.total else { return false };
    let sign = document.gross.unwrap_or(total);
    let signed_alike = sign.is_sign_negative() == booked.is_sign_negative();
    let same_side = signed_alike || transaction.key.entity == Entity::VendorCredit || total.is_zero();
    same_side && (total.abs() - booked.abs()).abs() <= tolerance
}

/// An order that an invoice belongs to, and is in the books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkedOrder {
    pub name: String,
    /// What it became; several where nobody can tell which of them.
    pub counterparts: Vec<Counterpart>,
}

impl LinkedOrder {
    /// Named by the invoice, or else by what the order became.
    pub fn new(order: &OrderReference, reference: DocumentRef, counterparts: Vec<Counterpart>) -> Self {
        let booked = || counterparts.first().and_then(|found| found.number.clone());
        let name = order.approval_key.clone().or_else(booked);
        Self {
            name: name.unwrap_or_else(|| reference.to_string()),
            counterparts,
        }
    }
}

/// What a comparison needs besides the document and its counterpart.
#[derive(Clone, Copy)]
pub(crate) struct Around<'a> {
    pub books: &'a Books,
    pub supplier: Option<&'a Supplier>,
    pub convention: Convention,
    pub tolerance: Decimal,
    /// The orders that the invoice belongs to.
    pub orders: &'a [LinkedOrder],
}

/// Compares the header fields.
pub(crate) fn header(around: &Around<'_>, document: &Document, transaction: &Transaction, sink: &mut impl Sink) {
    vendor(around, document, transaction, sink);
    number(around, document, transaction, sink);
    currency(around, document, transaction, sink);
    let carries_tax = total(around, document, transaction, sink);
    tax(around, document, transaction, carries_tax, sink);
    links(around, transaction, sink);
    due_date(around, document, transaction, sink);
    date(around, document, transaction, sink);
}

fn vendor(around: &Around<'_>, document: &Document, transaction: &Transaction, sink: &mut impl Sink) {
    let agreement = if vendor_agrees(around.books, document, around.supplier, transaction) {
        Agreement::Equal
    } else {
        Agreement::Differs
    };
    sink.see(DifferenceField::Vendor, agreement, || {
        let booked = around.books.vendor_shown(transaction).map(str::to_owned);
        (Some(document.supplier_name.clone()), booked)
    });
}

fn number(around: &Around<'_>, document: &Document, transaction: &Transaction, sink: &mut impl Sink) {
    let learned = around.convention.number.and_then(|source| source.of(document));
    let numbers = learned.map_or_else(|| document.number_candidates(), |number| vec![number]);
    let booked = transaction.number.as_deref();
    let agreeing = booked.and_then(|booked| numbers.iter().find(|ours| is_number(ours, booked)));
    let agreement = match agreeing {
        Some(_) => Agreement::Equal,
        None if numbers.is_empty() => Agreement::not_compared("the document has no number"),
        None => Agreement::Differs,
    };
    sink.see(DifferenceField::Number, agreement, || {
        let ours = agreeing.or(numbers.first()).map(|number| (*number).to_owned());
        (ours, transaction.number.clone())
    });
}

/// The transaction's currency, else that of its vendor, which is the only one it can be in
/// (quickbooks-online-api §6.11).
fn booked_currency(books: &Books, transaction: &Transaction) -> Option<Currency> {
    transaction.currency.or_else(|| {
        let vendor = transaction.vendor.as_deref()?;
        books.record(ListKind::Vendor, vendor)?.currency
    })
}

fn currency(around: &Around<'_>, document: &Document, transaction: &Transaction, sink: &mut impl Sink) {
    let booked = booked_currency(around.books, transaction);
    let agreement = match (document.currency, booked) {
        (Some(ours), Some(booked)) if ours == booked => Agreement::Equal,
        (Some(_), Some(_)) => Agreement::Differs,
        (None, _) => Agreement::not_compared("the document does not tell its currency"),
        (_, None) => Agreement::not_compared("QuickBooks does not tell the currency"),
    };
    sink.see(DifferenceField::Currency, agreement, || {
        let word = |currency: Option<Currency>| currency.map(|currency| currency.to_string());
        (word(document.currency), word(booked))
    });
}

/// Whether the total in the books carries the document's tax.
fn total(around: &Around<'_>, document: &Document, transaction: &Transaction, sink: &mut impl Sink) -> bool {
    let (convention, tolerance) = (around.convention, around.tolerance);
    let wanted = convention.total.and_then(|source| source.of(document));
    let fits = |tolerance: Decimal| match wanted {
        Some(total) => is_total(document, transaction, total, tolerance),
        None => any_total_agrees(document, transaction, tolerance),
    };
    let agrees = fits(tolerance);
    let is_gross = document
        .gross
        .is_some_and(|gross| is_total(document, transaction, gross, tolerance));
    let agreement = if document.gross.is_none() && document.net.is_none() {
        Agreement::not_compared("the document shows no total")
    } else if !agrees {
        Agreement::Differs
    } else if convention.total.is_none() && document.gross.is_some() && !is_gross {
        Agreement::Unsettled(format!(
            "the total in QuickBooks is the net total of the {}; whether gross or net is carried over is not known yet, so this is not counted as a difference",
            document.kind()
        ))
    } else if tolerance.is_zero() || fits(Decimal::ZERO) {
        Agreement::Equal
    } else {
        Agreement::Tolerated
    };
    sink.see(DifferenceField::Total, agreement, || {
        let net = document.net.filter(|_| agrees && !is_gross);
        let ours = wanted.or(net).or(document.gross).or(document.net);
        (ours.map(Money::plain), transaction.total.map(Money::plain))
    });
    // Until it is learned that totals are gross, a net total without tax is no difference.
    match convention.total {
        Some(source) => source == TotalSource::Gross,
        None => is_gross || !agrees,
    }
}

fn tax(around: &Around<'_>, document: &Document, transaction: &Transaction, carried: bool, sink: &mut impl Sink) {
    // A US company's bills mostly carry no tax of their own: zero there says nothing.
    let booked = transaction.tax.filter(|tax| !tax.is_zero());
    let agreement = match (document.tax, booked) {
        (None, None) => return,
        _ if !carried => Agreement::not_compared("the total in QuickBooks is without tax"),
        _ if around.convention.tax == Some(false) => {
            Agreement::not_compared("QuickBooks works out the tax by itself in this company")
        }
        (None, Some(_)) => Agreement::not_compared("the document shows no tax"),
        (Some(_), None) => Agreement::not_compared("QuickBooks shows no tax of its own"),
        (Some(ours), Some(booked)) => match ours.abs().checked_sub(booked.abs()).map(|gap| gap.abs()) {
            Some(gap) if gap.is_zero() => Agreement::Equal,
            Some(gap) if gap <= around.tolerance => Agreement::Tolerated,
            _ => Agreement::Differs,
        },
    };
    sink.see(DifferenceField::Tax, agreement, || {
        (document.tax.map(Money::plain), transaction.tax.map(Money::plain))
    });
}

fn links(around: &Around<'_>, transaction: &Transaction, sink: &mut impl Sink) {
    for order in around.orders {
        let linked = order
            .counterparts
            .iter()
            .find(|booked| around.books.are_linked(&transaction.key, &booked.key));
        let agreement = if transaction.key.entity != Entity::Bill {
            // A vendor credit cannot be linked to a purchase order (quickbooks-online-api §6.7).
            Agreement::not_compared("a vendor credit cannot be linked to a purchase order")
        } else if linked.is_some() {
            Agreement::Equal
        } else {
            Agreement::Differs
        };
        sink.see(DifferenceField::Link, agreement, || {
            let booked = linked.map(|booked| booked.number.clone().unwrap_or_else(|| booked.key.id.clone()));
            (Some(order.name.clone()), booked)
        });
    }
}

fn due_date(around: &Around<'_>, document: &Document, transaction: &Transaction, sink: &mut impl Sink) {
    let agreement = match (document.due_date, transaction.due_date) {
        (None, None) => return,
        (None, Some(_)) => Agreement::not_compared("the document has no due date"),
        (Some(_), None) => Agreement::not_compared("QuickBooks shows no due date"),
        (Some(ours), Some(booked)) if ours == booked => Agreement::Equal,
        // Left out, so that the bill is due, and overdue, from its own day on (catalogue, S10).
        (Some(ours), Some(booked)) if transaction.date == Some(booked) && ours > booked => Agreement::Differs,
        _ if around.convention.due_date == Some(true) => Agreement::Differs,
        (Some(ours), Some(booked)) => Agreement::Unsettled(format!(
            "due on {ours}, in QuickBooks on {booked}; whether the due date is carried over is not known yet, so this is not counted as a difference"
        )),
    };
    sink.see(DifferenceField::DueDate, agreement, || {
        let word = |date: Option<chrono::NaiveDate>| date.map(|date| date.to_string());
        (word(document.due_date), word(transaction.due_date))
    });
}

fn date(around: &Around<'_>, document: &Document, transaction: &Transaction, sink: &mut impl Sink) {
    let booked = transaction.date;
    let agreement = match (around.convention.date, booked) {
        (_, None) => Agreement::not_compared("QuickBooks shows no date"),
        (Some(source), Some(_)) => match source.agrees(document, transaction) {
            Some(true) => Agreement::Equal,
            Some(false) => Agreement::Differs,
            None => Agreement::not_compared("the document does not show the date that is carried over"),
        },
        (None, Some(_)) if any_date_agrees(document, transaction) => Agreement::Equal,
        (None, Some(booked)) => Agreement::Unsettled(format!(
            "dated {booked} in QuickBooks; which date of the {} is carried over is not known yet, so this is not counted as a difference",
            document.kind()
        )),
    };
    let agrees = agreement == Agreement::Equal;
    sink.see(DifferenceField::Date, agreement, || {
        // Daylight saving and unknown zones move a day; what agrees is shown as it is booked.
        let ours = if agrees {
            booked
        } else {
            around
                .convention
                .date
                .and_then(|source| source.of(document))
                .or(document.date())
        };
        (ours.map(|date| date.to_string()), booked.map(|date| date.to_string()))
    });
}
