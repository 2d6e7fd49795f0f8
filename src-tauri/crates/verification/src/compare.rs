//! Compares a document with its counterpart, field by field. Paid, open and closed are facts to show,
//! never differences.

use chrono::{DateTime, Utc};
use clearpost_domain::{
    Counterpart, Difference, DifferenceField, Document, DocumentKind, Entity, Money, Supplier, Transaction,
};
use rust_decimal::Decimal;

use crate::books::{Books, number_key};
use crate::conventions::{Convention, DateSource, TotalSource};
use crate::vendors::WantedVendor;

/// What a comparison showed.
#[derive(Debug, Default)]
pub(crate) struct Comparison {
    pub differences: Vec<Difference>,
    /// Facts worth showing that are not (yet) differences.
    pub remarks: Vec<String>,
}

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

/// Compares the header fields. `orders` are the certain counterparts of the orders that the invoice
/// belongs to, with the name of each order.
pub(crate) fn compare(
    books: &Books,
    document: &Document,
    supplier: Option<&Supplier>,
    transaction: &Transaction,
    convention: Convention,
    tolerance: Decimal,
    orders: &[(String, Counterpart)],
) -> Comparison {
    let mut seen = Comparison::default();
    let mut differs = |field, procurement: Option<String>, quickbooks: Option<String>| {
        seen.differences.push(Difference {
            field,
            procurement,
            quickbooks,
        });
    };

    if !vendor_agrees(books, document, supplier, transaction) {
        let booked = transaction
            .vendor
            .as_deref()
            .and_then(|id| books.record(clearpost_domain::ListKind::Vendor, id))
            .map(|record| record.name.clone())
            .or_else(|| transaction.vendor_name.clone());
        differs(DifferenceField::Vendor, Some(document.supplier_name.clone()), booked);
    }
    let numbers = document.number_candidates();
    let number_agrees = transaction
        .number
        .as_deref()
        .is_some_and(|booked| numbers.iter().any(|number| number_key(number) == number_key(booked)));
    if !numbers.is_empty() && !number_agrees {
        differs(
            DifferenceField::Number,
            numbers.first().map(|number| (*number).to_owned()),
            transaction.number.clone(),
        );
    }
    if let (Some(ours), Some(booked)) = (document.currency, transaction.currency)
        && ours != booked
    {
        differs(
            DifferenceField::Currency,
            Some(ours.to_string()),
            Some(booked.to_string()),
        );
    }

    let wanted = match convention.total {
        Some(TotalSource::Gross) => document.gross,
        Some(TotalSource::Net) => document.net,
        None => None,
    };
    let total_agrees = match wanted {
        Some(total) => is_total(document, transaction, total, tolerance),
        None => any_total_agrees(document, transaction, tolerance),
    };
    if !total_agrees && (document.gross.is_some() || document.net.is_some()) {
        let ours = wanted.or(document.gross).or(document.net);
        differs(
            DifferenceField::Total,
            ours.map(Money::plain),
            transaction.total.map(Money::plain),
        );
    }
    // Until it is learned that totals are gross, a net total without tax is no difference.
    let is_gross = document
        .gross
        .is_some_and(|gross| is_total(document, transaction, gross, tolerance));
    let carries_tax = match convention.total {
        Some(source) => source == TotalSource::Gross,
        None => is_gross || !total_agrees,
    };
    // A US company's bills mostly carry no tax of their own: zero there says nothing.
    if carries_tax
        && let (Some(ours), Some(booked)) = (document.tax, transaction.tax.filter(|tax| !tax.is_zero()))
        && (ours.abs() - booked.abs()).abs() > tolerance
        && convention.tax != Some(false)
    {
        differs(
            DifferenceField::Tax,
            Some(Money::plain(ours)),
            Some(Money::plain(booked)),
        );
    }
    // A vendor credit cannot be linked to a purchase order (quickbooks-online-api §6.7).
    let linkable = transaction.key.entity == Entity::Bill;
    for (name, order) in orders.iter().filter(|_| linkable) {
        if !books.are_linked(&transaction.key, &order.key) {
            differs(DifferenceField::Link, Some(name.clone()), None);
        }
    }
    if let (Some(true), Some(ours), Some(booked)) = (convention.due_date, document.due_date, transaction.due_date)
        && ours != booked
    {
        differs(
            DifferenceField::DueDate,
            Some(ours.to_string()),
            Some(booked.to_string()),
        );
    }
    if convention.total.is_none() && total_agrees && document.gross.is_some() && !is_gross {
        seen.remarks.push(format!(
            "the total in QuickBooks is the net total of the {}; whether gross or net is carried over is not known yet, so this is not counted as a difference",
            document.kind()
        ));
    }
    match convention.date {
        Some(source) => {
            if source.agrees(document, transaction) == Some(false)
                && let (Some(ours), Some(booked)) = (source.of(document), transaction.date)
            {
                differs(DifferenceField::Date, Some(ours.to_string()), Some(booked.to_string()));
            }
        }
        None => {
            if let Some(booked) = transaction.date
                && !any_date_agrees(document, transaction)
            {
                seen.remarks.push(format!(
                    "dated {booked} in QuickBooks; which date of the {} is carried over is not known yet, so this is not counted as a difference",
                    document.kind()
                ));
            }
        }
    }
    seen
}
