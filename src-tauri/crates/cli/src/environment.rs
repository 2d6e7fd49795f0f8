//! What the command takes from its environment: folder, clock, connection.

use std::path::PathBuf;

use chrono::DateTime;
use clearpost_api::dto::ErrorBody;
use clearpost_api::{App, Clock, Options, connection_from_environment, grace_from_environment, invalid_input};

use crate::arguments::Arguments;

pub fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// The platform's application-data folder, shared with the window.
pub fn data_dir(arguments: &Arguments) -> Result<PathBuf, ErrorBody> {
    if let Some(folder) = &arguments.data_dir {
        return Ok(folder.clone());
    }
    clearpost_api::default_data_dir(&variable)
        .ok_or_else(|| invalid_input("no home folder is known; say where the data lives with --data-dir"))
}

pub fn clock() -> Result<Clock, ErrorBody> {
    match variable("CLEARPOST_NOW") {
        None => Ok(Clock::System),
        Some(text) => DateTime::parse_from_rfc3339(text.trim())
            .map(|now| Clock::Fixed(now.to_utc()))
            .map_err(|_| invalid_input("CLEARPOST_NOW is not a time such as 2026-03-02T09:41:07Z")),
    }
}

/// Opens the company that the environment or the cache names.
pub fn open(arguments: &Arguments) -> Result<App, ErrorBody> {
    let app = App::open(Options {
        data_dir: data_dir(arguments)?,
        company: arguments.company.clone(),
        connection: connection_from_environment(&variable)?,
        offline: arguments.offline,
        clock: clock()?,
        grace: grace_from_environment(&variable)?,
        demonstration: false,
    })?;
    for message in app.opening_messages() {
        eprintln!("{message}");
    }
    if let Some(trouble) = app.pattern_trouble() {
        eprintln!("Your own patterns are not used. {}", crate::print::plain(&trouble));
    }
    Ok(app)
}
