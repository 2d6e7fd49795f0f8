//! Changes to documents, for the API, the pages and `/__sim/act` alike. Whatever makes a
//! document due queues its sync here; nothing here talks to QuickBooks.

use super::{error, not_found};
use crate::clock::central_midnight;
use crate::config::Mode;
use crate::http::Reply;
use crate::money;
use crate::state::World;
use crate::state::document::{Author, Document, Kind, Line, Ref, Status, usual_tax_code};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use rust_decimal::Decimal;
use serde_json::{Value, json};

fn invalid(text: &str) -> Reply {
    Reply::json(422, &json!({"error": [text], "status": 422}))
}

pub fn set_status(world: &mut World, id: Ref, status: Status) {
    let now = world.now();
    if let Some(doc) = world.desk.get_mut(id) {
        doc.status = status;
        doc.updated = now;
    }
    world.desk.lists.changed();
}

pub fn approve(world: &mut World, id: Ref) -> Result<(), Reply> {
    let now = world.now();
    let doc = world.desk.get_mut(id).ok_or_else(not_found)?;
    let (open, approved) = match id.kind {
        Kind::Order => (doc.status == Status::Pending, Status::Approved),
        Kind::Invoice => (doc.status == Status::Outstanding, Status::ReadyToPay),
    };
    if !open {
        return Err(error(422, "Document is not waiting for approval"));
    }
    doc.status = approved;
    doc.approved_at = Some(now);
    doc.touch(now);
    let by = doc.approver;
    if id.kind == Kind::Invoice {
        world
            .desk
            .write(id, Author::Person(by), now, " has approved the invoice".to_owned());
    }
    world.desk.lists.changed();
    world.queue_sync(id);
    Ok(())
}

pub fn withdraw(world: &mut World, id: Ref, status: Status) -> Result<(), Reply> {
    let doc = world.desk.get(id).ok_or_else(not_found)?;
    if doc.status.withdrawn() {
        return Err(error(422, "Document is already withdrawn"));
    }
    set_status(world, id, status);
    Ok(())
}

pub fn archive(world: &mut World, id: Ref, archived: bool) {
    let now = world.now();
    if let Some(doc) = world.desk.get_mut(id) {
        doc.archived = archived;
        doc.updated = now;
    }
    world.desk.lists.changed();
}

/// Payment of an order: it stays in a status that syncs.
pub fn pay(world: &mut World, id: Ref) -> Result<(), Reply> {
    let doc = world.desk.get(id).ok_or_else(not_found)?;
    let paid = match (id.kind, doc.status) {
        (Kind::Order, Status::Approved) => Status::Paid,
        (Kind::Invoice, Status::ReadyToPay) => Status::Settled,
        _ => return Err(error(422, "Document can't be paid")),
    };
    set_status(world, id, paid);
    Ok(())
}

pub fn resend(world: &mut World, id: Ref) -> Result<(), Reply> {
    let now = world.now();
    let doc = world.desk.get_mut(id).ok_or_else(not_found)?;
    if !doc.status.syncs() {
        return Err(error(422, "Only approved documents can be resent to QuickBooks Online"));
    }
    doc.due_since = Some(now);
    world.queue_resend(id);
    Ok(())
}

/// An edit by a person in the web application: always counts as an edit.
pub fn edit(world: &mut World, id: Ref, change: impl FnOnce(&mut Document)) -> Result<(), Reply> {
    let now = world.now();
    let restarts = world.mode == Mode::EditRestartsApproval;
    let doc = world.desk.get_mut(id).ok_or_else(not_found)?;
    change(doc);
    if restarts {
        restart(doc);
    }
    doc.touch(now);
    let due = doc.status.syncs();
    let creator = doc.creator;
    if id.kind == Kind::Invoice {
        world
            .desk
            .write(id, Author::Person(creator), now, " has edited the invoice".to_owned());
    }
    world.desk.lists.changed();
    if due {
        world.queue_sync(id);
    }
    Ok(())
}

fn restart(doc: &mut Document) {
    doc.status = match doc.status {
        Status::Approved | Status::Paid => Status::Pending,
        Status::ReadyToPay | Status::Settled => Status::Outstanding,
        other => other,
    };
}

/// A PUT: only the passed attributes change, unknown ones are dropped silently.
pub fn update(world: &mut World, id: Ref, fields: &Value) -> Result<(), Reply> {
    let now = world.now();
    let root = match id.kind {
        Kind::Order => "purchase_order",
        Kind::Invoice => "invoice",
    };
    let Some(passed) = fields.get(root).and_then(Value::as_object) else {
        return Err(error(400, &format!("param is missing or the value is empty: {root}")));
    };
    let mut doc = world.desk.get(id).ok_or_else(not_found)?.clone();
    let before = snapshot(&doc);
    for (key, value) in passed {
        apply(world, &mut doc, key, value)?;
    }
    if fields.get("commit").and_then(Value::as_str) == Some("Send") && doc.status == Status::Draft {
        doc.status = Status::Pending;
        doc.date = now;
        doc.approval_key = Some(format!("{}-{}", doc.number, doc.day()));
    }
    let changed = snapshot(&doc) != before;
    if world.mode == Mode::EditRestartsApproval {
        restart(&mut doc);
        doc.touch(now);
    } else if changed || world.mode == Mode::EditResends {
        doc.touch(now);
    }
    let due = doc.status.syncs() && world.mode == Mode::EditResends;
    if let Some(stored) = world.desk.get_mut(id) {
        *stored = doc;
    }
    world.desk.lists.changed();
    if due {
        world.queue_resend(id);
    }
    Ok(())
}

