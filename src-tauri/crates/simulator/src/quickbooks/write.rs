//! Create, full and sparse update, and delete through the public API. The same validations as
//! for the sync apply; a no-op update keeps the sync token.

use super::{Answer, render};
use crate::money;
use crate::state::books::{Books, Draft, Entity, TxnLine};
use crate::sync::fault::Fault;
use crate::sync::rules;
use crate::sync::vendors::vendor_fields;
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

fn id_of(value: Option<&Value>) -> Option<u64> {
    value.and_then(Value::as_str).and_then(|text| text.parse().ok())
}

fn reference(body: &Value, key: &str) -> Option<u64> {
    id_of(body.get(key).and_then(|r| r.get("value")))
}

pub fn save(books: &mut Books, entity: Entity, body: &Value, allow_duplicate: bool, now: DateTime<Utc>) -> Answer {
    rules::check_company(books, entity)?;
    if entity == Entity::Purchase {
        return Err(Fault::new(
            "500",
            "Unsupported Operation",
            "Operation create is not supported by this simulator.",
        ));
    }
    let id = match body.get("Id").and_then(Value::as_str) {
        Some(text) => {
            let id = text.parse::<u64>().map_err(|_| {
                Fault::new(
                    "2030",
                    "Invalid ID",
                    format!("Id should be a valid number. Supplied value:{text}"),
                )
                .at("Id")
            })?;
            check_token(books, entity, id, body)?;
            Some(id)
        }
        None => None,
    };
    if entity.is_txn() {
        save_txn(books, entity, id, body, allow_duplicate, now)
    } else {
        save_named(books, entity, id, body, now)
    }
}

fn check_token(books: &Books, entity: Entity, id: u64, body: &Value) -> Result<(), Fault> {
    let token = if entity.is_txn() {
        books
            .txn(id)
            .filter(|txn| txn.draft.entity == entity)
            .map(|txn| txn.token)
    } else {
        books.named(entity, id).map(|named| named.token)
    };
    let token = token.ok_or_else(Fault::inactive)?;
    match body.get("SyncToken").and_then(Value::as_str) {
        None => Err(Fault::missing("SyncToken").at("SyncToken")),
        Some(sent) if sent == token.to_string() => Ok(()),
        Some(_) => Err(Fault::stale()),
    }
}

fn save_named(books: &mut Books, entity: Entity, id: Option<u64>, body: &Value, now: DateTime<Utc>) -> Answer {
    let key = if entity.is_person() { "DisplayName" } else { "Name" };
    let name = body
        .get(key)
        .and_then(Value::as_str)
        .map(str::trim)
        .filter(|name| !name.is_empty());
    if let Some(name) = name
        && entity.is_person()
    {
        rules::check_name(books, name, id.map(|id| (entity, id)))?;
    }
    let id = if let Some(id) = id {
        if let Some(active) = body.get("Active").and_then(Value::as_bool) {
            set_active(books, entity, id, active, name, now);
        }
        if let Some(name) = name
            && books
                .named(entity, id)
                .is_some_and(|named| named.name != name && named.active)
        {
            books.rename(entity, id, name, now);
        }
        id
    } else {
        let name = name.ok_or_else(|| Fault::missing(key).at("Name"))?;
        // A vendor's currency is accepted and ignored, as live tests found.
        let fields = if entity == Entity::Vendor {
            vendor_fields(name, "USD")
        } else {
            scalars(body)
        };
        books.add_named(entity, name, fields, now)
    };
    let named = books.named(entity, id).ok_or_else(Fault::inactive)?;
    Ok(json!({entity.name(): render::tree(|object| render::named(object, named))}))
}

fn set_active(books: &mut Books, entity: Entity, id: u64, active: bool, name: Option<&str>, now: DateTime<Utc>) {
    let current = books.named(entity, id).is_some_and(|named| named.active);
    if current == active {
        return;
    }
    if active {
        // The suffix goes only when the name is sent without it.
        if let Some(name) = name {
            books.rename(entity, id, name, now);
        }
        if let Some(named) = books.names.get_mut(&(entity, id)) {
            named.active = true;
            if name.is_none() {
                named.token += 1;
                named.updated = now;
            }
        }
        books.lists.changed();
    } else {
        books.set_active(entity, id, false, now);
    }
}

fn scalars(body: &Value) -> Map<String, Value> {
    let skip = [
        "Id",
        "SyncToken",
        "Active",
        "DisplayName",
        "Name",
        "sparse",
        "domain",
        "MetaData",
        "FullyQualifiedName",
    ];
    body.as_object()
        .into_iter()
        .flatten()
        .filter(|(key, _)| !skip.contains(&key.as_str()))
        .map(|(k, v)| (k.clone(), v.clone()))
        .collect()
}

fn save_txn(
    books: &mut Books,
    entity: Entity,
    id: Option<u64>,
    body: &Value,
    allow_duplicate: bool,
    now: DateTime<Utc>,
) -> Answer {
    let sparse = body.get("sparse").and_then(Value::as_bool).unwrap_or(false);
    let old = id
        .and_then(|id| books.txn(id))
        .map(|txn| txn.draft.clone())
        .filter(|_| sparse);
    let draft = parse(books, entity, body, old.as_ref(), now)?;
    rules::check(books, &draft, id, false, allow_duplicate)?;
    let id = if let Some(id) = id {
        books.update_txn(id, draft, now);
        id
    } else {
        books.add_txn(draft, now)
    };
    let txn = books.txn(id).ok_or_else(Fault::inactive)?;
    Ok(json!({entity.name(): render::tree(|object| render::txn(object, books, txn))}))
}

