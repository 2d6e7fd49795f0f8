//! Refresh: pulls what changed from both services, verifies, diagnoses, settles open resends.
//!
//! What one source cannot give never spoils what the other gave: each is stored as it arrives, and
//! the report names what is missing. Nothing is deleted because a page could not be read.

mod books;
mod changes;
mod details;
mod documents;
mod gone;
mod settings;
mod settle;
mod stream;
mod unreadable;

use std::collections::{BTreeMap, HashSet};
use std::time::Instant;

use chrono::{DateTime, Utc};
use clearpost_domain::{DocumentRef, SyncState};
use clearpost_remote::{ProcurementClient, RemoteError};
use clearpost_store::Source;

use crate::calls::Calls;
use crate::desk::AS_OF;
use crate::engine::Engine;
use crate::error::EngineError;
use crate::job::{Cancel, Progress, Report};

use details::Wanted;

pub(crate) use books::feed;
pub(crate) use changes::{changes_since, read_changes};

/// The states of documents that are due and not proved.
pub(crate) const OPEN: [SyncState; 5] = [
    SyncState::Failed,
    SyncState::Differs,
    SyncState::Missing,
    SyncState::Unknown,
    SyncState::Pending,
];

/// How much a refresh reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Extent {
    /// What changed; everything once a day.
    #[default]
    Changes,
    /// Everything, because the user asked for it.
    Everything,
}

/// What could not be read, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partial {
    /// `procurement` or `quickbooks`.
    pub source: &'static str,
    pub what: String,
    pub reason: String,
}

/// What a refresh came to.
#[derive(Clone, Debug)]
pub struct RefreshReport {
    pub as_of: DateTime<Utc>,
    pub by_state: BTreeMap<SyncState, usize>,
    pub total: usize,
    pub calls: Calls,
    pub calls_this_month: Calls,
    pub quarantined: usize,
    pub duration_ms: u64,
    pub partial: Vec<Partial>,
    /// What was read in another way than usual, in the user's words.
    pub notes: Vec<String>,
}

/// What one side's pull came to: the parts that failed, first error kept.
#[derive(Debug, Default)]
pub(crate) struct Pulled {
    pub partial: Vec<Partial>,
    pub error: Option<RemoteError>,
    pub notes: Vec<String>,
    /// At least one part was read.
    pub any: bool,
    /// The settings of the QuickBooks company were asked for.
    pub settings: bool,
    /// The documents that a list named: of recent changes, or of everything, which may hide some.
    pub named: HashSet<DocumentRef>,
}

impl Pulled {
    fn failed(&mut self, source: &'static str, what: impl Into<String>, error: RemoteError) {
        self.partial.push(Partial {
            source,
            what: what.into(),
            reason: error.to_string(),
        });
        self.error.get_or_insert(error);
    }
}

pub(crate) fn tell(report: &Report, phase: impl Into<String>, done: usize, total: Option<u64>) {
    report(Progress {
        phase: phase.into(),
        done: done as u64,
        total,
    });
}

impl Engine {
    /// Pulls changes from both services, verifies and diagnoses.
    pub async fn refresh(&self, extent: Extent, report: Report, cancel: Cancel) -> Result<RefreshReport, EngineError> {
        let mut done = tokio::select! {
            biased;
            () = cancel.asked() => {
                self.note_calls()?;
                Err(EngineError::Cancelled)
            }
            done = async {
                self.guard_now_and_then().await?;
                Box::pin(self.pull_and_judge(extent, &report)).await
            } => done,
        }?;
        let retried = Box::pin(self.retry_transient(&report, &cancel)).await;
        match retried {
            Ok(results) if results.is_empty() => {}
            Ok(results) => {
                let sent = results.iter().filter(|one| one.has_left()).count();
                done.notes.push(format!(
                    "Of {} documents whose automatic retry was due, {sent} left again",
                    results.len()
                ));
            }
            Err(error) => done.notes.push(format!("The automatic retries did not leave: {error}")),
        }
        Ok(done)
    }

