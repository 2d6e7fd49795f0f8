//! One opened company: its databases and its connections. What the databases answer is in `desk`.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use chrono::{DateTime, Duration, Utc};
use clearpost_domain::{CompanyKey, RealmId};
use clearpost_remote::{Limits, ProcurementClient, QuickBooksClient};
use clearpost_store::{Cache, CompanyRow, DataDir, Ledger, OpenReport};
use url::Url;

use crate::accounts::{Confirmed, chosen};
use crate::agreement::RESTORED_AT;
use crate::calls::Calls;
use crate::clock::{Clock, likely};
use crate::connection::{AgreedBy, Connection};
use crate::error::EngineError;
use crate::forecast::Forecast;
use crate::kept::Kept;
use crate::links::Pages;
use crate::patterns::OwnPatterns;
use crate::table::Table;
use crate::twins::KeptTwins;

/// How a company is opened.
pub struct Options {
    pub data_dir: PathBuf,
    /// Name or id of the company, where several are cached.
    pub company: Option<String>,
    pub connection: Option<Connection>,
    /// No request leaves.
    pub offline: bool,
    pub clock: Clock,
    pub grace: Duration,
    pub limits: Limits,
}

/// What was given at opening. What the user sets is in the ledger.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub grace: Duration,
    pub agreed: AgreedBy,
}

/// One opened company.
pub struct Engine {
    pub(crate) cache: Cache,
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) dir: DataDir,
    pub(crate) key: Option<CompanyKey>,
    pub(crate) realm: Option<RealmId>,
    pub(crate) procurement_company: String,
    pub(crate) procurement: Option<Arc<ProcurementClient>>,
    pub(crate) quickbooks: Option<Arc<QuickBooksClient>>,
    pub(crate) has_connection: bool,
    pub(crate) has_quickbooks: bool,
    /// The names that the user confirmed, of a stored connection.
    pub(crate) confirmed: Option<Confirmed>,
    pub(crate) settings: Settings,
    pub(crate) clock: Clock,
    pub(crate) pages: Pages,
    /// What was found at opening, in the user's words: a damaged cache set aside, a newer database.
    pub(crate) opening: Vec<String>,
    pub(crate) table: Kept<Table>,
    pub(crate) own_patterns: Mutex<OwnPatterns>,
    pub(crate) forecast: Kept<Forecast>,
    pub(crate) twins: KeptTwins,
    /// The calls that are in the month's count.
    pub(crate) noted_calls: Mutex<Calls>,
}

const WEB_PROCUREMENT: &str = "web.procurement";
/// Below the data folder: what its windows and processes may send together.
const LANES: &str = "lanes";
/// Of waits for services that are simulated on this computer, where the tests ask for it.
const HASTE: u32 = 1_000;
const WEB_QUICKBOOKS: &str = "web.quickbooks";

impl Engine {
    /// Opens the databases and prepares the connections; nothing leaves yet.
    pub fn open(options: Options) -> Result<Self, EngineError> {
        let dir = DataDir::open(&options.data_dir).map_err(EngineError::Cache)?;
        let (cache, cache_report) = Cache::open(&dir).map_err(EngineError::Cache)?;
        let (ledger, ledger_report) = Ledger::open(&dir).map_err(EngineError::Ledger)?;
        let mut opening: Vec<String> = [("cache", &cache_report), ("resend log", &ledger_report)]
            .into_iter()
            .filter_map(|(name, report)| met(name, report))
            .collect();
        if is_restored(&cache, &ledger)? {
            opening.push(
                "The resend log is older than the cache, as after a restored backup: resends made since are not in it. \
                 Refresh, and give what was sent the time to arrive before you resend anything."
                    .to_owned(),
            );
            if ledger_report.newer.is_none() {
                note_restored(&cache, &ledger, options.clock.now())?;
            }
        }
        let mut engine = Self {
            cache,
            ledger: Arc::new(ledger),
            dir,
            key: None,
            realm: None,
            procurement_company: String::new(),
            procurement: None,
            quickbooks: None,
            has_connection: false,
            has_quickbooks: false,
            confirmed: None,
            settings: Settings {
                grace: options.grace,
                agreed: AgreedBy::Settings,
            },
            clock: options.clock,
            pages: Pages::default(),
            opening,
            table: Kept::default(),
            own_patterns: Mutex::default(),
            forecast: Kept::default(),
            twins: KeptTwins::default(),
            noted_calls: Mutex::new(Calls::default()),
        };
        engine.read_patterns();
        match options.connection {
            Some(connection) => {
                let key = connection.key();
                engine.connect(connection, key, options.offline, &options.limits)?;
            }
            None => match chosen(&engine.ledger, options.company.as_deref())? {
                Some(row) => engine.connect_stored(&row, options.offline, &options.limits)?,
                None => engine.choose_cached(options.company.as_deref())?,
            },
        }
        Ok(engine)
    }

