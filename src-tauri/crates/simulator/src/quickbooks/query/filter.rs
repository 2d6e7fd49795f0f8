//! Which records a checked statement matches, and in which order. Values compare without regard
//! to case; name lists give active records only unless `Active` is asked for.

use super::fields::canonical;
use super::parse::{Condition, Op, Statement};
use crate::money;
use crate::state::books::{Books, Entity, Named, Txn};
use chrono::{DateTime, NaiveDate, SubsecRound as _, Utc};
use rust_decimal::Decimal;
use serde_json::Value;
use std::cmp::Ordering;

#[derive(Clone, PartialEq, PartialOrd)]
enum Cell {
    None,
    Text(String),
    Number(Decimal),
    Time(DateTime<Utc>),
    Day(NaiveDate),
    Bool(bool),
}

pub fn matching(books: &Books, entity: Entity, statement: &Statement) -> Vec<u64> {
    if entity.is_txn() {
        let kept = candidates(books, entity, statement)
            .filter(|txn| txn.live() && txn.draft.entity == entity)
            .filter(|txn| {
                statement
                    .conditions
                    .iter()
                    .all(|c| holds(c, entity, &|field| txn_cell(txn, field)))
            });
        return sorted(kept.map(|txn| (txn.id, txn)).collect(), entity, statement, txn_cell);
    }
    let any = statement
        .conditions
        .iter()
        .any(|c| c.field.eq_ignore_ascii_case("Active"));
    let mut rows: Vec<(u64, &Named)> = books
        .of(entity)
        .filter(|named| any || named.active)
        .filter(|named| {
            statement
                .conditions
                .iter()
                .all(|c| holds(c, entity, &|field| named_cell(named, field)))
        })
        .map(|named| (named.id, named))
        .collect();
    rows.sort_by(|(_, a), (_, b)| a.name.as_bytes().cmp(b.name.as_bytes()));
    sorted(rows, entity, statement, named_cell)
}

/// At least the transactions that may match, newest first: found by number, id or time of change
/// where a condition names one.
fn candidates<'a>(books: &'a Books, entity: Entity, statement: &Statement) -> Box<dyn Iterator<Item = &'a Txn> + 'a> {
    for condition in &statement.conditions {
        let chosen =
            matches!(condition.op, Op::Equal | Op::In) && condition.values.iter().all(|v| !v.trim().is_empty());
        let values = condition.values.iter();
        let mut ids: Vec<u64> = match canonical(entity, &condition.field) {
            Some("Id") if chosen => values.filter_map(|value| value.parse().ok()).collect(),
            Some("DocNumber") if chosen => values
                .flat_map(|number| books.numbered(entity, number))
                .map(|txn| txn.id)
                .collect(),
            Some("MetaData.LastUpdatedTime") if matches!(condition.op, Op::Greater | Op::GreaterEqual) => {
                // Whole seconds are compared, so the second itself belongs to them.
                let Some(at) = condition.values.first().and_then(|value| instant(value)) else {
                    continue;
                };
                return Box::new(books.changed_since(at.trunc_subsecs(0)).rev());
            }
            _ => continue,
        };
        ids.sort_unstable_by(|a, b| b.cmp(a));
        ids.dedup();
        return Box::new(ids.into_iter().filter_map(|id| books.txns.get(&id)));
    }
    Box::new(books.txns.values().rev())
}

/// A date, which is Pacific midnight in winter, or a date-time.
fn instant(value: &str) -> Option<DateTime<Utc>> {
    if let Ok(day) = value.parse::<NaiveDate>() {
        return Some(day.and_hms_opt(8, 0, 0)?.and_utc());
    }
    Some(DateTime::parse_from_rfc3339(value).ok()?.with_timezone(&Utc))
}

fn sorted<T>(
    mut rows: Vec<(u64, &T)>,
    entity: Entity,
    statement: &Statement,
    cell: impl Fn(&T, &str) -> Cell,
) -> Vec<u64> {
    if !statement.order.is_empty() {
        rows.sort_by(|(a_id, a), (b_id, b)| {
            for (field, descending) in &statement.order {
                let Some(field) = canonical(entity, field) else {
                    continue;
                };
                let order = if field == "Id" {
                    a_id.cmp(b_id)
                } else {
                    cell(a, field).partial_cmp(&cell(b, field)).unwrap_or(Ordering::Equal)
                };
                let order = if *descending { order.reverse() } else { order };
                if order != Ordering::Equal {
                    return order;
                }
            }
            a_id.cmp(b_id)
        });
    }
    rows.into_iter().map(|(id, _)| id).collect()
}

