//! `cargo xtask bench`: how long a first pull, an unchanged refresh and a search take against the
//! simulated services, and how that compares with what the services' own speed allows.
//!
//! Ratios within one run are what counts. Nothing here is a test: no figure fails it.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::{run, tree};

#[derive(clap::Args)]
pub struct Options {
    /// Only the whole-process runs, without the timing of functions.
    #[arg(long)]
    processes_only: bool,
}

/// Documents, and the latency of every answer in milliseconds.
const RUNS: [(u32, u64); 4] = [(1_000, 0), (10_000, 0), (1_000, 20), (10_000, 20)];
/// Calls at once, as the clients keep to (design, "Cost of looking").
const PROCUREMENT_AT_ONCE: u64 = 2;
const QUICKBOOKS_AT_ONCE: u64 = 10;

pub fn run(options: &Options) -> Result<()> {
    let packages = ["--package", "clearpost-cli", "--package", "clearpost-simulator"];
    let build = ["build", "--locked", "--release"].into_iter().chain(packages);
    run::succeed(run::cargo(build))?;
    let mut table = String::from(
        "| documents | latency | first pull | floor | ratio | calls | unchanged refresh | calls | search |\n\
         |---|---|---|---|---|---|---|---|---|\n",
    );
    for (documents, latency) in RUNS {
        println!("{documents} documents, {latency} ms latency …");
        let line = measure(documents, latency)?;
        println!("{line}");
        table.push_str(&line);
        table.push('\n');
    }
    println!("\n{table}");
    if !options.processes_only {
        run::succeed(run::cargo([
            "bench",
            "--locked",
            "--package",
            "clearpost-engine",
            "--bench",
            "core",
        ]))?;
    }
    Ok(())
}

fn measure(documents: u32, latency: u64) -> Result<String> {
    let services = Services::start(documents, latency)?;
    let folder = tree::target().join("bench").join(format!("{documents}-{latency}"));
    if folder.exists() {
        std::fs::remove_dir_all(&folder).context("an earlier run could not be cleared")?;
    }
    let first = services.desk(&folder, &["refresh"])?;
    let unchanged = services.desk(&folder, &["refresh"])?;
    let search = services.desk(&folder, &["list", "--search", "paper", "--limit", "50"])?;
    let (procurement, quickbooks) = first.calls();
    let floor = (procurement * latency / PROCUREMENT_AT_ONCE).max(quickbooks * latency / QUICKBOOKS_AT_ONCE);
    let mut line = String::new();
    let ratio = if floor == 0 {
        "–".to_owned()
    } else {
        format!("{:.2}", seconds(first.took) * 1000.0 / millis(floor))
    };
    write!(
        line,
        "| {documents} | {latency} ms | {:.2} s | {:.2} s | {ratio} | {procurement} + {quickbooks} | {:.2} s | {} + {} | {:.0} ms |",
        seconds(first.took),
        millis(floor) / 1000.0,
        seconds(unchanged.took),
        unchanged.calls().0,
        unchanged.calls().1,
        seconds(search.took) * 1000.0,
    )?;
    Ok(line)
}

/// A program of the workspace, as built by the release profile.
fn released(name: &str) -> PathBuf {
    tree::target()
        .join("release")
        .join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

fn seconds(duration: Duration) -> f64 {
    duration.as_secs_f64()
}

fn millis(value: u64) -> f64 {
    Duration::from_millis(value).as_secs_f64() * 1000.0
}

/// The simulator as a process of its own; ends with this value.
struct Services {
    process: Child,
    info: Value,
}

impl Services {
    fn start(documents: u32, latency: u64) -> Result<Self> {
        let mut process = Command::new(released("clearpost-simulator"))
            .args(["--documents", &documents.to_string(), "--latency", &latency.to_string()])
            .stdout(Stdio::piped())
            .spawn()
            .context("the simulator did not start")?;
        let mut line = String::new();
        let out = process.stdout.take().context("the simulator has no output")?;
        BufReader::new(out).read_line(&mut line)?;
        Ok(Self {
            process,
            info: serde_json::from_str(&line).context("the simulator's start line is not JSON")?,
        })
    }

    fn text(&self, side: &str, name: &str) -> &str {
        self.info
            .get(side)
            .and_then(|side| side.get(name))
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    fn desk(&self, folder: &Path, arguments: &[&str]) -> Result<Measured> {
        let mut command = Command::new(released("clearpost"));
        command.arg("--json").arg("--data-dir").arg(folder).args(arguments);
        for (variable, side, name) in [
            ("CLEARPOST_PROCUREMENT_URL", "procurement", "url"),
            ("CLEARPOST_PROCUREMENT_TOKEN", "procurement", "token"),
            ("CLEARPOST_PROCUREMENT_COMPANY", "procurement", "company"),
            ("CLEARPOST_QUICKBOOKS_URL", "quickbooks", "url"),
            ("CLEARPOST_QUICKBOOKS_REALM", "quickbooks", "realm"),
            ("CLEARPOST_QUICKBOOKS_ACCESS_TOKEN", "quickbooks", "access_token"),
            ("CLEARPOST_QUICKBOOKS_WEB_URL", "quickbooks", "web_url"),
        ] {
            command.env(variable, self.text(side, name));
        }
        let started = Instant::now();
        let printed = run::output(command)?;
        Ok(Measured {
            took: started.elapsed(),
            answer: serde_json::from_str(&printed)?,
        })
    }
}

impl Drop for Services {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

struct Measured {
    took: Duration,
    answer: Value,
}

impl Measured {
    /// Calls to ProcurementExpress and to QuickBooks Online.
    fn calls(&self) -> (u64, u64) {
        let of = |side: &str| {
            self.answer
                .pointer(&format!("/requests/{side}"))
                .and_then(Value::as_u64)
                .unwrap_or(0)
        };
        (of("procurement"), of("quickbooks"))
    }
}