    pub(crate) fn connect(
        &mut self,
        connection: Connection,
        key: CompanyKey,
        offline: bool,
        limits: &Limits,
    ) -> Result<(), EngineError> {
        let Connection {
            procurement,
            quickbooks,
            agreed,
            hurry,
        } = connection;
        self.realm = quickbooks.as_ref().map(|access| access.connection.realm.clone());
        self.has_connection = true;
        self.has_quickbooks = quickbooks.is_some();
        self.procurement_company.clone_from(&procurement.company);
        self.settings.agreed = agreed;
        let alone = CompanyKey::new(format!("{}/-", procurement.company));
        if self.has_quickbooks && key != alone {
            self.ledger.move_company(&alone, &key).map_err(EngineError::Ledger)?;
        }
        let web = quickbooks
            .as_ref()
            .map(|access| (access.web.clone(), access.connection.realm.clone()));
        self.pages = Pages::new(Some(procurement.base.clone()), web);
        self.key = Some(key);
        if !offline {
            let limits = Limits {
                shared: Some(self.dir.path().join(LANES)),
                haste: if hurry { HASTE } else { limits.haste },
                ..limits.clone()
            };
            self.procurement = Some(Arc::new(ProcurementClient::new(procurement, limits.clone())?));
            self.quickbooks = quickbooks
                .map(|access| QuickBooksClient::new(access.connection, limits).map(Arc::new))
                .transpose()?;
        }
        Ok(())
    }

    /// Without a connection, the cached companies can still be read.
    fn choose_cached(&mut self, wanted: Option<&str>) -> Result<(), EngineError> {
        let companies = self.cache.companies().map_err(EngineError::Cache)?;
        let mut found = companies.into_iter().filter(|(key, row)| {
            wanted.is_none_or(|wanted| {
                row.procurement_company == wanted
                    || key.as_str() == wanted
                    || [&row.procurement_name, &row.quickbooks_name]
                        .into_iter()
                        .flatten()
                        .any(|name| name.eq_ignore_ascii_case(wanted))
            })
        });
        match (found.next(), found.next()) {
            (None, _) => Ok(()),
            (Some((key, row)), None) => {
                self.realm.clone_from(&row.realm);
                self.procurement_company = row.procurement_company;
                self.has_quickbooks = row.realm.is_some();
                let web = |name| -> Result<Option<Url>, EngineError> {
                    Ok(self
                        .cache
                        .mark(&key, name)
                        .map_err(EngineError::Cache)?
                        .and_then(|text| text.parse().ok()))
                };
                self.pages = Pages::new(web(WEB_PROCUREMENT)?, web(WEB_QUICKBOOKS)?.zip(row.realm));
                self.key = Some(key);
                Ok(())
            }
            (Some(_), Some(_)) => Err(EngineError::CompanyNotChosen),
        }
    }

