//! Acts on QuickBooks' transactions.

use super::names::named;
use super::{Done, day, document, id_or_null, position};
use crate::money;
use crate::state::World;
use crate::state::books::{Draft, Entity, Txn};
use crate::state::document::Ref;
use chrono::TimeDelta;
use rust_decimal::Decimal;
use serde_json::Value;

/// The live record of a document in QuickBooks.
fn record(world: &World, id: Ref) -> Result<&Txn, String> {
    let doc = world.desk.get(id).ok_or("no such document")?;
    doc.made
        .iter()
        .rev()
        .find_map(|made| world.books.txn(*made))
        .ok_or_else(|| format!("{id} is not in QuickBooks"))
}

pub fn on_transaction(world: &mut World, act: &str, body: &Value) -> Done {
    let now = world.now();
    let id = document(world, body)?;
    match act {
        "type_bill_by_hand" => return type_by_hand(world, id, body),
        "recreate_in_quickbooks" => return recreate(world, id),
        _ => {}
    }
    let txn = record(world, id)?;
    let (record, mut draft) = (txn.id, txn.draft.clone());
    match act {
        "delete_in_quickbooks" => world.books.delete_txn(record, now),
        "close_order_by_expense" | "reopen_order" if draft.entity != Entity::PurchaseOrder => {
            return Err("ref: an order is needed".to_owned());
        }
        "close_order_by_expense" => world.books.spend(record, now),
        "reopen_order" => world.books.take_back(record, now),
        "edit_in_quickbooks" => {
            edit(world, &mut draft, body)?;
            world.books.update_txn(record, draft, now);
        }
        "unlink" => world.books.unlink(record, now),
        "pay_in_quickbooks" if draft.entity == Entity::PurchaseOrder => {
            return Err("ref: an order is not paid in QuickBooks".to_owned());
        }
        "pay_in_quickbooks" => world.books.pay(record, now),
        "unpay_in_quickbooks" => world.books.unpay(record, now),
        "change_date_in_quickbooks" => {
            draft.date = match body.get("days").and_then(Value::as_i64) {
                Some(days) => draft.date + TimeDelta::days(days),
                None => day(body)?,
            };
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
        .filter(|id| world.books.named(Entity::Vendor, *id).is_some())
        .ok_or("the supplier has no vendor")?;
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

/// Somebody enters again by hand what was deleted.
fn recreate(world: &mut World, id: Ref) -> Done {
    let now = world.now();
    let doc = world.desk.get(id).ok_or("no such document")?;
    let gone = doc.made.iter().rev().find_map(|made| {
        let txn = world.books.txns.get(made)?;
        (!txn.live()).then(|| txn.draft.clone())
    });
    let mut draft = gone.ok_or("nothing of it was deleted")?;
    for line in &mut draft.lines {
        line.link = None;
    }
    world.books.add_txn(draft, now);
    Ok(())
}

/// `note`, `number`, `due_date`; with `line` its `account`, `class` or `customer` (QuickBooks' ids,
/// `null` for none).
fn edit(world: &World, draft: &mut Draft, body: &Value) -> Done {
    let text = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_owned);
    draft.note = text("note").or(draft.note.take());
    draft.number = text("number").or(draft.number.take());
    if let Some(due) = text("due_date") {
        draft.due = Some(due.parse().map_err(|_| "due_date: YYYY-MM-DD".to_owned())?);
    }
    if body.get("line").is_none() {
        return Ok(());
    }
    let at = position(body, draft.lines.len())?;
    let Some(line) = draft.lines.get_mut(at) else {
        return Ok(());
    };
    if body.get("account").is_some() {
        line.account = named(world, Entity::Account, body, "account")?;
    }
    for (entity, key, slot) in [
        (Entity::Class, "class", &mut line.class),
        (Entity::Customer, "customer", &mut line.customer),
    ] {
        if body.get(key).is_some() {
            *slot = id_or_null(body, key)?
                .map(|_| named(world, entity, body, key))
                .transpose()?;
        }
    }
    Ok(())
}
