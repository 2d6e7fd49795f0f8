//! Invoices: list, detail, and the actions on one invoice. There is no delete and no
//! `updated_after`, as in the real service.

use super::lists::{contains, page, per_page};
use super::{Answer, done, error, not_found, orders, render, write};
use crate::clock::{central_day, central_midnight};
use crate::config::Mode;
use crate::http::Call;
use crate::state::World;
use crate::state::document::{Document, Kind, Ref, Status};
use chrono::{DateTime, Datelike, Days, Months, NaiveDate, Utc};
use serde_json::{Value, json};

pub fn route(world: &mut World, call: &Call, path: &[&str]) -> Answer {
    let method = call.method.as_str();
    if let ("GET", []) = (method, path) {
        return list(world, call);
    }
    let id = path
        .first()
        .and_then(|id| id.parse().ok())
        .map(|id| Ref {
            kind: Kind::Invoice,
            id,
        })
        .ok_or_else(|| error(404, "Not Found"))?;
    let doc = world.desk.get(id).ok_or_else(not_found)?;
    let status = doc.status;
    let ok = json!({"success": true});
    match (method, path.get(1..).unwrap_or_default()) {
        ("GET", []) => done(&render::invoice_detail(world, doc)),
        ("PUT" | "PATCH", []) => {
            write::update(world, id, &call.fields())?;
            let doc = world.desk.get(id).ok_or_else(not_found)?;
            done(&render::invoice_detail(world, doc))
        }
        ("PUT", ["accept"]) if status == Status::AwaitingReview => {
            write::set_status(world, id, Status::Outstanding);
            done(&ok)
        }
        ("PUT", ["accept"]) => Err(error(422, "Invoice can't be accepted")),
        ("PUT", ["approve"]) => {
            write::approve(world, id)?;
            done(&ok)
        }
        ("PUT", ["reject"]) => {
            write::withdraw(world, id, Status::Rejected)?;
            done(&ok)
        }
        ("PUT", ["cancel"]) => {
            write::withdraw(world, id, Status::Cancelled)?;
            done(&ok)
        }
        ("PUT", [action @ ("archive" | "dearchive")]) => {
            write::archive(world, id, *action == "archive");
            done(&ok)
        }
        ("POST", ["create_comment"]) => orders::comment(world, call, id),
        ("POST", ["resend"]) if world.mode == Mode::CustomResend => {
            write::resend(world, id)?;
            done(&ok)
        }
        _ => Err(error(404, "Not Found")),
    }
}

fn list(world: &mut World, call: &Call) -> Answer {
    let archived = call.flag("archived").unwrap_or(false);
    let statuses: Vec<&str> = call
        .query
        .iter()
        .filter(|(key, _)| key.trim_end_matches("[]") == "invoice_statuses_filter")
        .flat_map(|(_, value)| value.split(','))
        .filter(|status| !status.is_empty())
        .collect();
    let supplier: Option<u64> = call.param("supplier_id").and_then(|id| id.parse().ok());
    let search = call
        .param("search[query]")
        .map(str::to_lowercase)
        .filter(|text| !text.is_empty());
    let range = call
        .param("invoice_date_filter")
        .and_then(|text| range(text, central_day(world.now())));
    let sort = call.param("sort").unwrap_or("invoices.created_at");
    let ascending = call.param("direction").is_some_and(|d| d.eq_ignore_ascii_case("asc"));
    let key = format!("invoices|{archived}|{statuses:?}|{supplier:?}|{search:?}|{range:?}|{sort}|{ascending}");
    let rows = if let Some(rows) = world.desk.lists.get(&key) {
        rows
    } else {
        let desk = &world.desk;
        let keeps = |doc: &&Document| {
            doc.archived == archived
                && (statuses.is_empty()
                    || statuses
                        .iter()
                        .any(|status| doc.status.name().eq_ignore_ascii_case(status.trim())))
                && supplier.is_none_or(|id| doc.supplier == id)
                && range.is_none_or(|(from, to)| from <= doc.updated && doc.updated < to)
                && search.as_ref().is_none_or(|text| {
                    contains(&doc.number, text) || desk.supplier(doc.supplier).is_some_and(|s| contains(&s.name, text))
                })
        };
        let mut found: Vec<&Document> = match range {
            Some((from, _)) => desk.changed_since(Kind::Invoice, from).filter(keeps).collect(),
            None => desk.invoices.iter().filter(keeps).collect(),
        };
        match sort {
            "invoices.issue_date" => found.sort_by_key(|doc| (doc.date, doc.id)),
            "invoices.updated_at" => found.sort_by_key(|doc| (doc.updated, doc.id)),
            _ => found.sort_by_key(|doc| (doc.created, doc.id)),
        }
        if !ascending {
            found.reverse();
        }
        let ids = found.into_iter().map(|doc| doc.id).collect();
        world.desk.lists.put(key, ids)
    };
    let page = page(call, &rows, call.number("page").unwrap_or(1), per_page(call, 10));
    let invoices: Vec<Value> = page
        .rows
        .iter()
        .filter_map(|id| {
            world.desk.get(Ref {
                kind: Kind::Invoice,
                id: *id,
            })
        })
        .map(|doc| render::invoice_row(world, doc))
        .collect();
    done(&json!({"invoices": invoices, "meta": page.meta}))
}

/// The documented date filters, over the updated date.
fn range(text: &str, today: NaiveDate) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let tomorrow = today + Days::new(1);
    let month = today.with_day(1)?;
    let year = today.with_ordinal(1)?;
    let (from, to) = match text.replace('+', " ").as_str() {
        "last 7days" => (today - Days::new(7), tomorrow),
        "last 30days" => (today - Days::new(30), tomorrow),
        "last 60days" => (today - Days::new(60), tomorrow),
        "last 90days" => (today - Days::new(90), tomorrow),
        "last 180days" => (today - Days::new(180), tomorrow),
        "last 1year" => (today - Months::new(12), tomorrow),
        "current_month" => (month, tomorrow),
        "current_year" => (year, tomorrow),
        "last_month" => (month - Months::new(1), month),
        "last_year" => (year - Months::new(12), year),
        _ => return None,
    };
    Some((central_midnight(from), central_midnight(to)))
}
