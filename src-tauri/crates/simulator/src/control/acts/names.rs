//! Acts on names and settings: QuickBooks' lists and closing date, suppliers, and what stops a
//! whole company.

use super::{Done, day, number, text};
use crate::state::World;
use crate::state::books::{Entity, plain_name};
use crate::state::desk::Connection;
use serde_json::{Map, Value};

const TAKEN: &str = "Duplicate Name Exists Error (6240): the name is taken";

pub fn on_lists(world: &mut World, act: &str, body: &Value) -> Done {
    let now = world.now();
    match act {
        "close_books" => world.books.close_date = Some(day(body)?),
        "open_books" => world.books.close_date = None,
        "close_name_form" => {
            if !world.books.open_forms.remove(&text(body, "name")?.to_lowercase()) {
                return Err("name: nobody has its form open".to_owned());
            }
        }
        "reactivate_vendor" | "reactivate_account" => {
            let (entity, key) = if act == "reactivate_vendor" {
                (Entity::Vendor, "vendor")
            } else {
                (Entity::Account, "account")
            };
            let id = named(world, entity, body, key)?;
            if !world.books.set_active(entity, id, true, now) {
                return Err(TAKEN.to_owned());
            }
        }
        "make_inactive" | "reactivate" => {
            let kinds = [
                (Entity::Vendor, "vendor"),
                (Entity::Account, "account"),
                (Entity::Customer, "customer"),
                (Entity::Employee, "employee"),
                (Entity::Class, "class"),
                (Entity::Item, "item"),
            ];
            let (entity, key) = kinds
                .into_iter()
                .find(|(_, key)| body.get(*key).is_some())
                .ok_or("vendor, account, customer, employee, class or item: missing")?;
            let id = named(world, entity, body, key)?;
            if !world.books.set_active(entity, id, act == "reactivate", now) {
                return Err(TAKEN.to_owned());
            }
        }
        "merge_vendors" => {
            let (losing, surviving) = (
                named(world, Entity::Vendor, body, "vendor")?,
                named(world, Entity::Vendor, body, "into")?,
            );
            if losing == surviving {
                return Err("into: another vendor is needed".to_owned());
            }
            world.books.merge_vendors(losing, surviving, now);
        }
        "duplicate_vendor" => {
            let id = named(world, Entity::Vendor, body, "vendor")?;
            let vendor = world.books.named(Entity::Vendor, id).ok_or("vendor: unknown")?;
            let plain = plain_name(&vendor.name).to_owned();
            let fields = vendor.fields.clone();
            let name = body
                .get("name")
                .and_then(Value::as_str)
                .map_or_else(|| format!("{plain} 2"), str::to_owned);
            if world.books.person(&name).is_some() {
                return Err(TAKEN.to_owned());
            }
            world.books.add_named(Entity::Vendor, &name, fields, now);
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
        "create_terms" => {
            world
                .books
                .add_named(Entity::Term, text(body, "name")?, Map::new(), now);
        }
        _ => {
            let name = text(body, "name")?;
            if world.books.person(name).is_some() {
                return Err(TAKEN.to_owned());
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
pub fn named(world: &World, entity: Entity, body: &Value, key: &str) -> Result<u64, String> {
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

pub fn on_supplier(world: &mut World, act: &str, body: &Value) -> Done {
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
pub fn on_company(world: &mut World, act: &str, body: &Value) -> Done {
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
