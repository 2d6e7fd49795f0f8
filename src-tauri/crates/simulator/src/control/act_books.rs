//! Acts on QuickBooks' side: transactions, name lists, closing date. Part of `acts`.

use super::acts::{Done, day, document, text};
use crate::money;
use crate::state::World;
use crate::state::books::{Entity, Txn};
use crate::state::document::Ref;
use rust_decimal::Decimal;
use serde_json::{Map, Value};

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

pub fn on_lists(world: &mut World, act: &str, body: &Value) -> Done {
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
