//! `cargo xtask tidy`: promises about the tree that no compiler knows. Each check takes text and
//! returns what is wrong, so that its test can show it a bad input.

mod crates;
mod rules;
mod security;
mod sources;
mod versions;

use crate::tree;
use anyhow::{Result, bail};

/// What is wrong, in words; empty when nothing is.
type Problems = Vec<String>;

pub fn run() -> Result<()> {
    let mut problems = Problems::new();
    problems.extend(security::check()?);
    problems.extend(crates::check()?);
    problems.extend(sources::check()?);
    problems.extend(rules::check()?);
    problems.extend(versions::check()?);
    for problem in &problems {
        eprintln!("{problem}");
    }
    if !problems.is_empty() {
        bail!("{} problems in the tree", problems.len());
    }
    println!("The tree keeps its promises.");
    Ok(())
}

/// A path as shown to the reader: relative to the root.
fn shown(path: &std::path::Path) -> String {
    path.strip_prefix(tree::root()).unwrap_or(path).display().to_string()
}
