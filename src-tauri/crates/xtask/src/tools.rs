//! Cargo tools of other projects, kept in `target/tools`.

use crate::{run, tree};
use anyhow::Result;
use std::env;
use std::path::PathBuf;

/// The path of a tool; installs it first where neither `PATH` nor `target/tools` has it.
/// Built without optimisation: these tools run once, and building them is what takes the time.
pub fn cargo_tool(name: &str, version: &str) -> Result<PathBuf> {
    if run::exists(name) {
        return Ok(PathBuf::from(name));
    }
    let folder = tree::target().join("tools");
    let program = folder.join("bin").join(format!("{name}{}", env::consts::EXE_SUFFIX));
    if !program.is_file() {
        let mut install = run::cargo([
            "install",
            name,
            "--version",
            version,
            "--locked",
            "--debug",
            "--quiet",
            "--root",
        ]);
        install.arg(&folder);
        // Debug information of a tool nobody debugs would take a gigabyte.
        install.env("CARGO_PROFILE_DEV_DEBUG", "false");
        install.env("CARGO_TARGET_DIR", folder.join("build"));
        run::succeed(install)?;
    }
    Ok(program)
}
