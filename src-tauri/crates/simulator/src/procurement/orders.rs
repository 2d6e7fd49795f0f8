//! Purchase orders: list, detail, and the actions on one order. Approving is a GET with side
//! effects, as in the real service.

use super::lists::{contains, page};
use super::{Answer, done, error, not_found, render, write};
use crate::config::Mode;
use crate::http::{Call, Reply};
use crate::state::World;
use crate::state::desk::Desk;
use crate::state::document::{Author, Document, Kind, Ref, Status};
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Value, json};

pub fn by_id(desk: &Desk, id: u64) -> Option<&Document> {
    desk.get(Ref { kind: Kind::Order, id })
}

pub fn route(world: &mut World, call: &Call, path: &[&str]) -> Answer {
    let method = call.method.as_str();
    if let ("GET", []) = (method, path) {
        return list(world, call);
    }
    if let ("GET", ["pending_request_count"]) = (method, path) {
        let count = world
            .desk
            .orders
            .iter()
            .filter(|doc| doc.status == Status::Pending)
            .count();
        return done(&json!({"total_pending_request": count}));
    }
    let Some(key) = path.first() else {
        return Err(error(404, "Not Found"));
    };
    let id = find(&world.desk, key).ok_or_else(not_found)?;
    let doc = world.desk.get(id).ok_or_else(not_found)?;
    let ok = json!({"status": true});
    match (method, path.get(1..).unwrap_or_default()) {
        ("GET", []) => done(&render::order_detail(world, doc)),
        ("PUT" | "PATCH", []) => {
            write::update(world, id, &call.fields())?;
            let doc = world.desk.get(id).ok_or_else(not_found)?;
            done(&render::order_detail(world, doc))
        }
        ("GET", ["approve"]) => {
            if call.param("token") != Some(render::accept_token(&world.desk, doc).as_str()) {
                return Err(error(403, "Token is invalid"));
            }
            write::approve(world, id)?;
            done(&ok)
        }
        ("GET", ["override_and_approve"]) => {
            write::approve(world, id)?;
            done(&ok)
        }
        ("GET", ["reject"]) => {
            if call.param("token") != Some(render::reject_token(&world.desk, doc).as_str()) {
                return Err(error(403, "Token is invalid"));
            }
            write::withdraw(world, id, Status::Rejected)?;
            done(&ok)
        }
        ("POST", ["cancel"]) => {
            write::withdraw(world, id, Status::Cancelled)?;
            done(&ok)
        }
        ("POST", ["archive"]) => {
            let archived = !doc.archived;
            write::archive(world, id, archived);
            done(&ok)
        }
        ("POST", ["comments"]) => comment(world, call, id),
        ("POST", ["payments"]) => {
            write::pay(world, id)?;
            done(&json!({"success": true}))
        }
        ("POST", ["resend"]) if world.mode == Mode::CustomResend => {
            write::resend(world, id)?;
            done(&ok)
        }
        _ => Err(error(404, "Not Found")),
    }
}

/// By numeric id, approval key or slug.
fn find(desk: &Desk, key: &str) -> Option<Ref> {
    let name = |id| Ref { kind: Kind::Order, id };
    if let Ok(id) = key.parse() {
        return desk.get(name(id)).map(Document::name);
    }
    desk.orders
        .iter()
        .find(|doc| doc.approval_key.as_deref() == Some(key))
        .map(Document::name)
}

pub fn comment(world: &mut World, call: &Call, id: Ref) -> Answer {
    let fields = call.fields();
    let text = fields
        .get("comment")
        .or_else(|| fields.get("invoice_comments").and_then(|inner| inner.get("comment")))
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    if text.trim().is_empty() {
        return Err(Reply::json(
            422,
            &json!({"error": ["Comment can't be blank"], "status": 422}),
        ));
    }
    let now = world.now();
    world.desk.comment(id, Author::Person(0), now, text);
    let doc = world.desk.get(id).ok_or_else(not_found)?;
    let written = if id.kind == Kind::Order {
        doc.entries.last()
    } else {
        doc.comments.last()
    };
    Ok(Reply::json(
        201,
        &written.map_or(Value::Null, |entry| render::comment(&world.desk, doc, entry)),
    ))
}

