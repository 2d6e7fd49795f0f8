//! What people do in the two services while nobody is looking: the body of `POST /__sim/act`.
//! Acts go through the same functions as the services' own pages and calls where those exist.

use super::act_books::{on_lists, on_transaction};
use crate::clock::central_midnight;
use crate::http::Reply;
use crate::procurement::write;
use crate::state::World;
use crate::state::desk::Connection;
use crate::state::document::{Author, Kind, Ref, Status};
use chrono::{NaiveDate, TimeDelta};
use serde_json::{Value, json};

const ACTS: [&str; 40] = [
    "accept",
    "approve",
    "archive",
    "archive_supplier",
    "cancel",
    "change_date_in_quickbooks",
    "change_invoice_date",
    "change_line_account",
    "change_number",
    "change_order_date",
    "change_supplier",
    "change_total_in_quickbooks",
    "clear_failure",
    "close_books",
    "comment",
    "create_customer",
    "create_vendor",
    "dearchive",
    "delete_in_quickbooks",
    "duplicate_bill",
    "edit",
    "make_inactive",
    "open_books",
    "pay",
    "pay_in_quickbooks",
    "reactivate_account",
    "reactivate_vendor",
    "reject",
    "rename_customer",
    "rename_employee",
    "rename_supplier",
    "rename_vendor",
    "resend",
    "restore_supplier",
    "set_connection",
    "set_plan",
    "set_subscription",
    "submit",
    "type_bill_by_hand",
    "unlink",
];

pub type Done = Result<(), String>;

pub fn act(world: &mut World, body: &Value) -> Reply {
    let name = body.get("do").and_then(Value::as_str).unwrap_or_default();
    if !ACTS.contains(&name) {
        return Reply::json(
            400,
            &json!({"error": format!("unknown act: {name}"), "acts": ACTS.as_slice()}),
        );
    }
    let done = match name {
        "approve"
        | "edit"
        | "cancel"
        | "reject"
        | "archive"
        | "dearchive"
        | "accept"
        | "submit"
        | "pay"
        | "resend"
        | "comment"
        | "clear_failure"
        | "change_line_account"
        | "change_invoice_date"
        | "change_order_date"
        | "change_number"
        | "change_supplier" => on_document(world, name, body),
        "set_connection" | "set_plan" | "set_subscription" => on_company(world, name, body),
        "archive_supplier" | "restore_supplier" | "rename_supplier" => on_supplier(world, name, body),
        "delete_in_quickbooks"
        | "change_total_in_quickbooks"
        | "change_date_in_quickbooks"
        | "unlink"
        | "duplicate_bill"
        | "pay_in_quickbooks"
        | "type_bill_by_hand" => on_transaction(world, name, body),
        _ => on_lists(world, name, body),
    };
    match done {
        Ok(()) => {
            world.desk.lists.changed();
            Reply::json(200, &json!({"done": name}))
        }
        Err(text) => Reply::json(400, &json!({"error": text})),
    }
}

pub fn text<'a>(body: &'a Value, name: &str) -> Result<&'a str, String> {
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

pub fn day(body: &Value) -> Result<NaiveDate, String> {
    text(body, "date")?.parse().map_err(|_| "date: YYYY-MM-DD".to_owned())
}

pub fn document(world: &World, body: &Value) -> Result<Ref, String> {
    let name: Ref = text(body, "ref")?.parse()?;
    world
        .desk
        .get(name)
        .map(|_| name)
        .ok_or_else(|| format!("no such document: {name}"))
}

#[allow(clippy::needless_pass_by_value)] // for map_err
fn refusal(reply: Reply) -> String {
    String::from_utf8_lossy(&reply.body).into_owned()
}

