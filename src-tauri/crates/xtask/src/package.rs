//! `cargo xtask package`: the installer for this system.

use crate::{node, run, system};
use anyhow::Result;

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
    run::succeed(run::command("npm", arguments))
}
