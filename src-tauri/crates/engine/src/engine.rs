//! One opened company: its databases, its connections, and the questions that the databases answer.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Duration, Utc};
use clearpost_diagnosis as diagnosis;
use clearpost_domain::{CompanyKey, Document, DocumentKind, DocumentRef, RealmId, Route};
use clearpost_remote::{Limits, ProcurementClient, QuickBooksClient};
use clearpost_store::{Cache, CompanyRow, DataDir, Judgement, Ledger, OpenReport, Source, SourceFacts};
use rust_decimal::Decimal;
use url::Url;

use crate::clock::Clock;
use crate::connection::{Connection, ResendCalls};
use crate::error::EngineError;
use crate::links::Pages;
use crate::table::Table;
use crate::world::DocumentView;

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

/// What the user can set.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub grace: Duration,
    pub tolerance: Decimal,
    pub route: Option<Route>,
    pub calls: ResendCalls,
}

/// What is shown around the table.
#[derive(Clone, Debug)]
pub struct Overview {
    pub company: String,
    pub connected: bool,
    pub quickbooks_connected: bool,
    pub as_of: Option<DateTime<Utc>>,
    pub procurement: SourceFacts,
    pub quickbooks: SourceFacts,
    pub quarantined: usize,
    pub route: Option<Route>,
}

/// One opened company.
pub struct Engine {
    pub(crate) cache: Cache,
    pub(crate) ledger: Ledger,
    pub(crate) dir: DataDir,
    pub(crate) key: Option<CompanyKey>,
    pub(crate) realm: Option<RealmId>,
    pub(crate) procurement_company: String,
    pub(crate) procurement: Option<ProcurementClient>,
    pub(crate) quickbooks: Option<QuickBooksClient>,
    pub(crate) has_connection: bool,
    pub(crate) has_quickbooks: bool,
    pub(crate) settings: Settings,
    pub(crate) clock: Clock,
    pub(crate) pages: Pages,
    /// What was found at opening, in the user's words: a damaged cache set aside, a newer database.
    pub(crate) opening: Vec<String>,
    table: Mutex<Option<Arc<Table>>>,
}

