//! `cargo xtask demo`: from a fresh clone to the demonstration company, in one command.

use crate::{node, run, system, tree};
use anyhow::Result;

#[derive(clap::Args)]
pub struct Options {
    /// Show the demonstration in the terminal; needs no webview.
    #[arg(long)]
    terminal: bool,
    /// How many documents the demonstration company has.
    #[arg(long)]
    documents: Option<usize>,
}

pub fn run(options: &Options) -> Result<()> {
    if options.terminal {
        return terminal(options);
    }
    if !system::has_display() {
        println!(
            "There is no display here (DISPLAY and WAYLAND_DISPLAY are unset), so this is the demonstration in the terminal."
        );
        return terminal(options);
    }
    system::install(system::WINDOW)?;
    node::require()?;
    println!("Building the window's UI");
    node::install()?;
    node::script("build")?;
    println!("Building the application; the first time this takes some minutes");
    run::succeed(run::cargo(build_arguments()))?;
    println!("Opening the window");
    let program = tree::built("clearpost-desktop");
    let mut window = run::command(&program.to_string_lossy(), ["--demo"]);
    window.args(documents(options));
    run::succeed(window)
}

/// Selecting the workspace gives dependencies the same features as in `cargo xtask test`, so that
/// neither builds them again.
pub fn build_arguments() -> [&'static str; 5] {
    ["build", "--locked", "--workspace", "--bin", "clearpost-desktop"]
}

fn terminal(options: &Options) -> Result<()> {
    if !run::exists("cc") {
        system::install(system::COMPILER)?;
    }
    let mut demo = run::cargo(["run", "--locked", "--quiet", "--package", "clearpost-cli", "--", "demo"]);
    demo.args(documents(options));
    run::succeed(demo)
}

fn documents(options: &Options) -> Vec<String> {
    options
        .documents
        .map_or_else(Vec::new, |count| vec!["--documents".to_owned(), count.to_string()])
}