    pub(crate) fn key(&self) -> Result<&CompanyKey, EngineError> {
        self.key.as_ref().ok_or(EngineError::NotConnected)
    }

    /// Names the open company; none, where nothing is connected or cached.
    pub fn company_key(&self) -> Option<&str> {
        self.key.as_ref().map(CompanyKey::as_str)
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// The time by which a resend is judged, best asked right after a look: who sets this computer's clock must
    /// not make what has just left look old.
    pub(crate) fn time_of_services(&self) -> DateTime<Utc> {
        let of_procurement = self.procurement.as_ref().and_then(|client| client.server_clock().now());
        let of_quickbooks = self.quickbooks.as_ref().and_then(|client| client.server_clock().now());
        likely(self.now(), of_procurement, of_quickbooks)
    }

    /// A remembered moment of this company.
    pub(crate) fn time(&self, name: &str) -> Result<Option<DateTime<Utc>>, EngineError> {
        let mark = self.cache.mark(self.key()?, name).map_err(EngineError::Cache)?;
        Ok(mark
            .and_then(|text| DateTime::parse_from_rfc3339(&text).ok())
            .map(|at| at.to_utc()))
    }

    pub(crate) fn put_time(&self, name: &str, at: DateTime<Utc>) -> Result<(), EngineError> {
        self.cache
            .put_mark(self.key()?, name, &at.to_rfc3339())
            .map_err(EngineError::Cache)
    }

    /// Whether something that is done every so often is to be done again, as after a clock was set back.
    pub(crate) fn is_due(&self, name: &str, every: Duration, now: DateTime<Utc>) -> Result<bool, EngineError> {
        Ok(self.time(name)?.is_none_or(|at| now - at >= every || now < at))
    }

    /// What was found at opening and the user should know.
    pub fn opening_messages(&self) -> &[String] {
        &self.opening
    }

    pub fn pages(&self) -> &Pages {
        &self.pages
    }

    /// Remembers the pages' addresses, so that links work offline too.
    pub(crate) fn remember_company(&self, row: &CompanyRow) -> Result<(), EngineError> {
        let key = self.key()?;
        self.cache.put_company(key, row).map_err(EngineError::Cache)?;
        if let Some(base) = self.pages.procurement_base() {
            self.cache
                .put_mark(key, WEB_PROCUREMENT, base.as_str())
                .map_err(EngineError::Cache)?;
        }
        if let Some(base) = self.pages.quickbooks_base() {
            self.cache
                .put_mark(key, WEB_QUICKBOOKS, base.as_str())
                .map_err(EngineError::Cache)?;
        }
        Ok(())
    }
}

/// Whether the ledger is an older copy than the one that the cache was judged by.
fn is_restored(cache: &Cache, ledger: &Ledger) -> Result<bool, EngineError> {
    let epoch = ledger.epoch().map_err(EngineError::Ledger)?;
    cache.knows_newer_ledger(epoch).map_err(EngineError::Cache)
}

/// From now on, for the grace time, every document may have been sent a moment ago.
fn note_restored(cache: &Cache, ledger: &Ledger, now: DateTime<Utc>) -> Result<(), EngineError> {
    for (key, _) in cache.companies().map_err(EngineError::Cache)? {
        let at = now.to_rfc3339();
        ledger
            .put_settings(&key, &[(RESTORED_AT, Some(&at))], now)
            .map_err(EngineError::Ledger)?;
    }
    let epoch = ledger.epoch().map_err(EngineError::Ledger)?;
    cache.note_ledger_epoch(epoch).map_err(EngineError::Cache)
}

/// What opening a database met, in the user's words.
fn met(name: &str, report: &OpenReport) -> Option<String> {
    if let Some(aside) = &report.damaged {
        let file = aside
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        return Some(format!(
            "The {name} was damaged. It was set aside as {file} and a new one was started."
        ));
    }
    report
        .newer
        .map(|_| format!("The {name} was written by a newer Clearpost; it is only read."))
}
