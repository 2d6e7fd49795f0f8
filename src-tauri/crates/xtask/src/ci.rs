//! `cargo xtask ci`: what has to pass before a change is taken.

use crate::steps::Steps;
use crate::{codegen, run, test, tidy, tools};
use anyhow::Result;
use std::process::Command;

pub fn run() -> Result<()> {
    let mut steps = Steps::new();
    steps.step("format", || run::succeed(run::cargo(["fmt", "--all", "--check"])));
    steps.step("tidy", tidy::run);
    test::prepare(&mut steps);
    // The window tests are left out of "all targets", as they are of a plain `cargo test`.
    steps.step("lints", || {
        lint(&["--all-targets"]).and_then(|()| lint(&["--test", "window"]))
    });
    steps.step("licences and sources", || {
        let deny = tools::cargo_tool("cargo-deny", "^0.20")?;
        let mut check = Command::new(deny);
        check
            .args(["--workspace", "--locked", "check", "bans", "licenses", "sources"])
            .current_dir(crate::tree::root());
        run::succeed(check)
    });
    steps.step("generated bindings", || codegen::run(&codegen::Options::check()));
    test::everything(&mut steps);
    steps.finish()
}

fn lint(targets: &[&str]) -> Result<()> {
    let arguments = [
        &["clippy", "--locked", "--workspace"],
        targets,
        &["--", "--deny", "warnings"],
    ];
    run::succeed(run::cargo(arguments.concat()))
}
