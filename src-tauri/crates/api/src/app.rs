//! The handlers: one for each command, used by the window and the command line alike.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use clearpost_domain::{DocumentKind, DocumentRef, SyncState};
use clearpost_engine::{
    CheckState, Clock, Connection, Engine, EngineError, Extent, Filter, Limits, Opener, Report, Sort, SourceFacts,
    write_csv,
};
use url::Url;

use crate::convert;
use crate::dto;
use crate::error::{invalid_input, not_connected};
use crate::jobs::{Job, Jobs};

pub(crate) type Answer<T> = Result<T, dto::ErrorBody>;

/// Where a job's progress goes.
pub type ProgressSink = Arc<dyn Fn(dto::Progress) + Send + Sync>;

/// How a company is opened.
pub struct Options {
    pub data_dir: PathBuf,
    pub company: Option<String>,
    pub connection: Option<Connection>,
    pub offline: bool,
    pub clock: Clock,
    pub grace: Duration,
    /// The simulated demonstration company is open.
    pub demonstration: bool,
}

/// Rows that a question without a limit gets.
const DEFAULT_LIMIT: usize = 100;
const LONGEST_SEARCH: usize = 500;
const LONGEST_REASON: usize = 1_000;

/// One opened company and the jobs that run on it.
#[derive(Clone)]
pub struct App {
    pub(crate) engine: Arc<Engine>,
    demonstration: bool,
    pub(crate) jobs: Jobs,
    pub(crate) opener: Option<Opener>,
}

impl App {
    pub fn open(options: Options) -> Answer<Self> {
        let grace =
            chrono::Duration::from_std(options.grace).map_err(|_| invalid_input("the grace time is too long"))?;
        let mut engine = Engine::open(clearpost_engine::Options {
            data_dir: options.data_dir,
            company: options.company,
            connection: options.connection,
            offline: options.offline,
            clock: options.clock,
            grace,
            limits: Limits::default(),
        })?;
        if options.demonstration {
            engine.begin_demonstration()?;
        }
        Ok(Self {
            engine: Arc::new(engine),
            demonstration: options.demonstration,
            jobs: Jobs::default(),
            opener: None,
        })
    }

    /// With a way to show a page of ProcurementExpress to the user, for the `browser` route.
    #[must_use]
    pub fn opening_pages(self, open: impl Fn(&str) + Send + Sync + 'static) -> Self {
        Self {
            opener: Some(Opener::new(move |page| open(page.as_str()))),
            ..self
        }
    }

    /// Names the open company; none, where nothing is connected or cached.
    pub fn key(&self) -> Option<&str> {
        self.engine.company_key()
    }

    /// The open company's credentials are in the keychain.
    pub fn needs_keychain(&self) -> Answer<bool> {
        Ok(self.engine.overview()?.is_some_and(|overview| overview.is_stored))
    }

    /// What was found at opening and the user should know.
    pub fn opening_messages(&self) -> &[String] {
        self.engine.opening_messages()
    }

    /// Why the user's own patterns are not used, if they are not.
    pub fn pattern_trouble(&self) -> Option<String> {
        self.engine.patterns().trouble().map(str::to_owned)
    }

    pub fn status(&self) -> Answer<dto::StatusResult> {
        let Some(overview) = self.engine.overview()? else {
            return Err(not_connected());
        };
        let (total, by_state, archived) = match self.engine.table() {
            Ok(table) => (
                table.len(),
                convert::by_state(&table.counts()),
                table.rows().filter(|row| row.archived).count(),
            ),
            Err(EngineError::EmptyCache) => Default::default(),
            Err(error) => return Err(error.into()),
        };
        let is_disconnected = overview.procurement_is_connected == Some(false);
        let source = |name: &str, facts: &SourceFacts| dto::SourceItem {
            name: name.to_owned(),
            last_tried: facts.last_tried.map(convert::time),
            last_succeeded: facts.last_succeeded.map(convert::time),
            last_error: facts
                .last_error
                .as_ref()
                .filter(|_| facts.failing)
                .map(|(_, message)| message.clone()),
        };
        Ok(dto::StatusResult {
            company: overview.company,
            demonstration: self.demonstration,
            connected: overview.connected,
            quickbooks_connected: overview.quickbooks_connected,
            as_of: overview.as_of.map(convert::time),
            sources: vec![
                source("procurement", &overview.procurement),
                source("quickbooks", &overview.quickbooks),
            ],
            documents: dto::DocumentCounts { total, by_state },
            archived,
            quarantined: overview.quarantined,
            requests_this_month: convert::requests(overview.calls_this_month),
            route: overview.route.map(|route| route.to_string()),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            key: overview.key,
            colour: overview.colour.word().to_owned(),
            quickbooks_company: overview.quickbooks_company,
            // Asking the keychain may take a while; whoever shows it asks for it.
            keychain: None,
            banners: self
                .engine
                .opening_messages()
                .iter()
                .map(|text| convert::opening(text))
                .chain(self.engine.patterns().trouble().map(convert::wrong_patterns))
                .chain(is_disconnected.then(convert::not_connected_there))
                .chain(self.trouble_banners(is_disconnected)?)
                .collect(),
        })
    }

