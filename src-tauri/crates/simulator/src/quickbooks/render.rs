//! How QuickBooks writes its objects: Pacific times with offset, money as numbers, members
//! without a value left out, unknown extra members sprinkled in.

use super::json::Object;
use crate::clock::pacific;
use crate::state::books::{Books, Entity, Named, Txn, TxnLine, plain_name};
use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde_json::Value;

/// Pacific time with offset; answers carry milliseconds, records do not.
pub fn time(at: DateTime<Utc>, millis: bool) -> String {
    let format = if millis {
        "%Y-%m-%dT%H:%M:%S%.3f%:z"
    } else {
        "%Y-%m-%dT%H:%M:%S%:z"
    };
    pacific(at).format(format).to_string()
}

/// One object as a tree.
pub fn tree(write: impl FnOnce(&mut Object<'_>)) -> Value {
    let mut out = Vec::new();
    let mut object = Object::begin(&mut out);
    write(&mut object);
    object.end();
    serde_json::from_slice(&out).unwrap_or(Value::Null)
}

fn common(object: &mut Object<'_>, id: u64, token: u32, created: DateTime<Utc>, updated: DateTime<Utc>) {
    object.put("domain", "QBO");
    object.put("sparse", false);
    object.put("Id", id.to_string());
    object.put("SyncToken", token.to_string());
    object.object("MetaData", |meta| {
        meta.put("CreateTime", time(created, false));
        meta.put("LastUpdatedTime", time(updated, false));
    });
}

pub fn named(object: &mut Object<'_>, record: &Named) {
    for (key, value) in record.fields.iter().filter(|(key, _)| *key != "Parent") {
        object.put(key, value);
    }
    common(object, record.id, record.token, record.created, record.updated);
    object.put("Active", record.active);
    let key = if record.entity.is_person() {
        "DisplayName"
    } else {
        "Name"
    };
    object.put(key, &record.name);
    match record.entity {
        Entity::Vendor => {
            // Open payables are not summed up: a plain figure is enough here.
            object.money("Balance", Decimal::from(record.id % 7 * 125));
            object.put("V4IDPseudonym", format!("002098{:026x}", record.id));
        }
        Entity::Account | Entity::Class | Entity::Department | Entity::Customer | Entity::Item => {
            let parent = record.text("Parent");
            if parent.is_empty() {
                object.put("FullyQualifiedName", &record.name);
            } else {
                object.put("FullyQualifiedName", format!("{parent}:{}", record.name));
            }
        }
        _ => {}
    }
}

fn reference(object: &mut Object<'_>, key: &str, books: &Books, entity: Entity, id: u64) {
    object.object(key, |inner| {
        inner.put("value", id.to_string());
        if let Some(record) = books.named(entity, id) {
            inner.put("name", &record.name);
        }
        if key == "EntityRef" {
            inner.put("type", "Vendor");
        }
    });
}

pub fn txn(object: &mut Object<'_>, books: &Books, txn: &Txn) {
    let draft = &txn.draft;
    common(object, txn.id, txn.token, txn.created, txn.updated);
    if let Some(number) = &draft.number {
        object.put("DocNumber", number);
    }
    object.put("TxnDate", draft.date);
    if let Some(due) = draft.due {
        object.put("DueDate", due);
    }
    if draft.entity == Entity::Purchase {
        reference(object, "EntityRef", books, Entity::Vendor, draft.vendor);
        object.put("PaymentType", "Cash");
    } else {
        reference(object, "VendorRef", books, Entity::Vendor, draft.vendor);
        reference(object, "APAccountRef", books, Entity::Account, draft.ap_account);
    }
    object.object("CurrencyRef", |inner| {
        inner.put("value", &draft.currency);
        let home = draft.currency == "USD";
        inner.put("name", if home { "United States Dollar" } else { "Euro" });
    });
    if let Some(rate) = draft.rate {
        object.money("ExchangeRate", rate);
    }
    if let Some(note) = &draft.note {
        object.put("PrivateNote", note);
    }
    if !draft.tax.is_zero() {
        object.object("TxnTaxDetail", |inner| inner.money("TotalTax", draft.tax));
    }
    object.money("TotalAmt", draft.total());
    let lines = (1_u64..).zip(&draft.lines);
    object.objects("Line", lines, |inner, (at, row)| {
        line(inner, books, at, row, draft.entity);
    });
    if draft.entity == Entity::PurchaseOrder {
        object.put("POStatus", if txn.closed { "Closed" } else { "Open" });
        object.put("EmailStatus", "NotSet");
        if let Some(vendor) = books.named(Entity::Vendor, draft.vendor) {
            object.object("VendorAddr", |inner| {
                inner.put("Id", (txn.id + 100_000).to_string());
                inner.put("Line1", plain_name(&vendor.name));
            });
        }
    } else {
        if draft.entity != Entity::Purchase {
            object.money("Balance", txn.balance());
        }
        if let Some(rate) = draft.rate {
            object.money("HomeBalance", crate::money::cents(txn.balance() * rate));
        }
    }
    // Without links a purchase order shows an empty list, all others nothing.
    if draft.entity == Entity::PurchaseOrder || !txn.links.is_empty() {
        object.objects("LinkedTxn", txn.links.iter(), |inner, (id, kind)| {
            inner.put("TxnId", id.to_string());
            inner.put("TxnType", kind);
        });
    }
}

fn line(object: &mut Object<'_>, books: &Books, at: u64, line: &TxnLine, entity: Entity) {
    object.put("Id", line.id.to_string());
    object.put("LineNum", at);
    if !line.description.is_empty() {
        object.put("Description", &line.description);
    }
    object.money("Amount", line.amount);
    if entity == Entity::PurchaseOrder {
        object.put("Received", 0);
    }
    if let Some((order, order_line)) = line.link {
        object.objects("LinkedTxn", std::iter::once(()), |inner, ()| {
            inner.put("TxnId", order.to_string());
            inner.put("TxnType", "PurchaseOrder");
            inner.put("TxnLineId", order_line.to_string());
        });
    }
    let kind = if line.item.is_some() {
        "ItemBasedExpenseLineDetail"
    } else {
        "AccountBasedExpenseLineDetail"
    };
    object.put("DetailType", kind);
    object.object(kind, |detail| {
        match line.item {
            Some(item) => reference(detail, "ItemRef", books, Entity::Item, item),
            None => reference(detail, "AccountRef", books, Entity::Account, line.account),
        }
        detail.put("BillableStatus", if line.billable { "Billable" } else { "NotBillable" });
        if line.has_tax_code {
            detail.object("TaxCodeRef", |code| code.put("value", "NON"));
        }
        if let Some(class) = line.class {
            reference(detail, "ClassRef", books, Entity::Class, class);
        }
        if let Some(customer) = line.customer {
            reference(detail, "CustomerRef", books, Entity::Customer, customer);
        }
    });
}
