//! Node.js and the web UI.

use crate::{run, system, tree};
use anyhow::{Context, Result, bail};
use std::fs;

const OLDEST: u32 = 20;

/// Makes sure that a recent node and npm are there.
pub fn require() -> Result<()> {
    if !(run::exists("node") && run::exists("npm")) && run::exists("apt-get") {
        system::install(&["nodejs", "npm"])?;
    }
    if !(run::exists("node") && run::exists("npm")) {
        bail!("Node.js {OLDEST} or newer with npm is needed to build the window's UI: https://nodejs.org");
    }
    let version = run::output(run::command("node", ["--version"]))?;
    match major(&version) {
        Some(major) if major >= OLDEST => Ok(()),
        _ => bail!(
            "Node.js {OLDEST} or newer is needed, this is {}: https://nodejs.org",
            version.trim()
        ),
    }
}

/// Installs exactly what the lock file names, without running any package's install script.
/// Does nothing when that was done already.
pub fn install() -> Result<()> {
    let lock = fs::read(tree::ui().join("package-lock.json")).context("ui/package-lock.json cannot be read")?;
    let stamp = tree::ui().join("node_modules/.clearpost-lock");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    run::succeed(run::npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]))?;
    fs::write(&stamp, lock).with_context(|| format!("{} cannot be written", stamp.display()))
}

/// A script of `ui/package.json`.
pub fn script(name: &str) -> Result<()> {
    run::succeed(run::npm(["run", "--silent", name]))
}

fn major(version: &str) -> Option<u32> {
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read() {
        assert_eq!(major("v20.20.2\n"), Some(20));
        assert_eq!(major("20"), None, "node writes a v");
    }
}
