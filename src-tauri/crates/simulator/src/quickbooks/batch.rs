//! Batch (quickbooks-online-api §4.1): up to 30 independent items in one request, answered with HTTP 200 even when each fails.

use super::{Answer, query, write};
use crate::http::{Call, Paging};
use crate::state::World;
use crate::state::books::Entity;
use crate::sync::fault::Fault;
use serde_json::{Value, json};

/// Most objects in the whole answer.
const OBJECTS: usize = 1000;

/// Keeps an answer within what is left of the objects.
fn shorten(answer: &mut Value, left: &mut usize) {
    let Some(Value::Object(response)) = answer.get_mut("QueryResponse") else {
        return;
    };
    let Some(rows) = response.values_mut().find_map(Value::as_array_mut) else {
        return;
    };
    rows.truncate(*left);
    let count = rows.len();
    *left -= count;
    response.insert("maxResults".to_owned(), json!(count));
}

pub fn run(world: &mut World, call: &Call) -> Answer {
    let body = call.fields();
    let items = body
        .get("BatchItemRequest")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    if items.len() > 30 {
        return Err(Fault::new(
            "1040",
            "Batch size exceeded",
            "The maximum number of batch items is 30.",
        ));
    }
    let mut left = OBJECTS;
    let answers: Vec<Value> = items
        .iter()
        .enumerate()
        .map(|(at, item)| {
            let outcome = if call.batch_fails && at % 3 == 1 {
                Err(Fault::new(
                    "10000",
                    "An application error has occurred while processing your request",
                    "System Failure Error: Internal",
                ))
            } else {
                one(world, item, &mut left)
            };
            let mut answer = outcome.unwrap_or_else(|fault| json!({"Fault": fault.json()}));
            if let Value::Object(map) = &mut answer {
                map.insert("bId".to_owned(), item.get("bId").cloned().unwrap_or(Value::Null));
            }
            answer
        })
        .collect();
    Ok(json!({"BatchItemResponse": answers}))
}

fn one(world: &mut World, item: &Value, left: &mut usize) -> Answer {
    if let Some(text) = item.get("Query").and_then(Value::as_str) {
        let text = query::run(&mut world.books, text, Paging::default())?;
        let mut answer = serde_json::from_slice(&text).unwrap_or(Value::Null);
        shorten(&mut answer, left);
        return Ok(answer);
    }
    let now = world.now();
    let found = item
        .as_object()
        .and_then(|map| map.iter().find_map(|(key, body)| Some((Entity::parse(key)?, body))));
    let Some((entity, body)) = found else {
        return Err(Fault::new("2000", "Unknown object", "The batch item names no object."));
    };
    let allow = item.get("optionsData").and_then(Value::as_str) == Some("allowduplicatedocnum");
    match item.get("operation").and_then(Value::as_str) {
        Some("delete") => write::delete(&mut world.books, entity, body, now),
        Some("create" | "update") => write::save(&mut world.books, entity, body, allow, now),
        _ => Err(Fault::new(
            "500",
            "Unsupported Operation",
            "Operation is not supported.",
        )),
    }
}
