//! `cargo xtask bench`: what a first pull, an unchanged refresh, a refresh of 100 changes and a search take
//! against the simulated services, in calls and in time, and how that compares with what the services' own speed allows.
//!
//! Ratios within one run are what counts. Nothing here is a test: no figure fails it.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write as _};
use std::net::TcpStream;
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
    /// Documents of the simulated company.
    #[arg(long, value_delimiter = ',', default_values_t = [1_000, 10_000, 50_000])]
    documents: Vec<u32>,
    /// Latency of every answer in milliseconds.
    #[arg(long, default_value_t = 100)]
    latency: u64,
    /// Documents to which the cache of a company is grown, to measure a refresh at sizes that take too long
    /// to be pulled.
    #[arg(long, value_delimiter = ',', default_values_t = [100_000, 1_000_000])]
    grown: Vec<u32>,
}

/// Documents of the company whose cache is grown.
const SEED: u32 = 10_000;

/// Calls at once, as the clients keep to (design, "Cost of looking").
const PROCUREMENT_AT_ONCE: u64 = 2;
const QUICKBOOKS_AT_ONCE: u64 = 10;
const QUICKBOOKS_PER_SECOND: u64 = 10;
const CHANGES: usize = 100;

pub fn run(options: &Options) -> Result<()> {
    let packages = ["--package", "clearpost-cli", "--package", "clearpost-simulator"];
    let build = ["build", "--locked", "--release"].into_iter().chain(packages);
    run::succeed(run::cargo(build))?;
    let mut table = String::from(
        "| documents | latency | first pull | floor | ratio | calls | unchanged | calls | 100 changes | calls | search |\n\
         |---|---|---|---|---|---|---|---|---|---|---|\n",
    );
    for documents in &options.documents {
        println!("{documents} documents, {} ms latency …", options.latency);
        let line = measure(*documents, options.latency)?;
        println!("{line}");
        table.push_str(&line);
        table.push('\n');
    }
    println!("\n{table}");
    if !options.grown.is_empty() {
        println!("{}", growing(options)?);
    }
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
    let proved = services.desk(&folder, &["list", "--state", "synced", "--limit", "100"])?;
    services.edit(&proved.references())?;
    let changed = services.desk(&folder, &["refresh"])?;
    let search = services.desk(&folder, &["list", "--search", "paper", "--limit", "50"])?;
    let (procurement, quickbooks) = first.calls();
    let floor = (procurement * latency / PROCUREMENT_AT_ONCE)
        .max(quickbooks * latency / QUICKBOOKS_AT_ONCE)
        .max(quickbooks * 1000 / QUICKBOOKS_PER_SECOND);
    let calls = |measured: &Measured| format!("{} + {}", measured.calls().0, measured.calls().1);
    let mut line = String::new();
    write!(
        line,
        "| {documents} | {latency} ms | {:.2} s | {:.2} s | {:.2} | {} | {:.2} s | {} | {:.2} s | {} | {:.0} ms |",
        seconds(first.took),
        millis(floor) / 1000.0,
        seconds(first.took) * 1000.0 / millis(floor.max(1)),
        calls(&first),
        seconds(unchanged.took),
        calls(&unchanged),
        seconds(changed.took),
        calls(&changed),
        seconds(search.took) * 1000.0,
    )?;
    Ok(line)
}

/// What a refresh takes after 100 documents were edited, at sizes that only the cache has: the services
/// know the documents of the first size.
fn growing(options: &Options) -> Result<String> {
    let services = Services::start(SEED, options.latency)?;
    let parent = tree::target().join("bench").join("grown");
    if parent.exists() {
        std::fs::remove_dir_all(&parent).context("an earlier run could not be cleared")?;
    }
    let folder_of = |documents: u32| parent.join(documents.to_string());
    services.desk(&folder_of(SEED), &["refresh"])?;
    for documents in &options.grown {
        copy(&folder_of(SEED), &folder_of(*documents))?;
        let grow = [
            "run",
            "--locked",
            "--release",
            "--package",
            "clearpost-store",
            "--example",
            "grow",
            "--",
        ];
        let mut command = run::cargo(grow);
        command.arg(folder_of(*documents)).arg(documents.to_string());
        run::succeed(command)?;
    }
    let mut table = String::from(
        "| documents | all judged | unchanged | 100 changes | calls | to 10,000 |\n|---|---|---|---|---|---|\n",
    );
    let proved = services.desk(&folder_of(SEED), &["list", "--state", "synced", "--limit", "2000"])?;
    let proved = proved.references();
    let mut edited = proved.chunks(CHANGES);
    let mut least = None;
    for documents in [SEED].iter().chain(&options.grown) {
        let folder = folder_of(*documents);
        let whole = services.desk(&folder, &["refresh"])?;
        // The daily looks, and what the judging of all left to be written, belong to neither figure.
        services.desk(&folder, &["refresh"])?;
        write_out(&folder)?;
        let unchanged = services.desk(&folder, &["refresh"])?;
        services.edit(edited.next().unwrap_or_default())?;
        let changed = services.desk(&folder, &["refresh"])?;
        let took = seconds(changed.took);
        let ratio = took / *least.get_or_insert(took);
        writeln!(
            table,
            "| {documents} | {:.2} s | {:.2} s | {took:.2} s | {} + {} | {ratio:.2} |",
            seconds(whole.took),
            seconds(unchanged.took),
            changed.calls().0,
            changed.calls().1,
        )?;
    }
    Ok(table)
}

/// Waits until all that was written into this folder is on the disk.
fn write_out(folder: &Path) -> Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_file() {
            std::fs::OpenOptions::new().write(true).open(path)?.sync_all()?;
        }
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            std::fs::copy(entry.path(), to.join(entry.file_name()))?;
        }
    }
    Ok(())
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

    /// Lets people edit these documents in ProcurementExpress.
    fn edit(&self, references: &[String]) -> Result<()> {
        let control = self.info.get("control").and_then(Value::as_str).unwrap_or_default();
        let host = control
            .trim_start_matches("http://")
            .split('/')
            .next()
            .unwrap_or_default();
        for reference in references.iter().take(CHANGES) {
            let body = serde_json::json!({ "do": "edit", "ref": reference, "notes": "at the desk" }).to_string();
            let mut stream = TcpStream::connect(host).context("the simulator's control cannot be reached")?;
            write!(
                stream,
                "POST /__sim/act HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\n\
                 content-length: {}\r\nconnection: close\r\n\r\n{body}",
                body.len()
            )?;
            std::io::copy(&mut stream, &mut std::io::sink())?;
        }
        Ok(())
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
    /// The documents of a list.
    fn references(&self) -> Vec<String> {
        let rows = self.answer.get("rows").and_then(Value::as_array);
        rows.into_iter()
            .flatten()
            .filter_map(|row| Some(row.get("ref")?.as_str()?.to_owned()))
            .collect()
    }

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
