//! The authorise page: the user approves at once, or refuses with `deny=1`. Whatever is wrong
//! with the redirect URI or the client is shown here and never redirected
//! (quickbooks-online-api §1.3, §1.8).

use crate::http::{Call, Reply};
use crate::state::World;
use crate::state::grants::{Code, Environment};
use url::{Host, Url};

const DATA_SCOPE: &str = "com.intuit.quickbooks.accounting";
const SCOPES: [&str; 7] = [
    DATA_SCOPE,
    "com.intuit.quickbooks.payment",
    "openid",
    "profile",
    "email",
    "phone",
    "address",
];

pub fn page(world: &mut World, call: &Call) -> Reply {
    let Some(environment) = world
        .oauth
        .keys
        .iter()
        .find(|keys| call.param("client_id") == Some(keys.client_id.as_str()))
        .map(|keys| keys.environment)
    else {
        return refusal("The client_id query parameter value is invalid. Undefined didn't connect.");
    };
    let redirect = call.param("redirect_uri").unwrap_or_default();
    if !allowed(world, environment, redirect) {
        return refusal(
            "The redirect_uri query parameter value is invalid. Make sure it is listed in the Redirect URIs section on your app's keys tab and matches it exactly.",
        );
    }
    let Some(state) = call.param("state").filter(|state| !state.is_empty()) else {
        return refusal("The state query parameter is missing.");
    };
    if call.param("response_type") != Some("code") {
        return refusal("The response_type query parameter value is invalid.");
    }
    let scope = call.param("scope").unwrap_or_default();
    let mut scopes = scope.split(' ').filter(|scope| !scope.is_empty()).peekable();
    if scopes.peek().is_none() || scopes.any(|scope| !SCOPES.contains(&scope)) {
        return back(redirect, &[("error", "invalid_scope"), ("state", state)]);
    }
    if call.param("deny").is_some() {
        return back(redirect, &[("error", "access_denied"), ("state", state)]);
    }
    let challenge = match (call.param("code_challenge"), call.param("code_challenge_method")) {
        (None, _) => None,
        (Some(challenge), Some("S256")) => Some(challenge.to_owned()),
        _ => return back(redirect, &[("error", "invalid_request"), ("state", state)]),
    };
    let realm = world
        .oauth
        .settings
        .realm
        .clone()
        .unwrap_or_else(|| world.main.realm.to_owned());
    let value = world.oauth.secrets.short("QB-CODE");
    let until = world.now() + world.oauth.settings.code;
    world.oauth.codes.push(Code {
        value: value.clone(),
        until,
        environment,
        realm: realm.clone(),
        redirect_uri: redirect.to_owned(),
        challenge,
        openid: scope.split(' ').any(|scope| scope == "openid"),
    });
    back(redirect, &[("code", &value), ("state", state), ("realmId", &realm)])
}

fn refusal(text: &str) -> Reply {
    Reply::html(
        400,
        format!(
            "<!doctype html><html lang=\"en\"><title>Intuit (simulated)</title><h1>Sorry, but something isn't right</h1><p>{text}</p></html>"
        ),
    )
}

fn back(redirect: &str, pairs: &[(&str, &str)]) -> Reply {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(pairs);
    let separator = if redirect.contains('?') { '&' } else { '?' };
    let mut reply = Reply::redirect(format!("{redirect}{separator}{}", query.finish()));
    reply.status = 302;
    reply
}

/// Development keys allow `http` on localhost; production keys https and a public host name only.
/// A registered list, where there is one, is compared byte by byte.
fn allowed(world: &World, environment: Environment, text: &str) -> bool {
    if let Some(registered) = &world.oauth.settings.redirect_uris
        && !registered.iter().any(|known| known == text)
    {
        return false;
    }
    let Ok(url) = Url::parse(text) else { return false };
    let localhost = url.host_str() == Some("localhost");
    match (environment, url.scheme()) {
        (Environment::Development, "http") => localhost,
        (Environment::Development, "https") => true,
        (Environment::Production, "https") => !localhost && matches!(url.host(), Some(Host::Domain(_))),
        _ => false,
    }
}