    async fn pull_and_judge(&self, extent: Extent, report: &Report) -> Result<RefreshReport, EngineError> {
        let started = Instant::now();
        let key = self.key()?;
        let Some(procurement) = &self.procurement else {
            return Err(if self.has_connection {
                EngineError::Offline
            } else {
                EngineError::NotConnected
            });
        };
        let calls_before = self.calls();
        let now = self.now();
        self.read_patterns();
        self.cache
            .note_tried(key, Source::Procurement, now)
            .map_err(EngineError::Cache)?;
        if self.quickbooks.is_some() {
            self.cache
                .note_tried(key, Source::QuickBooks, now)
                .map_err(EngineError::Cache)?;
        }
        let (documents, books) = tokio::join!(
            documents::pull(self, procurement, report, extent, now),
            books::pull(self, report, extent, now)
        );
        let (documents, mut books) = (documents?, books?);
        self.note(Source::Procurement, &documents, now)?;
        if self.quickbooks.is_some() {
            self.note(Source::QuickBooks, &books, now)?;
        }

        // Neither side answered: the cache stays as it was.
        if !documents.any
            && !books.any
            && let Some(error) = documents.error
        {
            return Err(error.into());
        }

        let mut partial = documents.partial;
        if !self.is_judged()? {
            tell(report, "Checking", 0, None);
            let details = documents.any.then_some(Wanted {
                extent,
                named: &documents.named,
            });
            let unread = Box::pin(self.judge_anew(procurement, extent, details, &mut books, report, now)).await?;
            partial.extend(unread);
        }
        partial.extend(books.partial);
        if !documents.any
            && let Some(error) = documents.error
        {
            // What was read of the books is kept; the documents are as of the refresh before.
            return Err(error.into());
        }
        self.cache
            .put_mark(key, AS_OF, &now.to_rfc3339())
            .map_err(EngineError::Cache)?;
        let by_state = self.cache.count_by_state(key).map_err(EngineError::Cache)?;
        self.note_calls()?;
        let calls = self.calls();
        let result = RefreshReport {
            as_of: now,
            total: by_state.values().sum(),
            by_state,
            calls: Calls {
                procurement: calls.procurement.saturating_sub(calls_before.procurement),
                quickbooks: calls.quickbooks.saturating_sub(calls_before.quickbooks),
            },
            calls_this_month: self.calls_this_month()?,
            quarantined: self.cache.quarantine_count(key).map_err(EngineError::Cache)?,
            duration_ms: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
            partial,
            notes: documents.notes.into_iter().chain(books.notes).collect(),
        };
        // What only the user can mend is an error, once the rest is stored.
        let needs_user = |error: &RemoteError| {
            use clearpost_remote::ErrorCode;
            matches!(
                error.code(),
                ErrorCode::SignInNeeded | ErrorCode::PermissionDenied | ErrorCode::WrongCompany
            )
        };
        match [documents.error, books.error].into_iter().flatten().find(needs_user) {
            Some(error) => Err(error.into()),
            None => Ok(result),
        }
    }

    /// Judges what changed, or everything, after reading what only the judgement tells to be needed: details of documents
    /// that are not proved, settings that they may wait for. Returns what could not be read.
    async fn judge_anew(
        &self,
        procurement: &ProcurementClient,
        extent: Extent,
        details: Option<Wanted<'_>>,
        books: &mut Pulled,
        report: &Report,
        now: DateTime<Utc>,
    ) -> Result<Vec<Partial>, EngineError> {
        let key = self.key()?;
        let mut world = match extent {
            Extent::Everything => self.world()?,
            Extent::Changes => self.world_of_changes()?,
        };
        let mut judged = self.judge(&mut world, now)?;
        let mut partial = Vec::new();
        if let Some(wanted) = details {
            let (read, unread) =
                details::read(self, procurement, &mut world, &judged.rows, report, wanted, now).await?;
            partial = unread;
            if read > 0 {
                judged = self.judge(&mut world, now)?;
            }
        }
        if let Some(client) = &self.quickbooks
            && books.error.is_none()
            && !books.settings
            && settings::matter(self, &judged.rows, now)?
        {
            settings::read(self, client, books, now).await?;
            self.note(Source::QuickBooks, books, now)?;
            let company = self.cache.company(key).map_err(EngineError::Cache)?;
            world.facts = company.map(|row| row.facts).unwrap_or_default();
            judged = self.judge(&mut world, now)?;
        }
        if self.settle_attempts(&mut world, &judged, now)? {
            judged = self.judge(&mut world, now)?;
        }
        self.save(&mut world, &judged)?;
        Ok(partial)
    }

    fn note(&self, source: Source, pulled: &Pulled, now: DateTime<Utc>) -> Result<(), EngineError> {
        let key = self.key()?;
        if let Some(error) = &pulled.error {
            self.remember_trouble(error)?;
        }
        match &pulled.error {
            None => self.cache.note_succeeded(key, source, now),
            Some(error) => self.cache.note_failed(key, source, now, &error.to_string()),
        }
        .map_err(EngineError::Cache)
    }
}
