//! `cargo xtask soak`: the long versions of the random tests, with their figures. Not part of `ci`,
//! which runs a hundredth of them. One after the other, so that none waits for another's turn; of what 0 are
//! wanted, none is run.

use crate::run;
use anyhow::Result;

#[derive(clap::Args)]
pub struct Options {
    /// Documents to judge at least.
    #[arg(long, default_value_t = 100_000)]
    documents: u64,
    /// Histories of resends.
    #[arg(long, default_value_t = 10_000)]
    histories: u64,
    /// Kills of bulk resends.
    #[arg(long, default_value_t = 1_000)]
    kills: u64,
    /// Another number tells other stories.
    #[arg(long, default_value_t = 0)]
    seed: u64,
}

pub fn run(options: &Options) -> Result<()> {
    let mut test = run::cargo([
        "test",
        "--locked",
        "--release",
        "--package",
        "clearpost-tests",
        "--test",
        "soak",
        "--",
        "--nocapture",
        "--test-threads=1",
    ]);
    let wanted = [
        ("soak_verdicts", options.documents),
        ("soak_kills", options.kills),
        ("soak_histories", options.histories),
    ];
    let names: Vec<&str> = wanted
        .into_iter()
        .filter_map(|(name, count)| (count > 0).then_some(name))
        .collect();
    anyhow::ensure!(!names.is_empty(), "nothing is wanted");
    test.args(names);
    test.env("CLEARPOST_SOAK_DOCUMENTS", options.documents.to_string());
    test.env("CLEARPOST_SOAK_HISTORIES", options.histories.to_string());
    test.env("CLEARPOST_SOAK_KILLS", options.kills.to_string());
    test.env("CLEARPOST_SOAK_SEED", options.seed.to_string());
    run::succeed(test)
}