pub(crate) const AS_OF: &str = "as_of";
const WEB_PROCUREMENT: &str = "web.procurement";
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
        let epoch = ledger.epoch().map_err(EngineError::Ledger)?;
        if cache.knows_newer_ledger(epoch).map_err(EngineError::Cache)? {
            opening.push(
                "The resend log is older than the cache, as after a restored backup: resends made since are not in it. \
                 Refresh before you resend anything."
                    .to_owned(),
            );
        }
        let has_connection = options.connection.is_some();
        let mut engine = Self {
            cache,
            ledger,
            dir,
            key: None,
            realm: None,
            procurement_company: String::new(),
            procurement: None,
            quickbooks: None,
            has_connection,
            has_quickbooks: false,
            settings: Settings {
                grace: options.grace,
                tolerance: Decimal::ZERO,
                route: None,
                calls: ResendCalls::default(),
            },
            clock: options.clock,
            pages: Pages::default(),
            opening,
            table: Mutex::new(None),
        };
        match options.connection {
            Some(connection) => engine.connect(connection, options.offline, &options.limits)?,
            None => engine.choose_cached(options.company.as_deref())?,
        }
        Ok(engine)
    }

    fn connect(&mut self, connection: Connection, offline: bool, limits: &Limits) -> Result<(), EngineError> {
        let Connection {
            procurement,
            quickbooks,
            route,
            calls,
        } = connection;
        self.realm = quickbooks.as_ref().map(|access| access.connection.realm.clone());
        self.has_quickbooks = quickbooks.is_some();
        self.procurement_company.clone_from(&procurement.company);
        self.settings.route = route;
        self.settings.calls = calls;
        let realm = self.realm.as_ref().map_or("-", RealmId::as_str);
        let key = CompanyKey::new(format!("{}/{realm}", procurement.company));
        let web = quickbooks
            .as_ref()
            .map(|access| (access.web.clone(), access.connection.realm.clone()));
        self.pages = Pages::new(Some(procurement.base.clone()), web);
        self.key = Some(key);
        if !offline {
            self.procurement = Some(ProcurementClient::new(procurement, limits.clone())?);
            self.quickbooks = quickbooks
                .map(|access| QuickBooksClient::new(access.connection, limits.clone()))
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

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
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

    /// When the last refresh looked; everything shown is as of then.
    pub fn as_of(&self) -> Result<Option<DateTime<Utc>>, EngineError> {
        let mark = self.cache.mark(self.key()?, AS_OF).map_err(EngineError::Cache)?;
        Ok(mark
            .and_then(|at| DateTime::parse_from_rfc3339(&at).ok())
            .map(|at| at.to_utc()))
    }

    /// The status table. Kept in memory until the cache changes.
    pub fn table(&self) -> Result<Arc<Table>, EngineError> {
        let mut kept = self.table.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(table) = kept.as_ref() {
            return Ok(Arc::clone(table));
        }
        let key = self.key()?;
        if self.as_of()?.is_none() {
            return Err(EngineError::EmptyCache);
        }
        let table = Arc::new(Table::new(self.cache.status_rows(key).map_err(EngineError::Cache)?));
        *kept = Some(Arc::clone(&table));
        Ok(table)
    }

    pub(crate) fn forget_table(&self) {
        *self.table.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// What is shown around the table; `None` when no company is known.
    pub fn overview(&self) -> Result<Option<Overview>, EngineError> {
        let Some(key) = &self.key else { return Ok(None) };
        let row = self.cache.company(key).map_err(EngineError::Cache)?;
        let source = |source| self.cache.source(key, source).map_err(EngineError::Cache);
        Ok(Some(Overview {
            company: row
                .and_then(|row| row.procurement_name.or(row.quickbooks_name))
                .unwrap_or_else(|| format!("Company {}", self.procurement_company)),
            connected: self.has_connection,
            quickbooks_connected: self.has_quickbooks,
            as_of: self.as_of()?,
            procurement: source(Source::Procurement)?,
            quickbooks: source(Source::QuickBooks)?,
            quarantined: self.cache.quarantine_count(key).map_err(EngineError::Cache)?,
            route: self.settings.route,
        }))
    }

    /// Stores a document as just read. An invoice's answer does not say whether it is archived; that is
    /// known from the list it stood in (procurementexpress-api §7).
    pub(crate) fn keep(&self, mut document: Document) -> Result<Document, EngineError> {
        let key = self.key()?;
        if document.kind() == DocumentKind::Invoice {
            let cached = self
                .cache
                .document(key, document.reference)
                .map_err(EngineError::Cache)?;
            document.archived |= cached.is_some_and(|cached| cached.archived);
        }
        self.cache
            .upsert_documents(key, std::slice::from_ref(&document))
            .map_err(EngineError::Cache)?;
        Ok(document)
    }

    /// Everything about one document. A detail that is not cached yet is fetched; when that cannot be,
    /// the cache answers.
    pub async fn view(&self, reference: DocumentRef) -> Result<DocumentView, EngineError> {
        let table = self.table()?;
        let row = table
            .row(reference)
            .cloned()
            .ok_or(EngineError::UnknownDocument(reference))?;
        let key = self.key()?;
        let unknown = || EngineError::UnknownDocument(reference);
        let mut document = self
            .cache
            .document(key, reference)
            .map_err(EngineError::Cache)?
            .ok_or_else(unknown)?;
        if document.detail.is_none()
            && let Some(client) = &self.procurement
        {
            match client.document(reference, self.now()).await {
                Ok(read) => document = self.keep(read)?,
                Err(error) => tracing::info!(%error, "answering from the cache"),
            }
        }
        let Judgement {
            verdict,
            findings,
            notes,
            ..
        } = self
            .cache
            .judgement(key, reference)
            .map_err(EngineError::Cache)?
            .ok_or_else(unknown)?;
        let attempts = self.ledger.attempts_for(key, reference).map_err(EngineError::Ledger)?;
        let handled = self
            .ledger
            .handled(key)
            .map_err(EngineError::Ledger)?
            .remove(&reference);
        let sync = diagnosis::sync_entries(&document);
        Ok(DocumentView {
            row,
            verdict,
            findings,
            notes,
            sync,
            attempts,
            handled_reason: handled.map(|(reason, _)| reason),
            document,
        })
    }

    /// Documents grouped by what holds them back.
    pub fn causes(&self) -> Result<Vec<diagnosis::RootCause>, EngineError> {
        let table = self.table()?;
        let as_of = self.as_of()?;
        let judgements = self.cache.judgements(self.key()?).map_err(EngineError::Cache)?;
        let held = judgements.iter().filter_map(|judgement| {
            let finding = judgement.findings.first()?;
            let row = table.row(judgement.reference)?;
            Some(diagnosis::Waiting {
                document: judgement.reference,
                amount: row.amount,
                currency: row.currency,
                age_days: crate::table::age_days(row, as_of),
                finding,
            })
        });
        Ok(diagnosis::causes(held))
    }

    /// Judges everything again from what is cached, for example after a document was set aside.
    pub(crate) fn rejudge(&self) -> Result<(), EngineError> {
        let world = crate::world::World::load(&self.cache, &self.ledger, self.key()?)?;
        let now = self.as_of()?.unwrap_or_else(|| self.now());
        self.save_judged(&world, now)
    }

    pub(crate) fn save_judged(&self, world: &crate::world::World, now: DateTime<Utc>) -> Result<(), EngineError> {
        let judged = world.judge(&self.settings, self.pages.links(), now);
        let key = self.key()?;
        self.cache
            .put_judgements(key, &judged.judgements, &judged.rows)
            .map_err(EngineError::Cache)?;
        if let Ok(conventions) = serde_json::to_string(&judged.conventions) {
            self.cache
                .put_mark(key, "conventions", &conventions)
                .map_err(EngineError::Cache)?;
        }
        let matched: Vec<_> = judged
            .judgements
            .iter()
            .filter_map(|one| {
                let sure = one.verdict.counterpart.as_ref()?;
                let document = world.documents.get(&one.reference)?;
                document
                    .is_in_syncing_status()
                    .then(|| (one.reference, sure.key.clone()))
            })
            .filter(|(reference, key)| world.ledger.get(reference).and_then(|facts| facts.link.as_ref()) != Some(key))
            .collect();
        if !matched.is_empty() {
            self.ledger
                .record_links(key, &matched, self.now())
                .map_err(EngineError::Ledger)?;
        }
        let epoch = self.ledger.epoch().map_err(EngineError::Ledger)?;
        self.cache.note_ledger_epoch(epoch).map_err(EngineError::Cache)?;
        self.forget_table();
        Ok(())
    }

    /// Sets a document aside with a reason, or takes that back.
    pub fn set_handled(&self, reference: DocumentRef, reason: Option<&str>) -> Result<(), EngineError> {
        let key = self.key()?;
        if self.table()?.row(reference).is_none() {
            return Err(EngineError::UnknownDocument(reference));
        }
        match reason.map(str::trim) {
            Some("") => return Err(EngineError::InvalidInput("a reason is needed".to_owned())),
            Some(reason) => self.ledger.set_handled(key, reference, reason, self.now()),
            None => self.ledger.clear_handled(key, reference, self.now()),
        }
        .map_err(EngineError::Ledger)?;
        self.rejudge()
    }
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
