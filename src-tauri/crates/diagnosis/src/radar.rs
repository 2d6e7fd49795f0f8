//! The closing-date radar: what is stuck behind the closing date, and what has to arrive before the next.
//!
//! QuickBooks refuses what is dated on or before the closing date (quickbooks-online-api §6.10). An order
//! posts nothing, so only invoices count.

use std::collections::BTreeMap;

use chrono::{Datelike, Months, NaiveDate};
use clearpost_domain::{CompanyFacts, Currency, DocumentKind, DocumentRef, SyncState};
use rust_decimal::Decimal;

use crate::case::Case;

/// A closing date and where it is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClosingDate {
    /// QuickBooks shows it.
    Shown(NaiveDate),
    /// The user typed it in; QuickBooks shows none, which proves nothing.
    Typed(NaiveDate),
}

impl ClosingDate {
    /// What QuickBooks shows goes before what was typed in.
    pub fn of(facts: &CompanyFacts, typed: Option<NaiveDate>) -> Option<Self> {
        facts.closing_date.map(Self::Shown).or(typed.map(Self::Typed))
    }

    pub const fn day(self) -> NaiveDate {
        match self {
            Self::Shown(day) | Self::Typed(day) => day,
        }
    }

    /// The last day of the month after the closing date: the usual next one.
    pub fn usual_next(self) -> Option<NaiveDate> {
        let first = self.day().with_day(1)?;
        first.checked_add_months(Months::new(2))?.pred_opt()
    }
}

/// What the radar looks at of one document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    pub document: DocumentRef,
    /// That which counts for the books; without one, a document is left out.
    pub date: Option<NaiveDate>,
    pub state: SyncState,
    pub is_in_books: bool,
    /// Cancelled or rejected.
    pub is_withdrawn: bool,
    pub amount: Option<Decimal>,
    pub currency: Option<Currency>,
}

impl From<Case<'_>> for Entry {
    fn from(Case { document, verdict }: Case<'_>) -> Self {
        Self {
            document: document.reference,
            date: document.date(),
            state: verdict.state,
            is_in_books: verdict.counterpart.is_some(),
            is_withdrawn: document.status.is_withdrawn(),
            amount: document.gross.or(document.net),
            currency: document.currency,
        }
    }
}

/// One invoice with the date that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dated {
    pub document: DocumentRef,
    pub date: NaiveDate,
    pub state: SyncState,
}

/// The invoices that a closing date concerns, the oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Radar {
    /// Dated in the closed period and not in the books as they should be.
    pub closed: Vec<Dated>,
    /// Dated after it, up to the next closing date, and not in the books yet.
    pub before_next: Vec<Dated>,
    /// Not approved yet, and dated up to the next closing date.
    pub not_due: Vec<Dated>,
    /// What `closed` and `before_next` amount to, per currency.
    pub closed_totals: Vec<(Currency, Decimal)>,
    pub before_next_totals: Vec<(Currency, Decimal)>,
}

/// Sorts the invoices of a company by the closing date and the next one. Without a closing date
/// everything up to the next one has to arrive before it.
pub fn radar(
    closing: Option<ClosingDate>,
    next: NaiveDate,
    entries: impl IntoIterator<Item = impl Into<Entry>>,
) -> Radar {
    let mut radar = Radar::default();
    let mut closed: BTreeMap<Currency, Decimal> = BTreeMap::new();
    let mut before: BTreeMap<Currency, Decimal> = BTreeMap::new();
    for entry in entries {
        let entry: Entry = entry.into();
        let (DocumentKind::Invoice, Some(date)) = (entry.document.kind, entry.date) else {
            continue;
        };
        let is_closed = closing.is_some_and(|closing| date <= closing.day());
        let dated = Dated {
            document: entry.document,
            date,
            state: entry.state,
        };
        let totals = match entry.state {
            SyncState::Synced | SyncState::Handled => continue,
            SyncState::NotDue if !entry.is_in_books && !entry.is_withdrawn => {
                if date <= next {
                    radar.not_due.push(dated);
                }
                continue;
            }
            state if is_closed && state != SyncState::NotDue => {
                radar.closed.push(dated);
                &mut closed
            }
            // Withdrawn; or in the books already, if not equal, so that nothing is lost when it closes.
            SyncState::NotDue | SyncState::Differs => continue,
            _ if date <= next => {
                radar.before_next.push(dated);
                &mut before
            }
            _ => continue,
        };
        if let (Some(amount), Some(currency)) = (entry.amount, entry.currency) {
            let total = totals.entry(currency).or_default();
            *total = total.saturating_add(amount);
        }
    }
    for list in [&mut radar.closed, &mut radar.before_next, &mut radar.not_due] {
        list.sort_by_key(|dated| (dated.date, dated.document));
    }
    radar.closed_totals = closed.into_iter().collect();
    radar.before_next_totals = before.into_iter().collect();
    radar
}
