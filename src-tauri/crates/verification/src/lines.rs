//! Compares the lines of a document with those of its counterpart: pairs them first, because their
//! order means nothing, then looks at account, amount, class and customer of each pair.
//!
//! Lines that cannot be compared are not compared: an account, class or customer that is not found in
//! QuickBooks' lists is no difference. Two sets of lines that cannot be paired without a difference
//! always show one.

use std::borrow::Cow;

use clearpost_domain::{BookLine, Document, Entity, Line, ListKind, Transaction};
use rust_decimal::{Decimal, RoundingStrategy};

use crate::books::Books;
use crate::pairing;

/// Documents with more lines are not compared line by line.
const MOST_LINES: usize = 500;

/// How one field of a pair of lines compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    /// Neither side has it.
    Absent,
    Equal,
    Tolerated,
    Differs,
    NotCompared(&'static str),
}

impl Cell {
    fn agrees(self) -> bool {
        self != Self::Differs
    }
}

/// How a pair of lines compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cells {
    pub account: Cell,
    pub amount: Cell,
    pub class: Cell,
    pub customer: Cell,
}

impl Cells {
    pub(crate) fn agree(self) -> bool {
        self.account.agrees() && self.amount.agrees() && self.class.agrees() && self.customer.agrees()
    }

    fn differing(self) -> usize {
        [self.account, self.amount, self.class, self.customer]
            .into_iter()
            .filter(|cell| !cell.agrees())
            .count()
    }
}

/// A line of the document and a line of the transaction; one of them may be missing.
#[derive(Debug)]
pub(crate) struct LinePair<'a> {
    pub ours: Option<&'a Line>,
    pub booked: Option<&'a BookLine>,
    pub cells: Cells,
}

/// How the numbers of lines compare.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Count {
    Equal,
    /// More lines in QuickBooks, and the surplus is the document's tax.
    TaxApart,
    /// Lines without an amount have no counterpart.
    NothingLost,
    Differs,
}

/// All lines of both sides, compared.
#[derive(Debug)]
pub(crate) struct LineComparison<'a> {
    pub pairs: Vec<LinePair<'a>>,
    pub count: Count,
    pub ours: usize,
    pub booked: usize,
}

/// Which of a line's amounts is in the books.
#[derive(Clone, Copy)]
enum Basis {
    Net,
    Gross,
}

/// What is needed to compare a line; what it takes to find out is done once.
struct Prepared<'a> {
    line: &'a Line,
    account: Wanted,
    class: Wanted,
    customer: Wanted,
    net: Option<Decimal>,
    gross: Option<Decimal>,
}

/// The records that a name on a line may stand for.
enum Wanted {
    Nothing,
    /// Not in the list, or the list was not read.
    Unknown,
    OneOf(Vec<String>),
    /// Number and name lead to different records.
    Torn(Vec<String>),
}

/// `Err` says why the lines are not compared.
pub(crate) fn compare<'a>(
    books: &Books,
    document: &'a Document,
    transaction: &'a Transaction,
    tolerance: Decimal,
) -> Result<LineComparison<'a>, Cow<'static, str>> {
    let lines = document.lines();
    if lines.is_empty() {
        return Err("the document's lines have not been read".into());
    }
    let booked: Vec<&BookLine> = transaction.lines.iter().filter(|line| is_coded(line)).collect();
    if booked.is_empty() {
        return Err("the lines in QuickBooks have not been read".into());
    }
    if booked
        .iter()
        .any(|line| line.kind.as_deref() == Some("GroupLineDetail"))
    {
        return Err("the lines in QuickBooks are grouped".into());
    }
    if lines.len() > MOST_LINES || booked.len() > MOST_LINES {
        return Err(format!("more than {MOST_LINES} lines are not compared one by one").into());
    }
    if !add_up(document) {
        return Err("the lines that were read do not add up to the document's total".into());
    }
    let is_credit = transaction.key.entity == Entity::VendorCredit;
    let prepared: Vec<Prepared<'a>> = lines.iter().map(|line| prepare(books, line, is_credit)).collect();
    let by_net = pair(&prepared, &booked, Basis::Net, tolerance);
    let has_tax = prepared.iter().any(|line| line.net != line.gross);
    let pairs = if has_tax && by_net.iter().any(|pair| !pair.cells.agree()) {
        let by_gross = pair(&prepared, &booked, Basis::Gross, tolerance);
        // A single amount may be like the other kind's by accident.
        if 2 * faults(&by_gross) < faults(&by_net) {
            by_gross
        } else {
            by_net
        }
    } else {
        by_net
    };
    let count = count(document, &pairs, tolerance);
    Ok(LineComparison {
        count,
        ours: lines.len(),
        booked: booked.len(),
        pairs,
    })
}