struct Filter<'a> {
    archived: bool,
    status: Option<&'a str>,
    supplier: Option<u64>,
    search: Option<String>,
    updated_after: Option<DateTime<Utc>>,
    requests: bool,
}

impl Filter<'_> {
    fn keeps(&self, desk: &Desk, doc: &Document) -> bool {
        doc.archived == self.archived
            && (!self.requests || doc.status == Status::Pending)
            && self
                .status
                .is_none_or(|status| doc.status.name().eq_ignore_ascii_case(status))
            && self.supplier.is_none_or(|id| doc.supplier == id)
            && self.updated_after.is_none_or(|at| doc.updated >= at)
            && self.search.as_ref().is_none_or(|text| {
                contains(&doc.number, text)
                    || doc.approval_key.as_ref().is_some_and(|key| contains(key, text))
                    || contains(&doc.notes, text)
                    || desk.supplier(doc.supplier).is_some_and(|s| contains(&s.name, text))
                    || doc.lines.iter().any(|line| contains(&line.description, text))
            })
    }
}

fn list(world: &mut World, call: &Call) -> Answer {
    let filter = Filter {
        archived: call.flag("archived").unwrap_or(false),
        status: call.param("status"),
        supplier: call.param("supplier_id").and_then(|id| id.parse().ok()),
        search: call
            .param("search")
            .map(str::to_lowercase)
            .filter(|text| !text.is_empty()),
        updated_after: call.param("updated_after").and_then(time),
        requests: call.flag("requests").unwrap_or(false),
    };
    let sort = call.param("sort").unwrap_or("created_at");
    let ascending = call.param("direction").is_some_and(|d| d.eq_ignore_ascii_case("asc"));
    let key = format!(
        "orders|{}|{:?}|{:?}|{:?}|{:?}|{}|{sort}|{ascending}",
        filter.archived, filter.status, filter.supplier, filter.search, filter.updated_after, filter.requests
    );
    let rows = if let Some(rows) = world.desk.lists.get(&key) {
        rows
    } else {
        let desk = &world.desk;
        let mut found: Vec<&Document> = match filter.updated_after {
            Some(at) => desk
                .changed_since(Kind::Order, at)
                .filter(|doc| filter.keeps(desk, doc))
                .collect(),
            None => desk.orders.iter().filter(|doc| filter.keeps(desk, doc)).collect(),
        };
        match sort {
            "submitted_on" => found.sort_by_key(|doc| (doc.date, doc.id)),
            "updated_at" => found.sort_by_key(|doc| (doc.updated, doc.id)),
            "total_gross_amount" => found.sort_by_key(|doc| (doc.gross(), doc.id)),
            "suppliers.name" => found.sort_by_key(|doc| (desk.supplier(doc.supplier).map(|s| s.name.clone()), doc.id)),
            _ => found.sort_by_key(|doc| (doc.created, doc.id)),
        }
        if !ascending {
            found.reverse();
        }
        let ids = found.into_iter().map(|doc| doc.id).collect();
        world.desk.lists.put(key, ids)
    };
    let number = call.number("orders_page").or_else(|| call.number("page")).unwrap_or(1);
    let page = page(call, &rows, number, 20);
    let orders: Vec<Value> = page
        .rows
        .iter()
        .filter_map(|id| by_id(&world.desk, *id))
        .map(|doc| render::order_row(world, doc))
        .collect();
    done(&json!({"purchase_orders": orders, "meta": page.meta}))
}

/// A date or an ISO date-time, as `updated_after` takes it.
fn time(text: &str) -> Option<DateTime<Utc>> {
    if let Ok(day) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        return Some(crate::clock::central_midnight(day));
    }
    DateTime::parse_from_rfc3339(&text.replace(' ', "+"))
        .ok()
        .map(|at| at.with_timezone(&Utc))
}
