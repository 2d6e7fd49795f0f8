//! Runs the product's clients over a folder of recorded answers of QuickBooks Online, each served by a
//! loopback server. By hand: `cargo xtask recorded FOLDER`. The answers are never part of the project.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a check for developers, which may fail by panicking"
)]

mod answers;
mod records;
#[allow(dead_code, reason = "shared with the tests, which need more of it")]
#[path = "../../tests/suite/server.rs"]
mod server;
mod stated;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What was read, by kind: files, and records in them.
type Tally = BTreeMap<&'static str, (usize, usize)>;

#[tokio::main]
async fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("which folder?");
        return ExitCode::from(2);
    };
    let mut files = Vec::new();
    collect(&folder, &mut files);
    files.sort();
    let (mut tally, mut failures) = (Tally::new(), Vec::new());
    for file in &files {
        let name = file.strip_prefix(&folder).unwrap_or(file).display().to_string();
        let text = std::fs::read_to_string(file).unwrap_or_default();
        match answers::check(&name, &text).await {
            Ok(found) => {
                for (kind, records) in found {
                    let sum = tally.entry(kind).or_default();
                    *sum = (sum.0 + 1, sum.1 + records);
                }
            }
            Err(why) => failures.push(format!("{name}: {why}")),
        }
    }
    let facts = stated::check(&folder, &mut failures).await;
    println!("{} files", files.len());
    for (kind, (answers, records)) in tally {
        println!("{answers:5} answers  {records:5} records  {kind}");
    }
    println!("{facts:5} statements of the README that hold");
    for failure in &failures {
        println!("FAILED {failure}");
    }
    if failures.is_empty() && !files.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|it| it == "json" || it == "xml") {
            files.push(path);
        }
    }
}
