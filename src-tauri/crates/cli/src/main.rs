//! The `clearpost` command: the second front door, for unattended checks, for IT and for tests.
//!
//! It calls the same handlers as the window and prints the same DTOs with `--json`. It must not decide
//! anything by itself, and it never prints a secret or takes one as an argument.

mod ahead;
mod arguments;
mod connect;
#[cfg(feature = "demo")]
mod demo;
mod environment;
mod exit;
mod help;
mod print;
mod run;

use std::process::ExitCode;

use clap::Parser;
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    // Logs are for support: off unless CLEARPOST_LOG asks for them, and never on standard output.
    let filter = EnvFilter::try_from_env("CLEARPOST_LOG").unwrap_or_else(|_| EnvFilter::new("off"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .init();

    let arguments = match arguments::Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return exit::wrong_usage(&error),
    };
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("The program could not start: {error}");
            return ExitCode::from(exit::FAILED);
        }
    };
    let code = runtime.block_on(run::run(&arguments));
    runtime.shutdown_timeout(std::time::Duration::from_secs(1));
    ExitCode::from(code)
}