/// Texts, subtotals and tax lines are no lines of a document (quickbooks-online-api §6.5).
fn is_coded(line: &BookLine) -> bool {
    match line.kind.as_deref() {
        Some("DescriptionOnly" | "SubTotalLineDetail" | "TaxLineDetail") => false,
        Some(_) => true,
        None => line.account.is_some() || line.amount.is_some_and(|amount| !amount.is_zero()),
    }
}

/// Whether the lines are those of the header that is shown: a newer header may have been read since.
fn add_up(document: &Document) -> bool {
    let cents = Decimal::new(1, 2) * Decimal::from(document.lines().len());
    let sums_to = |total: Option<Decimal>, of: fn(&Line) -> Option<Decimal>| {
        let sum = document
            .lines()
            .iter()
            .map(of)
            .try_fold(Decimal::ZERO, |sum, amount| sum.checked_add(amount?));
        match (total, sum) {
            (Some(total), Some(sum)) => total.checked_sub(sum).map(|gap| gap.abs() <= cents),
            _ => None,
        }
    };
    let told = [
        sums_to(document.net, |line| line.net),
        sums_to(document.gross, |line| line.gross),
    ];
    told.contains(&Some(true)) || !told.contains(&Some(false))
}

fn prepare<'a>(books: &Books, line: &'a Line, is_credit: bool) -> Prepared<'a> {
    let signed = |amount: Option<Decimal>| amount.map(|amount| if is_credit { -amount } else { amount });
    Prepared {
        line,
        account: match &line.account {
            None => Wanted::Nothing,
            Some(label) => {
                let (by_number, by_name) = books.accounts_for(label);
                match (by_number.is_empty(), by_name.is_empty()) {
                    (true, true) => Wanted::Unknown,
                    (false, true) => Wanted::OneOf(by_number),
                    (true, false) => Wanted::OneOf(by_name),
                    (false, false) => {
                        let both: Vec<String> = by_number.iter().filter(|id| by_name.contains(id)).cloned().collect();
                        if both.is_empty() {
                            Wanted::Torn(by_number.into_iter().chain(by_name).collect())
                        } else {
                            Wanted::OneOf(both)
                        }
                    }
                }
            }
        },
        class: wanted(books, ListKind::Class, line.class.as_deref()),
        customer: wanted(books, ListKind::Customer, line.customer.as_deref()),
        net: signed(line.net),
        gross: signed(line.gross),
    }
}

fn wanted(books: &Books, kind: ListKind, name: Option<&str>) -> Wanted {
    let Some(name) = name.filter(|name| !name.trim().is_empty()) else {
        return Wanted::Nothing;
    };
    let ids: Vec<String> = books
        .named(kind, name)
        .into_iter()
        .map(|record| record.id.clone())
        .collect();
    if ids.is_empty() {
        Wanted::Unknown
    } else {
        Wanted::OneOf(ids)
    }
}

fn cells(ours: &Prepared<'_>, booked: &BookLine, basis: Basis, tolerance: Decimal) -> Cells {
    let account = match (&booked.account, &ours.account) {
        (None, _) if booked.kind.as_deref() != Some("AccountBasedExpenseLineDetail") => {
            Cell::NotCompared("the line in QuickBooks names a product instead of an account")
        }
        (_, Wanted::Nothing) => Cell::NotCompared("the document's line names no account"),
        (booked, wanted) => reference(booked.as_deref(), wanted),
    };
    let wanted = match basis {
        Basis::Net => ours.net.or(ours.gross),
        Basis::Gross => ours.gross.or(ours.net),
    };
    let amount = match (wanted, booked.amount) {
        (Some(wanted), Some(booked)) => match gap(wanted, booked) {
            Some(gap) if gap.is_zero() => Cell::Equal,
            Some(gap) if gap <= tolerance => Cell::Tolerated,
            _ => Cell::Differs,
        },
        (None, _) => Cell::NotCompared("the document's line shows no amount"),
        (Some(_), None) => Cell::Differs,
    };
    Cells {
        account,
        amount,
        class: reference(booked.class.as_deref(), &ours.class),
        customer: reference(booked.customer.as_deref(), &ours.customer),
    }
}

/// QuickBooks keeps cents, rounded half up (quickbooks-online-api §6.5).
fn gap(ours: Decimal, booked: Decimal) -> Option<Decimal> {
    let rounded = ours.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
    let exact = ours.checked_sub(booked)?.abs();
    Some(exact.min(rounded.checked_sub(booked)?.abs()))
}

