//! `/__sim/oauth`: lifetimes and rules of QuickBooks' sign-in, and under `procurement` those of
//! ProcurementExpress. Members that are not sent stay as they are. Answers must show no token.

use crate::state::World;
use crate::state::grants::{Environment, Rotation};
use chrono::TimeDelta;
use serde_json::{Value, json};

pub fn show(world: &World) -> Value {
    let (s, p) = (&world.oauth.settings, &world.bearers.settings);
    json!({
        "access_seconds": s.access.num_seconds(), "code_seconds": s.code.num_seconds(), "refresh_seconds": s.refresh.num_seconds(),
        "hard_seconds": s.hard.num_seconds(), "rotate": s.rotation.name(), "grace_seconds": s.grace.num_seconds(),
        "reuse_ends_grant": s.reuse_ends_grant, "invalid_grant": s.invalid_grant, "company": s.company.map_or("any", Environment::name),
        "pkce": s.advertise_pkce, "redirect_uris": s.redirect_uris, "realm": s.realm, "connections": world.oauth.live_grants(),
        "procurement": {"access_seconds": p.access.num_seconds(), "rotate": p.rotates, "grants": p.grants, "invalid_grant": p.invalid_grant},
    })
}

pub fn change(world: &mut World, body: &Value) -> Result<(), String> {
    let now = world.now();
    let Value::Object(members) = body else {
        return Err("an object is needed".to_owned());
    };
    for (name, value) in members {
        let wrong = || format!("{name}: not understood");
        let seconds = || {
            value
                .as_i64()
                .filter(|s| *s >= 0)
                .and_then(TimeDelta::try_seconds)
                .ok_or_else(wrong)
        };
        let flag = || value.as_bool().ok_or_else(wrong);
        let text = || value.as_str().ok_or_else(wrong);
        let s = &mut world.oauth.settings;
        match name.as_str() {
            "access_seconds" => {
                s.access = seconds()?;
                world.oauth.restart_lifetimes(now);
            }
            "code_seconds" => s.code = seconds()?,
            "refresh_seconds" => s.refresh = seconds()?,
            "hard_seconds" => s.hard = seconds()?,
            "grace_seconds" => s.grace = seconds()?,
            "rotate" => s.rotation = Rotation::parse(text()?).ok_or_else(wrong)?,
            "reuse_ends_grant" => s.reuse_ends_grant = flag()?,
            "invalid_grant" => s.invalid_grant = flag()?,
            "pkce" => s.advertise_pkce = flag()?,
            "company" => {
                s.company = match text()? {
                    "any" => None,
                    other => Some(Environment::parse(other).ok_or_else(wrong)?),
                };
            }
            "redirect_uris" => {
                s.redirect_uris = value
                    .as_array()
                    .map(|rows| rows.iter().filter_map(Value::as_str).map(str::to_owned).collect());
            }
            "realm" => s.realm = value.as_str().map(str::to_owned),
            "disconnect" => {
                let realm = text()?.to_owned();
                world.oauth.disconnect(&realm);
            }
            "procurement" => procurement(world, value)?,
            _ => return Err(format!("{name}: unknown")),
        }
    }
    Ok(())
}

fn procurement(world: &mut World, body: &Value) -> Result<(), String> {
    let now = world.now();
    for (name, value) in body.as_object().into_iter().flatten() {
        let wrong = || format!("procurement.{name}: not understood");
        let settings = &mut world.bearers.settings;
        match name.as_str() {
            "access_seconds" => {
                settings.access = value.as_i64().and_then(TimeDelta::try_seconds).ok_or_else(wrong)?;
                world.bearers.restart_lifetimes(now);
            }
            "rotate" => settings.rotates = value.as_bool().ok_or_else(wrong)?,
            "invalid_grant" => settings.invalid_grant = value.as_bool().ok_or_else(wrong)?,
            "grants" => {
                let names = value.as_array().ok_or_else(wrong)?;
                settings.grants = names.iter().filter_map(Value::as_str).map(str::to_owned).collect();
            }
            _ => return Err(format!("procurement.{name}: unknown")),
        }
    }
    Ok(())
}