fn parse(books: &Books, entity: Entity, body: &Value, old: Option<&Draft>, now: DateTime<Utc>) -> Result<Draft, Fault> {
    let day = |key: &str| -> Result<Option<NaiveDate>, Fault> {
        let Some(text) = body.get(key).and_then(Value::as_str) else {
            return Ok(None);
        };
        text.parse()
            .map(Some)
            .map_err(|_| Fault::new("2060", "Invalid date", format!("Invalid date : {text}")).at("TxnDate"))
    };
    let vendor = reference(body, "VendorRef")
        .or(old.map(|d| d.vendor))
        .ok_or_else(|| Fault::missing("VendorRef").at("VendorRef"))?;
    let lines = match body.get("Line").and_then(Value::as_array) {
        Some(rows) => rows
            .iter()
            .map(|row| line(row, books.profile.tracks_tax))
            .collect::<Result<Vec<_>, _>>()?,
        None => old.map(|d| d.lines.clone()).unwrap_or_default(),
    };
    let currency = body
        .get("CurrencyRef")
        .and_then(|r| r.get("value"))
        .and_then(Value::as_str)
        .map(str::to_owned);
    let text = |key: &str| body.get(key).and_then(Value::as_str).map(str::to_owned);
    let tax = body
        .get("TxnTaxDetail")
        .and_then(|t| t.get("TotalTax"))
        .and_then(money::parse);
    Ok(Draft {
        entity,
        number: text("DocNumber").or(old.and_then(|d| d.number.clone())),
        date: day("TxnDate")?
            .or(old.map(|d| d.date))
            .unwrap_or_else(|| crate::clock::pacific(now).date_naive()),
        due: day("DueDate")?.or(old.and_then(|d| d.due)),
        vendor,
        currency: currency
            .or(old.map(|d| d.currency.clone()))
            .unwrap_or_else(|| "USD".to_owned()),
        rate: body
            .get("ExchangeRate")
            .and_then(money::parse)
            .or(old.and_then(|d| d.rate)),
        lines,
        tax: tax.or(old.map(|d| d.tax)).unwrap_or_default(),
        note: text("PrivateNote").or(old.and_then(|d| d.note.clone())),
        ap_account: reference(body, "APAccountRef").unwrap_or(books.ap_account),
    })
}

/// Where tax is not tracked, QuickBooks puts its own code on every line.
fn line(row: &Value, tracks_tax: bool) -> Result<TxnLine, Fault> {
    let amount = row
        .get("Amount")
        .and_then(money::parse)
        .ok_or_else(|| Fault::missing("Line.Amount").at("Line.Amount"))?;
    let account = row.get("AccountBasedExpenseLineDetail");
    let item = row.get("ItemBasedExpenseLineDetail");
    let detail = account
        .or(item)
        .ok_or_else(|| Fault::missing("Line.DetailType").at("Line.DetailType"))?;
    let number = |key: &str| detail.get(key).and_then(money::parse);
    if let (Some(quantity), Some(price)) = (number("Qty"), number("UnitPrice"))
        && money::cents(quantity * price) != amount
    {
        let detail = format!("Amount is not equal to UnitPrice * Qty. Supplied value:{amount}");
        return Err(Fault::new("6070", "Amount calculation incorrect in the request", detail).at("Line.Amount"));
    }
    let links = row.get("LinkedTxn").and_then(Value::as_array);
    let link = links
        .and_then(|rows| rows.first())
        .and_then(|link| Some((id_of(link.get("TxnId"))?, id_of(link.get("TxnLineId"))?)));
    Ok(TxnLine {
        id: id_of(row.get("Id")).unwrap_or(0),
        description: row
            .get("Description")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned(),
        amount: amount.max(Decimal::MIN),
        account: reference(detail, "AccountRef").unwrap_or(0),
        item: reference(detail, "ItemRef"),
        class: reference(detail, "ClassRef"),
        customer: reference(detail, "CustomerRef"),
        billable: detail.get("BillableStatus").and_then(Value::as_str) == Some("Billable"),
        has_tax_code: !tracks_tax || detail.get("TaxCodeRef").is_some(),
        link,
    })
}

/// Transactions are deleted and leave a tombstone; list records can only be made inactive.
pub fn delete(books: &mut Books, entity: Entity, body: &Value, now: DateTime<Utc>) -> Answer {
    if !entity.is_txn() {
        return Err(Fault::new(
            "500",
            "Unsupported Operation",
            "Operation delete is not supported.",
        ));
    }
    rules::check_company(books, entity)?;
    let id = id_of(body.get("Id")).ok_or_else(|| Fault::missing("Id").at("Id"))?;
    let Some(txn) = books.txn(id).filter(|txn| txn.draft.entity == entity) else {
        return Err(Fault::new(
            "610",
            "Object Not Found",
            "Object Not Found : Another user has deleted this transaction.",
        ));
    };
    check_token(books, entity, id, body)?;
    if entity == Entity::PurchaseOrder && txn.links.iter().any(|(_, kind)| *kind == "Bill") {
        return Err(Fault::business(
            "You can't delete this transaction because it is linked to other transactions.",
        ));
    }
    books.delete_txn(id, now);
    Ok(json!({entity.name(): {"status": "Deleted", "domain": "QBO", "Id": id.to_string()}}))
}
