//! The `clearpost-simulator` command: starts both services, prints one line of JSON, and serves
//! until it is ended. It must print nothing else to standard output.

use chrono::{DateTime, Utc};
use clap::Parser;
use clearpost_simulator::{Config, Mode, Trouble, Which};
use std::io::Write as _;
use std::time::Duration;

/// Both services on loopback, for demonstrations, development and tests.
#[derive(Parser)]
#[command(name = "clearpost-simulator", version, about)]
struct Args {
    /// How many documents the demonstration company has (at least those that show a problem).
    #[arg(long, default_value_t = 420)]
    documents: usize,
    /// Seed of the demonstration company.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The simulator's clock at the start, RFC 3339 (default: the system's).
    #[arg(long, value_name = "RFC3339")]
    now: Option<DateTime<Utc>>,
    /// Which of the undocumented behaviours is shown.
    #[arg(long, value_enum, default_value_t = Mode::CustomResend)]
    mode: Mode,
    /// Which of the two demonstration companies.
    #[arg(long, value_enum, default_value_t = Which::First)]
    company: Which,
    /// What stops the whole second company.
    #[arg(long, value_enum, default_value_t = Trouble::Plan)]
    trouble: Trouble,
    /// Port of ProcurementExpress (default: a free one).
    #[arg(long, default_value_t = 0, value_name = "P")]
    procurement_port: u16,
    /// Port of QuickBooks Online (default: a free one).
    #[arg(long, default_value_t = 0, value_name = "P")]
    quickbooks_port: u16,
    /// Delay before every answer.
    #[arg(long, default_value_t = 0, value_name = "MS")]
    latency: u64,
    /// Time between what triggers a sync and the sync.
    #[arg(long, default_value_t = 1500, value_name = "MS")]
    sync_delay: u64,
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let args = Args::parse();
    let running = clearpost_simulator::start(Config {
        documents: args.documents,
        seed: args.seed,
        now: args.now,
        mode: args.mode,
        company: args.company,
        trouble: args.trouble,
        procurement_port: args.procurement_port,
        quickbooks_port: args.quickbooks_port,
        latency: Duration::from_millis(args.latency),
        sync_delay: Duration::from_millis(args.sync_delay),
    })
    .await?;
    let line = serde_json::to_string(running.info())?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    out.flush()?;
    drop(out);
    tokio::signal::ctrl_c().await
}
