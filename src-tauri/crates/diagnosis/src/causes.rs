//! Documents grouped by what holds them back: class and culprit, never text.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;

use clearpost_domain::{CauseClass, Culprit, Currency, DocumentRef, Finding, Money, Retry, Step};
use rust_decimal::Decimal;

use crate::documentation::{Fixer, class_doc};
use crate::explain::explain_class;
use crate::rules::is_resend;

/// One document that waits, with the finding to fix first.
#[derive(Clone, Copy, Debug)]
pub struct Waiting<'a> {
    pub document: DocumentRef,
    /// What people call it.
    pub number: &'a str,
    pub amount: Option<Decimal>,
    pub currency: Option<Currency>,
    pub age_days: Option<i64>,
    pub finding: &'a Finding,
    /// Its sync may still be on its way, so that a resend would be too early.
    pub awaited: bool,
}

/// What several documents wait for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RootCause {
    pub id: String,
    pub class: CauseClass,
    pub headline: String,
    pub retry: Retry,
    pub culprit: Option<Culprit>,
    /// In the order in which they were given.
    pub documents: Vec<DocumentRef>,
    /// One total per currency, by currency.
    pub totals: Vec<(Currency, Decimal)>,
    pub oldest_days: Option<i64>,
    pub steps: Vec<Step>,
    /// Who can usually put it right.
    pub who: Fixer,
    /// Ready to copy and send to them.
    pub message: String,
    /// The data shows that nothing stands in the way of any of them any more.
    pub resolved: bool,
    /// Those of which the data shows that, and whose sync is not awaited: all that is left to do is to
    /// resend them.
    pub ready: Vec<DocumentRef>,
}

/// Whether documents fail already, or would.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tense {
    Now,
    Foreseen,
}

/// Groups documents; the cause that most documents wait for comes first, then the larger amount.
pub fn causes<'a>(waiting: impl IntoIterator<Item = Waiting<'a>>) -> Vec<RootCause> {
    grouped(waiting, Tense::Now)
}

/// The same for findings of a [`forecast`](crate::forecast): what documents would wait for.
pub fn foreseen_causes<'a>(waiting: impl IntoIterator<Item = Waiting<'a>>) -> Vec<RootCause> {
    grouped(waiting, Tense::Foreseen)
}

fn grouped<'a>(waiting: impl IntoIterator<Item = Waiting<'a>>, tense: Tense) -> Vec<RootCause> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    let mut position: HashMap<String, usize> = HashMap::new();
    for one in waiting {
        let id = one.finding.cause_id();
        let index = *position.entry(id.clone()).or_insert_with(|| {
            groups.push(Group::new(id, one.finding));
            groups.len() - 1
        });
        if let Some(group) = groups.get_mut(index) {
            group.add(&one);
        }
    }
    let mut causes: Vec<(Decimal, RootCause)> = groups.into_iter().map(|group| group.finish(tense)).collect();
    causes.sort_by(|(one_amount, one), (other_amount, other)| {
        (Reverse(one.documents.len()), Reverse(one_amount), &one.id).cmp(&(
            Reverse(other.documents.len()),
            Reverse(other_amount),
            &other.id,
        ))
    });
    causes.into_iter().map(|(_, cause)| cause).collect()
}

struct Group<'a> {
    id: String,
    first: &'a Finding,
    same_headline: bool,
    same_steps: bool,
    /// The steps that hold for every document; a link only where it is the same for all.
    steps: Vec<Step>,
    documents: Vec<DocumentRef>,
    numbers: Vec<String>,
    ready: Vec<DocumentRef>,
    resolved: bool,
    totals: BTreeMap<Currency, Decimal>,
    oldest: Option<i64>,
}

impl<'a> Group<'a> {
    fn new(id: String, first: &'a Finding) -> Self {
        Self {
            id,
            first,
            same_headline: true,
            same_steps: true,
            steps: first.steps.clone(),
            documents: Vec::new(),
            numbers: Vec::new(),
            ready: Vec::new(),
            resolved: true,
            totals: BTreeMap::new(),
            oldest: None,
        }
    }

