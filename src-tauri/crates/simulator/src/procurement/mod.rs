//! ProcurementExpress' public API, v1 and v3, as documented: paths, headers, envelopes, page
//! sizes, inconsistent number and date formats. Must serve nothing that only the simulator knows.

mod auth;
mod invoices;
mod lists;
mod masters;
mod oauth;
mod orders;
mod render;
pub mod write;

use crate::http::{Call, Reply};
use crate::state::World;
use serde_json::{Value, json};

/// What a handler answers; an `Err` is an error answer.
type Answer = Result<Reply, Reply>;

pub fn handle(world: &mut World, call: &Call) -> Reply {
    let segments = call.segments();
    let reply = match segments.as_slice() {
        ["oauth" | "api", ..] if call.path.contains("/oauth/") => oauth::handle(world, call),
        ["api", version @ ("v1" | "v3"), rest @ ..] => {
            if let Err(reply) = auth::check(world, call, version, rest) {
                reply
            } else {
                route(world, call, rest).unwrap_or_else(|reply| reply)
            }
        }
        _ => error(404, "Not Found"),
    };
    reply.with("x-request-id", format!("sim-{}", world.log.count()))
}

fn route(world: &mut World, call: &Call, path: &[&str]) -> Answer {
    match path.first().copied() {
        Some("purchase_orders" | "purchase_order") => orders::route(world, call, path.get(1..).unwrap_or_default()),
        Some("invoices") => invoices::route(world, call, path.get(1..).unwrap_or_default()),
        _ => masters::route(world, call, path),
    }
}

fn error(status: u16, text: &str) -> Reply {
    Reply::json(status, &json!({"error": text, "status": status}))
}

fn not_found() -> Reply {
    error(404, "Record not found")
}

// So that it can end any arm of a route.
#[allow(clippy::unnecessary_wraps)]
fn done(value: &Value) -> Answer {
    Ok(Reply::json(200, value))
}
