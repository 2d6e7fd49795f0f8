//! `cargo xtask soak`: the long versions of the random tests, with their figures. Not part of `ci`,
//! which runs a hundredth of them.

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
        "soak_",
    ]);
    test.env("CLEARPOST_SOAK_DOCUMENTS", options.documents.to_string());
    test.env("CLEARPOST_SOAK_HISTORIES", options.histories.to_string());
    test.env("CLEARPOST_SOAK_KILLS", options.kills.to_string());
    test.env("CLEARPOST_SOAK_SEED", options.seed.to_string());
    run::succeed(test)
}
