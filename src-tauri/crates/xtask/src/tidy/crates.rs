//! Which of our crates uses which: only inwards, as the list in the README says.

use super::Problems;
use crate::tree;
use anyhow::{Context, Result};
use toml::{Table, Value};

/// From the core outwards; each may use only those before it.
const ORDER: &[&str] = &[
    "domain",
    "verification",
    "diagnosis",
    "store",
    "remote",
    "engine",
    "api",
    "cli",
];

pub fn check() -> Result<Problems> {
    let mut problems = Problems::new();
    for manifest in tree::files("src-tauri/crates", &["toml"])? {
        if manifest.file_name().is_some_and(|name| name == "Cargo.toml") {
            let text = std::fs::read_to_string(&manifest)?;
            problems.extend(one(&text).with_context(|| super::shown(&manifest))?);
        }
    }
    problems.extend(one(&tree::read("Cargo.toml")?)?);
    Ok(problems)
}

fn one(manifest: &str) -> Result<Problems> {
    let manifest: Table = manifest.parse()?;
    let name = (manifest.get("package"))
        .and_then(|it| it.get("name"))
        .and_then(Value::as_str)
        .unwrap_or_default();
    let mut problems = Problems::new();
    let lints = manifest
        .get("lints")
        .and_then(|it| it.get("workspace"))
        .and_then(Value::as_bool);
    if lints != Some(true) {
        problems.push(format!("{name}: [lints] workspace = true is missing"));
    }
    for (used, optional) in ours(&manifest) {
        if !allowed(name, &used, optional) {
            problems.push(format!(
                "{name}: must not use {used}{}",
                if used == "clearpost-simulator" {
                    " but in its demo feature"
                } else {
                    ""
                }
            ));
        }
    }
    Ok(problems)
}

/// Our crates among the dependencies, and whether each is optional. Tests may use what they like.
fn ours(manifest: &Table) -> Vec<(String, bool)> {
    let sections = ["dependencies", "build-dependencies"]
        .iter()
        .filter_map(|section| manifest.get(*section));
    sections
        .filter_map(Value::as_table)
        .flatten()
        .filter(|(name, _)| name.starts_with("clearpost-"))
        .map(|(name, value)| {
            (
                name.clone(),
                value.get("optional").and_then(Value::as_bool).unwrap_or(false),
            )
        })
        .collect()
}

fn allowed(name: &str, used: &str, optional: bool) -> bool {
    let place = |name: &str| ORDER.iter().position(|it| name.strip_prefix("clearpost-") == Some(it));
    match (name, used) {
        ("clearpost-cli" | "clearpost-desktop", "clearpost-simulator") => optional,
        ("clearpost-desktop", used) => used == "clearpost-api",
        (name, used) => place(name).zip(place(used)).is_some_and(|(user, used)| used < user),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(name: &str, dependencies: &str) -> String {
        format!("[package]\nname = \"clearpost-{name}\"\n[lints]\nworkspace = true\n[dependencies]\n{dependencies}")
    }

    #[test]
    fn inward_use_passes() {
        for (name, dependencies) in [
            ("engine", "clearpost-store.workspace = true\nserde.workspace = true"),
            ("cli", "clearpost-simulator = { workspace = true, optional = true }"),
            ("desktop", "clearpost-api.workspace = true"),
        ] {
            assert_eq!(
                one(&manifest(name, dependencies)).expect("TOML"),
                Problems::new(),
                "{name}"
            );
        }
    }

    #[test]
    fn outward_use_is_named() {
        for (name, dependencies) in [
            ("domain", "clearpost-store.workspace = true"),
            ("diagnosis", "clearpost-engine.workspace = true"),
            ("simulator", "clearpost-domain.workspace = true"),
            ("xtask", "clearpost-domain.workspace = true"),
            ("cli", "clearpost-simulator.workspace = true"),
            ("engine", "clearpost-simulator = { workspace = true, optional = true }"),
            ("desktop", "clearpost-engine.workspace = true"),
        ] {
            assert_eq!(
                one(&manifest(name, dependencies)).expect("TOML").len(),
                1,
                "{name}: {dependencies}"
            );
        }
    }

    #[test]
    fn a_crate_without_the_workspace_lints_is_named() {
        assert_eq!(one("[package]\nname = \"clearpost-domain\"").expect("TOML").len(), 1);
    }
}
