//! Sign-in of the procurement service: the static v1 token, OAuth2 for v3, and the company
//! header. Decides only who may call.

use super::error;
use crate::http::{Call, Reply};
use crate::state::{COMPANY, World};
use serde_json::{Value, json};

pub fn check(world: &World, call: &Call, version: &str, path: &[&str]) -> Result<(), Reply> {
    if matches!((call.method.as_str(), path), ("POST", ["login"])) {
        return Ok(());
    }
    let known = if version == "v1" {
        call.header("authentication_token") == Some(world.desk.token.as_str())
    } else {
        call.bearer()
            .is_some_and(|token| world.desk.bearers.iter().any(|known| known == token))
    };
    if !known {
        return Err(error(401, "Authentication token is invalid"));
    }
    let optional = matches!(path, ["currentuser" | "logout" | "companies"])
        || matches!(path, ["companies", id] if id.parse::<u64>().is_ok());
    match call.header("app_company_id") {
        Some(id) if id.trim() == COMPANY.to_string() => Ok(()),
        None if optional => Ok(()),
        Some(_) => Err(error(403, "You are not authorized to access this company")),
        None => Err(error(400, "app_company_id is missing")),
    }
}

/// The token endpoint at both documented paths, token info, and revocation.
pub fn oauth(world: &mut World, call: &Call) -> Reply {
    let fields = call.fields();
    let field = |name: &str| {
        fields
            .get(name)
            .and_then(Value::as_str)
            .or_else(|| call.header(name))
            .unwrap_or_default()
            .to_owned()
    };
    match (call.method.as_str(), call.path.trim_start_matches("/api/v3")) {
        ("POST", "/oauth/token") => {
            let grant = field("grant_type");
            let served = match grant.as_str() {
                "password" => !field("email").is_empty() && !field("password").is_empty(),
                "client_credentials" => !field("client_id").is_empty() && !field("client_secret").is_empty(),
                "refresh_token" => field("refresh_token").starts_with("CANARY-PE-REFRESH"),
                _ => return Reply::json(400, &json!({"error": "unsupported_grant_type"})),
            };
            if !served {
                return Reply::json(
                    401,
                    &json!({"error": "invalid_grant", "error_description": "The provided authorization grant is invalid."}),
                );
            }
            let number = world.desk.bearers.len() + 1;
            let token = format!("CANARY-PE-BEARER-{number}");
            world.desk.bearers.push(token.clone());
            let mut answer = json!({"access_token": token, "token_type": "Bearer", "expires_in": 7200, "scope": "public", "created_at": world.now().timestamp()});
            if grant != "client_credentials"
                && let Value::Object(map) = &mut answer
            {
                map.insert("refresh_token".to_owned(), json!(format!("CANARY-PE-REFRESH-{number}")));
            }
            Reply::json(200, &answer)
        }
        ("GET", "/oauth/token/info") => match call
            .bearer()
            .filter(|token| world.desk.bearers.iter().any(|known| known == token))
        {
            Some(_) => Reply::json(
                200,
                &json!({"resource_owner_id": 4101, "scopes": ["public"], "expires_in_seconds": 7010, "application": {"uid": "simulated"}, "created_at": world.now().timestamp()}),
            ),
            None => Reply::json(401, &json!({"error": "invalid_token"})),
        },
        ("POST", "/oauth/revoke") => {
            let token = call.bearer().unwrap_or_default().to_owned();
            world.desk.bearers.retain(|known| *known != token);
            Reply::json(200, &json!({}))
        }
        _ => error(404, "Not Found"),
    }
}
