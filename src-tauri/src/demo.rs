//! The demonstration company: both services simulated in this process, and a data folder that goes
//! away with it.

use crate::session::Answer;
use clearpost_api::{Connection, connection_from_environment, internal, invalid_input};
use clearpost_simulator::{Config, Running};
use std::env;
use std::path::PathBuf;
use tempfile::TempDir;

/// What must live as long as the demonstration.
pub struct Services {
    _running: Running,
    folder: TempDir,
}

impl Services {
    pub fn data_dir(&self) -> PathBuf {
        self.folder.path().join("clearpost")
    }
}

/// Starts the services and says how to connect to them.
pub async fn start() -> Answer<(Services, Option<Connection>)> {
    let mut config = Config::default();
    if let Some(documents) = documents(arguments())? {
        config.documents = documents;
    }
    let running = clearpost_simulator::start(config).await;
    let running = running.map_err(|_| internal("the simulated services could not be started"))?;
    let folder = tempfile::tempdir().map_err(|_| internal("no temporary folder could be made"))?;
    let connection = connection_from_environment(&|name| running.info().environment(name))?;
    Ok((
        Services {
            _running: running,
            folder,
        },
        connection,
    ))
}

/// `--demo`: the demonstration opens without being asked for in the window.
pub fn is_asked_for() -> bool {
    arguments().any(|argument| argument == "--demo")
}

/// What the application was started with; it need not be text.
fn arguments() -> impl Iterator<Item = String> {
    env::args_os().map(|argument| argument.to_string_lossy().into_owned())
}

/// `--documents N`: the size of the company.
fn documents(arguments: impl Iterator<Item = String>) -> Answer<Option<usize>> {
    let Some(text) = arguments.skip_while(|argument| argument != "--documents").nth(1) else {
        return Ok(None);
    };
    match text.parse() {
        Ok(count @ 20..=200_000) => Ok(Some(count)),
        _ => Err(invalid_input("the demonstration has between 20 and 200000 documents")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(arguments: &[&str]) -> Answer<Option<usize>> {
        documents(arguments.iter().map(|argument| (*argument).to_owned()))
    }

    #[test]
    fn the_size_of_the_company_is_read() {
        assert_eq!(asked(&["clearpost-desktop"]), Ok(None));
        assert_eq!(asked(&["clearpost-desktop", "--documents", "5000"]), Ok(Some(5000)));
        assert!(asked(&["clearpost-desktop", "--documents", "3"]).is_err());
        assert!(asked(&["clearpost-desktop", "--documents", "many"]).is_err());
    }
}
