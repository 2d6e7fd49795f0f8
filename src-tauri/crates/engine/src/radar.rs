//! The closing-date radar: what is stuck behind the closing date, and what has to arrive before the next.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use clearpost_diagnosis::{self as diagnosis, ClosingDate, Dated};
use clearpost_domain::{Currency, DocumentRef, Status};
use clearpost_store::StatusRow;
use rust_decimal::Decimal;

use crate::engine::Engine;
use crate::error::EngineError;
use crate::settings::Rules;
use crate::table::Table;

/// Instead of what is known; `None` leaves that.
#[derive(Clone, Copy, Debug, Default)]
pub struct RadarQuestion {
    /// A closing date for this question only, where QuickBooks shows none.
    pub closing: Option<NaiveDate>,
    /// The closing date after it.
    pub next: Option<NaiveDate>,
}

/// Invoices that a closing date concerns, the oldest first, and what they amount to.
#[derive(Clone, Debug, Default)]
pub struct RadarPart {
    pub rows: Vec<StatusRow>,
    pub totals: Vec<(Currency, Decimal)>,
}

/// The invoices around a closing date.
#[derive(Clone, Debug)]
pub struct ClosingRadar {
    pub closing: Option<ClosingDate>,
    pub next: NaiveDate,
    /// Dated in the closed period and not in the books as they should be.
    pub closed: RadarPart,
    /// Dated after it, up to the next closing date, and not in the books yet.
    pub before_next: RadarPart,
    /// Not approved yet, and dated up to the next closing date; without totals.
    pub not_due: RadarPart,
}

impl Engine {
    /// The invoices around the closing date that QuickBooks shows, else the one that the user typed in.
    pub fn radar(&self, question: RadarQuestion) -> Result<ClosingRadar, EngineError> {
        let key = self.key()?;
        let table = self.table()?;
        let as_of = self.as_of()?.ok_or(EngineError::EmptyCache)?;
        let company = self.cache.company(key).map_err(EngineError::Cache)?;
        let typed = question.closing.or(Rules::load(&self.ledger, key)?.closing_date);
        let closing = ClosingDate::of(&company.map(|row| row.facts).unwrap_or_default(), typed);
        let next = question.next.or_else(|| usual_next(closing, as_of));
        let next = next.ok_or_else(|| EngineError::InvalidInput("the closing date is too far away".to_owned()))?;
        if closing.is_some_and(|closing| next <= closing.day()) {
            return Err(EngineError::InvalidInput(
                "the next closing date is after the one that holds now".to_owned(),
            ));
        }
        let found = diagnosis::radar(closing, next, table.rows().map(entry));
        let part = |dated: &[Dated], totals| RadarPart {
            rows: rows(&table, dated.iter().map(|one| one.document)),
            totals,
        };
        Ok(ClosingRadar {
            closing,
            next,
            closed: part(&found.closed, found.closed_totals),
            before_next: part(&found.before_next, found.before_next_totals),
            not_due: part(&found.not_due, Vec::new()),
        })
    }
}

/// The end of the month after the closing date, but not before the last month that is over.
fn usual_next(closing: Option<ClosingDate>, as_of: DateTime<Utc>) -> Option<NaiveDate> {
    let last_month = as_of.date_naive().with_day(1)?.pred_opt()?;
    match closing {
        Some(closing) => Some(closing.usual_next()?.max(last_month)),
        None => Some(last_month),
    }
}

fn entry(row: &StatusRow) -> diagnosis::Entry {
    diagnosis::Entry {
        document: row.reference,
        date: row.date,
        state: row.state,
        is_in_books: row.counterpart.is_some(),
        is_withdrawn: Status::from(row.procurement_status.clone()).is_withdrawn(),
        amount: row.amount,
        currency: row.currency,
    }
}

fn rows(table: &Table, documents: impl Iterator<Item = DocumentRef>) -> Vec<StatusRow> {
    documents.filter_map(|document| table.row(document).cloned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_next_closing_date_is_the_end_of_a_month_that_is_over() {
        let as_of = "2026-03-02T09:41:00Z".parse().unwrap();
        let next = |closing: Option<&str>| usual_next(closing.map(|text| ClosingDate::Typed(day(text))), as_of);
        assert_eq!(next(None), Some(day("2026-02-28")));
        assert_eq!(next(Some("2026-01-31")), Some(day("2026-02-28")));
        assert_eq!(next(Some("2026-02-28")), Some(day("2026-03-31")));
        assert_eq!(
            next(Some("2024-12-31")),
            Some(day("2026-02-28")),
            "not a month long past"
        );
    }
}
