//! The whole comparison of a document with its counterpart, header and lines: once for the verdict,
//! and once with every field for the proof card.

use clearpost_domain::{DifferenceField, Document, Supplier, Transaction};
use rust_decimal::Decimal;

use crate::agreement::{Agreement, ComparedField, Sink};
use crate::books::Books;
use crate::compare::{Around, LinkedOrder, header};
use crate::conventions::Conventions;
use crate::line_fields::{self, ComparedLine};
use crate::lines;

/// Everything that was compared, and how it came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    pub header: Vec<ComparedField>,
    /// Empty where the lines were not compared; the line count in the header then says why.
    pub lines: Vec<ComparedLine>,
}

/// Compares as [`judge_all`](crate::judge_all) does. `orders` are the orders that the invoice belongs
/// to, as far as they are in the books.
pub fn compare(
    books: &Books,
    supplier: Option<&Supplier>,
    conventions: &Conventions,
    tolerance: Decimal,
    orders: &[LinkedOrder],
    document: &Document,
    transaction: &Transaction,
) -> Comparison {
    let around = Around {
        books,
        supplier,
        convention: *conventions.of(document.kind()),
        tolerance,
        orders,
    };
    let mut fields = Vec::new();
    header(&around, document, transaction, &mut fields);
    fields.push(status(document, transaction));
    let convention = around.convention.lines;
    let lines = match lines::compare(books, document, transaction, tolerance) {
        Ok(compared) => {
            line_fields::see_count(&compared, convention, &mut fields);
            line_fields::all(books, &compared, convention)
        }
        Err(why) => {
            let count = |lines: usize| (lines > 0).then(|| lines.to_string());
            let sides = || (count(document.lines().len()), count(transaction.lines.len()));
            fields.see(DifferenceField::LineCount, Agreement::NotCompared(why), sides);
            Vec::new()
        }
    };
    Comparison { header: fields, lines }
}

/// What both sides call the state of the document. Only a withdrawn one must not be in the books.
fn status(document: &Document, transaction: &Transaction) -> ComparedField {
    let paid = transaction.balance.map(|balance| {
        if balance.is_zero() {
            "paid"
        } else if transaction.total == Some(balance) {
            "unpaid"
        } else {
            "partly paid"
        }
    });
    let booked = transaction.order_status.as_deref().or(paid).unwrap_or("in the books");
    ComparedField {
        field: DifferenceField::Status,
        procurement: Some(document.status.word().replace('_', " ")),
        quickbooks: Some(booked.to_lowercase()),
        agreement: if document.status.is_withdrawn() {
            Agreement::Differs
        } else {
            Agreement::not_compared("open, closed and paid are shown, and never a difference")
        },
    }
}

/// Shows every compared field, those of the lines included.
pub(crate) fn see_all(around: &Around<'_>, document: &Document, transaction: &Transaction, sink: &mut impl Sink) {
    header(around, document, transaction, sink);
    if document.lines().is_empty() {
        return;
    }
    let convention = around.convention.lines;
    if let Ok(compared) = lines::compare(around.books, document, transaction, around.tolerance) {
        line_fields::see_count(&compared, convention, sink);
        for pair in &compared.pairs {
            line_fields::see_pair(around.books, pair, convention, sink);
        }
    }
}

impl Comparison {
    /// The fields of the header and of all lines.
    pub fn fields(&self) -> impl Iterator<Item = &ComparedField> {
        self.header
            .iter()
            .chain(self.lines.iter().flat_map(|line| &line.fields))
    }
}
