//! Who may call the procurement service: the static v1 token or a v3 bearer, and a company the
//! user belongs to.

use super::error;
use crate::http::{Call, Reply};
use crate::state::World;
use crate::state::profile::Profile;
use serde_json::Value;

/// Text of a field of the body, or of the header of that name.
pub fn field(fields: &Value, call: &Call, name: &str) -> String {
    fields
        .get(name)
        .and_then(Value::as_str)
        .or_else(|| call.header(name))
        .unwrap_or_default()
        .to_owned()
}

pub fn check(world: &World, call: &Call, version: &str, path: &[&str]) -> Result<(), Reply> {
    if matches!((call.method.as_str(), path), ("POST", ["login"])) {
        return Ok(());
    }
    let bearers = &world.bearers;
    let refused = || error(401, "Authentication token is invalid");
    if version == "v1" {
        if bearers.token.is_none() || call.header("authentication_token") != bearers.token.as_deref() {
            return Err(refused());
        }
    } else if call
        .bearer()
        .is_none_or(|token| bearers.living(token, world.now()).is_none())
    {
        return Err(refused().with(
            "www-authenticate",
            "Bearer realm=\"Doorkeeper\", error=\"invalid_token\", error_description=\"The access token expired\"",
        ));
    }
    let optional = matches!(path, ["currentuser" | "logout" | "companies"])
        || matches!(path, ["companies", id] if id.parse::<u64>().is_ok());
    match call.header("app_company_id") {
        Some(id) if Profile::by_company(id).is_some() => Ok(()),
        None if optional => Ok(()),
        Some(_) => Err(error(403, "You are not authorized to access this company")),
        None => Err(error(400, "app_company_id is missing")),
    }
}
