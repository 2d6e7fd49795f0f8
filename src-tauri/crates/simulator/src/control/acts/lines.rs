//! Acts on the lines of orders and invoices.

use super::documents::refusal;
use super::{Done, id_or_null, position, text};
use crate::money;
use crate::procurement::write;
use crate::state::World;
use crate::state::desk::Tag;
use crate::state::document::{Line, NO_TAX, Ref, SALES_TAX, usual_tax_code};
use rust_decimal::Decimal;
use serde_json::Value;

/// Another account, amount, class, customer or tax rate (`null`: none) on one line, or the line removed.
pub fn change(world: &mut World, id: Ref, act: &str, body: &Value) -> Done {
    let at = position(body, world.desk.get(id).map_or(0, |doc| doc.lines.len()))?;
    if act == "change_line_account" {
        let account = account(world, text(body, "account")?)?;
        return write::edit(world, id, |doc| {
            if let Some(line) = doc.lines.get_mut(at) {
                line.account = account;
            }
        })
        .map_err(refusal);
    }
    if act == "remove_line" {
        return write::edit(world, id, |doc| {
            doc.lines.remove(at);
        })
        .map_err(refusal);
    }
    if act == "change_line_amount" {
        let amount = body.get("amount").and_then(money::parse).ok_or("amount: missing")?;
        return write::edit(world, id, |doc| {
            if let Some(line) = doc.lines.get_mut(at) {
                (line.quantity, line.unit_price, line.net) = (Decimal::ONE, amount, amount);
                line.tax = money::cents(amount * line.tax_rate / Decimal::ONE_HUNDRED);
            }
        })
        .map_err(refusal);
    }
    if act == "change_line_tax" {
        let code = id_or_null(body, "tax_rate")?;
        if code.is_some_and(|id| id != NO_TAX && id != SALES_TAX) {
            return Err("tax_rate: unknown".to_owned());
        }
        return write::edit(world, id, |doc| {
            if let Some(line) = doc.lines.get_mut(at) {
                line.tax_code = code;
                line.tax_rate = Decimal::from(if code == Some(SALES_TAX) { 8 } else { 0 });
                line.tax = money::cents(line.net * line.tax_rate / Decimal::ONE_HUNDRED);
            }
        })
        .map_err(refusal);
    }
    let class = act == "change_line_class";
    let (key, tags) = if class {
        ("class", &world.desk.classes)
    } else {
        ("customer", &world.desk.customers)
    };
    let wanted = id_or_null(body, key)?;
    let known = |id: u64| tags.iter().any(|tag: &Tag| tag.id == id);
    if wanted.is_some_and(|id| !known(id)) {
        return Err(format!("{key}: unknown"));
    }
    write::edit(world, id, |doc| {
        if let Some(line) = doc.lines.get_mut(at) {
            *(if class { &mut line.class } else { &mut line.customer }) = wanted;
        }
    })
    .map_err(refusal)
}

/// An account of ProcurementExpress, by its number or id.
fn account(world: &World, wanted: &str) -> Result<u64, String> {
    let accounts = &world.desk.accounts;
    let found = accounts
        .iter()
        .find(|a| a.number == wanted || a.id.to_string() == wanted);
    found.map(|a| a.id).ok_or_else(|| "account: unknown".to_owned())
}

/// A line of `amount`, and as you like `account`.
pub fn new(world: &mut World, body: &Value) -> Result<Line, String> {
    let amount = body.get("amount").and_then(money::parse).ok_or("amount: missing")?;
    let account = account(world, body.get("account").and_then(Value::as_str).unwrap_or("6100"))?;
    world.desk.next_line += 1;
    Ok(Line {
        id: world.desk.next_line,
        description: "Sundries".to_owned(),
        quantity: Decimal::ONE,
        unit_price: amount,
        net: amount,
        tax_rate: Decimal::ZERO,
        tax: Decimal::ZERO,
        tax_code: Some(usual_tax_code(Decimal::ZERO)),
        account,
        product: None,
        billable: false,
        class: None,
        customer: None,
        order_line: None,
    })
}
