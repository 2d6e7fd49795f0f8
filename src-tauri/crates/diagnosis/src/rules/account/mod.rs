//! Rules about the accounts that lines are coded to.

pub(crate) mod inactive;
pub(crate) mod payable_receivable;

use clearpost_domain::{AccountLabel, Document, Line, ListRecord};
use clearpost_verification::Books;

use crate::rules::listed;

/// An account with the numbers of the lines coded to it.
#[derive(Debug)]
pub(crate) struct Coded<'a> {
    pub label: &'a AccountLabel,
    /// The account in QuickBooks, where it was found.
    pub record: Option<&'a ListRecord>,
    pub lines: Vec<u32>,
}

impl Coded<'_> {
    /// "Line 2", "Lines 2 and 3".
    pub fn words(&self) -> String {
        let numbers: Vec<String> = self.lines.iter().map(u32::to_string).collect();
        let word = if numbers.len() == 1 { "Line" } else { "Lines" };
        format!("{word} {}", listed(&numbers))
    }

    pub const fn verb(&self) -> &'static str {
        if self.lines.len() == 1 { "is" } else { "are" }
    }
}

/// The accounts of a document, each once.
pub(crate) fn coded<'a>(books: &'a Books, document: &'a Document) -> Vec<Coded<'a>> {
    let mut accounts: Vec<Coded<'a>> = Vec::new();
    for Line { number, account, .. } in document.lines() {
        let Some(label) = account else { continue };
        match accounts.iter_mut().find(|known| known.label == label) {
            Some(known) => known.lines.push(*number),
            None => accounts.push(Coded {
                label,
                record: books.account_for(label),
                lines: vec![*number],
            }),
        }
    }
    accounts
}