fn on_document(world: &mut World, act: &str, body: &Value) -> Done {
    let id = document(world, body)?;
    let now = world.now();
    match act {
        "approve" => {
            if let Some(doc) = world.desk.get_mut(id) {
                doc.status = match (id.kind, doc.status) {
                    (Kind::Order, Status::Draft) => Status::Pending,
                    (Kind::Invoice, Status::AwaitingReview) => Status::Outstanding,
                    (_, other) => other,
                };
                if id.kind == Kind::Order && doc.approval_key.is_none() {
                    doc.approval_key = Some(format!("{}-{}", doc.number, doc.day()));
                }
            }
            write::approve(world, id).map_err(refusal)
        }
        "edit" => {
            let notes = body.get("notes").and_then(Value::as_str).map(str::to_owned);
            write::edit(world, id, |doc| {
                if let Some(notes) = notes {
                    doc.notes = notes;
                }
            })
            .map_err(refusal)
        }
        "cancel" => write::withdraw(world, id, Status::Cancelled).map_err(refusal),
        "reject" => write::withdraw(world, id, Status::Rejected).map_err(refusal),
        "archive" | "dearchive" => {
            write::archive(world, id, act == "archive");
            Ok(())
        }
        "accept" | "submit" => {
            write::set_status(
                world,
                id,
                if id.kind == Kind::Order {
                    Status::Pending
                } else {
                    Status::Outstanding
                },
            );
            Ok(())
        }
        "pay" => write::pay(world, id).map_err(refusal),
        "resend" => write::resend(world, id).map_err(refusal),
        "comment" => {
            let said = text(body, "text")?.to_owned();
            world.desk.comment(id, Author::Person(1), now, said);
            Ok(())
        }
        "clear_failure" => {
            if let Some(doc) = world.desk.get_mut(id) {
                doc.stubborn = None;
            }
            Ok(())
        }
        "change_line_account" => {
            let line = usize::try_from(number(body, "line")?).unwrap_or(0);
            let wanted = text(body, "account")?;
            let account = world
                .desk
                .accounts
                .iter()
                .find(|a| a.number == wanted || a.id.to_string() == wanted)
                .map(|a| a.id)
                .ok_or("account: unknown")?;
            if world.desk.get(id).is_none_or(|doc| line == 0 || line > doc.lines.len()) {
                return Err("line: counted from 1".to_owned());
            }
            write::edit(world, id, |doc| {
                if let Some(line) = doc.lines.get_mut(line - 1) {
                    line.account = account;
                }
            })
            .map_err(refusal)
        }
        "change_invoice_date" | "change_order_date" => {
            let wanted = if act == "change_invoice_date" {
                Kind::Invoice
            } else {
                Kind::Order
            };
            if id.kind != wanted {
                return Err("ref: wrong kind of document".to_owned());
            }
            let day = day(body)?;
            write::edit(world, id, |doc| {
                doc.date = central_midnight(day)
                    + if wanted == Kind::Order {
                        TimeDelta::hours(12)
                    } else {
                        TimeDelta::zero()
                    };
                if wanted == Kind::Order {
                    doc.approval_key = Some(format!("{}-{day}", doc.number));
                }
            })
            .map_err(refusal)
        }
        "change_number" => {
            let wanted = text(body, "number")?.to_owned();
            write::edit(world, id, |doc| doc.number = wanted).map_err(refusal)
        }
        _ => {
            let supplier = number(body, "supplier")?;
            world.desk.supplier(supplier).ok_or("supplier: unknown")?;
            write::edit(world, id, |doc| doc.supplier = supplier).map_err(refusal)
        }
    }
}

fn on_supplier(world: &mut World, act: &str, body: &Value) -> Done {
    let now = world.now();
    let id = number(body, "supplier")?;
    let name = if act == "rename_supplier" {
        Some(text(body, "name")?.to_owned())
    } else {
        None
    };
    let supplier = world.desk.supplier_mut(id).ok_or("supplier: unknown")?;
    if let Some(name) = name {
        supplier.name = name;
    } else {
        supplier.archived = act == "archive_supplier";
    }
    supplier.updated = now;
    Ok(())
}

/// What stops a whole company, or starts it again.
fn on_company(world: &mut World, act: &str, body: &Value) -> Done {
    match act {
        "set_connection" => {
            world.desk.connection = Connection::parse(text(body, "connection")?).ok_or("connection: unknown")?;
        }
        "set_subscription" => text(body, "status")?.clone_into(&mut world.books.subscription),
        _ => {
            world.books.purchase_orders = body
                .get("purchase_orders")
                .and_then(Value::as_bool)
                .ok_or("purchase_orders: missing")?;
        }
    }
    Ok(())
}
