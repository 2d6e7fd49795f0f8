//! What the two sides of a line say, in words: for differences and for the proof card alike.

use std::borrow::Cow;

use clearpost_domain::{BookLine, DifferenceField, Line, ListKind, Money};

use crate::agreement::{Agreement, ComparedField, Sink};
use crate::books::Books;
use crate::conventions::LineConvention;
use crate::lines::{Cell, Count, LineComparison, LinePair};

const REBUILT: &str = "this company's sync was seen not to carry it over";

/// A line of either side with its compared fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComparedLine {
    /// The line's place in the document, counted from 1.
    pub number: Option<u32>,
    pub procurement: Option<String>,
    /// QuickBooks' id of the line.
    pub line_id: Option<String>,
    pub quickbooks: Option<String>,
    pub fields: Vec<ComparedField>,
}

/// The number of lines.
pub(crate) fn see_count(compared: &LineComparison<'_>, convention: LineConvention, sink: &mut impl Sink) {
    let agreement = match compared.count {
        Count::Equal => Agreement::Equal,
        Count::TaxApart => Agreement::not_compared("QuickBooks shows the tax on lines of its own"),
        Count::NothingLost => Agreement::Unsettled(format!(
            "{} lines, in QuickBooks {}: lines without an amount are not there",
            compared.ours, compared.booked
        )),
        Count::Differs if convention.count == Some(false) => Agreement::not_compared(REBUILT),
        Count::Differs => Agreement::Differs,
    };
    sink.see(DifferenceField::LineCount, agreement, || {
        (Some(compared.ours.to_string()), Some(compared.booked.to_string()))
    });
}

/// The fields of a line that both sides have.
pub(crate) fn see_pair(books: &Books, pair: &LinePair<'_>, convention: LineConvention, sink: &mut impl Sink) {
    let (Some(ours), Some(booked)) = (pair.ours, pair.booked) else {
        return;
    };
    let mut see = |field: fn(u32) -> DifferenceField, cell: Cell, carried: Option<bool>, sides: &dyn Fn() -> _| {
        let agreement = match cell {
            Cell::Absent => return,
            Cell::Equal => Agreement::Equal,
            Cell::Tolerated => Agreement::Tolerated,
            Cell::NotCompared(why) => Agreement::not_compared(why),
            Cell::Differs if carried == Some(false) => Agreement::not_compared(REBUILT),
            Cell::Differs => Agreement::Differs,
        };
        sink.see(field(ours.number), agreement, sides);
    };
    see(
        DifferenceField::LineAccount,
        pair.cells.account,
        convention.account,
        &|| (account(ours), booked_account(books, booked)),
    );
    see(DifferenceField::LineAmount, pair.cells.amount, None, &|| {
        (amount(ours, booked), booked.amount.map(Money::plain))
    });
    see(DifferenceField::LineClass, pair.cells.class, convention.class, &|| {
        (
            ours.class.clone(),
            name(books, ListKind::Class, booked.class.as_deref()),
        )
    });
    see(
        DifferenceField::LineCustomer,
        pair.cells.customer,
        convention.customer,
        &|| {
            (
                ours.customer.clone(),
                name(books, ListKind::Customer, booked.customer.as_deref()),
            )
        },
    );
}

/// Every line of both sides, for the proof card.
pub(crate) fn all(books: &Books, compared: &LineComparison<'_>, convention: LineConvention) -> Vec<ComparedLine> {
    compared
        .pairs
        .iter()
        .map(|pair| {
            let mut fields = Vec::new();
            see_pair(books, pair, convention, &mut fields);
            if pair.ours.is_none() || pair.booked.is_none() {
                fields = alone(books, pair, &compared.count);
            }
            ComparedLine {
                number: pair.ours.map(|line| line.number),
                procurement: pair.ours.map(|line| line.description.clone()),
                line_id: pair.booked.and_then(|line| line.id.clone()),
                quickbooks: pair.booked.map(|line| line.description.clone().unwrap_or_default()),
                fields,
            }
        })
        .collect()
}

/// The account and the amount of a line that only one side has.
fn alone(books: &Books, pair: &LinePair<'_>, count: &Count) -> Vec<ComparedField> {
    let number = pair.ours.map_or(0, |line| line.number);
    let agreement = || match count {
        Count::TaxApart => Agreement::not_compared("QuickBooks shows the tax on a line of its own"),
        Count::NothingLost => Agreement::not_compared("a line without an amount is not carried over"),
        Count::Equal | Count::Differs => Agreement::NotCompared(Cow::Borrowed("the other side has no such line")),
    };
    let field = |field, procurement, quickbooks| ComparedField {
        field,
        procurement,
        quickbooks,
        agreement: agreement(),
    };
    vec![
        field(
            DifferenceField::LineAccount(number),
            pair.ours.and_then(account),
            pair.booked.and_then(|line| booked_account(books, line)),
        ),
        field(
            DifferenceField::LineAmount(number),
            pair.ours.and_then(|line| line.net.or(line.gross)).map(Money::plain),
            pair.booked.and_then(|line| line.amount).map(Money::plain),
        ),
    ]
}

fn account(line: &Line) -> Option<String> {
    line.account.as_ref().map(clearpost_domain::AccountLabel::display)
}

/// The net amount, unless the gross one is what is in the books.
fn amount(line: &Line, booked: &BookLine) -> Option<String> {
    let is_booked = |amount: &rust_decimal::Decimal| booked.amount.is_some_and(|booked| booked.abs() == amount.abs());
    line.gross
        .filter(is_booked)
        .or(line.net)
        .or(line.gross)
        .map(Money::plain)
}

fn booked_account(books: &Books, line: &BookLine) -> Option<String> {
    let id = line.account.as_deref()?;
    let listed = books.record(ListKind::Account, id).map(|record| {
        let number = record.account.as_ref().and_then(|account| account.number.as_deref());
        match number {
            Some(number) if !number.is_empty() => format!("{number} {}", record.name),
            _ => record.name.clone(),
        }
    });
    listed
        .or_else(|| line.account_name.clone())
        .or_else(|| Some(id.to_owned()))
}

fn name(books: &Books, kind: ListKind, id: Option<&str>) -> Option<String> {
    let id = id?;
    let listed = books.record(kind, id);
    Some(listed.map_or_else(
        || id.to_owned(),
        |record| record.full_name.clone().unwrap_or_else(|| record.name.clone()),
    ))
}
