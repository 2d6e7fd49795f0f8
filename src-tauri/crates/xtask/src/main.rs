//! What a developer runs: `cargo xtask demo`, `test`, `ci`, `classify`, `codegen`, `new-rule`, `package`,
//! `bench`, `recorded`, `soak`, `tidy`.
//!
//! One file per task. Everything a task needs is installed by the task; nothing here is part of the
//! product, and it uses none of the product's crates.

mod bench;
mod ci;
mod classify;
mod codegen;
mod demo;
mod diagnosis_table;
mod new_rule;
mod node;
mod package;
mod recorded;
mod rules;
mod run;
mod soak;
mod steps;
mod system;
mod test;
mod tidy;
mod tools;
mod tree;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

#[derive(Parser)]
#[command(bin_name = "cargo xtask", about = "Tasks of the Clearpost repository")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Opens the window on the demonstration company; installs what is missing first.
    Demo(demo::Options),
    /// Runs every test: Rust, the UI, and the real window on a virtual display.
    Test(test::Options),
    /// What `.ci/run` calls: formatting, lints, licences, generated files, then every test.
    Ci,
    /// Writes the TypeScript types of the data contract and the table of diagnosis rules.
    Codegen(codegen::Options),
    /// Reports how well error texts of unseen products are classified.
    Classify,
    /// Begins a diagnosis rule: its file, code, registration and tests.
    NewRule(new_rule::Options),
    /// Builds the installer for this system.
    Package,
    /// Times first pulls, refreshes and searches against the simulated services, and the pure core.
    Bench(bench::Options),
    /// Reads a folder of recorded answers with the product's parsers; for use by hand.
    Recorded(recorded::Options),
    /// Tells random stories for an hour or so, and says how many documents were judged.
    Soak(soak::Options),
    /// Checks promises about the tree that no compiler knows.
    Tidy,
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().task {
        Task::Demo(options) => demo::run(&options),
        Task::Test(options) => test::run(&options),
        Task::Ci => ci::run(),
        Task::Codegen(options) => codegen::run(&options),
        Task::Classify => classify::run(),
        Task::NewRule(options) => new_rule::run(&options),
        Task::Package => package::run(),
        Task::Bench(options) => bench::run(&options),
        Task::Recorded(options) => recorded::run(&options),
        Task::Soak(options) => soak::run(&options),
        Task::Tidy => tidy::run(),
    };
    if let Err(error) = outcome {
        eprintln!("{error:#}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}
