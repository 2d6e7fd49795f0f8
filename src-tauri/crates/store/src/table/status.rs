//! Table `status`: the flat row of each document, as the status table shows it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use clearpost_domain::{
    CauseClass, CompanyKey, Counterpart, Currency, DocumentRef, Due, Proof, SyncState, TransactionKey,
};
use rusqlite::{Row, Transaction, named_params};
use rust_decimal::Decimal;

use crate::error::Fault;
use crate::value::{moment, stamp};
use crate::{Cache, StoreError};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusRow {
    pub reference: DocumentRef,
    pub number: String,
    pub supplier: String,
    pub amount: Option<Decimal>,
    pub currency: Option<Currency>,
    pub date: Option<NaiveDate>,
    pub procurement_status: String,
    pub state: SyncState,
    pub proof: Proof,
    pub classes: Vec<CauseClass>,
    pub headline: String,
    pub counterpart: Option<Counterpart>,
    pub due: Option<Due>,
    pub archived: bool,
    pub cause_id: Option<String>,
}

const PUT: &str = "
INSERT INTO status (company, reference, number, supplier, amount, currency, date, procurement_status, state, proof,
    classes, headline, counterpart_entity, counterpart_id, counterpart_number, due_since, due_event, archived, cause)
VALUES (:company, :reference, :number, :supplier, :amount, :currency, :date, :procurement_status, :state, :proof,
    :classes, :headline, :counterpart_entity, :counterpart_id, :counterpart_number, :due_since, :due_event, :archived,
    :cause)
ON CONFLICT (company, reference) DO UPDATE SET number = excluded.number, supplier = excluded.supplier,
    amount = excluded.amount, currency = excluded.currency, date = excluded.date,
    procurement_status = excluded.procurement_status, state = excluded.state, proof = excluded.proof,
    classes = excluded.classes, headline = excluded.headline, counterpart_entity = excluded.counterpart_entity,
    counterpart_id = excluded.counterpart_id, counterpart_number = excluded.counterpart_number,
    due_since = excluded.due_since, due_event = excluded.due_event, archived = excluded.archived,
    cause = excluded.cause
WHERE (number, supplier, procurement_status, state, proof, classes, headline, archived)
    <> (excluded.number, excluded.supplier, excluded.procurement_status, excluded.state, excluded.proof,
        excluded.classes, excluded.headline, excluded.archived)
    OR (amount, currency, date, counterpart_entity, counterpart_id, counterpart_number, due_since, due_event, cause)
    IS NOT (excluded.amount, excluded.currency, excluded.date, excluded.counterpart_entity, excluded.counterpart_id,
        excluded.counterpart_number, excluded.due_since, excluded.due_event, excluded.cause)";

pub(crate) fn put(tx: &Transaction<'_>, key: &CompanyKey, rows: &[StatusRow]) -> Result<(), Fault> {
    let mut statement = tx.prepare_cached(PUT)?;
    for row in rows {
        let counterpart = row.counterpart.as_ref();
        statement.execute(named_params! {
            ":company": key.as_str(),
            ":reference": row.reference.to_string(),
            ":number": row.number,
            ":supplier": row.supplier,
            ":amount": row.amount.map(|amount| amount.to_string()),
            ":currency": row.currency.map(|currency| currency.to_string()),
            ":date": row.date.map(|date| date.to_string()),
            ":procurement_status": row.procurement_status,
            ":state": row.state.word(),
            ":proof": row.proof.word(),
            ":classes": serde_json::to_string(&row.classes)?,
            ":headline": row.headline,
            ":counterpart_entity": counterpart.map(|found| found.key.entity.word()),
            ":counterpart_id": counterpart.map(|found| &found.key.id),
            ":counterpart_number": counterpart.and_then(|found| found.number.as_ref()),
            ":due_since": row.due.map(|due| stamp(due.since)),
            ":due_event": row.due.map(|due| due.event.word()),
            ":archived": row.archived,
            ":cause": row.cause_id,
        })?;
    }
    Ok(())
}

