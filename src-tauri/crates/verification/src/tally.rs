//! What the lines of a document show of what a company's sync carries over, and what it rebuilds; and
//! what follows from many documents.

use clearpost_domain::{Document, Line, Transaction};
use rust_decimal::Decimal;

use crate::books::Books;
use crate::conventions::LineConvention;
use crate::lines::{self, Cell, Cells, Count};

/// With fewer documents that tell, nothing is taken for rebuilt by the sync.
const LEAST_TOLD: usize = 5;

/// The count of the lines, their accounts, classes and customers.
pub(crate) const QUESTIONS: usize = 4;

/// Whether each thing arrived; `None` where the document does not tell. Only what is on the document's
/// line is looked for: what somebody added in QuickBooks says nothing of the sync.
pub(crate) fn told(books: &Books, document: &Document, transaction: &Transaction) -> [Option<bool>; QUESTIONS] {
    let Ok(compared) = lines::compare(books, document, transaction, Decimal::ZERO) else {
        return [None; QUESTIONS];
    };
    let count = (compared.ours > 1).then_some(compared.count != Count::Differs);
    // A document's details are mostly read because something is wrong with it, so a single line that agrees
    // counts for more than many that do not.
    let of_all = |cell: fn(&Cells) -> Cell, is_named: fn(&Line) -> bool| {
        let told: Vec<bool> = compared
            .pairs
            .iter()
            .filter(|pair| pair.booked.is_some() && pair.ours.is_some_and(is_named))
            .filter_map(|pair| match cell(&pair.cells) {
                Cell::Equal => Some(true),
                Cell::Differs => Some(false),
                _ => None,
            })
            .collect();
        (!told.is_empty()).then(|| told.contains(&true))
    };
    [
        count,
        of_all(|cells| cells.account, |line| line.account.is_some()),
        of_all(|cells| cells.class, |line| line.class.is_some()),
        of_all(|cells| cells.customer, |line| line.customer.is_some()),
    ]
}

/// What follows from how many documents told of each question, and of how many it agreed.
pub(crate) fn convention(counts: impl Fn(usize) -> (usize, usize)) -> LineConvention {
    // One document that agrees shows that it is carried over; then what does not agree differs.
    let rebuilt = |question| {
        let (told, agreed) = counts(question);
        (told >= LEAST_TOLD && agreed == 0).then_some(false)
    };
    LineConvention {
        count: rebuilt(0),
        account: rebuilt(1),
        class: rebuilt(2),
        customer: rebuilt(3),
    }
}
