//! Intuit's authorise page and token endpoint, reduced to what one connection needs: code,
//! refresh with rotation, revoke, discovery.

use crate::http::{Call, Reply};
use crate::state::{REALM, World};
use serde_json::{Value, json};

pub fn handle(world: &mut World, call: &Call) -> Reply {
    match (call.method.as_str(), call.path.as_str()) {
        ("GET", "/connect/oauth2") => authorise(world, call),
        ("POST", "/oauth2/v1/tokens/bearer") => token(world, call)
            .with("cache-control", "no-cache, no-store")
            .with("pragma", "no-cache"),
        ("POST", "/v2/oauth2/tokens/revoke") => {
            if !client(world, call) {
                return Reply::json(401, &json!({"error": "invalid_client"}));
            }
            let token = call
                .fields()
                .get("token")
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned();
            if token != world.oauth.refresh && token != world.oauth.access {
                return Reply::json(400, &json!({"error": "invalid_request"}));
            }
            world.oauth.access_revoked = true;
            world.oauth.refresh.clear();
            Reply::json(200, &json!({}))
        }
        ("GET", path) if path.starts_with("/.well-known/") => {
            let base = &world.quickbooks_url;
            Reply::json(
                200,
                &json!({"issuer": format!("{base}/op/v1"), "authorization_endpoint": format!("{base}/connect/oauth2"),
                    "token_endpoint": format!("{base}/oauth2/v1/tokens/bearer"), "revocation_endpoint": format!("{base}/v2/oauth2/tokens/revoke"),
                    "response_types_supported": ["code"], "scopes_supported": ["openid", "email", "profile", "address", "phone"],
                    "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"]}),
            )
        }
        _ => Reply::json(404, &json!({"error": "invalid_request"})),
    }
}

/// The user approves at once; `deny=1` refuses.
fn authorise(world: &mut World, call: &Call) -> Reply {
    let redirect = call.param("redirect_uri").unwrap_or_default();
    let loopback = redirect.starts_with("http://localhost")
        || redirect.starts_with("http://127.0.0.1")
        || redirect.starts_with("https://");
    if call.param("client_id") != Some(world.oauth.client_id.as_str()) || !loopback || call.param("state").is_none() {
        return Reply::html(400, "<p>The redirect_uri query parameter value is invalid. Make sure it is listed in the Redirect URIs section on your app's keys tab.</p>".to_owned());
    }
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    if call.param("deny").is_some() {
        query.append_pair("error", "access_denied");
    } else {
        let code = format!("CANARY-CODE-{}-{}", world.seed, world.oauth.codes.len());
        query.append_pair("code", &code).append_pair("realmId", REALM);
        world.oauth.codes.push(code);
    }
    query.append_pair("state", call.param("state").unwrap_or_default());
    let separator = if redirect.contains('?') { '&' } else { '?' };
    Reply::redirect(format!("{redirect}{separator}{}", query.finish()))
}

fn token(world: &mut World, call: &Call) -> Reply {
    if !client(world, call) {
        return Reply::json(401, &json!({"error": "invalid_client"}));
    }
    let fields = call.fields();
    let field = |name: &str| fields.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    match field("grant_type").as_str() {
        "authorization_code" => {
            let code = field("code");
            if !world
                .oauth
                .codes
                .iter()
                .any(|known| !known.is_empty() && *known == code)
            {
                return Reply::json(
                    400,
                    &json!({"error_description": "Token invalid", "error": "invalid_grant"}),
                );
            }
            world
                .oauth
                .codes
                .iter_mut()
                .filter(|known| **known == code)
                .for_each(String::clear);
        }
        "refresh_token" => {
            let token = field("refresh_token");
            if token.is_empty()
                || (token != world.oauth.refresh && Some(&token) != world.oauth.previous_refresh.as_ref())
            {
                return Reply::json(
                    400,
                    &json!({"error_description": "Incorrect or invalid refresh token", "error": "invalid_grant"}),
                );
            }
        }
        _ => return Reply::json(400, &json!({"error": "unsupported_grant_type"})),
    }
    let seed = world.seed;
    let oauth = &mut world.oauth;
    oauth.issued += 1;
    oauth.access = format!("CANARY-QB-ACCESS-{seed}-{}", oauth.issued);
    oauth.access_revoked = false;
    let next = format!("CANARY-QB-REFRESH-{seed}-{}", oauth.issued);
    oauth.previous_refresh = Some(std::mem::replace(&mut oauth.refresh, next));
    Reply::json(
        200,
        &json!({"token_type": "bearer", "access_token": oauth.access, "expires_in": 3600, "refresh_token": oauth.refresh, "x_refresh_token_expires_in": 8_726_400}),
    )
}

/// Basic authentication, or the same pair in the body.
fn client(world: &World, call: &Call) -> bool {
    let pair = format!("{}:{}", world.oauth.client_id, world.oauth.client_secret);
    let basic = call
        .header("authorization")
        .and_then(|value| value.strip_prefix("Basic "));
    if basic.is_some_and(|text| text.trim() == base64(pair.as_bytes())) {
        return true;
    }
    let fields = call.fields();
    let field = |name: &str| fields.get(name).and_then(Value::as_str).unwrap_or_default();
    field("client_id") == world.oauth.client_id && field("client_secret") == world.oauth.client_secret
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let group = chunk
            .iter()
            .chain(std::iter::repeat(&0))
            .take(3)
            .fold(0_usize, |sum, byte| sum << 8 | usize::from(*byte));
        for at in 0..4 {
            let digit = DIGITS.get(group >> (18 - 6 * at) & 63).copied().unwrap_or(b'=');
            out.push(if at <= chunk.len() { char::from(digit) } else { '=' });
        }
    }
    out
}
