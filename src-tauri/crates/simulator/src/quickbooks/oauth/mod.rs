//! Intuit's sign-in: discovery, authorise page, token endpoint and revocation
//! (quickbooks-online-api §1). Which tokens live is decided by `state::grants`.

mod authorise;
mod token;

use crate::http::{Call, Reply};
use crate::secrets::basic;
use crate::state::World;
use crate::state::grants::Environment;
use serde_json::{Value, json};

pub fn handle(world: &mut World, call: &Call) -> Reply {
    match (call.method.as_str(), call.path.as_str()) {
        ("GET", "/connect/oauth2") => authorise::page(world, call),
        ("POST", "/oauth2/v1/tokens/bearer") => token::answer(world, call)
            .with("cache-control", "no-cache, no-store")
            .with("pragma", "no-cache")
            .with("intuit_tid", format!("1-sim-{:08x}", world.log.count())),
        ("POST", "/v2/oauth2/tokens/revoke") => revoke(world, call),
        ("GET", "/.well-known/openid_configuration" | "/.well-known/openid_sandbox_configuration") => discovery(world),
        _ => Reply::json(404, &json!({"error": "invalid_request"})),
    }
}

fn discovery(world: &World) -> Reply {
    let base = &world.quickbooks_url;
    let mut value = json!({
        "issuer": format!("{base}/op/v1"), "authorization_endpoint": format!("{base}/connect/oauth2"),
        "token_endpoint": format!("{base}/oauth2/v1/tokens/bearer"), "userinfo_endpoint": format!("{base}/v1/openid_connect/userinfo"),
        "revocation_endpoint": format!("{base}/v2/oauth2/tokens/revoke"), "jwks_uri": format!("{base}/op/v1/jwks"),
        "response_types_supported": ["code"], "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": ["openid", "email", "profile", "address", "phone"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        "claims_supported": ["aud", "exp", "iat", "iss", "realmid", "sub"],
    });
    if world.oauth.settings.advertise_pkce
        && let Value::Object(map) = &mut value
    {
        map.insert("code_challenge_methods_supported".to_owned(), json!(["S256"]));
    }
    Reply::json(200, &value)
}

/// 200 with an empty body; a token that is unknown or ended already answers 400.
fn revoke(world: &mut World, call: &Call) -> Reply {
    if client(world, call).is_none() {
        return Reply::json(401, &json!({"error": "invalid_client"}));
    }
    let fields = call.fields();
    let token = fields.get("token").and_then(Value::as_str).unwrap_or_default();
    if world.oauth.revoke(token) {
        Reply::text(200, crate::http::JSON, String::new())
    } else {
        Reply::json(400, &json!({"error": "invalid_request"}))
    }
}

/// Whose key pair the call carries, by Basic authentication or in the body.
fn client(world: &World, call: &Call) -> Option<Environment> {
    let sent = call
        .header("authorization")
        .and_then(|value| value.strip_prefix("Basic "))
        .map(str::trim);
    let fields = call.fields();
    let field = |name: &str| fields.get(name).and_then(Value::as_str).unwrap_or_default();
    let keys = world.oauth.keys.iter().find(|keys| match sent {
        Some(sent) => sent == basic(&keys.client_id, &keys.client_secret),
        None => field("client_id") == keys.client_id && field("client_secret") == keys.client_secret,
    })?;
    Some(keys.environment)
}
