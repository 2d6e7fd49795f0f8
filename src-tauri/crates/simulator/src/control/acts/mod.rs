//! What people do in the two services while nobody is looking: the body of `POST /__sim/act`.
//! Acts go through the same functions as the services' own pages and calls where those exist.

mod books;
mod documents;
mod lines;
mod names;

use crate::http::Reply;
use crate::state::World;
use crate::state::document::Ref;
use chrono::NaiveDate;
use serde_json::{Value, json};

const ACTS: &[&str] = &[
    "accept",
    "add_line",
    "approve",
    "archive",
    "archive_supplier",
    "cancel",
    "change_currency",
    "change_date_in_quickbooks",
    "change_due_date",
    "change_invoice_date",
    "change_line_account",
    "change_line_amount",
    "change_line_class",
    "change_line_customer",
    "change_line_tax",
    "change_number",
    "change_order_date",
    "change_rate",
    "change_supplier",
    "change_total_in_quickbooks",
    "clear_failure",
    "close_books",
    "close_name_form",
    "close_order_by_expense",
    "comment",
    "correct_tax",
    "create",
    "create_customer",
    "create_terms",
    "create_vendor",
    "dearchive",
    "delete_in_quickbooks",
    "duplicate_bill",
    "duplicate_vendor",
    "edit",
    "edit_in_quickbooks",
    "make_inactive",
    "merge_vendors",
    "open_books",
    "pay",
    "pay_in_quickbooks",
    "reactivate",
    "reactivate_account",
    "reactivate_vendor",
    "recreate_in_quickbooks",
    "reject",
    "remove_line",
    "rename_customer",
    "rename_employee",
    "rename_supplier",
    "rename_vendor",
    "reopen_order",
    "resend",
    "restore_supplier",
    "set_connection",
    "set_plan",
    "set_subscription",
    "submit",
    "type_bill_by_hand",
    "unlink",
    "unpay_in_quickbooks",
];

type Done = Result<(), String>;

pub fn act(world: &mut World, body: &Value) -> Reply {
    let name = body.get("do").and_then(Value::as_str).unwrap_or_default();
    if !ACTS.contains(&name) {
        return Reply::json(400, &json!({"error": format!("unknown act: {name}"), "acts": ACTS}));
    }
    let mut answer = json!({"done": name});
    let done = match name {
        "create" => documents::create(world, body).map(|made| {
            if let Value::Object(map) = &mut answer {
                map.insert("ref".to_owned(), json!(made.to_string()));
            }
        }),
        "set_connection" | "set_plan" | "set_subscription" => names::on_company(world, name, body),
        "archive_supplier" | "restore_supplier" | "rename_supplier" => names::on_supplier(world, name, body),
        "close_books" | "open_books" | "close_name_form" | "create_customer" | "create_terms" | "create_vendor"
        | "duplicate_vendor" | "make_inactive" | "merge_vendors" | "reactivate" | "reactivate_account"
        | "reactivate_vendor" | "rename_customer" | "rename_employee" | "rename_vendor" => {
            names::on_lists(world, name, body)
        }
        "delete_in_quickbooks"
        | "recreate_in_quickbooks"
        | "edit_in_quickbooks"
        | "change_total_in_quickbooks"
        | "change_date_in_quickbooks"
        | "close_order_by_expense"
        | "reopen_order"
        | "unlink"
        | "duplicate_bill"
        | "pay_in_quickbooks"
        | "unpay_in_quickbooks"
        | "type_bill_by_hand" => books::on_transaction(world, name, body),
        _ => documents::on_document(world, name, body),
    };
    match done {
        Ok(()) => {
            if body.get("lose_sync").and_then(Value::as_bool) == Some(true) {
                let lost = text(body, "ref").ok().and_then(|name| name.parse().ok());
                if let Some(name) = lost {
                    world.lose_syncs(name);
                }
            }
            world.desk.lists.changed();
            Reply::json(200, &answer)
        }
        Err(text) => Reply::json(400, &json!({"error": text})),
    }
}

fn text<'a>(body: &'a Value, name: &str) -> Result<&'a str, String> {
    body.get(name)
        .and_then(Value::as_str)
        .ok_or_else(|| format!("{name}: missing"))
}

/// A number, or its text.
fn number(body: &Value, name: &str) -> Result<u64, String> {
    let value = body.get(name).ok_or_else(|| format!("{name}: missing"))?;
    value
        .as_u64()
        .or_else(|| value.as_str()?.parse().ok())
        .ok_or_else(|| format!("{name}: not an id"))
}

fn day(body: &Value) -> Result<NaiveDate, String> {
    text(body, "date")?.parse().map_err(|_| "date: YYYY-MM-DD".to_owned())
}

fn document(world: &World, body: &Value) -> Result<Ref, String> {
    let name: Ref = text(body, "ref")?.parse()?;
    world
        .desk
        .get(name)
        .map(|_| name)
        .ok_or_else(|| format!("no such document: {name}"))
}

/// An id, or `None` for null.
fn id_or_null(body: &Value, name: &str) -> Result<Option<u64>, String> {
    match body.get(name) {
        Some(Value::Null) => Ok(None),
        _ => number(body, name).map(Some),
    }
}

/// A line's position, counted from 1.
fn position(body: &Value, count: usize) -> Result<usize, String> {
    let line = usize::try_from(number(body, "line")?).unwrap_or(0);
    if line == 0 || line > count {
        return Err("line: counted from 1".to_owned());
    }
    Ok(line - 1)
}

#[cfg(test)]
mod tests {
    use super::ACTS;
    use crate::control::faults::Kind;

    #[test]
    fn every_act_and_every_fault_is_documented() {
        let docs = include_str!("../../lib.rs");
        for name in ACTS.iter().copied().chain(Kind::ALL.into_iter().map(Kind::name)) {
            assert!(docs.contains(&format!("`{name}`")), "{name}");
        }
    }
}
