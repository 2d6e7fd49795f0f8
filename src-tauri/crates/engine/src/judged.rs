//! Judging what is cached, saving what came of it, and knowing when nothing else can come of it.

use chrono::{DateTime, Utc};
use clearpost_diagnosis as diagnosis;

use crate::desk::{CONVENTIONS, LESSONS};
use crate::engine::Engine;
use crate::error::EngineError;
use crate::refresh::OPEN;
use crate::world::{BOOKS_COMPLETE, Judged, LISTS_READ, World};

/// What the saved judgements were made of.
const JUDGED: &str = "judged";
/// What stops the whole company, as of the last judgement.
const OUTAGES: &str = "outages";

impl Engine {
    /// The open company's facts as they are cached now.
    pub(crate) fn world(&self) -> Result<World, EngineError> {
        World::load(&self.cache, &self.ledger, self.patterns(), self.key()?)
    }

    /// What stops the whole company, or did; the first to fix first, what is over last.
    pub fn outages(&self) -> Result<Vec<diagnosis::Outage>, EngineError> {
        let mark = self.cache.mark(self.key()?, OUTAGES).map_err(EngineError::Cache)?;
        Ok(mark
            .and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_default())
    }

    /// What everything shown was made of: two equal answers promise that nothing changed in between.
    pub(crate) fn judged_of(&self) -> Result<Option<String>, EngineError> {
        self.cache.mark(self.key()?, JUDGED).map_err(EngineError::Cache)
    }

    /// Judges everything again from what is cached, for example after a document was set aside.
    pub(crate) fn rejudge(&self) -> Result<(), EngineError> {
        let world = self.world()?;
        let now = self.as_of()?.unwrap_or_else(|| self.now());
        self.save_judged(&world, now)
    }

    pub(crate) fn save_judged(&self, world: &World, now: DateTime<Utc>) -> Result<(), EngineError> {
        let judged = world.judge(&self.settings, self.pages.links(), now);
        self.save(world, &judged)
    }

    /// Whether judging again would say the same: nothing that verdicts are made of has changed since, and
    /// no document waits for something that time alone brings.
    pub(crate) fn is_judged(&self) -> Result<bool, EngineError> {
        let key = self.key()?;
        let mark = self.cache.mark(key, JUDGED).map_err(EngineError::Cache)?;
        let is_same = mark.as_ref() == Some(&self.standing(&self.cache.revision(key).map_err(EngineError::Cache)?)?);
        let may_change = self.cache.has_any(key, &OPEN).map_err(EngineError::Cache)?;
        Ok(is_same && !may_change && self.open_attempts()?.is_empty())
    }

    /// What the judgements are made of, in short.
    fn standing(&self, revision: &str) -> Result<String, EngineError> {
        let (complete, lists) = (self.time(BOOKS_COMPLETE)?, self.time(LISTS_READ)?);
        let epoch = self.ledger.epoch().map_err(EngineError::Ledger)?;
        Ok(format!(
            "{revision} {epoch} {} {} {} {} {} {}",
            complete.is_some(),
            lists.is_some(),
            self.has_quickbooks,
            self.settings.grace,
            self.patterns().digest(),
            env!("CARGO_PKG_VERSION"),
        ))
    }

    pub(crate) fn save(&self, world: &World, judged: &Judged) -> Result<(), EngineError> {
        let key = self.key()?;
        self.cache
            .put_judgements(key, &judged.judgements, &judged.rows)
            .map_err(EngineError::Cache)?;
        if let Ok(conventions) = serde_json::to_string(&judged.conventions) {
            self.cache
                .put_mark(key, CONVENTIONS, &conventions)
                .map_err(EngineError::Cache)?;
        }
        if let Ok(lessons) = serde_json::to_string(&judged.lessons) {
            self.cache
                .put_mark(key, LESSONS, &lessons)
                .map_err(EngineError::Cache)?;
        }
        if let Ok(outages) = serde_json::to_string(&judged.outages) {
            self.cache
                .put_mark(key, OUTAGES, &outages)
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
        let standing = self.standing(&world.revision)?;
        self.cache
            .put_mark(key, JUDGED, &standing)
            .map_err(EngineError::Cache)?;
        self.forget_table();
        Ok(())
    }
}
