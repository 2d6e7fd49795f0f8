//! `/__sim/`: what exists only for testing. Nothing here may be mistaken for the real services,
//! and neither service may call into it.

mod acts;
pub mod faults;
mod limits;
mod oauth;
pub mod requests;
mod truth;

use crate::http::{Call, Reply};
use crate::state::document::Kind;
use crate::state::{Service, World};
use chrono::{SecondsFormat, TimeDelta};
use serde_json::{Map, Value, json};

pub fn handle(world: &mut World, call: &Call) -> Reply {
    match (call.method.as_str(), call.path.trim_start_matches("/__sim")) {
        ("GET", "/truth") => Reply::json(200, &truth::all(world)),
        ("GET", "/requests") => {
            let mut value = world.log.json(call.param("log") == Some("1"));
            if let Value::Object(map) = &mut value {
                let of = |service: Service| world.traffic.json(service);
                let traffic = json!({"procurement": of(Service::Procurement), "quickbooks": of(Service::QuickBooks)});
                map.insert("traffic".to_owned(), traffic);
            }
            Reply::json(200, &value)
        }
        ("DELETE", "/requests") => {
            world.traffic.forget();
            world.log = requests::Log::default();
            Reply::json(200, &json!({}))
        }
        ("GET", "/faults") => Reply::json(200, &world.faults.json()),
        ("POST", "/faults") => match world.faults.add(&call.fields()) {
            Ok(()) => Reply::json(200, &world.faults.json()),
            Err(text) => Reply::json(400, &json!({"error": text})),
        },
        ("DELETE", "/faults") => {
            world.faults.clear();
            Reply::json(200, &world.faults.json())
        }
        ("GET", "/limits") => Reply::json(200, &limits::show(world)),
        ("POST", "/limits") => match limits::change(world, &call.fields()) {
            Ok(()) => Reply::json(200, &limits::show(world)),
            Err(text) => Reply::json(400, &json!({"error": text})),
        },
        ("POST", "/quirks") => quirks(world, &call.fields()),
        ("GET", "/oauth") => Reply::json(200, &oauth::show(world)),
        ("POST", "/oauth") => match oauth::change(world, &call.fields()) {
            Ok(()) => Reply::json(200, &oauth::show(world)),
            Err(text) => Reply::json(400, &json!({"error": text})),
        },
        ("POST", "/act") => acts::act(world, &call.fields()),
        ("GET", "/created") => Reply::json(200, &created(world)),
        ("GET", "/clock") => Reply::json(200, &clock(world)),
        ("POST", "/clock") => {
            let Some(seconds) = call
                .fields()
                .get("advance_seconds")
                .and_then(Value::as_i64)
                .filter(|s| (0..=3_153_600_000).contains(s))
            else {
                return Reply::json(400, &json!({"error": "advance_seconds: seconds, not negative"}));
            };
            world.clock.advance(TimeDelta::seconds(seconds));
            world.settle();
            Reply::json(200, &clock(world))
        }
        _ => Reply::json(404, &json!({"error": "unknown control path"})),
    }
}

fn quirks(world: &mut World, body: &Value) -> Reply {
    let flag = |name: &str, old: bool| body.get(name).and_then(Value::as_bool).unwrap_or(old);
    let skew = body.get("date_skew_seconds").and_then(Value::as_i64);
    let quirks = &mut world.quirks;
    quirks.old_changes_fault = flag("old_changes_fault", quirks.old_changes_fault);
    quirks.wrong_deleted = flag("wrong_deleted", quirks.wrong_deleted);
    quirks.resends_create = flag("resends_create", quirks.resends_create);
    quirks.date_skew = skew.and_then(TimeDelta::try_seconds).unwrap_or(quirks.date_skew);
    let answer = json!({"old_changes_fault": quirks.old_changes_fault, "wrong_deleted": quirks.wrong_deleted,
        "resends_create": quirks.resends_create, "date_skew_seconds": quirks.date_skew.num_seconds()});
    Reply::json(200, &answer)
}

fn clock(world: &World) -> Value {
    json!({"now": world.now().to_rfc3339_opts(SecondsFormat::Millis, true), "pending_syncs": world.pending_syncs()})
}

/// How many records were ever created in QuickBooks for each document.
fn created(world: &World) -> Value {
    let mut counts = Map::new();
    for doc in world
        .desk
        .documents(Kind::Order)
        .iter()
        .chain(world.desk.documents(Kind::Invoice))
    {
        if !doc.made.is_empty() {
            counts.insert(doc.name().to_string(), json!(doc.made.len()));
        }
    }
    Value::Object(counts)
}
