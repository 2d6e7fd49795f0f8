//! `cargo xtask package`: the installer for this system.

use crate::{node, run, system, tree};
use anyhow::{Context, Result, bail};
use std::{env, fs};

pub fn run() -> Result<()> {
    system::install(system::WINDOW)?;
    node::require()?;
    node::install()?;
    let mut arguments = vec!["exec", "--prefix", "ui", "--", "tauri", "build"];
    if cfg!(target_os = "linux") {
        arguments.extend(["--bundles", "deb"]);
    }
    // The workspace's default members leave the shell out, so that plain builds need no webview.
    arguments.extend(["--", "--package", "clearpost-desktop"]);
    run::succeed(run::command("npm", arguments))?;
    carries_no_development_address()
}

/// A released program must not know where a developer's UI is served (promise S9).
fn carries_no_development_address() -> Result<()> {
    let address = tree::read("src-tauri/tauri.dev.conf.json")?;
    let address = serde_json::from_str::<serde_json::Value>(&address)?;
    let address = address
        .pointer("/build/devUrl")
        .and_then(serde_json::Value::as_str)
        .context("no devUrl")?;
    let host = address.trim_start_matches("http://").as_bytes();
    let program = tree::target()
        .join("release")
        .join(format!("clearpost-desktop{}", env::consts::EXE_SUFFIX));
    let bytes = fs::read(&program).with_context(|| format!("{} cannot be read", program.display()))?;
    if bytes.windows(host.len()).any(|window| window == host) {
        bail!("the released program carries the development address {address}");
    }
    Ok(())
}
