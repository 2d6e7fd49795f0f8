//! Learns a company's conventions from the votes of the pairs that are certain, and says what they rest on.

use clearpost_domain::{DocumentKind, DocumentRef, NumberSource};
use serde::{Deserialize, Serialize};

use crate::conventions::{Convention, Conventions, DateSource, TotalSource};
use crate::tally;
use crate::vote::{Ballot, Vote};

/// Something that can be learned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Topic {
    Number,
    Date,
    Total,
    DueDate,
    Tax,
}

/// What was learned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Lesson {
    Number(NumberSource),
    Date(DateSource),
    Total(TotalSource),
    DueDateIsCarriedOver,
    QuickBooksWorksOutTheTax,
}

/// One convention with the documents that speak for and against it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Learned {
    pub kind: DocumentKind,
    pub topic: Topic,
    /// `None`: too few documents, or they do not agree.
    pub lesson: Option<Lesson>,
    /// Documents that agree with the lesson; without one, with the likeliest.
    pub agree: usize,
    pub contradict: usize,
    /// A document that agrees.
    pub sample: Option<DocumentRef>,
}

/// Fewer votes teach nothing.
const LEAST_VOTES: usize = 3;
/// More votes of one kind of document teach nothing new; those of the newest documents, with the largest
/// ids, are taken.
pub const MOST_VOTES: usize = 5_000;

/// A zone is another one only if more documents than these say so: one whose date was moved by a day in
/// QuickBooks agrees with a zone in which the day was over already.
const ANOTHER_ZONE: usize = 2;

type Cast = (DocumentRef, Vote);

/// Learns from the votes of documents whose counterpart is certain; of each kind the newest
/// [`MOST_VOTES`] count.
pub fn learn(votes: impl IntoIterator<Item = Cast>) -> (Conventions, Vec<Learned>) {
    let (mut orders, mut invoices): (Vec<Cast>, Vec<Cast>) = votes
        .into_iter()
        .partition(|(reference, _)| reference.kind == DocumentKind::Order);
    let mut learned = Vec::new();
    let conventions = Conventions {
        order: of_kind(DocumentKind::Order, &mut orders, &mut learned),
        invoice: of_kind(DocumentKind::Invoice, &mut invoices, &mut learned),
    };
    (conventions, learned)
}

fn of_kind(kind: DocumentKind, votes: &mut [Cast], learned: &mut Vec<Learned>) -> Convention {
    votes.sort_unstable_by_key(|(reference, _)| *reference);
    let votes = votes.get(votes.len().saturating_sub(MOST_VOTES)..).unwrap_or(votes);
    let ballot = Ballot::of(kind);
    let number = most(votes, &ballot.numbers, 0);
    let date = date(votes, &ballot);
    let total = most(votes, &ballot.totals, ballot.first_total());
    let due_date = most(votes, &[()], ballot.due_date());
    let other_tax = most(votes, &[()], ballot.other_tax());
    let mut note = |topic, lesson, poll: Poll| {
        learned.push(Learned {
            kind,
            topic,
            lesson,
            agree: poll.agree,
            contradict: poll.contradict,
            sample: poll.sample,
        });
    };
    note(Topic::Number, number.0.map(Lesson::Number), number.1);
    note(Topic::Date, date.0.map(Lesson::Date), date.1);
    note(Topic::Total, total.0.map(Lesson::Total), total.1);
    if kind == DocumentKind::Invoice {
        let lesson = due_date.0.map(|()| Lesson::DueDateIsCarriedOver);
        note(Topic::DueDate, lesson, due_date.1);
    }
    if other_tax.1.agree + other_tax.1.contradict > 0 {
        let lesson = other_tax.0.map(|()| Lesson::QuickBooksWorksOutTheTax);
        note(Topic::Tax, lesson, other_tax.1);
    }
    Convention {
        number: number.0,
        date: date.0,
        total: total.0,
        due_date: due_date.0.map(|()| true),
        tax: other_tax.0.map(|()| false),
        lines: tally::convention(|question| {
            let poll = poll(votes, ballot.lines() + question);
            (poll.agree + poll.contradict, poll.agree)
        }),
    }
}

/// Which date is carried over, in which zone. A document whose date was changed, and whose new date did not
/// arrive, speaks for dates that nobody can change, such as that of its creation: they must not win by a few
/// such documents, or the difference would be explained away.
fn date(votes: &[Cast], ballot: &Ballot) -> (Option<DateSource>, Poll) {
    let sources = &ballot.dates;
    let in_all_zones = sources.chunk_by(|a, b| std::mem::discriminant(a) == std::mem::discriminant(b));
    let mut best: (Option<DateSource>, Poll) = (None, Poll::default());
    let mut first = ballot.first_date();
    for zones in in_all_zones {
        let found = most_by(ANOTHER_ZONE, votes, zones, first);
        first += zones.len();
        let few = (found.1.agree + found.1.contradict) / 10 + 1;
        let is_better = match (best.0, found.0) {
            (Some(_), Some(_)) => found.1.agree > best.1.agree + few,
            (None, Some(_)) => true,
            (None, None) => found.1.agree > best.1.agree,
            (Some(_), None) => false,
        };
        if is_better {
            best = found;
        }
    }
    best
}

#[derive(Clone, Copy, Default)]
struct Poll {
    agree: usize,
    contradict: usize,
    sample: Option<DocumentRef>,
}

fn poll(votes: &[Cast], question: usize) -> Poll {
    let mut poll = Poll::default();
    for (reference, vote) in votes {
        match vote.answer(question) {
            Some(true) => {
                poll.agree += 1;
                poll.sample = Some(*reference);
            }
            Some(false) => poll.contradict += 1,
            None => {}
        }
    }
    poll
}

/// The first source with which two thirds of the votes agree and no other source agrees more often;
/// and how the votes stand to it, or to the likeliest. `first` is the question about the first source.
fn most<S: Copy>(votes: &[Cast], sources: &[S], first: usize) -> (Option<S>, Poll) {
    most_by(0, votes, sources, first)
}

/// The same, where a later source must have more than `lead` documents more than an earlier one.
fn most_by<S: Copy>(lead: usize, votes: &[Cast], sources: &[S], first: usize) -> (Option<S>, Poll) {
    let mut best: Option<(Poll, S)> = None;
    let mut likeliest = Poll::default();
    for (source, question) in sources.iter().zip(first..) {
        let poll = poll(votes, question);
        let told = poll.agree + poll.contradict;
        if told >= LEAST_VOTES
            && poll.agree * 3 >= told * 2
            && best.is_none_or(|(most, _)| poll.agree > most.agree + lead)
        {
            best = Some((poll, *source));
        }
        if poll.agree > likeliest.agree || (likeliest.agree == 0 && likeliest.contradict == 0) {
            likeliest = poll;
        }
    }
    match best {
        Some((poll, source)) => (Some(source), poll),
        None => (None, likeliest),
    }
}
