//! What people do in the two services while nobody is looking: the body of `POST /__sim/act`.
//! Acts go through the same functions as the services' own pages and calls where those exist.

use crate::clock::central_midnight;
use crate::http::Reply;
use crate::money;
use crate::procurement::write;
use crate::state::World;
use crate::state::books::{Entity, Txn};
use crate::state::document::{Author, Kind, Ref, Status};
use chrono::{NaiveDate, TimeDelta};
use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

const ACTS: [&str; 37] = [
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
    "submit",
    "type_bill_by_hand",
    "unlink",
];

type Done = Result<(), String>;

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

/// The live record of a document in QuickBooks.
fn record<'a>(world: &'a World, id: Ref) -> Result<&'a Txn, String> {
    let doc = world.desk.get(id).ok_or("no such document")?;
    doc.made
        .iter()
        .rev()
        .find_map(|made| world.books.txn(*made))
        .ok_or_else(|| format!("{id} is not in QuickBooks"))
}

fn on_transaction(world: &mut World, act: &str, body: &Value) -> Done {
    let now = world.now();
    let id = document(world, body)?;
    if act == "type_bill_by_hand" {
        return type_by_hand(world, id, body);
    }
    let txn = record(world, id)?;
    let (record, mut draft) = (txn.id, txn.draft.clone());
    match act {
        "delete_in_quickbooks" => world.books.delete_txn(record, now),
        "unlink" => world.books.unlink(record, now),
        "pay_in_quickbooks" => world.books.pay(record, now),
        "change_date_in_quickbooks" => {
            draft.date = day(body)?;
            world.books.update_txn(record, draft, now);
        }
        "duplicate_bill" => {
            for line in &mut draft.lines {
                line.link = None;
            }
            world.books.add_txn(draft, now);
        }
        _ => {
            let total = body.get("total").and_then(money::parse).ok_or("total: missing")?;
            let change = total - draft.total();
            if let Some(line) = draft.lines.first_mut() {
                line.amount += change;
            }
            world.books.update_txn(record, draft, now);
        }
    }
    Ok(())
}

/// Somebody enters the document in QuickBooks: equal, or with another `total` or `date`.
fn type_by_hand(world: &mut World, id: Ref, body: &Value) -> Done {
    let now = world.now();
    let doc = world.desk.get(id).ok_or("no such document")?;
    let vendor = world
        .desk
        .supplier(doc.supplier)
        .and_then(|s| s.vendor)
        .ok_or("the supplier has no vendor yet")?;
    let mut draft = crate::sync::draft(
        &world.desk,
        &world.books,
        doc,
        &crate::sync::vendors::VendorPlan::Use(vendor),
    );
    for line in &mut draft.lines {
        line.link = None;
    }
    if let Some(total) = body.get("total").and_then(money::parse) {
        let change = total - draft.total();
        if let Some(line) = draft.lines.first_mut() {
            line.amount += change;
        }
    }
    if body.get("date").is_some() {
        draft.date = day(body)?;
    }
    draft.rate = draft.rate.or((draft.currency != "USD").then_some(Decimal::ONE));
    world.books.add_txn(draft, now);
    Ok(())
}

fn on_lists(world: &mut World, act: &str, body: &Value) -> Done {
    let now = world.now();
    match act {
        "close_books" => world.books.close_date = Some(day(body)?),
        "open_books" => world.books.close_date = None,
        "reactivate_vendor" | "reactivate_account" => {
            let (entity, key) = if act == "reactivate_vendor" {
                (Entity::Vendor, "vendor")
            } else {
                (Entity::Account, "account")
            };
            let id = named(world, entity, body, key)?;
            if !world.books.set_active(entity, id, true, now) {
                return Err("Duplicate Name Exists Error (6240): the name is taken".to_owned());
            }
        }
        "make_inactive" => {
            let kinds = [
                (Entity::Vendor, "vendor"),
                (Entity::Account, "account"),
                (Entity::Customer, "customer"),
                (Entity::Employee, "employee"),
                (Entity::Class, "class"),
            ];
            let (entity, key) = kinds
                .into_iter()
                .find(|(_, key)| body.get(*key).is_some())
                .ok_or("vendor, account, customer, employee or class: missing")?;
            let id = named(world, entity, body, key)?;
            world.books.set_active(entity, id, false, now);
        }
        "rename_vendor" | "rename_customer" | "rename_employee" => {
            let (entity, key) = match act {
                "rename_vendor" => (Entity::Vendor, "vendor"),
                "rename_customer" => (Entity::Customer, "customer"),
                _ => (Entity::Employee, "employee"),
            };
            let id = named(world, entity, body, key)?;
            let name = text(body, "name")?;
            if let Some(taken) = world.books.person(name).filter(|known| *known != (entity, id)) {
                return Err(format!(
                    "Duplicate Name Exists Error (6240): {} {}",
                    taken.0.name(),
                    taken.1
                ));
            }
            world.books.rename(entity, id, name, now);
        }
        _ => {
            let name = text(body, "name")?;
            if world.books.person(name).is_some() {
                return Err("Duplicate Name Exists Error (6240): the name is taken".to_owned());
            }
            let currency = body.get("currency").and_then(Value::as_str).unwrap_or("USD");
            let (entity, fields) = if act == "create_vendor" {
                (Entity::Vendor, crate::sync::vendors::vendor_fields(name, currency))
            } else {
                (Entity::Customer, Map::new())
            };
            world.books.add_named(entity, name, fields, now);
        }
    }
    world.books.lists.changed();
    Ok(())
}

/// A list record by id; an account by its number too.
fn named(world: &World, entity: Entity, body: &Value, key: &str) -> Result<u64, String> {
    let value = body.get(key).ok_or_else(|| format!("{key}: missing"))?;
    let wanted = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    if entity == Entity::Account
        && let Some(account) = world.books.of(entity).find(|account| account.text("AcctNum") == wanted)
    {
        return Ok(account.id);
    }
    let id = wanted.parse().map_err(|_| format!("{key}: not an id"))?;
    world
        .books
        .named(entity, id)
        .map(|named| named.id)
        .ok_or_else(|| format!("{key}: unknown"))
}
