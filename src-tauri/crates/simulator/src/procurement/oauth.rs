//! OAuth2 of v3: token, token info and revocation, at `/oauth/…` and `/api/v3/oauth/…` alike; the
//! application's keys in headers or in the body (procurementexpress-api §2.2). Answers as
//! Doorkeeper gives them.

use super::auth::field;
use super::error;
use crate::http::{Call, Reply};
use crate::state::World;
use serde_json::{Value, json};

fn refused(status: u16, error: &str, description: &str) -> Reply {
    Reply::json(status, &json!({"error": error, "error_description": description}))
}

pub fn handle(world: &mut World, call: &Call) -> Reply {
    match (call.method.as_str(), call.path.trim_start_matches("/api/v3")) {
        ("POST", "/oauth/token") => token(world, call).with("cache-control", "no-store"),
        ("GET", "/oauth/token/info") => info(world, call),
        ("POST", "/oauth/revoke") => revoke(world, call),
        _ => error(404, "Not Found"),
    }
}

fn client(world: &World, call: &Call, fields: &Value) -> bool {
    field(fields, call, "client_id") == world.bearers.client_id
        && field(fields, call, "client_secret") == world.bearers.client_secret
}

fn token(world: &mut World, call: &Call) -> Reply {
    let fields = call.fields();
    let now = world.now();
    if !client(world, call, &fields) {
        return refused(
            401,
            "invalid_client",
            "Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.",
        );
    }
    let grant = field(&fields, call, "grant_type");
    let bearers = &mut world.bearers;
    if !bearers.settings.grants.contains(&grant) {
        return refused(
            400,
            "unsupported_grant_type",
            "The authorization grant type is not supported by the authorization server.",
        );
    }
    let issued = match grant.as_str() {
        _ if bearers.settings.invalid_grant => None,
        "password" => (field(&fields, call, "email") == bearers.email
            && field(&fields, call, "password") == bearers.password)
            .then(|| bearers.issue(true, now)),
        "client_credentials" => Some(bearers.issue(false, now)),
        _ => bearers.refresh(&field(&fields, call, "refresh_token"), now),
    };
    let Some(bearer) = issued else {
        return refused(
            400,
            "invalid_grant",
            "The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.",
        );
    };
    let mut answer = json!({
        "access_token": bearer.access, "token_type": "Bearer", "expires_in": (bearer.until - now).num_seconds(),
        "scope": "public", "created_at": now.timestamp(),
    });
    if let (Some(refresh), Value::Object(map)) = (bearer.refresh, &mut answer) {
        map.insert("refresh_token".to_owned(), json!(refresh));
    }
    Reply::json(200, &answer)
}

fn info(world: &World, call: &Call) -> Reply {
    let now = world.now();
    match call.bearer().and_then(|token| world.bearers.living(token, now)) {
        Some(bearer) => Reply::json(
            200,
            &json!({
                "resource_owner_id": world.desk.person(0).filter(|_| bearer.user).map(|p| p.id), "scopes": ["public"],
                "expires_in_seconds": (bearer.until - now).num_seconds(), "application": {"uid": world.bearers.client_id},
                "created_at": bearer.created.timestamp(),
            }),
        ),
        None => refused(401, "invalid_token", "The access token is invalid"),
    }
}

/// Ends the token sent as `token`, or the bearer itself.
fn revoke(world: &mut World, call: &Call) -> Reply {
    let fields = call.fields();
    if !client(world, call, &fields) {
        return refused(
            403,
            "unauthorized_client",
            "You are not authorized to revoke this token",
        );
    }
    let named = field(&fields, call, "token");
    let token = if named.is_empty() {
        call.bearer().unwrap_or_default().to_owned()
    } else {
        named
    };
    world.bearers.revoke(&token);
    Reply::json(200, &json!({}))
}