    pub fn list(&self, query: &dto::ListQuery) -> Answer<dto::ListResult> {
        let (filter, sort) = filter(query)?;
        let table = self.engine.table()?;
        let as_of = self.engine.as_of()?;
        let limit = query.limit.unwrap_or(DEFAULT_LIMIT);
        let window = table.window(&filter, sort, query.offset.unwrap_or(0), limit);
        Ok(dto::ListResult {
            as_of: as_of.map(convert::time),
            total: window.total,
            rows: window
                .rows
                .iter()
                .map(|row| convert::row(row, as_of, self.engine.pages()))
                .collect(),
            by_state: convert::by_state(&window.by_state),
        })
    }

    pub async fn show(&self, reference: &str) -> Answer<dto::ShowResult> {
        let view = self.engine.view(document(reference)?).await?;
        Ok(convert::show(&view, self.engine.as_of()?, self.engine.pages()))
    }

    pub async fn refresh(&self, query: dto::RefreshQuery, progress: ProgressSink) -> Answer<dto::RefreshResult> {
        let running = self.jobs.start(Job::Refresh);
        let extent = if query.full {
            Extent::Everything
        } else {
            Extent::Changes
        };
        let report = Box::pin(self.engine.refresh(extent, sink("refresh", progress), running.cancel())).await;
        drop(running);
        Ok(convert::refreshed(report?))
    }

    /// Tries everything that a working connection needs.
    pub async fn check(&self) -> Answer<dto::CheckResult> {
        let checks = self.engine.check().await?;
        Ok(dto::CheckResult {
            ok: checks.iter().all(|check| check.state != CheckState::Fails),
            checks: checks
                .into_iter()
                .map(|check| dto::CheckItem {
                    name: check.name.to_owned(),
                    title: check.title.to_owned(),
                    state: check.state.word().to_owned(),
                    text: check.text,
                    steps: check.steps.iter().map(convert::step).collect(),
                })
                .collect(),
            fields: self.settings()?.fields,
        })
    }

    pub async fn handle(&self, reference: &str, reason: &str) -> Answer<dto::ShowResult> {
        if reason.chars().count() > LONGEST_REASON {
            return Err(invalid_input("the reason is too long; 1000 characters are enough"));
        }
        self.engine.set_handled(document(reference)?, Some(reason))?;
        self.show(reference).await
    }

    pub async fn unhandle(&self, reference: &str) -> Answer<dto::ShowResult> {
        self.engine.set_handled(document(reference)?, None)?;
        self.show(reference).await
    }

    /// Writes the filtered table as CSV; `to` is a path that the user chose.
    pub fn export_csv(&self, query: &dto::ListQuery, to: &Path) -> Answer<dto::ExportResult> {
        let (filter, sort) = filter(query)?;
        let table = self.engine.table()?;
        let window = table.window(
            &filter,
            sort,
            query.offset.unwrap_or(0),
            query.limit.unwrap_or(usize::MAX),
        );
        let file = std::fs::File::create(to).map_err(EngineError::WriteFile)?;
        let rows = window.rows.len();
        write_csv(window.rows.into_iter(), std::io::BufWriter::new(file))?;
        Ok(dto::ExportResult {
            path: to.display().to_string(),
            rows,
        })
    }

    /// An address that may be opened: a page of one of the two services, nothing else.
    pub fn check_link(&self, url: &str) -> Answer<Url> {
        let parsed = Url::parse(url)
            .ok()
            .filter(|parsed| self.engine.pages().may_open(parsed));
        parsed.ok_or_else(|| invalid_input("this address is not a page of the two services, so it is not opened"))
    }
}

pub(crate) fn sink(job: &'static str, progress: ProgressSink) -> Report {
    Arc::new(move |step: clearpost_engine::Progress| {
        progress(dto::Progress {
            job: job.to_owned(),
            phase: step.phase,
            done: step.done,
            total: step.total,
        });
    })
}

pub(crate) fn document(reference: &str) -> Answer<DocumentRef> {
    reference
        .parse()
        .map_err(|error: clearpost_domain::InvalidRef| invalid_input(&error.to_string()))
}

pub(crate) fn word<T: FromStr>(what: &str, text: &str) -> Answer<T> {
    let shown: String = text.chars().take(40).collect();
    text.parse()
        .map_err(|_| invalid_input(&format!("\"{shown}\" is not a {what}")))
}

fn filter(query: &dto::ListQuery) -> Answer<(Filter, Sort)> {
    if query
        .search
        .as_ref()
        .is_some_and(|text| text.chars().count() > LONGEST_SEARCH)
    {
        return Err(invalid_input("the text to search for is too long"));
    }
    let kind = match query.kind.as_deref() {
        None => None,
        Some("order") => Some(DocumentKind::Order),
        Some("invoice") => Some(DocumentKind::Invoice),
        Some(other) => {
            return Err(invalid_input(&format!(
                "\"{other}\" is not a kind; write order or invoice"
            )));
        }
    };
    let states = query
        .states
        .iter()
        .map(|state| word::<SyncState>("state", state))
        .collect::<Answer<_>>()?;
    let classes = query
        .classes
        .iter()
        .map(|class| word("class", &class.to_uppercase()))
        .collect::<Answer<_>>()?;
    let sort = match query.sort.as_deref() {
        None => Sort::default(),
        Some(text) => text.parse().map_err(|error: String| invalid_input(&error))?,
    };
    Ok((
        Filter {
            kind,
            states,
            classes,
            search: query.search.clone(),
            archived: query.archived,
        },
        sort,
    ))
}
