//! What the local databases answer: the table, one document, causes; and what is saved after judging.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use clearpost_diagnosis as diagnosis;
use clearpost_domain::{Document, DocumentKind, DocumentRef, Route};
use clearpost_store::{ConnectionRow, Judgement, Source, SourceFacts};

use crate::calls::Calls;
use crate::colour::Colour;
use crate::engine::Engine;
use crate::error::EngineError;
use crate::table::{Table, waiting};
use crate::world::DocumentView;

pub(crate) const AS_OF: &str = "as_of";
/// What was learned of the company at the last judgement.
pub(crate) const CONVENTIONS: &str = "conventions";
/// What that rests on.
pub(crate) const LESSONS: &str = "lessons";

/// What is shown around the table.
#[derive(Clone, Debug)]
pub struct Overview {
    pub key: String,
    pub company: String,
    pub quickbooks_company: Option<String>,
    pub colour: Colour,
    /// The connection is kept, so its credentials are in the keychain.
    pub is_stored: bool,
    pub connected: bool,
    pub quickbooks_connected: bool,
    pub as_of: Option<DateTime<Utc>>,
    pub procurement: SourceFacts,
    pub quickbooks: SourceFacts,
    pub quarantined: usize,
    pub calls_this_month: Calls,
    pub route: Option<Route>,
    /// ProcurementExpress' own word on its connection to QuickBooks, as last read.
    pub procurement_is_connected: Option<bool>,
}

impl Engine {
    /// When the last refresh looked; everything shown is as of then.
    pub fn as_of(&self) -> Result<Option<DateTime<Utc>>, EngineError> {
        self.time(AS_OF)
    }

    /// The status table. Kept in memory until something is judged anew, here or by another process.
    pub fn table(&self) -> Result<Arc<Table>, EngineError> {
        let key = self.key()?;
        if self.as_of()?.is_none() {
            return Err(EngineError::EmptyCache);
        }
        let judged_of = self.judged_of()?.unwrap_or_default();
        self.table.get(&judged_of, || {
            let rows = self.cache.status_rows(key).map_err(EngineError::Cache)?;
            Ok(Table::new(rows))
        })
    }

    /// What is shown around the table; `None` when no company is known.
    pub fn overview(&self) -> Result<Option<Overview>, EngineError> {
        let Some(key) = &self.key else { return Ok(None) };
        let row = self.cache.company(key).map_err(EngineError::Cache)?;
        let source = |source| self.cache.source(key, source).map_err(EngineError::Cache);
        let stored = self.ledger.connection(key).map_err(EngineError::Ledger)?;
        let procurement_is_connected = row.as_ref().and_then(|row| row.quickbooks_connected_in_procurement);
        Ok(Some(Overview {
            key: key.as_str().to_owned(),
            quickbooks_company: row.as_ref().and_then(|row| row.quickbooks_name.clone()),
            colour: stored
                .as_ref()
                .and_then(|row| row.colour.parse().ok())
                .unwrap_or_else(|| Colour::of(key)),
            is_stored: stored.is_some(),
            // Before the first reading the name is the one that was confirmed.
            company: row
                .and_then(|row| row.procurement_name.or(row.quickbooks_name))
                .or_else(|| stored.as_ref()?.procurement.name.clone())
                .unwrap_or_else(|| format!("Company {}", self.procurement_company)),
            connected: self.has_connection,
            quickbooks_connected: self.has_quickbooks,
            as_of: self.as_of()?,
            procurement: source(Source::Procurement)?,
            quickbooks: source(Source::QuickBooks)?,
            quarantined: self.cache.quarantine_count(key).map_err(EngineError::Cache)?,
            calls_this_month: self.calls_this_month()?,
            route: self.agreement()?.route,
            procurement_is_connected,
        }))
    }

    /// Gives the badge of a stored connection another colour.
    pub fn choose_colour(&self, colour: Colour) -> Result<(), EngineError> {
        let stored = self.ledger.connection(self.key()?).map_err(EngineError::Ledger)?;
        let Some(row) = stored else {
            let text = "this connection is not stored, so no colour can be chosen for it";
            return Err(EngineError::InvalidInput(text.to_owned()));
        };
        let row = ConnectionRow {
            colour: colour.word().to_owned(),
            ..row
        };
        self.ledger.put_connection(&row).map_err(EngineError::Ledger)
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
        let mut view = self.cached_view(reference)?;
        if view.document.detail.is_none()
            && let Some(client) = &self.procurement
        {
            match client.document(reference, self.now()).await {
                Ok(read) => {
                    view.document = self.keep(read)?;
                    view.sync = self.patterns().get().sync_entries(&view.document);
                }
                Err(error) => tracing::info!(%error, "answering from the cache"),
            }
            self.note_calls()?;
        }
        Ok(view)
    }

    /// The same from the cache alone.
    pub(crate) fn cached_view(&self, reference: DocumentRef) -> Result<DocumentView, EngineError> {
        let table = self.table()?;
        let key = self.key()?;
        let unknown = || EngineError::UnknownDocument(reference);
        let row = table.row(reference).cloned().ok_or_else(unknown)?;
        let document = self
            .cache
            .document(key, reference)
            .map_err(EngineError::Cache)?
            .ok_or_else(unknown)?;
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
        let sync = self.patterns().get().sync_entries(&document);
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
            Some(waiting(row, finding, as_of))
        });
        Ok(diagnosis::causes(held))
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
