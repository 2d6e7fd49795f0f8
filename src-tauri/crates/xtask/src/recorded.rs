//! `cargo xtask recorded FOLDER`: the parsers over a folder of recorded answers. By hand only; the
//! answers belong to others and stay out of the project.

use crate::run;
use anyhow::{Context, Result};
use std::path::PathBuf;

#[derive(clap::Args)]
pub struct Options {
    /// A folder of recorded answers of QuickBooks Online.
    folder: PathBuf,
}

pub fn run(options: &Options) -> Result<()> {
    let folder = std::path::absolute(&options.folder).context("the folder cannot be found")?;
    let mut command = run::cargo([
        "run",
        "--locked",
        "-p",
        "clearpost-remote",
        "--example",
        "recorded",
        "--",
    ]);
    command.arg(folder);
    run::succeed(command)
}
