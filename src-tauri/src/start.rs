//! Which company is opened: the one that the environment connects, else the demonstration company,
//! else what the cache has.

use crate::session::Answer;
use chrono::DateTime;
use clearpost_api::{
    App, Clock, Connection, Options, connection_from_environment, default_data_dir, grace_from_environment, internal,
    invalid_input,
};
use std::env;
use std::path::PathBuf;

/// An opened company with what it needs to stay open.
pub struct Opened {
    pub app: App,
    #[cfg(feature = "demo")]
    _services: Option<crate::demo::Services>,
}

pub async fn open() -> Answer<Opened> {
    let connection = connection_from_environment(&variable)?;
    #[cfg(feature = "demo")]
    if connection.is_none() {
        let (services, connection) = crate::demo::start().await?;
        let app = open_company(services.data_dir(), connection, true)?;
        return Ok(Opened {
            app,
            _services: Some(services),
        });
    }
    let data_dir = default_data_dir(&variable).ok_or_else(|| internal("no home folder is known"))?;
    Ok(Opened {
        app: open_company(data_dir, connection, false)?,
        #[cfg(feature = "demo")]
        _services: None,
    })
}

fn open_company(data_dir: PathBuf, connection: Option<Connection>, demonstration: bool) -> Answer<App> {
    let app = App::open(Options {
        data_dir,
        company: None,
        connection,
        offline: false,
        clock: clock()?,
        grace: grace_from_environment(&variable)?,
        demonstration,
    })?;
    for message in app.opening_messages() {
        tracing::warn!("{message}");
    }
    Ok(app)
}

fn clock() -> Answer<Clock> {
    let Some(text) = variable("CLEARPOST_NOW") else {
        return Ok(Clock::System);
    };
    let now = DateTime::parse_from_rfc3339(text.trim());
    now.map(|now| Clock::Fixed(now.to_utc()))
        .map_err(|_| invalid_input("CLEARPOST_NOW is not a time such as 2026-03-02T09:41:07Z"))
}

fn variable(name: &str) -> Option<String> {
    env::var(name).ok()
}
