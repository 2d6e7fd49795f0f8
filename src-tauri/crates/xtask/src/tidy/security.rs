//! The window's security policy: `tauri.conf.json`, the capability file, and the commands.

use super::Problems;
use crate::tree;
use anyhow::{Context, Result};
use serde_json::Value;

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
                      connect-src ipc: http://ipc.localhost; frame-src 'none'; object-src 'none'; base-uri 'none'; \
                      form-action 'none'";

/// What the window needs besides this application's own commands.
const CORE: &[&str] = &["core:event:allow-listen", "core:event:allow-unlisten"];

pub fn check() -> Result<Problems> {
    let config = serde_json::from_str(&tree::read("tauri.conf.json")?).context("tauri.conf.json is not JSON")?;
    let capability = serde_json::from_str(&tree::read("src-tauri/capabilities/main.json")?)
        .context("src-tauri/capabilities/main.json is not JSON")?;
    let mut problems = configuration(&config);
    problems.extend(permissions(&capability, &commands(&tree::read("src-tauri/build.rs")?)));
    let files = tree::files("src-tauri/capabilities", &["json", "toml", "json5"])?;
    if files.len() != 1 {
        problems.push("src-tauri/capabilities: there is one window, so there is one capability file".to_owned());
    }
    Ok(problems)
}

fn configuration(config: &Value) -> Problems {
    let app = &config["app"];
    let security = &app["security"];
    let wanted = [
        ("app.withGlobalTauri", &app["withGlobalTauri"], Value::from(false)),
        (
            "app.security.freezePrototype",
            &security["freezePrototype"],
            Value::from(true),
        ),
        ("app.security.csp", &security["csp"], Value::from(POLICY)),
        (
            "app.security.capabilities",
            &security["capabilities"],
            Value::from(vec!["main"]),
        ),
    ];
    let mut problems: Problems = wanted
        .into_iter()
        .filter(|(_, found, wanted)| *found != wanted)
        .map(|(key, found, wanted)| format!("tauri.conf.json: {key} must be {wanted}, not {found}"))
        .collect();
    for key in ["dangerousDisableAssetCspModification", "devCsp", "assetProtocol"] {
        if !security[key].is_null() {
            problems.push(format!("tauri.conf.json: app.security.{key} must not be set"));
        }
    }
    problems
}

fn permissions(capability: &Value, commands: &[String]) -> Problems {
    let file = "src-tauri/capabilities/main.json";
    let mut problems = Problems::new();
    if capability["windows"] != Value::from(vec!["main"]) {
        problems.push(format!(
            "{file}: windows must name the window \"main\" and nothing else"
        ));
    }
    for key in ["remote", "webviews"] {
        if !capability[key].is_null() {
            problems.push(format!("{file}: {key} must not be there"));
        }
    }
    let own: Vec<String> = commands
        .iter()
        .map(|command| format!("allow-{}", command.replace('_', "-")))
        .collect();
    if own.is_empty() {
        problems.push("src-tauri/build.rs: no list of commands was found".to_owned());
    }
    let granted: Vec<String> = (capability["permissions"].as_array().into_iter().flatten())
        .map(|permission| {
            permission
                .as_str()
                .map_or_else(|| permission.to_string(), str::to_owned)
        })
        .collect();
    let missing = own.iter().filter(|name| !granted.contains(name));
    problems.extend(missing.map(|name| format!("{file}: the command's permission {name} is missing")));
    let known = |name: &str| CORE.contains(&name) || own.iter().any(|own| own == name);
    let excess = granted.iter().filter(|name| !known(name));
    problems.extend(excess.map(|name| format!("{file}: {name} is not a command of this application")));
    problems
}

/// The names in the list `COMMANDS` of the build script.
fn commands(build_script: &str) -> Vec<String> {
    let list = build_script
        .split("const COMMANDS")
        .nth(1)
        .and_then(|rest| rest.split("];").next())
        .unwrap_or_default();
    list.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn good_configuration() -> Value {
        json!({ "app": { "withGlobalTauri": false, "security":
            { "csp": POLICY, "freezePrototype": true, "capabilities": ["main"] } } })
    }

    fn good_capability() -> Value {
        json!({ "windows": ["main"], "permissions": ["core:event:allow-listen", "allow-cancel-attempt"] })
    }

    fn own() -> Vec<String> {
        vec!["cancel_attempt".to_owned()]
    }

    #[test]
    fn the_policy_passes() {
        assert_eq!(configuration(&good_configuration()), Problems::new());
        assert_eq!(permissions(&good_capability(), &own()), Problems::new());
    }

    #[test]
    fn a_weaker_configuration_is_named() {
        let weaken: [(&str, Value); 6] = [
            ("/app/withGlobalTauri", json!(true)),
            ("/app/security/freezePrototype", json!(false)),
            (
                "/app/security/csp",
                json!(POLICY.replace("script-src 'self'", "script-src 'self' 'unsafe-inline'")),
            ),
            ("/app/security/csp", json!(POLICY.replace("ipc:", "ipc: https:"))),
            ("/app/security/csp", Value::Null),
            ("/app/security/capabilities", json!([])),
        ];
        for (place, value) in weaken {
            let mut config = good_configuration();
            *config.pointer_mut(place).expect("the place exists") = value.clone();
            assert_eq!(configuration(&config).len(), 1, "{place} = {value} must be named");
        }
        let mut config = good_configuration();
        config["app"]["security"]["dangerousDisableAssetCspModification"] = json!(true);
        assert_eq!(
            configuration(&config).len(),
            1,
            "a switched off protection must be named"
        );
    }

    #[test]
    fn a_wider_capability_is_named() {
        let widen: [(&str, Value); 5] = [
            ("windows", json!(["*"])),
            ("remote", json!({ "urls": ["https://*"] })),
            ("permissions", json!(["allow-cancel-attempt", "core:default"])),
            (
                "permissions",
                json!(["allow-cancel-attempt", { "identifier": "opener:allow-open-url" }]),
            ),
            ("permissions", json!([])),
        ];
        for (key, value) in widen {
            let mut capability = good_capability();
            capability[key] = value.clone();
            assert_eq!(
                permissions(&capability, &own()).len(),
                1,
                "{key} = {value} must be named"
            );
        }
    }

    #[test]
    fn the_list_of_commands_is_read() {
        assert_eq!(
            commands("const COMMANDS: &[&str] = &[\n \"list\",\n \"open_link\",\n];\nf(\"x\");"),
            ["list", "open_link"]
        );
        assert!(
            !permissions(&good_capability(), &commands("fn main() {}")).is_empty(),
            "a lost list must be named"
        );
    }
}
