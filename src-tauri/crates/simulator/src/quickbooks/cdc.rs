//! Change data capture: everything changed since a time, inactive records and deletions
//! included, at most 30 days back and 1000 objects.

use super::{Answer, render};
use crate::http::Call;
use crate::state::World;
use crate::state::books::Entity;
use crate::sync::fault::Fault;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde_json::{Value, json};

const LIMIT: usize = 1000;

pub fn run(world: &World, call: &Call) -> Answer {
    let invalid = |detail: &str| Fault::new("4001", "Invalid query", detail.to_owned());
    let since = call
        .param("changedSince")
        .and_then(parse)
        .ok_or_else(|| invalid("changedSince is missing or malformed"))?;
    // The sources differ; silence is the harder case and the default.
    let oldest = world.now() - TimeDelta::days(30);
    if since < oldest && world.quirks.old_changes_fault {
        return Err(invalid("changedSince must be a date within the last 30 days"));
    }
    let since = since.max(oldest);
    let names = call.param("entities").unwrap_or_default();
    let mut entities = Vec::new();
    for name in names.split(',').map(str::trim).filter(|name| !name.is_empty()) {
        match Entity::parse(name) {
            Some(Entity::TaxCode) | None => {
                return Err(invalid(&format!(
                    "QueryValidationError: invalid context declaration: {name}"
                )));
            }
            Some(entity) => entities.push(entity),
        }
    }
    if entities.is_empty() {
        return Err(invalid("entities is missing"));
    }
    let mut left = LIMIT;
    let mut answers = Vec::new();
    for entity in entities {
        let mut rows: Vec<(DateTime<Utc>, Value)> = if entity.is_txn() {
            let changed = world
                .books
                .changed_since(since)
                .filter(|txn| txn.draft.entity == entity);
            changed
                .map(|txn| {
                    let wrong = (world.quirks.wrong_deleted && txn.id.is_multiple_of(2)).then_some(txn.updated);
                    let row = match txn.deleted.or(wrong) {
                        Some(at) => json!({"domain": "QBO", "status": "Deleted", "Id": txn.id.to_string(), "MetaData": {"LastUpdatedTime": render::time(at, false)}}),
                        None => render::tree(|object| render::txn(object, &world.books, txn)),
                    };
                    (txn.updated, row)
                })
                .collect()
        } else {
            let changed = world.books.of(entity).filter(|named| named.updated >= since);
            let tree = |named| render::tree(|object| render::named(object, named));
            changed.map(|named| (named.updated, tree(named))).collect()
        };
        rows.sort_by_key(|(at, _)| *at);
        rows.truncate(left);
        left -= rows.len();
        if rows.is_empty() {
            continue;
        }
        let count = rows.len();
        let rows: Vec<Value> = rows.into_iter().map(|(_, row)| row).collect();
        answers.push(json!({entity.name(): rows, "startPosition": 1, "maxResults": count, "totalCount": count}));
    }
    if answers.is_empty() {
        answers.push(json!({}));
    }
    Ok(json!({"CDCResponse": [{"QueryResponse": answers}]}))
}

fn parse(text: &str) -> Option<DateTime<Utc>> {
    if let Ok(day) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        return Some(day.and_hms_opt(8, 0, 0)?.and_utc());
    }
    DateTime::parse_from_rfc3339(text).ok().map(|at| at.with_timezone(&Utc))
}
