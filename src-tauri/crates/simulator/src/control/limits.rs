//! `/__sim/limits`: which throttles are enforced. `{"quickbooks": true}` switches the documented
//! ones on, `false` all off, an object changes single ones (`null`: no limit).

use crate::state::traffic::Limits;
use crate::state::{Service, World};
use serde_json::{Value, json};

pub fn show(world: &mut World) -> Value {
    let mut of = |service| {
        let l = world.traffic.limits(service);
        json!({"per_second": l.per_second, "per_minute": l.per_minute, "at_once": l.at_once, "batch_per_minute": l.batch_per_minute,
            "month": l.month, "retry_after": l.retry_after})
    };
    json!({"procurement": of(Service::Procurement), "quickbooks": of(Service::QuickBooks)})
}

pub fn change(world: &mut World, body: &Value) -> Result<(), String> {
    for (name, value) in body.as_object().ok_or("an object is needed")? {
        let service = Service::parse(name).ok_or_else(|| format!("{name}: procurement or quickbooks"))?;
        let limits = world.traffic.limits(service);
        match value {
            Value::Bool(true) => *limits = Limits::documented(service),
            Value::Bool(false) => *limits = Limits::default(),
            Value::Object(members) => {
                for (name, value) in members {
                    set(limits, name, value)?;
                }
            }
            _ => return Err(format!("{name}: true, false or an object")),
        }
    }
    Ok(())
}

fn set(limits: &mut Limits, name: &str, value: &Value) -> Result<(), String> {
    let number = value.as_u64();
    match name {
        "per_second" => limits.per_second = number,
        "per_minute" => limits.per_minute = number,
        "at_once" => limits.at_once = number,
        "batch_per_minute" => limits.batch_per_minute = number,
        "month" => limits.month = number,
        "retry_after" => {
            limits.retry_after = match value {
                Value::Null => None,
                Value::String(text) => Some(text.clone()),
                other => Some(other.to_string()),
            };
        }
        _ => return Err(format!("{name}: unknown")),
    }
    Ok(())
}
