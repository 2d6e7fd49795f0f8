//! Resend: look, then send, then see.
//!
//! Nothing is sent before QuickBooks was searched; the attempt is in the ledger before the first byte
//! leaves; nothing is called done before it was found in QuickBooks; a lost answer is uncertain and
//! nothing more is sent for that document until a look-up has settled it. Documents go one at a time,
//! over all windows and processes.

mod arrival;
mod attempts;
mod browser;
mod decide;
mod each;
mod lock;
mod look;
mod queue;
mod receipt;
mod retry;
mod run;
mod send;
mod watch;

use std::time::Duration;

use clearpost_domain::{AttemptId, BlockReason, CauseClass, Counterpart, Difference, DocumentRef, Outcome, Route};

use crate::engine::Engine;
use crate::error::EngineError;
use crate::job::{Cancel, Report};

pub use browser::Opener;
pub(crate) use queue::CONFLICT;
pub use receipt::{ReceiptLine, ReceiptView};
pub(crate) use watch::{Sight, Watched, sight};

/// What the user agrees to for a document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Consent {
    /// Sends in spite of causes that are not confirmed, and within the grace time.
    pub force: bool,
    /// Sends a document whose certain counterpart differs.
    pub update: bool,
    /// Sends a document that was deleted in QuickBooks.
    pub recreate: bool,
}

/// How documents are resent.
#[derive(Clone, Debug)]
pub struct ResendOptions {
    pub dry_run: bool,
    /// Instead of the route that the company has agreed to; only that one and `browser` are accepted.
    pub route: Option<Route>,
    /// How long to wait for each document's proof.
    pub wait: Duration,
    pub consent: Consent,
    /// One document, to find out whether the route works.
    pub trial: bool,
    /// For the `browser` route.
    pub opener: Option<Opener>,
}

impl Default for ResendOptions {
    fn default() -> Self {
        Self {
            dry_run: false,
            route: None,
            wait: Duration::from_mins(1),
            consent: Consent::default(),
            trial: false,
            opener: None,
        }
    }
}

/// One document of a run.
#[derive(Clone, Debug)]
struct Wanted {
    reference: DocumentRef,
    consent: Consent,
    /// Of one that was planned before.
    route: Option<Route>,
    /// The queued attempt by which it leaves, and by no other: who cancels that one means the document.
    plan: Option<AttemptId>,
}

/// What came of one document.
#[derive(Clone, Debug)]
pub struct Resent {
    pub reference: DocumentRef,
    pub outcome: Outcome,
    pub reason: Option<BlockReason>,
    pub detail: String,
    pub attempt: Option<AttemptId>,
    pub counterpart: Option<Counterpart>,
    pub differences: Vec<Difference>,
}

impl Resent {
    fn new(reference: DocumentRef, outcome: Outcome, detail: impl Into<String>) -> Self {
        Self {
            reference,
            outcome,
            reason: None,
            detail: detail.into(),
            attempt: None,
            counterpart: None,
            differences: Vec::new(),
        }
    }

    /// Whether something may have left for it.
    pub(crate) fn has_left(&self) -> bool {
        matches!(
            self.outcome,
            Outcome::Sent | Outcome::Proved | Outcome::Uncertain | Outcome::LeftApprovedStatus
        )
    }

    fn blocked(reference: DocumentRef, reason: BlockReason, detail: impl Into<String>) -> Self {
        Self {
            reason: Some(reason),
            ..Self::new(reference, Outcome::Blocked, detail)
        }
    }
}

/// Why a run ends before its last document.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Stop {
    Cancelled,
    /// The program ends; what has not left stays planned.
    Quitting,
    LeftApprovedStatus,
    /// A service lets nothing in: 401, 403, another company.
    NotLetIn(String),
    /// A service lets nothing through for now; what has not left stays planned.
    Throttled(String),
    /// Others go on sending; what has not left stays planned.
    Behind,
    /// After a pause, QuickBooks could not be searched; what has not left stays planned.
    CannotLook(String),
}

impl Stop {
    fn words(&self) -> String {
        match self {
            Self::Cancelled => "stopped before it was sent".to_owned(),
            Self::Quitting => "kept, because Clearpost was left before it was sent; resend it later".to_owned(),
            Self::LeftApprovedStatus => "not sent: the document before it left its approved status".to_owned(),
            Self::NotLetIn(why) => format!("not sent, because nothing is let in: {why}"),
            Self::Throttled(why) => format!("kept, because nothing is let through now: {why}"),
            Self::Behind => "kept, because other resends are under way; resend it later".to_owned(),
            Self::CannotLook(why) => format!("kept, because {why}"),
        }
    }

    /// Whether what has not left stays in the queue.
    fn keeps(&self) -> bool {
        match self {
            Self::Quitting | Self::Throttled(_) | Self::Behind | Self::CannotLook(_) => true,
            Self::Cancelled | Self::LeftApprovedStatus | Self::NotLetIn(_) => false,
        }
    }
}

/// What came of all of them, in the order asked for.
#[derive(Clone, Debug, Default)]
pub struct ResendReport {
    pub results: Vec<Resent>,
    /// Of several documents, where the receipt is kept.
    pub receipt: Option<String>,
    /// Why it ended before its last document, if it did.
    pub stopped: Option<String>,
    /// Nobody could be reached: answered from the cache, and what could be sent is only kept.
    pub offline: bool,
}

impl Engine {
    /// The documents that wait for a class or a root cause.
    pub fn documents_held_by(
        &self,
        class: Option<CauseClass>,
        cause: Option<&str>,
    ) -> Result<Vec<DocumentRef>, EngineError> {
        let table = self.table()?;
        let mut found: Vec<DocumentRef> = table
            .rows()
            .filter(|row| {
                class.is_some_and(|class| row.classes.first() == Some(&class))
                    || cause.is_some_and(|cause| row.cause_id.as_deref() == Some(cause))
            })
            .map(|row| row.reference)
            .collect();
        // Orders first: an invoice can only be linked to an order that is there.
        found.sort();
        if let Some(cause) = cause
            && found.is_empty()
        {
            return Err(EngineError::InvalidInput(format!("no document waits for {cause}")));
        }
        Ok(found)
    }

    /// Looks first, then resends, then waits for proof.
    pub async fn resend(
        &self,
        references: &[DocumentRef],
        options: &ResendOptions,
        report: Report,
        cancel: Cancel,
    ) -> Result<ResendReport, EngineError> {
        let table = self.table()?;
        if let Some(unknown) = references.iter().find(|reference| table.row(**reference).is_none()) {
            return Err(EngineError::UnknownDocument(*unknown));
        }
        let wanted = queue::once(references, options.consent);
        self.run(&wanted, options, &report, &cancel).await
    }

    /// Tries a route with one document that the user picked. Only when it is found in QuickBooks Online
    /// is the route verified.
    pub async fn verify_route(
        &self,
        route: Route,
        reference: DocumentRef,
        options: ResendOptions,
        report: Report,
        cancel: Cancel,
    ) -> Result<Resent, EngineError> {
        let options = ResendOptions {
            route: Some(route),
            trial: true,
            dry_run: false,
            ..options
        };
        let done = self.resend(&[reference], &options, report, cancel).await?;
        done.results
            .into_iter()
            .next()
            .ok_or(EngineError::UnknownDocument(reference))
    }
}

/// Whether more than one document is asked for.
fn is_bulk(wanted: &[Wanted]) -> bool {
    wanted.len() > 1
}
