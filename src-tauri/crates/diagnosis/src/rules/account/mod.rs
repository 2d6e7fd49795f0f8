//! Rules about the accounts that lines are coded to.

pub(crate) mod inactive;
pub(crate) mod none_chosen;
pub(crate) mod payable_receivable;
pub(crate) mod type_refused;

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
        lines_words(&self.lines).0
    }

    pub const fn verb(&self) -> &'static str {
        if self.lines.len() == 1 { "is" } else { "are" }
    }
}

/// "Line 2" and "is", "Lines 2 and 3" and "are".
pub(crate) fn lines_words(lines: &[u32]) -> (String, &'static str) {
    let numbers: Vec<String> = lines.iter().map(u32::to_string).collect();
    if numbers.len() == 1 {
        (format!("Line {}", listed(&numbers)), "is")
    } else {
        (format!("Lines {}", listed(&numbers)), "are")
    }
}

/// An account type without spaces and case: "Accounts Payable" and "AccountsPayable" are one.
pub(crate) fn type_letters(kind: &str) -> String {
    kind.chars()
        .filter(char::is_ascii_alphabetic)
        .map(|letter| letter.to_ascii_lowercase())
        .collect()
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