fn reference(booked: Option<&str>, wanted: &Wanted) -> Cell {
    match (booked, wanted) {
        (None, Wanted::Nothing) => Cell::Absent,
        (Some(booked), Wanted::OneOf(ids)) if ids.iter().any(|id| id == booked) => Cell::Equal,
        (Some(booked), Wanted::Torn(ids)) if ids.iter().any(|id| id == booked) => {
            Cell::NotCompared("its number and its name lead to different records in QuickBooks")
        }
        (_, Wanted::Unknown) => Cell::NotCompared("QuickBooks' lists, as far as they were read, have no such record"),
        _ => Cell::Differs,
    }
}

fn pair<'a>(ours: &[Prepared<'a>], booked: &[&'a BookLine], basis: Basis, tolerance: Decimal) -> Vec<LinePair<'a>> {
    let table: Vec<Vec<Cells>> = ours
        .iter()
        .map(|line| {
            booked
                .iter()
                .map(|booked| cells(line, booked, basis, tolerance))
                .collect()
        })
        .collect();
    let cells_at = |one: usize, other: usize| table.get(one).and_then(|row| row.get(other)).copied();
    let is_described_alike = |one: usize, other: usize| {
        let described = ours.get(one).map(|ours| ours.line.description.trim());
        let copied = booked.get(other).and_then(|booked| booked.description.as_deref());
        described.filter(|text| !text.is_empty()) == copied.map(str::trim)
    };
    let is = |test: fn(Cells) -> bool| move |one: usize, other: usize| cells_at(one, other).is_some_and(test);
    let agreed = is(Cells::agree);
    let amount = is(|cells| cells.amount.agrees());
    let account = is(|cells| cells.account.agrees());
    let steps: [&dyn Fn(usize, usize) -> bool; 8] = [
        &|one, other| agreed(one, other),
        &|one, other| amount(one, other) && account(one, other),
        &|one, other| amount(one, other) && is_described_alike(one, other),
        &|one, other| amount(one, other),
        &|one, other| account(one, other) && is_described_alike(one, other),
        &|one, other| is_described_alike(one, other),
        &|one, other| account(one, other),
        &|_, _| true,
    ];
    let partners = pairing::pair(ours.len(), booked.len(), &steps);
    let apart = Cells {
        account: Cell::Absent,
        amount: Cell::Absent,
        class: Cell::Absent,
        customer: Cell::Absent,
    };
    let mut pairs: Vec<LinePair<'a>> = ours
        .iter()
        .zip(&partners)
        .enumerate()
        .map(|(one, (line, partner))| LinePair {
            ours: Some(line.line),
            booked: partner.and_then(|other| booked.get(other).copied()),
            cells: partner.and_then(|other| cells_at(one, other)).unwrap_or(apart),
        })
        .collect();
    let lonely = booked
        .iter()
        .enumerate()
        .filter(|(other, _)| !partners.contains(&Some(*other)));
    pairs.extend(lonely.map(|(_, line)| LinePair {
        ours: None,
        booked: Some(line),
        cells: apart,
    }));
    pairs
}

fn faults(pairs: &[LinePair<'_>]) -> usize {
    pairs.iter().map(|pair| pair.cells.differing()).sum()
}

fn count(document: &Document, pairs: &[LinePair<'_>], tolerance: Decimal) -> Count {
    let sum = |amounts: Vec<Decimal>| amounts.into_iter().try_fold(Decimal::ZERO, Decimal::checked_add);
    let lonely: Vec<Decimal> = pairs
        .iter()
        .filter(|pair| pair.ours.is_none())
        .filter_map(|pair| pair.booked?.amount)
        .collect();
    let unbooked: Vec<&Line> = pairs
        .iter()
        .filter(|pair| pair.booked.is_none())
        .filter_map(|pair| pair.ours)
        .collect();
    if lonely.is_empty() && unbooked.is_empty() {
        return Count::Equal;
    }
    if unbooked.is_empty() {
        let tax = document.tax.filter(|tax| !tax.is_zero());
        let is_tax = tax
            .zip(sum(lonely))
            .and_then(|(tax, surplus)| tax.abs().checked_sub(surplus.abs()))
            .is_some_and(|gap| gap.abs() <= tolerance);
        return if is_tax { Count::TaxApart } else { Count::Differs };
    }
    let is_nothing = |line: &&Line| line.net.or(line.gross).is_some_and(|amount| amount.is_zero());
    if lonely.is_empty() && unbooked.iter().all(is_nothing) {
        Count::NothingLost
    } else {
        Count::Differs
    }
}
