//! How QuickBooks writes its objects: Pacific times with offset, money as numbers, members
//! without a value left out, unknown extra members sprinkled in.

use crate::clock::pacific;
use crate::money::number;
use crate::state::books::{Books, Entity, Named, Txn, TxnLine, plain_name};
use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

/// Pacific time with offset; answers carry milliseconds, records do not.
pub fn time(at: DateTime<Utc>, millis: bool) -> String {
    let format = if millis {
        "%Y-%m-%dT%H:%M:%S%.3f%:z"
    } else {
        "%Y-%m-%dT%H:%M:%S%:z"
    };
    pacific(at).format(format).to_string()
}

fn put(map: &mut Map<String, Value>, key: &str, value: Value) {
    map.insert(key.to_owned(), value);
}

fn common(id: u64, token: u32, created: DateTime<Utc>, updated: DateTime<Utc>) -> Map<String, Value> {
    let mut map = Map::new();
    put(&mut map, "Id", json!(id.to_string()));
    put(&mut map, "SyncToken", json!(token.to_string()));
    put(&mut map, "domain", json!("QBO"));
    put(&mut map, "sparse", json!(false));
    put(
        &mut map,
        "MetaData",
        json!({"CreateTime": time(created, false), "LastUpdatedTime": time(updated, false)}),
    );
    map
}

pub fn named(record: &Named) -> Value {
    let mut map = record.fields.clone();
    map.extend(common(record.id, record.token, record.created, record.updated));
    put(&mut map, "Active", json!(record.active));
    if record.entity.is_person() {
        put(&mut map, "DisplayName", json!(record.name));
    } else {
        put(&mut map, "Name", json!(record.name));
    }
    match record.entity {
        Entity::Vendor => {
            // Open payables are not summed up: a plain figure is enough here.
            put(
                &mut map,
                "Balance",
                number(rust_decimal::Decimal::from(record.id % 7 * 125)),
            );
            put(&mut map, "V4IDPseudonym", json!(format!("002098{:026x}", record.id)));
        }
        Entity::Account | Entity::Class | Entity::Department | Entity::Customer | Entity::Item => {
            let parent = record.text("Parent");
            let full = if parent.is_empty() {
                record.name.clone()
            } else {
                format!("{parent}:{}", record.name)
            };
            map.remove("Parent");
            put(&mut map, "FullyQualifiedName", json!(full));
        }
        _ => {}
    }
    Value::Object(map)
}

pub fn reference(books: &Books, entity: Entity, id: u64) -> Value {
    match books.named(entity, id) {
        Some(record) => json!({"value": id.to_string(), "name": record.name}),
        None => json!({"value": id.to_string()}),
    }
}

pub fn txn(books: &Books, txn: &Txn) -> Value {
    let draft = &txn.draft;
    let mut map = common(txn.id, txn.token, txn.created, txn.updated);
    if let Some(number) = &draft.number {
        put(&mut map, "DocNumber", json!(number));
    }
    put(&mut map, "TxnDate", json!(draft.date.to_string()));
    if let Some(due) = draft.due {
        put(&mut map, "DueDate", json!(due.to_string()));
    }
    let mut vendor = reference(books, Entity::Vendor, draft.vendor);
    if draft.entity == Entity::Purchase {
        if let Value::Object(map) = &mut vendor {
            put(map, "type", json!("Vendor"));
        }
        put(&mut map, "EntityRef", vendor);
        put(&mut map, "PaymentType", json!("Cash"));
    } else {
        put(&mut map, "VendorRef", vendor);
        put(
            &mut map,
            "APAccountRef",
            reference(books, Entity::Account, draft.ap_account),
        );
    }
    let currency_name = if draft.currency == "USD" {
        "United States Dollar"
    } else {
        "Euro"
    };
    put(
        &mut map,
        "CurrencyRef",
        json!({"value": draft.currency, "name": currency_name}),
    );
    if let Some(rate) = draft.rate {
        put(&mut map, "ExchangeRate", number(rate));
    }
    if let Some(note) = &draft.note {
        put(&mut map, "PrivateNote", json!(note));
    }
    if !draft.tax.is_zero() {
        put(&mut map, "TxnTaxDetail", json!({"TotalTax": number(draft.tax)}));
    }
    put(&mut map, "TotalAmt", number(draft.total()));
    put(
        &mut map,
        "Line",
        draft
            .lines
            .iter()
            .enumerate()
            .map(|(at, l)| line(books, at, l, draft.entity))
            .collect(),
    );
    let links: Vec<Value> = txn
        .links
        .iter()
        .map(|(id, kind)| json!({"TxnId": id.to_string(), "TxnType": kind}))
        .collect();
    if draft.entity == Entity::PurchaseOrder {
        put(&mut map, "POStatus", json!(if txn.closed { "Closed" } else { "Open" }));
        put(&mut map, "LinkedTxn", Value::Array(links));
        put(&mut map, "EmailStatus", json!("NotSet"));
        if let Some(vendor) = books.named(Entity::Vendor, draft.vendor) {
            put(
                &mut map,
                "VendorAddr",
                json!({"Id": (txn.id + 100_000).to_string(), "Line1": plain_name(&vendor.name)}),
            );
        }
    } else {
        if draft.entity != Entity::Purchase {
            put(&mut map, "Balance", number(txn.balance()));
        }
        if !links.is_empty() {
            put(&mut map, "LinkedTxn", Value::Array(links));
        }
        if draft.rate.is_some() {
            let rate = draft.rate.unwrap_or_default();
            put(
                &mut map,
                "HomeBalance",
                number(crate::money::cents(txn.balance() * rate)),
            );
        }
    }
    Value::Object(map)
}

fn line(books: &Books, at: usize, line: &TxnLine, entity: Entity) -> Value {
    let mut detail = Map::new();
    let kind = if let Some(item) = line.item {
        put(&mut detail, "ItemRef", reference(books, Entity::Item, item));
        "ItemBasedExpenseLineDetail"
    } else {
        put(
            &mut detail,
            "AccountRef",
            reference(books, Entity::Account, line.account),
        );
        "AccountBasedExpenseLineDetail"
    };
    put(&mut detail, "BillableStatus", json!("NotBillable"));
    put(&mut detail, "TaxCodeRef", json!({"value": "NON"}));
    if let Some(class) = line.class {
        put(&mut detail, "ClassRef", reference(books, Entity::Class, class));
    }
    if let Some(customer) = line.customer {
        put(&mut detail, "CustomerRef", reference(books, Entity::Customer, customer));
    }
    let mut map = Map::new();
    put(&mut map, "Id", json!(line.id.to_string()));
    put(&mut map, "LineNum", json!(at + 1));
    if !line.description.is_empty() {
        put(&mut map, "Description", json!(line.description));
    }
    put(&mut map, "Amount", number(line.amount));
    if entity == Entity::PurchaseOrder {
        put(&mut map, "Received", json!(0));
    }
    if let Some((order, order_line)) = line.link {
        put(
            &mut map,
            "LinkedTxn",
            json!([{"TxnId": order.to_string(), "TxnType": "PurchaseOrder", "TxnLineId": order_line.to_string()}]),
        );
    }
    put(&mut map, "DetailType", json!(kind));
    put(&mut map, kind, Value::Object(detail));
    Value::Object(map)
}
