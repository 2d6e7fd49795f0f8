//! Learns a company's conventions from the pairs that are certain, and says what they rest on.

use clearpost_domain::{Document, DocumentKind, DocumentRef, NumberSource, Transaction, as_quickbooks_holds};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::books::{Books, number_key};
use crate::conventions::{Convention, Conventions, DateSource, LineConvention, TotalSource};
use crate::tally::{Tally, tally};

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

/// Fewer pairs teach nothing.
const LEAST_PAIRS: usize = 3;
/// More pairs teach nothing new; the newest documents, those with the largest ids, are taken.
const MOST_PAIRS: usize = 5_000;

/// A zone is another one only if more documents than these say so: one whose date was moved by a day in
/// QuickBooks agrees with a zone in which the day was over already.
const ANOTHER_ZONE: usize = 2;

type Pair<'a> = (&'a Document, &'a Transaction);

/// Learns from documents whose counterpart is certain.
pub(crate) fn learn<'a>(books: &Books, pairs: impl Iterator<Item = Pair<'a>>) -> (Conventions, Vec<Learned>) {
    let (orders, invoices): (Vec<_>, Vec<_>) = pairs.partition(|(document, _)| document.kind() == DocumentKind::Order);
    let mut learned = Vec::new();
    let conventions = Conventions {
        order: of_kind(books, DocumentKind::Order, &orders, &mut learned),
        invoice: of_kind(books, DocumentKind::Invoice, &invoices, &mut learned),
    };
    (conventions, learned)
}

fn of_kind(books: &Books, kind: DocumentKind, pairs: &[Pair<'_>], learned: &mut Vec<Learned>) -> Convention {
    let pairs = pairs.get(pairs.len().saturating_sub(MOST_PAIRS)..).unwrap_or(pairs);
    let number = most(pairs, &NumberSource::ALL, |source, document, transaction| {
        Some(is_number(source.of(document)?, transaction.number.as_deref()?))
    });
    let date = date(kind, pairs);
    let total = most(
        pairs,
        &[TotalSource::Gross, TotalSource::Net],
        |source, document, transaction| Some(source.of(document)?.abs() == transaction.total?.abs()),
    );
    let due_date = most(pairs, &[()], |(), document, transaction| {
        Some(document.due_date? == transaction.due_date?)
    });
    let other_tax = most(pairs, &[()], |(), document, transaction| {
        let (ours, booked) = (document.tax?.abs(), transaction.tax?.abs());
        (!ours.is_zero() && !booked.is_zero()).then_some(ours != booked)
    });
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
        lines: of_lines(books, pairs),
    }
}

/// Which date is carried over, in which zone. A document whose date was changed, and whose new date did not
/// arrive, speaks for dates that nobody can change, such as that of its creation: they must not win by a few
/// such documents, or the difference would be explained away.
fn date(kind: DocumentKind, pairs: &[Pair<'_>]) -> (Option<DateSource>, Poll) {
    let sources = DateSource::all(kind);
    let in_all_zones = sources.chunk_by(|a, b| std::mem::discriminant(a) == std::mem::discriminant(b));
    let mut best: (Option<DateSource>, Poll) = (None, Poll::default());
    for zones in in_all_zones {
        let found = most_by(ANOTHER_ZONE, pairs, zones, |source, document, transaction| {
            source.agrees(document, transaction)
        });
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

/// What the lines of documents with equal totals show. A document's details are mostly read because
/// something is wrong with it, so a single line that agrees counts for more than many that do not.
fn of_lines(books: &Books, pairs: &[Pair<'_>]) -> LineConvention {
    let mut seen = Tally::default();
    for (document, transaction) in pairs {
        if !document.lines().is_empty() && crate::compare::any_total_agrees(document, transaction, Decimal::ZERO) {
            tally(books, document, transaction, &mut seen);
        }
    }
    seen.convention()
}

/// Whether a transaction's number is this one, as far as QuickBooks can hold it.
pub(crate) fn is_number(ours: &str, booked: &str) -> bool {
    let booked = number_key(booked);
    number_key(ours) == booked || number_key(as_quickbooks_holds(ours)) == booked
}

#[derive(Clone, Copy, Default)]
struct Poll {
    agree: usize,
    contradict: usize,
    sample: Option<DocumentRef>,
}

/// The first source with which two thirds of the pairs agree and no other source agrees more often;
/// and how the pairs stand to it, or to the likeliest.
fn most<S: Copy>(
    pairs: &[Pair<'_>],
    sources: &[S],
    agrees: impl Fn(S, &Document, &Transaction) -> Option<bool>,
) -> (Option<S>, Poll) {
    most_by(0, pairs, sources, agrees)
}

/// The same, where a later source must have more than `lead` documents more than an earlier one.
fn most_by<S: Copy>(
    lead: usize,
    pairs: &[Pair<'_>],
    sources: &[S],
    agrees: impl Fn(S, &Document, &Transaction) -> Option<bool>,
) -> (Option<S>, Poll) {
    let mut best: Option<(Poll, S)> = None;
    let mut likeliest = Poll::default();
    for source in sources {
        let mut poll = Poll::default();
        for (document, transaction) in pairs {
            match agrees(*source, document, transaction) {
                Some(true) => {
                    poll.agree += 1;
                    poll.sample = Some(document.reference);
                }
                Some(false) => poll.contradict += 1,
                None => {}
            }
        }
        let told = poll.agree + poll.contradict;
        if told >= LEAST_PAIRS
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
