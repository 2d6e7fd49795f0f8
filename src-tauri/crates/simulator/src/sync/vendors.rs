//! Which vendor a supplier is in QuickBooks: the stored link, else the active vendor of exactly
//! the same name, else a new one. Near-equal names are refused, as the help article describes.

use super::{Failure, rules, wording};
use crate::state::books::{Books, Entity};
use crate::state::desk::Desk;
use crate::state::document::Document;
use chrono::{DateTime, Utc};
use serde_json::{Map, json};

pub enum VendorPlan {
    Use(u64),
    Create,
}

pub fn choose(desk: &Desk, books: &Books, doc: &Document) -> Result<VendorPlan, Failure> {
    let Some(supplier) = desk.supplier(doc.supplier) else {
        return Err(Failure::own("REQUIRED_MISSING", None, "The supplier is missing."));
    };
    if supplier.archived {
        return Err(Failure::own(
            "VENDOR_INACTIVE",
            Some(("supplier", supplier.id.to_string())),
            wording::VENDOR_ARCHIVED,
        ));
    }
    if let Some(id) = supplier.vendor {
        return Ok(VendorPlan::Use(id));
    }
    let exact = books
        .with_name(&supplier.name)
        .filter_map(|(entity, id)| books.named(entity, id));
    for named in exact {
        if named.entity == Entity::Vendor && named.active && named.name == supplier.name {
            return Ok(VendorPlan::Use(named.id));
        }
    }
    rules::check_name(books, &supplier.name, None).map_err(|fault| {
        let mut failure = Failure::from(fault);
        if failure.cause.class == "FIELD_FORMAT" {
            failure.cause.culprit = Some(("supplier", supplier.id.to_string()));
        }
        failure
    })?;
    let key = near_key(&supplier.name);
    if books
        .of(Entity::Vendor)
        .any(|vendor| vendor.active && near_key(&vendor.name) == key)
    {
        return Err(Failure::own(
            "VENDOR_NOT_FOUND",
            Some(("supplier", supplier.id.to_string())),
            wording::CANNOT_CREATE,
        ));
    }
    Ok(VendorPlan::Create)
}

/// Creates the vendor of a supplier.
pub fn create(desk: &Desk, books: &mut Books, supplier: u64, at: DateTime<Utc>) -> u64 {
    let Some(supplier) = desk.supplier(supplier) else {
        return 0;
    };
    let fields = vendor_fields(&supplier.name, supplier.currency);
    books.add_named(Entity::Vendor, &supplier.name, fields, at)
}

pub fn vendor_fields(name: &str, currency: &str) -> Map<String, serde_json::Value> {
    let currency_name = if currency == "USD" {
        "United States Dollar"
    } else {
        "Euro"
    };
    let mut fields = Map::new();
    fields.insert("CompanyName".to_owned(), json!(name));
    fields.insert("PrintOnCheckName".to_owned(), json!(name));
    fields.insert("Vendor1099".to_owned(), json!(false));
    fields.insert(
        "CurrencyRef".to_owned(),
        json!({"value": currency, "name": currency_name}),
    );
    fields
}

/// Letters and digits only, "and" for "&", without the legal form.
fn near_key(name: &str) -> String {
    let lower = name.to_lowercase().replace('&', " and ");
    let words = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    words
        .filter(|word| !matches!(*word, "ltd" | "limited" | "inc" | "llc" | "gmbh" | "co" | "corp"))
        .collect::<Vec<_>>()
        .join(" ")
}
