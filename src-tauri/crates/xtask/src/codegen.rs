//! `cargo xtask codegen`: the TypeScript types of the data contract, and the table of diagnosis rules
//! (which `cargo xtask tidy` checks).

use crate::{diagnosis_table, node, run, tree};
use anyhow::{Context, Result, bail};
use std::fs;
use std::io::Write;
use std::process::Stdio;

const FILE: &str = "ui/src/host/generated.ts";

#[derive(clap::Args)]
pub struct Options {
    /// Only say whether the file is current.
    #[arg(long)]
    check: bool,
}

impl Options {
    pub fn check() -> Self {
        Self { check: true }
    }
}

pub fn run(options: &Options) -> Result<()> {
    if !options.check {
        diagnosis_table::write()?;
    }
    node::require()?;
    node::install()?;
    let current = format(&bindings()?)?;
    let path = tree::root().join(FILE);
    if options.check {
        let committed = fs::read_to_string(&path).unwrap_or_default();
        if committed != current {
            bail!("{FILE} is not current; run `cargo xtask codegen`");
        }
        return Ok(());
    }
    fs::write(&path, current).with_context(|| format!("{FILE} cannot be written"))?;
    println!("{FILE} is written");
    Ok(())
}

fn bindings() -> Result<String> {
    let features = ["--features", "clearpost-api/bindings", "--bin", "clearpost-bindings"];
    run::succeed(run::cargo(
        ["build", "--locked", "--quiet", "--workspace"].iter().chain(&features),
    ))?;
    run::output(run::command(
        &tree::built("clearpost-bindings").to_string_lossy(),
        [""; 0],
    ))
}

/// As the UI's formatter writes it.
fn format(source: &str) -> Result<String> {
    let mut prettier = run::command(
        "npx",
        ["--no-install", "prettier", "--stdin-filepath", "src/host/formatted.ts"],
    );
    prettier
        .current_dir(tree::ui())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    let mut child = prettier.spawn().context("prettier did not start")?;
    child
        .stdin
        .take()
        .context("prettier takes no input")?
        .write_all(source.as_bytes())?;
    let output = child.wait_with_output()?;
    if !output.status.success() {
        bail!("prettier could not format the bindings");
    }
    String::from_utf8(output.stdout).context("prettier did not print text")
}
