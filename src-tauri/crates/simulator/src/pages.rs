//! Plain pages at the deep-link addresses, so that the loop of seeing, understanding, fixing and
//! resending can be walked in a browser. Every text of the company is escaped; no scripts.

use crate::http::{Call, Reply};
use crate::money::rails;
use crate::procurement::write;
use crate::state::World;
use crate::state::books::{Entity, plain_name};
use crate::state::document::{Author, Document, Kind, Ref};
use crate::state::profile::Profile;
use std::fmt::Write as _;

pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1d2733}h1{font-size:1.4rem}table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #d8dee6;vertical-align:top}button{font:inherit;padding:.4rem 1rem}small{color:#5b6773}.off{color:#9a3412}";

fn page(service: &str, title: &str, body: &str) -> Reply {
    let html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{0}</title><style>{STYLE}</style></head><body><small>{service} (simulated)</small><h1>{0}</h1>{body}</body></html>",
        escape(title)
    );
    Reply::html(200, html)
}

fn missing(service: &str) -> Reply {
    let mut reply = page(service, "Not found", "<p>There is no such record.</p>");
    reply.status = 404;
    reply
}

const PE: &str = "ProcurementExpress";
const QB: &str = "QuickBooks Online";

pub fn procurement(world: &mut World, call: &Call) -> Reply {
    let segments = call.segments();
    let (kind, id, rest) = match segments.as_slice() {
        ["en", "purchase_orders", id, rest @ ..] => (Kind::Order, *id, rest),
        ["en", "invoices", id, rest @ ..] => (Kind::Invoice, *id, rest),
        [] => return page(PE, world.desk.profile.name, "<p>Demonstration company.</p>"),
        _ => return missing(PE),
    };
    let Ok(id) = id.parse() else { return missing(PE) };
    let name = Ref { kind, id };
    if world.desk.get(name).is_none() {
        return missing(PE);
    }
    match (call.method.as_str(), rest) {
        ("GET", []) => world
            .desk
            .get(name)
            .map_or_else(|| missing(PE), |doc| document(world, doc)),
        ("POST", ["resend"]) => match write::resend(world, name) {
            Ok(()) => Reply::redirect(call.path.trim_end_matches("/resend").to_owned()),
            Err(reply) => reply,
        },
        _ => missing(PE),
    }
}

fn document(world: &World, doc: &Document) -> Reply {
    let desk = &world.desk;
    let what = if doc.kind == Kind::Order {
        "Purchase order"
    } else {
        "Invoice"
    };
    let supplier = desk.supplier(doc.supplier).map_or("", |s| s.name.as_str());
    let mut body = format!(
        "<p>Supplier: {}<br>Status: {}<br>Date: {}<br>Total: {} {}</p>",
        escape(supplier),
        doc.status.name(),
        doc.day(),
        doc.gross(),
        doc.currency
    );
    if doc.status.syncs() {
        body.push_str("<form method=\"post\" action=\"");
        let path = if doc.kind == Kind::Order {
            "purchase_orders"
        } else {
            "invoices"
        };
        let _ = write!(
            body,
            "/en/{path}/{}/resend\"><button>Resend to QuickBooks Online</button></form>",
            doc.id
        );
    }
    body.push_str("<h2>Lines</h2><table>");
    for line in &doc.lines {
        let account = desk
            .account(line.account)
            .map_or_else(String::new, |a| format!("{} {}", a.number, a.name));
        let _ = write!(
            body,
            "<tr><td>{}</td><td>{}</td><td>{}</td></tr>",
            escape(&line.description),
            escape(&account),
            rails(line.net)
        );
    }
    body.push_str("</table><h2>History</h2><table>");
    let mut entries: Vec<_> = doc.entries.iter().chain(&doc.comments).collect();
    entries.sort_by_key(|entry| (entry.at, entry.id));
    for entry in entries {
        let who = match entry.author {
            Author::System => QB,
            Author::Person(at) => desk.person(at).map_or("", |p| p.name),
        };
        let at = crate::clock::central(entry.at).format("%Y-%m-%d %H:%M");
        let _ = write!(
            body,
            "<tr><td>{at}</td><td>{}</td><td>{}</td></tr>",
            escape(who),
            escape(&entry.text)
        );
    }
    body.push_str("</table>");
    page(PE, &format!("{what} {}", doc.number), &body)
}

