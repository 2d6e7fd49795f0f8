//! The token endpoint: exchange of a code and refresh, with the answers of
//! quickbooks-online-api §1.4 and §1.7.

use super::client;
use crate::http::{Call, Reply};
use crate::secrets::challenge;
use crate::state::World;
use crate::state::grants::{Environment, Issued};
use serde_json::{Value, json};

fn refused(error: &str, description: Option<&str>) -> Reply {
    // Recorded with the description first.
    Reply::json(
        400,
        &match description {
            Some(text) => json!({"error_description": text, "error": error}),
            None => json!({"error": error}),
        },
    )
}

pub fn answer(world: &mut World, call: &Call) -> Reply {
    let form = call
        .header("content-type")
        .is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
    if !form {
        return refused("invalid_request", None);
    }
    let Some(environment) = client(world, call) else {
        return Reply::json(401, &json!({"error": "invalid_client"}));
    };
    let fields = call.fields();
    let field = |name: &str| fields.get(name).and_then(Value::as_str).unwrap_or_default();
    let issued = match field("grant_type") {
        "authorization_code" => exchange(world, environment, &field),
        "refresh_token" => {
            let now = world.now();
            if world.oauth.settings.invalid_grant {
                None
            } else {
                world.oauth.refresh(environment, field("refresh_token"), now)
            }
            .map(|issued| (issued, false))
            .ok_or_else(|| refused("invalid_grant", Some("Incorrect or invalid refresh token")))
        }
        "" => Err(refused("invalid_request", None)),
        _ => Err(refused("unsupported_grant_type", None)),
    };
    let (issued, openid) = match issued {
        Ok(issued) => issued,
        Err(reply) => return reply,
    };
    let mut value = json!({
        "token_type": "bearer", "access_token": issued.access, "expires_in": issued.expires_in,
        "refresh_token": issued.refresh, "x_refresh_token_expires_in": issued.refresh_expires_in,
    });
    if let Value::Object(map) = &mut value {
        if openid {
            map.insert("id_token".to_owned(), json!(world.oauth.secrets.short("QB-ID")));
        }
        if call.header("x-include-refresh-token-hard-expires-in") == Some("true") {
            map.insert(
                "x_refresh_token_hard_expires_in".to_owned(),
                json!(issued.hard_expires_in),
            );
        }
    }
    Reply::json(200, &value)
}

/// Single use; the redirect URI and the verifier must be those of the authorise step.
fn exchange<'a>(
    world: &mut World,
    environment: Environment,
    field: &dyn Fn(&str) -> &'a str,
) -> Result<(Issued, bool), Reply> {
    let now = world.now();
    let invalid = || refused("invalid_grant", Some("Token invalid"));
    let oauth = &mut world.oauth;
    let at = oauth
        .codes
        .iter()
        .position(|code| code.value == field("code") && code.environment == environment)
        .ok_or_else(invalid)?;
    if oauth
        .codes
        .get(at)
        .is_some_and(|code| code.redirect_uri != field("redirect_uri"))
    {
        return Err(refused("invalid_grant", Some("Invalid \"redirect_uri\" in request.")));
    }
    let code = oauth.codes.remove(at);
    let proved = code
        .challenge
        .as_ref()
        .is_none_or(|wanted| challenge(field("code_verifier")) == *wanted);
    if !proved || code.until <= now || oauth.settings.invalid_grant {
        return Err(invalid());
    }
    Ok((oauth.consent(environment, &code.realm, now), code.openid))
}