fn txn_cell(txn: &Txn, field: &str) -> Cell {
    let draft = &txn.draft;
    match field {
        "Id" => Cell::Text(txn.id.to_string()),
        "MetaData.CreateTime" => Cell::Time(txn.created),
        "MetaData.LastUpdatedTime" => Cell::Time(txn.updated),
        "DocNumber" => draft
            .number
            .as_ref()
            .map_or(Cell::None, |n| Cell::Text(n.to_lowercase())),
        "TxnDate" => Cell::Day(draft.date),
        "DueDate" => draft.due.map_or(Cell::None, Cell::Day),
        "VendorRef" => Cell::Text(draft.vendor.to_string()),
        "APAccountRef" => Cell::Text(draft.ap_account.to_string()),
        "TotalAmt" => Cell::Number(draft.total()),
        "Balance" => Cell::Number(txn.balance()),
        _ => Cell::None,
    }
}

fn named_cell(named: &Named, field: &str) -> Cell {
    match field {
        "Id" => Cell::Text(named.id.to_string()),
        "MetaData.CreateTime" => Cell::Time(named.created),
        "MetaData.LastUpdatedTime" => Cell::Time(named.updated),
        "DisplayName" | "Name" => Cell::Text(named.name.to_lowercase()),
        "FullyQualifiedName" => {
            let parent = named.text("Parent");
            Cell::Text(if parent.is_empty() {
                named.name.to_lowercase()
            } else {
                format!("{parent}:{}", named.name).to_lowercase()
            })
        }
        "Active" => Cell::Bool(named.active),
        other => match named.fields.get(other) {
            Some(Value::String(text)) => Cell::Text(text.to_lowercase()),
            Some(Value::Bool(flag)) => Cell::Bool(*flag),
            Some(number @ Value::Number(_)) => money::parse(number).map_or(Cell::None, Cell::Number),
            Some(Value::Object(reference)) => reference
                .get("value")
                .and_then(Value::as_str)
                .map_or(Cell::None, |id| Cell::Text(id.to_lowercase())),
            _ => Cell::None,
        },
    }
}

fn holds(condition: &Condition, entity: Entity, cell: &dyn Fn(&str) -> Cell) -> bool {
    let Some(field) = canonical(entity, &condition.field) else {
        return false;
    };
    let cell = cell(field);
    let compare = |value: &String| compare(&cell, value);
    let Some(first) = condition.values.first() else {
        return false;
    };
    match condition.op {
        Op::Equal => compare(first) == Some(Ordering::Equal),
        Op::In => condition
            .values
            .iter()
            .any(|value| compare(value) == Some(Ordering::Equal)),
        Op::Less => compare(first) == Some(Ordering::Less),
        Op::Greater => compare(first) == Some(Ordering::Greater),
        Op::LessEqual => matches!(compare(first), Some(Ordering::Less | Ordering::Equal)),
        Op::GreaterEqual => matches!(compare(first), Some(Ordering::Greater | Ordering::Equal)),
        Op::Like => match &cell {
            Cell::Text(text) => like(text, &first.to_lowercase()),
            _ => false,
        },
    }
}

fn compare(cell: &Cell, value: &str) -> Option<Ordering> {
    match cell {
        // Null is written as '' or ' '.
        Cell::None => value.trim().is_empty().then_some(Ordering::Equal),
        Cell::Text(text) => Some(text.as_str().cmp(&value.to_lowercase())),
        Cell::Number(number) => number.partial_cmp(&value.parse().ok()?),
        Cell::Bool(flag) => flag.partial_cmp(&value.parse().ok()?),
        Cell::Day(day) => day.partial_cmp(&value.get(..10).unwrap_or(value).parse().ok()?),
        Cell::Time(at) => {
            // Records show whole seconds.
            at.timestamp().partial_cmp(&instant(value)?.timestamp())
        }
    }
}

/// `%` matches anything; nothing else is special.
fn like(text: &str, pattern: &str) -> bool {
    let mut parts = pattern.split('%');
    let Some(mut rest) = parts.next().and_then(|first| text.strip_prefix(first)) else {
        return false;
    };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else {
        return rest.is_empty();
    };
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = rest.get(at + part.len()..).unwrap_or_default();
    }
    rest.ends_with(last)
}
