//! Exit codes, and errors as they are printed.

use std::process::ExitCode;

use clap::error::ErrorKind;
use clearpost_api::ErrorCode;
use clearpost_api::dto::ErrorBody;

pub const DONE: u8 = 0;
pub const FAILED: u8 = 1;
pub const WRONG_USAGE: u8 = 2;
pub const SIGN_IN_NEEDED: u8 = 3;
pub const PARTIAL: u8 = 4;

/// Words that cannot be understood; help and version are no mistakes.
pub fn wrong_usage(error: &clap::Error) -> ExitCode {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        print!("{error}");
        return ExitCode::from(DONE);
    }
    if std::env::args().any(|argument| argument == "--json") {
        let text = error.to_string();
        let message = text
            .lines()
            .next()
            .unwrap_or_default()
            .trim_start_matches("error: ")
            .to_owned();
        let body = ErrorBody {
            code: ErrorCode::Usage.word().to_owned(),
            message,
            help: ErrorCode::Usage.help().to_owned(),
        };
        print_error(&body, true);
    } else {
        eprint!("{error}");
    }
    ExitCode::from(WRONG_USAGE)
}

/// The exit code of an error.
pub fn code_of(error: &ErrorBody) -> u8 {
    match error.code.as_str() {
        "usage" | "invalid_input" => WRONG_USAGE,
        "not_connected" | "sign_in_needed" => SIGN_IN_NEEDED,
        "empty_cache" => PARTIAL,
        _ => FAILED,
    }
}

pub fn print_error(error: &ErrorBody, json: bool) {
    if json {
        println!("{}", serde_json::json!({ "error": error }));
    } else {
        eprintln!("{}\n{}", crate::print::plain(&error.message), error.help);
    }
}
