//! Acts on ProcurementExpress' side: what people do to orders and invoices, and new ones.

use super::{Done, day, document, lines, number, text};
use crate::clock::{central_day, central_midnight};
use crate::http::Reply;
use crate::money;
use crate::procurement::write;
use crate::state::World;
use crate::state::document::{Author, Document, Kind, Line, Ref, Status};
use chrono::{Days, TimeDelta};
use rust_decimal::Decimal;
use serde_json::Value;

#[allow(clippy::needless_pass_by_value)] // for map_err
pub fn refusal(reply: Reply) -> String {
    String::from_utf8_lossy(&reply.body).into_owned()
}

pub fn on_document(world: &mut World, act: &str, body: &Value) -> Done {
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
        "add_line" => {
            let line = lines::new(world, body)?;
            write::edit(world, id, |doc| doc.lines.push(line)).map_err(refusal)
        }
        "change_line_account"
        | "change_line_amount"
        | "change_line_class"
        | "change_line_customer"
        | "change_line_tax"
        | "remove_line" => lines::change(world, id, act, body),
        "change_rate" => {
            let rate = body.get("rate").and_then(money::parse).ok_or("rate: missing")?;
            write::edit(world, id, |doc| doc.rate = rate).map_err(refusal)
        }
        "correct_tax" => write::edit(world, id, |doc| doc.typed_tax = None).map_err(refusal),
        "change_currency" => {
            let wanted = text(body, "currency")?;
            let currency = world.desk.currency(wanted).ok_or("currency: unknown")?;
            let (iso, rate) = (currency.iso, currency.rate);
            write::edit(world, id, |doc| {
                doc.currency = iso;
                doc.rate = rate;
            })
            .map_err(refusal)
        }
        "change_due_date" => {
            // Neither service shows one for an order.
            if id.kind != Kind::Invoice {
                return Err("ref: an invoice is needed".to_owned());
            }
            let day = day(body)?;
            write::edit(world, id, |doc| doc.due = Some(day)).map_err(refusal)
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

/// A new document with one line, waiting for approval: `kind`, `supplier`, `amount`, and as you
/// like `account`, `number`, `date` and `order`, whose lines an invoice then bills.
pub fn create(world: &mut World, body: &Value) -> Result<Ref, String> {
    let now = world.now();
    let kind = match text(body, "kind")? {
        "order" => Kind::Order,
        "invoice" => Kind::Invoice,
        _ => return Err("kind: order or invoice".to_owned()),
    };
    let supplier = number(body, "supplier")?;
    let currency = world.desk.supplier(supplier).ok_or("supplier: unknown")?.currency;
    let rate = world.desk.currency(currency).map_or(Decimal::ONE, |c| c.rate);
    let order = match body.get("order") {
        None => None,
        Some(_) => Some(Ref {
            kind: Kind::Order,
            id: number(body, "order")?,
        }),
    };
    let lines = match order {
        Some(order) => billed(world, order)?,
        None => vec![lines::new(world, body)?],
    };
    let count = world.desk.documents(kind).len() as u64;
    let name = Ref {
        kind,
        id: world.desk.profile.first(kind) + count,
    };
    let own_number = match kind {
        Kind::Order => (100_001 + count).to_string(),
        Kind::Invoice => format!("NEW-{}", name.id),
    };
    let number = body
        .get("number")
        .and_then(Value::as_str)
        .map_or(own_number, str::to_owned);
    let date = match (body.get("date"), kind) {
        (Some(_), _) => central_midnight(day(body)?),
        (None, Kind::Order) => now,
        (None, Kind::Invoice) => central_midnight(central_day(now)),
    };
    world.desk.add(Document {
        kind,
        id: name.id,
        approval_key: (kind == Kind::Order).then(|| format!("{number}-{}", central_day(date))),
        number,
        status: if kind == Kind::Order {
            Status::Pending
        } else {
            Status::Outstanding
        },
        archived: false,
        supplier,
        created: now,
        updated: now,
        date,
        due: (kind == Kind::Invoice).then(|| central_day(date) + Days::new(30)),
        approved_at: None,
        due_since: None,
        currency,
        rate,
        terms: world.desk.terms.first().map_or(0, |terms| terms.id),
        lines,
        typed_tax: None,
        orders: order.map(|order| order.id).into_iter().collect(),
        notes: String::new(),
        file_size: 13_264,
        department: 310,
        creator: 1,
        approver: 3,
        entries: Vec::new(),
        comments: Vec::new(),
        remembered: None,
        made: Vec::new(),
        report: None,
        stubborn: None,
    });
    Ok(name)
}

fn billed(world: &mut World, order: Ref) -> Result<Vec<Line>, String> {
    let mut lines = world.desk.get(order).ok_or("order: unknown")?.lines.clone();
    for line in &mut lines {
        line.order_line = Some((order.id, line.id));
        world.desk.next_line += 1;
        line.id = world.desk.next_line;
    }
    Ok(lines)
}
