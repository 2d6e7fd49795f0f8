//! Versions of other people's code that are known to be sound, and how much of it there is.

use super::Problems;
use crate::{run, tree};
use anyhow::{Context, Result};
use serde_json::Value;
use std::fs;
use std::path::Path;
use toml::Table;

/// Older ones take some foreign pages for the application's own (CVE-2026-42184).
const TAURI: [u64; 3] = [2, 11, 1];
/// Older ones can corrupt a database that two connections write (the WAL-reset bug).
const SQLITE: [u64; 3] = [3, 51, 3];
/// They would give the webview files, programs or the network.
const UNWANTED: &[&str] = &["tauri-plugin-shell", "tauri-plugin-fs", "tauri-plugin-http"];
const MOST_PACKAGES: usize = 12;

pub fn check() -> Result<Problems> {
    let mut problems = lock(&tree::read("Cargo.lock")?)?;
    problems.extend(sqlite(&bundled_sqlite_header()?));
    let package = serde_json::from_str(&tree::read("ui/package.json")?).context("ui/package.json is not JSON")?;
    problems.extend(npm(&package));
    Ok(problems)
}

fn lock(text: &str) -> Result<Problems> {
    let lock: Table = text.parse().context("Cargo.lock is not TOML")?;
    let mut problems = Problems::new();
    let mut tauri = None;
    for package in lock.get("package").and_then(|it| it.as_array()).into_iter().flatten() {
        let text = |key: &str| package.get(key).and_then(|it| it.as_str()).unwrap_or_default();
        if UNWANTED.contains(&text("name")) {
            problems.push(format!("Cargo.lock: {} must not be used", text("name")));
        }
        if text("name") == "tauri" {
            tauri = version(text("version"));
        }
    }
    if tauri.is_none_or(|found| found < TAURI) {
        problems.push(format!("Cargo.lock: tauri must be at least {}", dotted(TAURI)));
    }
    Ok(problems)
}

/// `sqlite3.h` as shipped in the crate that bundles SQLite.
fn bundled_sqlite_header() -> Result<String> {
    let host = "x86_64-unknown-linux-gnu";
    let metadata = run::output(run::cargo([
        "metadata",
        "--locked",
        "--format-version=1",
        "--filter-platform",
        host,
    ]))?;
    let metadata: serde_json::Map<String, Value> =
        serde_json::from_str(&metadata).context("`cargo metadata` printed no JSON")?;
    let manifest = (metadata.get("packages").and_then(Value::as_array).into_iter().flatten())
        .find(|package| package["name"] == "libsqlite3-sys")
        .and_then(|package| package["manifest_path"].as_str())
        .context("libsqlite3-sys is not among the dependencies")?;
    let header = Path::new(manifest).with_file_name("sqlite3").join("sqlite3.h");
    fs::read_to_string(&header).with_context(|| format!("{} cannot be read", header.display()))
}

fn sqlite(header: &str) -> Problems {
    let line = header
        .lines()
        .find_map(|line| line.strip_prefix("#define SQLITE_VERSION "));
    let found = line.and_then(|it| version(it.trim().trim_matches('"')));
    if found.is_none_or(|found| found < SQLITE) {
        return vec![format!("The bundled SQLite must be at least {}", dotted(SQLITE))];
    }
    Problems::new()
}

fn npm(package: &Value) -> Problems {
    let names: Vec<&String> = package["dependencies"]
        .as_object()
        .into_iter()
        .flat_map(|it| it.keys())
        .collect();
    let mut problems = Problems::new();
    if names.len() > MOST_PACKAGES {
        problems.push(format!(
            "ui/package.json: {} packages in the window, at most {MOST_PACKAGES}",
            names.len()
        ));
    }
    let plugins = names.iter().filter(|name| name.starts_with("@tauri-apps/plugin-"));
    problems.extend(plugins.map(|name| format!("ui/package.json: {name} must not be used; the window asks Rust")));
    problems
}

fn version(text: &str) -> Option<[u64; 3]> {
    let mut parts = text.split(['.', '-', '+']).map(|part| part.parse().ok());
    Some([parts.next()??, parts.next()??, parts.next()??])
}

fn dotted(version: [u64; 3]) -> String {
    version.map(|part| part.to_string()).join(".")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn locked(name: &str, version: &str) -> String {
        format!("[[package]]\nname = \"{name}\"\nversion = \"{version}\"\n")
    }

    #[test]
    fn an_old_tauri_is_named() {
        assert_eq!(lock(&locked("tauri", "2.11.1")).expect("TOML"), Problems::new());
        for old in ["2.11.0", "2.9.5", "1.8.0"] {
            assert_eq!(lock(&locked("tauri", old)).expect("TOML").len(), 1, "{old}");
        }
        assert_eq!(lock("").expect("TOML").len(), 1, "no tauri at all is a lost check");
    }

    #[test]
    fn a_plugin_with_too_much_power_is_named() {
        let lock = lock(&(locked("tauri", "2.12.5") + &locked("tauri-plugin-shell", "2.3.0"))).expect("TOML");
        assert_eq!(lock, ["Cargo.lock: tauri-plugin-shell must not be used"]);
    }

    #[test]
    fn an_old_sqlite_is_named() {
        assert_eq!(sqlite("#define SQLITE_VERSION        \"3.51.3\"\n"), Problems::new());
        assert_eq!(sqlite("#define SQLITE_VERSION        \"3.51.2\"\n").len(), 1);
        assert_eq!(sqlite("").len(), 1, "no version at all is a lost check");
    }

    #[test]
    fn too_much_in_the_window_is_named() {
        assert_eq!(npm(&json!({ "dependencies": { "svelte": "5" } })), Problems::new());
        let many: serde_json::Map<String, Value> = (0..13).map(|n| (format!("p{n}"), json!("1"))).collect();
        assert_eq!(npm(&json!({ "dependencies": many })).len(), 1);
        assert_eq!(
            npm(&json!({ "dependencies": { "@tauri-apps/plugin-http": "2" } })).len(),
            1
        );
    }
}
