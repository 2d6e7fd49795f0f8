//! Learns from the lines of many documents what a company's sync carries over, and what it rebuilds.

use clearpost_domain::{Document, Line, Transaction};
use rust_decimal::Decimal;

use crate::books::Books;
use crate::conventions::LineConvention;
use crate::lines::{self, Cell, Cells, Count};

/// With fewer documents that tell, nothing is taken for rebuilt by the sync.
const LEAST_TOLD: usize = 5;

/// How often each thing was told and agreed, over the documents of a company.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    count: (usize, usize),
    account: (usize, usize),
    class: (usize, usize),
    customer: (usize, usize),
}

/// Takes one document in. Only what is on the document's line is looked for: what somebody added in
/// QuickBooks says nothing of the sync.
pub(crate) fn tally(books: &Books, document: &Document, transaction: &Transaction, seen: &mut Tally) {
    let Ok(compared) = lines::compare(books, document, transaction, Decimal::ZERO) else {
        return;
    };
    let note = |told: &mut (usize, usize), agreed: Option<bool>| {
        if let Some(agreed) = agreed {
            told.0 += 1;
            told.1 += usize::from(agreed);
        }
    };
    if compared.ours > 1 {
        note(&mut seen.count, Some(compared.count != Count::Differs));
    }
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
    let account = of_all(|cells| cells.account, |line| line.account.is_some());
    let class = of_all(|cells| cells.class, |line| line.class.is_some());
    let customer = of_all(|cells| cells.customer, |line| line.customer.is_some());
    note(&mut seen.account, account);
    note(&mut seen.class, class);
    note(&mut seen.customer, customer);
}

impl Tally {
    pub(crate) fn convention(&self) -> LineConvention {
        // One document that agrees shows that it is carried over; then what does not agree differs.
        let rebuilt = |(told, agreed): (usize, usize)| (told >= LEAST_TOLD && agreed == 0).then_some(false);
        LineConvention {
            count: rebuilt(self.count),
            account: rebuilt(self.account),
            class: rebuilt(self.class),
            customer: rebuilt(self.customer),
        }
    }
}