/// What an edit can change, for telling whether it did.
fn snapshot(doc: &Document) -> String {
    format!(
        "{:?}|{}|{}|{:?}|{}|{}|{:?}|{:?}",
        doc.lines, doc.number, doc.date, doc.due, doc.notes, doc.supplier, doc.orders, doc.status
    )
}

fn apply(world: &mut World, doc: &mut Document, key: &str, value: &Value) -> Result<(), Reply> {
    let text = value.as_str();
    match (doc.kind, key) {
        (_, "notes") => text.unwrap_or_default().clone_into(&mut doc.notes),
        (_, "supplier_id") => {
            let id = value
                .as_u64()
                .or_else(|| text?.parse().ok())
                .ok_or_else(|| invalid("Supplier must exist"))?;
            world.desk.supplier(id).ok_or_else(|| invalid("Supplier must exist"))?;
            doc.supplier = id;
        }
        (Kind::Order, "submitted_on") => {
            let at = instant(value).ok_or_else(|| invalid("Submitted on is invalid"))?;
            doc.date = if at.timestamp() % 3600 == 0 {
                at + TimeDelta::hours(15)
            } else {
                at
            };
        }
        (Kind::Invoice, "issue_date") => doc.date = instant(value).ok_or_else(|| invalid("Issue date is invalid"))?,
        (Kind::Invoice, "due_date") => doc.due = instant(value).map(crate::clock::central_day),
        (Kind::Invoice, "invoice_number") => {
            let number = text.unwrap_or_default().trim();
            if number.is_empty() {
                return Err(invalid("Invoice number can't be blank"));
            }
            number.clone_into(&mut doc.number);
        }
        (Kind::Invoice, "selected_purchase_order_ids") => {
            doc.orders = value
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_u64)
                .collect();
        }
        (Kind::Order, "purchase_order_items_attributes") | (Kind::Invoice, "invoice_line_items_attributes") => {
            for row in value.as_array().into_iter().flatten() {
                apply_line(world, doc, row)?;
            }
        }
        _ => {}
    }
    Ok(())
}

fn apply_line(world: &mut World, doc: &mut Document, row: &Value) -> Result<(), Reply> {
    let id = row
        .get("id")
        .and_then(|v| v.as_u64().or_else(|| v.as_str()?.parse().ok()));
    let destroy = row
        .get("_destroy")
        .is_some_and(|v| v.as_bool() == Some(true) || v.as_str() == Some("true") || v.as_u64() == Some(1));
    if destroy {
        if let Some(id) = id {
            doc.lines.retain(|line| line.id != id);
        }
        return Ok(());
    }
    let account = row.get("chart_of_account_id").and_then(Value::as_u64);
    if account.is_some_and(|id| world.desk.account(id).is_none()) {
        return Err(invalid("Chart of account must exist"));
    }
    if id.is_none() {
        world.desk.next_line += 1;
        doc.lines.push(Line {
            id: world.desk.next_line,
            description: String::new(),
            quantity: Decimal::ONE,
            unit_price: Decimal::ZERO,
            net: Decimal::ZERO,
            tax_rate: Decimal::ZERO,
            tax: Decimal::ZERO,
            tax_code: Some(usual_tax_code(Decimal::ZERO)),
            product: None,
            billable: false,
            account: account.unwrap_or_default(),
            class: None,
            customer: None,
            order_line: None,
        });
    }
    let wanted = id.unwrap_or(world.desk.next_line);
    let line = doc
        .lines
        .iter_mut()
        .find(|line| line.id == wanted)
        .ok_or_else(|| error(404, "Line not found"))?;
    if let Some(account) = account {
        line.account = account;
    }
    if let Some(text) = row.get("description").and_then(Value::as_str) {
        text.clone_into(&mut line.description);
    }
    let amount = |name: &str| row.get(name).and_then(money::parse);
    let (quantity, price, rate) = (amount("quantity"), amount("unit_price"), amount("vat"));
    if quantity.is_some_and(|q| q != line.quantity)
        || price.is_some_and(|p| p != line.unit_price)
        || rate.is_some_and(|r| r != line.tax_rate)
    {
        line.quantity = quantity.unwrap_or(line.quantity);
        line.unit_price = price.unwrap_or(line.unit_price);
        if let Some(rate) = rate.filter(|rate| *rate != line.tax_rate) {
            line.tax_rate = rate;
            line.tax_code = Some(usual_tax_code(rate));
        }
        line.net = money::cents(line.quantity * line.unit_price);
        line.tax = money::cents(line.net * line.tax_rate / Decimal::ONE_HUNDRED);
    }
    for (name, slot) in [
        ("qbo_customer_id", &mut line.customer),
        ("quickbooks_class_id", &mut line.class),
    ] {
        if let Some(value) = row.get(name) {
            *slot = value.as_u64();
        }
    }
    Ok(())
}

/// A date in the company's format, or a Unix time as the service itself writes it.
fn instant(value: &Value) -> Option<DateTime<Utc>> {
    if let Some(number) = value.as_i64() {
        return if number > 100_000_000_000 {
            DateTime::from_timestamp_millis(number)
        } else {
            DateTime::from_timestamp(number, 0)
        };
    }
    let text = value.as_str()?;
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Some(at.with_timezone(&Utc));
    }
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().map(central_midnight)
}