    fn add(&mut self, one: &Waiting<'_>) {
        for step in &mut self.steps {
            let theirs = one.finding.steps.iter().find(|other| other.text == step.text);
            if theirs.is_none_or(|theirs| theirs.url != step.url) {
                step.url = None;
            }
            self.same_steps &= theirs.is_some();
        }
        self.same_headline &= one.finding.headline == self.first.headline;
        self.documents.push(one.document);
        self.numbers.push(format!("{} {}", one.document.kind, one.number));
        self.resolved &= one.finding.resolved;
        if one.finding.resolved && !one.awaited {
            self.ready.push(one.document);
        }
        if let (Some(amount), Some(currency)) = (one.amount, one.currency) {
            let total = self.totals.entry(currency).or_default();
            *total = total.saturating_add(amount);
        }
        self.oldest = self.oldest.max(one.age_days);
    }

    fn finish(self, tense: Tense) -> (Decimal, RootCause) {
        let amount = self
            .totals
            .values()
            .copied()
            .map(|total| total.abs())
            .max()
            .unwrap_or_default();
        let finding = self.first;
        let headline = if self.same_headline {
            finding.headline.clone()
        } else {
            shared_headline(finding)
        };
        let steps = if self.same_steps {
            self.steps
        } else {
            let mut steps = explain_class(finding.class).steps;
            steps.retain(|step| tense == Tense::Now || !is_resend(step));
            steps
        };
        let who = class_doc(finding.class).who;
        let cause = RootCause {
            message: message(who, &headline, &steps, &self.numbers, &self.totals, finding, tense),
            who,
            resolved: self.resolved,
            ready: self.ready,
            headline,
            id: self.id,
            class: finding.class,
            retry: finding.retry,
            culprit: finding.culprit.clone(),
            documents: self.documents,
            totals: self.totals.into_iter().collect(),
            oldest_days: self.oldest,
            steps,
        };
        (amount, cause)
    }
}

/// What the documents of a group have in common, where each one's own headline differs.
fn shared_headline(finding: &Finding) -> String {
    let name = finding.culprit.as_ref().map_or("", |culprit| culprit.name.as_str());
    match finding.class {
        CauseClass::PeriodClosed if !name.is_empty() => {
            format!("The books are closed up to {name}, and these documents are dated on or before that day")
        }
        CauseClass::AccountApAr if !name.is_empty() => {
            format!("Lines are coded to {name}, an account that QuickBooks refuses on lines")
        }
        CauseClass::BillBeforePo if !name.is_empty() => format!("Invoices are dated before their order {name}"),
        class => class_doc(class).headline.clone(),
    }
}

/// As many documents as a message names.
const NAMED: usize = 20;

/// What to write to whoever can put it right. Plain text; what the services wrote is quoted.
fn message(
    who: Fixer,
    headline: &str,
    steps: &[Step],
    numbers: &[String],
    totals: &BTreeMap<Currency, Decimal>,
    finding: &Finding,
    tense: Tense,
) -> String {
    let greeting = match who {
        Fixer::Support => "Hello ProcurementExpress support,",
        Fixer::Requester | Fixer::Finance | Fixer::Administrator => "Hello,",
    };
    let amounts: Vec<String> = totals
        .iter()
        .map(|(currency, amount)| {
            Money {
                amount: *amount,
                currency: *currency,
            }
            .to_string()
        })
        .collect();
    let name = match numbers {
        [only] => only.clone(),
        several => format!("{} documents", several.len()),
    };
    let waiting = match (tense, numbers) {
        (Tense::Foreseen, _) => format!("{name}, not approved yet, would not reach QuickBooks Online because of this"),
        _ if finding.class == CauseClass::InBooksNotApproved => format!("It is about {name}"),
        (Tense::Now, [_]) => format!("{name} does not reach QuickBooks Online because of this"),
        (Tense::Now, _) => format!("{name} do not reach QuickBooks Online because of this"),
    };
    let amounts = if amounts.is_empty() {
        String::new()
    } else {
        format!(" ({})", amounts.join(", "))
    };
    let mut text = format!("{greeting}\n\n{headline}.\n{waiting}{amounts}.\n");
    if numbers.len() > 1 {
        let more = numbers.len().saturating_sub(NAMED);
        let named: Vec<&str> = numbers.iter().take(NAMED).map(String::as_str).collect();
        let more = if more == 0 {
            String::new()
        } else {
            format!(" and {more} more")
        };
        let _ = writeln!(text, "They are: {}{more}.", named.join(", "));
    }
    if who == Fixer::Support
        && let Some(error) = &finding.error_text
    {
        let _ = writeln!(text, "\nThe error in the history says:\n{error}");
    }
    text.push_str("\nWhat helps:\n");
    for (step, number) in steps.iter().zip(1..) {
        let _ = writeln!(text, "{number}. {}", step.text);
    }
    text.push_str("\nThank you\n");
    text
}
