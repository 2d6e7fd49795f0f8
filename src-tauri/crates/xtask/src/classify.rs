//! `cargo xtask classify`: the evaluation of the text classifier, as the diagnosis crate reports it.

use crate::run;
use anyhow::Result;

pub fn run() -> Result<()> {
    run::succeed(run::cargo([
        "run",
        "--locked",
        "--quiet",
        "--package",
        "clearpost-diagnosis",
        "--example",
        "classify",
    ]))
}
