//! The query language: reads a statement, checks it against what each entity allows, and
//! answers one page. Must enforce the documented limits, not be kinder than the service.

mod fields;
mod filter;
mod lexer;
mod parse;

use super::json::Object;
use super::render;
use crate::http::Paging;
use crate::state::books::{Books, Entity};
use crate::sync::fault::Fault;
use serde_json::{Value, json};

/// Runs a statement, with what faults make of its page: the answer as JSON text.
pub fn run(books: &mut Books, text: &str, paging: Paging) -> Result<Vec<u8>, Fault> {
    let statement = parse::statement(text)?;
    if statement.entity == "companyinfo" || statement.entity == "preferences" {
        let (key, value) = if statement.entity == "companyinfo" {
            ("CompanyInfo", super::settings::company_info(books))
        } else {
            ("Preferences", super::settings::preferences(books))
        };
        return Ok(text_of(&json!({"QueryResponse": {key: [value], "maxResults": 1}})));
    }
    let entity = Entity::parse(&statement.entity)
        .ok_or_else(|| invalid(&format!("invalid context declaration: {}", statement.entity_as_written)))?;
    fields::check(entity, &statement)?;
    let rows = if let Some(rows) = books.lists.get(&statement.key(entity)) {
        rows
    } else {
        let rows = filter::matching(books, entity, &statement);
        books.lists.put(statement.key(entity), rows)
    };
    if statement.count {
        return Ok(text_of(&json!({"QueryResponse": {"totalCount": rows.len()}})));
    }
    let asked = statement.start - 1;
    let from = paging.begin(asked, statement.max, rows.len());
    let rows = if paging.reorder {
        std::sync::Arc::new(paging.order(&rows, asked))
    } else {
        rows
    };
    let page = rows
        .get(from..(from + statement.max).min(rows.len()))
        .unwrap_or_default();
    if page.is_empty() {
        return Ok(text_of(&json!({"QueryResponse": {}})));
    }
    let mut text = Vec::with_capacity(page.len() * 1200);
    let mut answer = Object::begin(&mut text);
    answer.object("QueryResponse", |response| {
        if entity.is_txn() {
            let found = page.iter().filter_map(|id| books.txn(*id));
            response.objects(entity.name(), found, |row, txn| render::txn(row, books, txn));
        } else {
            let found = page.iter().filter_map(|id| books.named(entity, *id));
            response.objects(entity.name(), found, render::named);
        }
        response.put("startPosition", statement.start);
        response.put("maxResults", page.len());
    });
    answer.end();
    Ok(text)
}

fn text_of(value: &Value) -> Vec<u8> {
    value.to_string().into_bytes()
}

fn invalid(detail: &str) -> Fault {
    Fault::new("4001", "Invalid query", format!("QueryValidationError: {detail}"))
}