pub fn quickbooks(world: &mut World, call: &Call) -> Reply {
    let id = |name: &str| call.param(name).and_then(|text| text.parse::<u64>().ok());
    match (call.method.as_str(), call.path.as_str()) {
        ("GET", "/app/login") => {
            let wanted = call.param("pagereq").unwrap_or("vendors");
            let safe = wanted.chars().all(|c| c.is_ascii_alphanumeric() || "?=&".contains(c));
            let realm = call
                .param("deeplinkcompanyid")
                .map_or(Some(world.main), Profile::by_realm);
            match realm.filter(|_| safe) {
                Some(company) if company == world.main => Reply::redirect(format!("/app/{wanted}")),
                Some(company) => {
                    let separator = if wanted.contains('?') { '&' } else { '?' };
                    Reply::redirect(format!("/app/{wanted}{separator}deeplinkcompanyid={}", company.realm))
                }
                None => missing(QB),
            }
        }
        ("GET", "/app/bill") => transaction(world, Entity::Bill, id("txnId")),
        ("GET", "/app/purchaseorder") => transaction(world, Entity::PurchaseOrder, id("txnId")),
        ("GET", "/app/vendorcredit") => transaction(world, Entity::VendorCredit, id("txnId")),
        ("GET", "/app/vendordetail") => vendor(world, id("nameId")),
        ("GET", "/app/vendors") => {
            let mut body = String::from("<ul>");
            for vendor in world.books.of(Entity::Vendor) {
                let _ = write!(
                    body,
                    "<li><a href=\"/app/vendordetail?nameId={}{}\">{}</a></li>",
                    vendor.id,
                    keep(world),
                    escape(&vendor.name)
                );
            }
            body.push_str("</ul>");
            page(QB, "Vendors", &body)
        }
        ("POST", "/app/vendordetail/activate") => activate(world, id("nameId")),
        ("GET", "/" | "/app/" | "/app/settings" | "/app/chartofaccounts") => {
            page(QB, world.desk.profile.name, "<p>Demonstration company.</p>")
        }
        _ => missing(QB),
    }
}

/// What a link needs to stay in a company that is not the main one.
fn keep(world: &World) -> String {
    let profile = world.desk.profile;
    if profile == world.main {
        String::new()
    } else {
        format!("&amp;deeplinkcompanyid={}", profile.realm)
    }
}

fn activate(world: &mut World, id: Option<u64>) -> Reply {
    let now = world.now();
    match id {
        Some(id) if world.books.named(Entity::Vendor, id).is_some() => {
            if world.books.set_active(Entity::Vendor, id, true, now) {
                Reply::redirect(format!(
                    "/app/vendordetail?nameId={id}{}",
                    keep(world).replace("&amp;", "&")
                ))
            } else {
                page(
                    QB,
                    "Name in use",
                    "<p>Another customer, vendor or employee is already using this name. Please use a different name.</p>",
                )
            }
        }
        _ => missing(QB),
    }
}

fn vendor(world: &World, id: Option<u64>) -> Reply {
    let Some(vendor) = id.and_then(|id| world.books.named(Entity::Vendor, id)) else {
        return missing(QB);
    };
    let body = if vendor.active {
        "<p>Active vendor.</p>".to_owned()
    } else {
        format!(
            "<p class=\"off\">This vendor is inactive.</p><form method=\"post\" action=\"/app/vendordetail/activate?nameId={}{}\"><button>Make active</button></form>",
            vendor.id,
            keep(world)
        )
    };
    page(QB, plain_name(&vendor.name), &body)
}

fn transaction(world: &World, entity: Entity, id: Option<u64>) -> Reply {
    let Some(txn) = id
        .and_then(|id| world.books.txn(id))
        .filter(|txn| txn.draft.entity == entity)
    else {
        return missing(QB);
    };
    let draft = &txn.draft;
    let vendor = world
        .books
        .named(Entity::Vendor, draft.vendor)
        .map_or("", |v| v.name.as_str());
    let mut body = format!(
        "<p>Vendor: <a href=\"/app/vendordetail?nameId={}{}\">{}</a><br>Date: {}<br>Total: {} {}</p><table>",
        draft.vendor,
        keep(world),
        escape(vendor),
        draft.date,
        draft.total(),
        escape(&draft.currency)
    );
    for line in &draft.lines {
        let account = world
            .books
            .named(Entity::Account, line.account)
            .map_or("", |a| a.name.as_str());
        let _ = write!(
            body,
            "<tr><td>{}</td><td>{}</td><td>{}</td></tr>",
            escape(&line.description),
            escape(account),
            rails(line.amount)
        );
    }
    body.push_str("</table>");
    let number = draft.number.as_deref().unwrap_or("without number");
    page(QB, &format!("{} {number}", entity.name()), &body)
}
