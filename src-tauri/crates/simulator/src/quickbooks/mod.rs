//! QuickBooks Online's Accounting API and its token endpoint, as documented: JSON only when
//! asked for, both fault envelopes, sync tokens. Must not know that a document exists in the
//! procurement service.

mod batch;
mod cdc;
pub mod faults;
mod json;
mod oauth;
pub mod query;
pub mod render;
pub mod settings;
pub mod write;
mod xml;

use crate::http::{Call, Reply};
use crate::state::World;
use crate::state::books::Entity;
use crate::sync::fault::Fault;
use serde_json::{Value, json};

/// What a handler answers: the envelope without `time`.
type Answer = Result<Value, Fault>;

pub fn handle(world: &mut World, call: &Call) -> Reply {
    let segments = call.segments();
    let reply = match segments.as_slice() {
        ["connect" | "oauth2" | ".well-known", ..] | ["v2", "oauth2", ..] => {
            return oauth::handle(world, call);
        }
        ["manage", "entitlements", "v3", realm] => {
            authorised(world, call, realm).unwrap_or_else(|| settings::entitlements(&world.books))
        }
        ["v3", "company", realm, rest @ ..] => {
            if let Some(refusal) = authorised(world, call, realm) {
                refusal
            } else {
                replay(world, call, rest)
            }
        }
        _ => faults::reply(call, world.now(), &unsupported(call)),
    };
    reply
        .with("intuit_tid", format!("1-sim-{:08x}", world.log.count()))
        .with("qbo-version", "simulated")
        .with(
            "cache-control",
            "max-age=0, no-cache, no-store, must-revalidate, private",
        )
}

/// How many metered reads a successful call is: one per query of a batch, none for a write.
pub fn reads(call: &Call) -> u64 {
    let body = || call.fields();
    match (call.method.as_str(), call.segments().as_slice()) {
        ("POST", ["v3", "company", _, "batch"]) => body()
            .get("BatchItemRequest")
            .and_then(Value::as_array)
            .map_or(0, |items| {
                items.iter().filter(|item| item.get("Query").is_some()).count() as u64
            }),
        ("GET", ["v3", "company", ..]) | ("POST", ["v3", "company", _, "query"]) => 1,
        _ => 0,
    }
}

fn authorised(world: &World, call: &Call, realm: &str) -> Option<Reply> {
    let token = call.bearer().unwrap_or_default();
    if token.is_empty() {
        return Some(faults::unauthorised(
            world.now(),
            "Malformed bearer token: too short or too long",
        ));
    }
    let Some(grant) = world.oauth.holder(token, world.now()) else {
        return Some(faults::unauthorised(world.now(), &format!("Token expired: {token}")));
    };
    let crossed = world
        .oauth
        .settings
        .company
        .is_some_and(|keys| keys != grant.environment);
    (crossed || world.desk.profile.realm != realm || grant.realm != realm).then(|| {
        faults::gateway(
            world.now(),
            403,
            "3100",
            "message=ApplicationAuthorizationFailed; errorCode=003100; statusCode=403",
            None,
            "SERVICE",
        )
    })
}

/// A repeated `requestid` answers what the first one did.
fn replay(world: &mut World, call: &Call, path: &[&str]) -> Reply {
    let id = call
        .param("requestid")
        .filter(|_| call.method == "POST")
        .map(str::to_owned);
    if let Some(id) = &id
        && let Some((body, reply)) = world.books.replays.get(id)
    {
        return if *body == call.body {
            reply.clone()
        } else {
            faults::reply(
                call,
                world.now(),
                &Fault::new(
                    "600",
                    "Duplicate request id",
                    "The request id was used with another content.",
                ),
            )
        };
    }
    let now = world.now();
    let statement = match (call.method.as_str(), path) {
        ("GET", ["query"]) => Some(call.param("query").unwrap_or_default().to_owned()),
        ("POST", ["query"]) => Some(String::from_utf8_lossy(&call.body).into_owned()),
        _ => None,
    };
    if let Some(statement) = statement {
        return match query::run(&mut world.books, &statement, call.paging) {
            Ok(text) => faults::page(call, now, text),
            Err(fault) => faults::reply(call, now, &fault),
        };
    }
    let reply = match route(world, call, path) {
        Ok(mut value) => {
            if let Value::Object(map) = &mut value {
                map.insert("time".to_owned(), json!(render::time(now, true)));
            }
            faults::shaped(call, 200, &value)
        }
        Err(fault) => faults::reply(call, now, &fault),
    };
    if let Some(id) = id {
        world.books.replays.insert(id, (call.body.clone(), reply.clone()));
    }
    reply
}

fn unsupported(call: &Call) -> Fault {
    Fault::new(
        "500",
        "Unsupported Operation",
        format!(
            "Operation Could not find resource for relative : {0} of full path: {0} is not supported.",
            call.path
        ),
    )
}

fn route(world: &mut World, call: &Call, path: &[&str]) -> Answer {
    match (call.method.as_str(), path) {
        ("GET", ["cdc"]) => cdc::run(world, call),
        ("POST", ["batch"]) => batch::run(world, call),
        ("GET", ["companyinfo", realm]) if *realm == world.desk.profile.realm => {
            Ok(json!({"CompanyInfo": settings::company_info(&world.books)}))
        }
        ("GET", ["preferences"]) => Ok(json!({"Preferences": settings::preferences(&world.books)})),
        ("GET", ["exchangerate"]) => Ok(settings::exchange_rate(call)),
        ("GET", [entity, id]) => {
            let entity = lower(entity).ok_or_else(|| unsupported(call))?;
            read(world, entity, id)
        }
        ("POST", [entity]) => {
            let entity = lower(entity).ok_or_else(|| unsupported(call))?;
            let body: Value = serde_json::from_slice(&call.body).map_err(|_| {
                Fault::new(
                    "2010",
                    "Request has invalid or unsupported property",
                    "Property Name:Unexpected end of input specified is unsupported or invalid",
                )
            })?;
            let allow = call
                .param("include")
                .is_some_and(|text| text.contains("allowduplicatedocnum"));
            let now = world.now();
            match call.param("operation") {
                Some("delete") => write::delete(&mut world.books, entity, &body, now),
                Some("void") => Err(Fault::new(
                    "500",
                    "Unsupported Operation",
                    "Operation void is not supported.",
                )),
                _ => write::save(&mut world.books, entity, &body, allow, now),
            }
        }
        _ => Err(unsupported(call)),
    }
}

/// Entity names in paths are lower case and case sensitive.
fn lower(text: &str) -> Option<Entity> {
    Entity::ALL
        .into_iter()
        .find(|entity| entity.name().to_lowercase() == text)
}

fn read(world: &World, entity: Entity, id: &str) -> Answer {
    let Ok(id) = id.parse::<u64>() else {
        return Err(Fault::new(
            "2030",
            "Invalid ID",
            format!("Id should be a valid number. Supplied value:{id}"),
        )
        .at("Id"));
    };
    if entity.is_txn() {
        let txn = world.books.txns.get(&id).filter(|txn| txn.draft.entity == entity);
        return match txn {
            Some(txn) if txn.live() => {
                Ok(json!({entity.name(): render::tree(|object| render::txn(object, &world.books, txn))}))
            }
            Some(_) => Err(Fault::new(
                "610",
                "Object Not Found",
                "Object Not Found : Another user has deleted this transaction.",
            )),
            None => Err(Fault::inactive()),
        };
    }
    let named = world.books.named(entity, id).ok_or_else(Fault::inactive)?;
    Ok(json!({entity.name(): render::tree(|object| render::named(object, named))}))
}
