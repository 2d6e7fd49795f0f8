//! Which company is opened: the one that the environment connects, the demonstration if it is asked
//! for, else the stored default. Without any of them the window begins with the assistant.

use crate::session::Answer;
use chrono::DateTime;
use clearpost_api::{
    Accounts, App, Clock, Connection, Options, connection_from_environment, default_data_dir, grace_from_environment,
    internal, invalid_input,
};
use std::env;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// An opened company with what it needs to stay open.
pub struct Opened {
    pub app: App,
    #[cfg(feature = "demo")]
    _services: Option<crate::demo::Services>,
}

impl Opened {
    fn new(app: App) -> Self {
        Self {
            app,
            #[cfg(feature = "demo")]
            _services: None,
        }
    }
}

/// Where the data lives, and the connections kept there.
pub struct Place {
    data_dir: PathBuf,
    pub accounts: Accounts,
}

impl Place {
    pub fn find() -> Answer<Self> {
        let data_dir = default_data_dir(&variable).ok_or_else(|| internal("no home folder is known"))?;
        let accounts = Accounts::open(&data_dir, clock()?)?;
        Ok(Self { data_dir, accounts })
    }
}

/// What the window shows first; nothing, where nothing is connected.
pub async fn open_first(place: Arc<Place>) -> Answer<Option<Opened>> {
    if let Some(connection) = connection_from_environment(&variable)? {
        let app = open_company(&place.data_dir, None, Some(connection), false)?;
        return Ok(Some(Opened::new(app)));
    }
    #[cfg(feature = "demo")]
    if crate::demo::is_asked_for() {
        return open_demonstration().await.map(Some);
    }
    let companies = place.accounts.companies(None).await?.companies;
    match place
        .accounts
        .find(None)
        .ok()
        .flatten()
        .or_else(|| Some(companies.into_iter().next()?.key))
    {
        Some(key) => open_stored(&place, &key).map(Some),
        None => Ok(None),
    }
}

/// A stored connection, or a company of which only the cache is left.
pub fn open_stored(place: &Place, key: &str) -> Answer<Opened> {
    let app = open_company(&place.data_dir, Some(key.to_owned()), None, false)?;
    Ok(Opened::new(app))
}

#[cfg(feature = "demo")]
pub async fn open_demonstration() -> Answer<Opened> {
    let (services, connection) = crate::demo::start().await?;
    let app = open_company(&services.data_dir(), None, connection, true)?;
    Ok(Opened {
        app,
        _services: Some(services),
    })
}

fn open_company(
    data_dir: &Path,
    company: Option<String>,
    connection: Option<Connection>,
    demonstration: bool,
) -> Answer<App> {
    let app = App::open(Options {
        data_dir: data_dir.to_owned(),
        company,
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

/// Stands in for Intuit's addresses, for tests against services on this computer only.
pub fn intuit_stand_in() -> Option<String> {
    variable("CLEARPOST_INTUIT_URL").filter(|url| url.starts_with("http://127.0.0.1:"))
}

fn variable(name: &str) -> Option<String> {
    env::var(name).ok()
}
