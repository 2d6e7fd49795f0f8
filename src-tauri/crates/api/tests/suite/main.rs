//! The handlers without a host: what crosses the boundary, and that nothing that crosses it can make
//! them panic (promise S11).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)] // a test may stop where it fails

mod agreed;
mod boundary;
mod codes;
mod hostile;

use std::time::Duration;

use clearpost_api::{App, Clock, Connection, Options, connection_from_environment};
use tempfile::TempDir;

/// A connection to services that do not exist: nothing is ever sent in these tests.
fn connection() -> Option<Connection> {
    connection_from_environment(&environment).unwrap()
}

fn environment(name: &str) -> Option<String> {
    let value = match name {
        "CLEARPOST_PROCUREMENT_URL" | "CLEARPOST_QUICKBOOKS_URL" => "http://127.0.0.1:9",
        "CLEARPOST_PROCUREMENT_TOKEN" | "CLEARPOST_QUICKBOOKS_ACCESS_TOKEN" => "token",
        "CLEARPOST_PROCUREMENT_COMPANY" => "7001",
        "CLEARPOST_QUICKBOOKS_REALM" => "9130350000000000",
        _ => return None,
    };
    Some(value.to_owned())
}

fn app(connection: Option<Connection>) -> (App, TempDir) {
    opened(connection, false)
}

fn opened(connection: Option<Connection>, demonstration: bool) -> (App, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let app = App::open(Options {
        data_dir: folder.path().join("data"),
        company: None,
        connection,
        offline: true,
        clock: Clock::Fixed("2026-03-02T09:41:07Z".parse().unwrap()),
        grace: Duration::from_mins(15),
        demonstration,
    })
    .unwrap();
    (app, folder)
}
