//! What would fail before anybody approves it: the documents that are not due yet.
//!
//! It answers from what is cached. A document whose lines were never read is judged by what its list
//! row says, and that is told.

use std::collections::BTreeMap;
use std::sync::Arc;

use clearpost_diagnosis as diagnosis;
use clearpost_domain::{Confidence, Document, DocumentRef, Finding, SyncState, Verdict};
use clearpost_store::StatusRow;

use crate::engine::Engine;
use crate::error::EngineError;
use crate::status::status_row;
use crate::table::waiting;
use crate::world::World;

/// A document that would fail if it synced now.
#[derive(Clone, Debug)]
pub struct Foreseen {
    /// With the classes and the headline of what is foreseen.
    pub row: StatusRow,
    /// What would stop it, the first to fix first.
    pub findings: Vec<Finding>,
    /// False where only its list row is cached: accounts, classes and customers are not known.
    pub has_lines: bool,
}

/// What would fail of everything that is not due yet.
#[derive(Clone, Debug, Default)]
pub struct Forecast {
    /// Documents that are not due yet and may still be sent.
    pub looked_at: usize,
    /// Those of them whose lines are not known.
    pub without_lines: usize,
    /// They would fail, in the order of their references.
    pub documents: Vec<Foreseen>,
    /// They may fail: nothing but an error of the service could prove it.
    pub doubtful: Vec<Foreseen>,
    /// What those that would fail would wait for.
    pub causes: Vec<diagnosis::RootCause>,
}

impl Engine {
    /// The forecast, kept in memory until something it is made of changes.
    pub fn forecast(&self) -> Result<Arc<Forecast>, EngineError> {
        let (Some(judged_of), Some(_)) = (self.judged_of()?, self.as_of()?) else {
            return Err(EngineError::EmptyCache);
        };
        // A document whose lines were read meanwhile says more than before.
        let revision = self.cache.revision(self.key()?).map_err(EngineError::Cache)?;
        self.forecast.get(&format!("{judged_of} {revision}"), || {
            let world = self.world()?;
            let judgements = self.cache.judgements(self.key()?).map_err(EngineError::Cache)?;
            let verdicts = judgements.into_iter().map(|one| (one.reference, one.verdict));
            Ok(forecast(&world, &verdicts.collect(), self.pages.links()))
        })
    }
}

fn forecast(world: &World, verdicts: &BTreeMap<DocumentRef, Verdict>, links: &diagnosis::Links) -> Forecast {
    let books = world.books();
    let surroundings = world.surroundings(&books, verdicts, links, None);
    let mut forecast = Forecast::default();
    for case in world.diagnosed(verdicts) {
        let diagnosis::Case { document, verdict } = case;
        if !may_still_be_sent(world, document, verdict) {
            continue;
        }
        let has_lines = document.detail.is_some();
        forecast.looked_at += 1;
        forecast.without_lines += usize::from(!has_lines);
        let findings = diagnosis::forecast(&surroundings, case);
        let list = match findings.first().map(|finding| finding.confidence) {
            None => continue,
            Some(Confidence::Possible) => &mut forecast.doubtful,
            Some(_) => &mut forecast.documents,
        };
        list.push(Foreseen {
            row: status_row(document, verdict, &findings),
            findings,
            has_lines,
        });
    }
    let waiting = forecast
        .documents
        .iter()
        .filter_map(|foreseen| Some(waiting(&foreseen.row, foreseen.findings.first()?, None)));
    forecast.causes = diagnosis::foreseen_causes(waiting);
    forecast
}

/// Not due for its status alone: neither withdrawn, archived, in the books already, nor of a kind that
/// this company keeps out.
fn may_still_be_sent(world: &World, document: &Document, verdict: &Verdict) -> bool {
    verdict.state == SyncState::NotDue
        && verdict.counterpart.is_none()
        && !document.is_in_syncing_status()
        && !document.status.is_withdrawn()
        && !document.archived
        && !world.rules.not_synced.contains(&document.kind())
}
