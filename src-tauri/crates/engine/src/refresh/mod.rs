//! Refresh: pulls what changed from both services, verifies, diagnoses, settles open resends.
//!
//! What one source cannot give never spoils what the other gave: each is stored as it arrives, and
//! the report names what is missing. Nothing is deleted because a page could not be read.

mod books;
mod changes;
mod documents;
mod settle;

use std::collections::BTreeMap;
use std::time::Instant;

use chrono::{DateTime, Utc};
use clearpost_domain::SyncState;
use clearpost_remote::RemoteError;
use clearpost_store::Source;

use crate::desk::AS_OF;
use crate::engine::Engine;
use crate::error::EngineError;
use crate::job::{Cancel, Progress, Report};
use crate::world::World;

pub(crate) use changes::read_changes;

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
    pub procurement_calls: u64,
    pub quickbooks_calls: u64,
    pub quarantined: usize,
    pub duration_ms: u64,
    pub partial: Vec<Partial>,
}

/// What one side's pull came to: the parts that failed, first error kept.
#[derive(Debug, Default)]
pub(crate) struct Pulled {
    pub partial: Vec<Partial>,
    pub error: Option<RemoteError>,
    /// At least one part was read.
    pub any: bool,
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
    pub async fn refresh(&self, report: Report, cancel: Cancel) -> Result<RefreshReport, EngineError> {
        tokio::select! {
            biased;
            () = cancel.asked() => Err(EngineError::Cancelled),
            done = async {
                self.guard_now_and_then().await?;
                Box::pin(self.pull_and_judge(&report)).await
            } => done,
        }
    }

    async fn pull_and_judge(&self, report: &Report) -> Result<RefreshReport, EngineError> {
        let started = Instant::now();
        let key = self.key()?;
        let Some(procurement) = &self.procurement else {
            return Err(if self.has_connection {
                EngineError::Offline
            } else {
                EngineError::NotConnected
            });
        };
        let calls_before = (
            procurement.calls(),
            self.quickbooks
                .as_ref()
                .map_or(0, clearpost_remote::QuickBooksClient::calls),
        );
        let now = self.now();
        self.cache
            .note_tried(key, Source::Procurement, now)
            .map_err(EngineError::Cache)?;
        if self.quickbooks.is_some() {
            self.cache
                .note_tried(key, Source::QuickBooks, now)
                .map_err(EngineError::Cache)?;
        }
        let (documents, books) = tokio::join!(
            documents::pull(self, procurement, report, now),
            books::pull(self, report, now)
        );
        let (documents, books) = (documents?, books?);
        self.note(Source::Procurement, &documents, now)?;
        if self.quickbooks.is_some() {
            self.note(Source::QuickBooks, &books, now)?;
        }
        let mut partial = documents.partial;
        partial.extend(books.partial);

        // Neither side answered: the cache stays as it was.
        if !documents.any
            && !books.any
            && let Some(error) = documents.error
        {
            return Err(error.into());
        }

        tell(report, "Checking", 0, None);
        let mut world = World::load(&self.cache, &self.ledger, key)?;
        if documents.any {
            partial.extend(documents::read_details(self, procurement, &mut world, report, now).await?);
        }
        self.settle_attempts(&mut world, now)?;
        self.save_judged(&world, now)?;
        if !documents.any
            && let Some(error) = documents.error
        {
            // What was read of the books is kept; the documents are as of the refresh before.
            return Err(error.into());
        }
        self.cache
            .put_mark(key, AS_OF, &now.to_rfc3339())
            .map_err(EngineError::Cache)?;
        self.forget_table();
        let table = self.table()?;
        let result = RefreshReport {
            as_of: now,
            by_state: table.counts(),
            total: table.len(),
            procurement_calls: procurement.calls() - calls_before.0,
            quickbooks_calls: self
                .quickbooks
                .as_ref()
                .map_or(0, clearpost_remote::QuickBooksClient::calls)
                - calls_before.1,
            quarantined: self.cache.quarantine_count(key).map_err(EngineError::Cache)?,
            duration_ms: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
            partial,
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