/// The row, or nothing if this build does not know one of its words.
fn take(row: &Row<'_>) -> Option<StatusRow> {
    let text = |column: &str| row.get::<_, String>(column).ok();
    let maybe = |column: &str| row.get::<_, Option<String>>(column).ok();
    let entity = maybe("counterpart_entity")?.map(|word| word.parse().ok());
    let counterpart = match (entity, maybe("counterpart_id")?) {
        (None, _) => None,
        (Some(entity), id) => Some(Counterpart {
            key: TransactionKey {
                entity: entity?,
                id: id?,
            },
            number: maybe("counterpart_number")?,
        }),
    };
    let due = match (maybe("due_since")?, maybe("due_event")?) {
        (Some(since), Some(event)) => Some(Due {
            since: moment(&since)?,
            event: event.parse().ok()?,
        }),
        _ => None,
    };
    Some(StatusRow {
        reference: text("reference")?.parse().ok()?,
        number: text("number")?,
        supplier: text("supplier")?,
        amount: parsed(maybe("amount")?)?,
        currency: parsed(maybe("currency")?)?,
        date: parsed(maybe("date")?)?,
        procurement_status: text("procurement_status")?,
        state: text("state")?.parse().ok()?,
        proof: text("proof")?.parse().ok()?,
        classes: serde_json::from_str(&text("classes")?).ok()?,
        headline: text("headline")?,
        counterpart,
        due,
        archived: row.get("archived").ok()?,
        cause_id: maybe("cause")?,
    })
}

/// Absent stays absent; present must parse.
#[allow(clippy::option_option)] // outer: readable or not; inner: there or not
fn parsed<T: std::str::FromStr>(text: Option<String>) -> Option<Option<T>> {
    match text {
        None => Some(None),
        Some(text) => text.parse().ok().map(Some),
    }
}

impl Cache {
    /// Whether any document is in one of these states.
    pub fn has_any(&self, key: &CompanyKey, states: &[SyncState]) -> Result<bool, StoreError> {
        self.db.read("the status table", |connection| {
            let mut statement =
                connection.prepare_cached("SELECT EXISTS (SELECT 1 FROM status WHERE company = ?1 AND state = ?2)")?;
            for state in states {
                if statement.query_row((key.as_str(), state.word()), |row| row.get(0))? {
                    return Ok(true);
                }
            }
            Ok(false)
        })
    }

    /// How many documents are in each state; archived ones count too.
    pub fn count_by_state(&self, key: &CompanyKey) -> Result<BTreeMap<SyncState, usize>, StoreError> {
        self.db.read("the status table", |connection| {
            let mut statement =
                connection.prepare_cached("SELECT state, count(*) FROM status WHERE company = ?1 GROUP BY state")?;
            let mut rows = statement.query([key.as_str()])?;
            let mut counts = BTreeMap::new();
            while let Some(row) = rows.next()? {
                let (state, count): (String, i64) = (row.get(0)?, row.get(1)?);
                if let Ok(state) = state.parse() {
                    counts.insert(state, usize::try_from(count).unwrap_or(0));
                }
            }
            Ok(counts)
        })
    }

    /// The flat rows of all documents, orders first, by id.
    pub fn status_rows(&self, key: &CompanyKey) -> Result<Vec<StatusRow>, StoreError> {
        let (mut found, skipped) = self.db.read("the status table", |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT reference, number, supplier, amount, currency, date, procurement_status, state, proof,
                        classes, headline, counterpart_entity, counterpart_id, counterpart_number, due_since,
                        due_event, archived, cause
                 FROM status WHERE company = ?1",
            )?;
            let mut rows = statement.query([key.as_str()])?;
            let (mut found, mut skipped) = (Vec::new(), 0);
            while let Some(row) = rows.next()? {
                match take(row) {
                    Some(row) => found.push(row),
                    None => skipped += 1,
                }
            }
            Ok((found, skipped))
        })?;
        self.db.skipped(key, "the status table", skipped);
        found.sort_unstable_by_key(|row| row.reference);
        Ok(found)
    }
}
