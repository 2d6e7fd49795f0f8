//! How one document with a certain counterpart votes on everything that can be learned of its company.
//!
//! A vote depends on its pair alone and is small, so that it can be kept: what was learned follows from
//! the votes without reading the documents again. It must not decide anything by itself.

use clearpost_domain::{Document, DocumentKind, NumberSource, Transaction, as_quickbooks_holds};
use rust_decimal::Decimal;

use crate::books::{Books, number_key};
use crate::compare::any_total_agrees;
use crate::conventions::{DateSource, TotalSource};
use crate::tally;

/// The answers of one pair, two bits a question, in the order of [`Ballot`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Vote(u128);

impl Vote {
    pub const fn to_bytes(self) -> [u8; 16] {
        self.0.to_le_bytes()
    }

    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(u128::from_le_bytes(bytes))
    }

    /// `None`: the pair does not tell.
    pub(crate) fn answer(self, question: usize) -> Option<bool> {
        match self.bits(question) {
            0b10 => Some(false),
            0b11 => Some(true),
            _ => None,
        }
    }

    const fn bits(self, question: usize) -> u128 {
        (self.0 >> (2 * question)) & 0b11
    }
}

/// The questions for one kind of document, and where each group of them begins.
pub(crate) struct Ballot {
    pub numbers: [NumberSource; NumberSource::ALL.len()],
    pub dates: Vec<DateSource>,
    pub totals: [TotalSource; 2],
}

/// The answers of each pair besides the sources: whether the due date is carried over, whether the tax is
/// another one, and of the lines their count, accounts, classes and customers.
const SINGLE: usize = 6;

impl Ballot {
    pub fn of(kind: DocumentKind) -> Self {
        let ballot = Self {
            numbers: NumberSource::ALL,
            dates: DateSource::all(kind),
            totals: [TotalSource::Gross, TotalSource::Net],
        };
        debug_assert!(ballot.due_date() + SINGLE <= 64, "a vote has room for 64 answers");
        ballot
    }

    pub const fn first_date(&self) -> usize {
        self.numbers.len()
    }

    pub const fn first_total(&self) -> usize {
        self.first_date() + self.dates.len()
    }

    pub const fn due_date(&self) -> usize {
        self.first_total() + self.totals.len()
    }

    pub const fn other_tax(&self) -> usize {
        self.due_date() + 1
    }

    pub const fn lines(&self) -> usize {
        self.other_tax() + 1
    }

    /// How a document and its certain counterpart vote.
    pub fn cast(&self, books: &Books, document: &Document, transaction: &Transaction) -> Vote {
        let number = |source: &NumberSource| Some(is_number(source.of(document)?, transaction.number.as_deref()?));
        let total = |source: &TotalSource| Some(source.of(document)?.abs() == transaction.total?.abs());
        let due_date = || Some(document.due_date? == transaction.due_date?);
        let other_tax = || {
            let (ours, booked) = (document.tax?.abs(), transaction.tax?.abs());
            (!ours.is_zero() && !booked.is_zero()).then_some(ours != booked)
        };
        let has_lines = !document.lines().is_empty() && any_total_agrees(document, transaction, Decimal::ZERO);
        let lines = if has_lines {
            tally::told(books, document, transaction)
        } else {
            [None; tally::QUESTIONS]
        };
        let answers = (self.numbers.iter().map(number))
            .chain(self.dates.iter().map(|source| source.agrees(document, transaction)))
            .chain(self.totals.iter().map(total))
            .chain([due_date(), other_tax()])
            .chain(lines);
        let bits = answers.enumerate().map(|(question, answer)| {
            let bits = answer.map_or(0, |agrees| 0b10 | u128::from(agrees));
            bits << (2 * question)
        });
        Vote(bits.fold(0, |all, one| all | one))
    }
}

/// Whether a transaction's number is this one, as far as QuickBooks can hold it.
pub(crate) fn is_number(ours: &str, booked: &str) -> bool {
    let booked = number_key(booked);
    number_key(ours) == booked || number_key(as_quickbooks_holds(ours)) == booked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vote_has_room_for_every_question_of_either_kind() {
        for kind in [DocumentKind::Order, DocumentKind::Invoice] {
            assert!(Ballot::of(kind).due_date() + SINGLE <= 64);
        }
        assert_eq!(SINGLE, 2 + tally::QUESTIONS);
    }

    #[test]
    fn a_vote_that_was_kept_answers_the_same() {
        let vote = Vote(0b11_00_10);
        assert_eq!(
            [0, 1, 2, 3].map(|question| Vote::from_bytes(vote.to_bytes()).answer(question)),
            [Some(false), None, Some(true), None]
        );
    }
}
