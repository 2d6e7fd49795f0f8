//! Judging what is cached, saving what came of it, and knowing when nothing else can come of it.

use chrono::{DateTime, Duration, Utc};
use clearpost_diagnosis as diagnosis;
use clearpost_domain::DocumentRef;
use clearpost_store::{Concluded, LedgerPoint, Thing};
use serde::{Deserialize, Serialize};

use crate::desk::{CONVENTIONS, LESSONS};
use crate::engine::Engine;
use crate::error::EngineError;
use crate::judge::{Bench, Judged};
use crate::part::{Part, Soil, leads};
use crate::refresh::OPEN;
use crate::world::{BOOKS_COMPLETE, LISTS_READ, World};

/// What the saved judgements were made of.
pub(crate) const JUDGED: &str = "judged";
/// When the whole company was last judged.
const WHOLE_AT: &str = "judged.whole_at";
/// Everything is judged again once a day, as everything is read again.
const WHOLE_EVERY: Duration = Duration::hours(24);
/// What stops the whole company, as of the last judgement.
const OUTAGES: &str = "outages";

/// What judgements were made of, in short. Where only revision and point are others, a part will do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Standing {
    revision: i64,
    point: String,
    rest: String,
}

impl Standing {
    fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    fn point(&self) -> Option<LedgerPoint> {
        self.point.parse().ok()
    }
}

impl Engine {
    /// The open company's facts as they are cached now.
    pub(crate) fn world(&self) -> Result<World, EngineError> {
        World::whole(&self.cache, &self.ledger, self.patterns(), self.key()?)
    }

    /// The part of the company that has to be judged again, or all of it.
    pub(crate) fn world_of_changes(&self) -> Result<World, EngineError> {
        let Some(point) = self.judged_to()? else {
            return self.world();
        };
        let key = self.key()?;
        // First of all: what the ledger is told from now on is not in this world.
        let empty = self.no_world()?;
        let mut wanted = self.ledger.told_since(key, &point).map_err(EngineError::Ledger)?;
        wanted.extend(self.cache.open_documents(key).map_err(EngineError::Cache)?);
        wanted.extend(self.open_attempts()?.into_iter().map(|attempt| attempt.reference));
        self.grown(empty.surrounding(Part::around(wanted)))
    }

    /// The part of the company that judging these documents needs, or all of it.
    pub(crate) fn world_around(&self, wanted: Vec<DocumentRef>) -> Result<World, EngineError> {
        match self.judged_to()? {
            Some(_) => self.grown(self.no_world()?.surrounding(Part::around(wanted))),
            None => self.world(),
        }
    }

    fn no_world(&self) -> Result<World, EngineError> {
        World::empty(&self.cache, &self.ledger, self.patterns(), self.key()?)
    }

    fn grown(&self, mut world: World) -> Result<World, EngineError> {
        if self.soil()?.grow(&mut world)? {
            Ok(world)
        } else {
            self.world()
        }
    }

    fn soil(&self) -> Result<Soil<'_>, EngineError> {
        Ok(Soil {
            cache: &self.cache,
            ledger: &self.ledger,
            key: self.key()?,
        })
    }

    /// Judges a world as it is now: a part takes in what changed meanwhile, and becomes the whole where what
    /// was learned of the company changed.
    pub(crate) fn judge(&self, world: &mut World, now: DateTime<Utc>) -> Result<Judged, EngineError> {
        let bench = Bench {
            cache: &self.cache,
            key: self.key()?,
            grace: self.settings.grace,
            links: self.pages.links(),
            now,
        };
        if self.soil()?.grow(world)? {
            let judged = bench.judge(world)?;
            if world.part.is_none() || self.is_known(&judged)? {
                return Ok(judged);
            }
        }
        let whole = self.world()?;
        // What was read just now need not be stored.
        *world = World {
            facts: std::mem::take(&mut world.facts),
            books_read_at: world.books_read_at,
            ..whole
        };
        bench.judge(world)
    }

    /// Whether the company teaches what it did when all of it was judged.
    fn is_known(&self, judged: &Judged) -> Result<bool, EngineError> {
        let mark = self.cache.mark(self.key()?, CONVENTIONS).map_err(EngineError::Cache)?;
        Ok(mark.and_then(|text| serde_json::from_str(&text).ok()) == Some(judged.conventions))
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

    /// Judges again what changed, for example after a document was set aside.
    pub(crate) fn rejudge(&self) -> Result<(), EngineError> {
        let now = self.as_of()?.unwrap_or_else(|| self.now());
        self.judge_and_save(now)
    }

    pub(crate) fn judge_and_save(&self, now: DateTime<Utc>) -> Result<(), EngineError> {
        let mut world = self.world_of_changes()?;
        let judged = self.judge(&mut world, now)?;
        self.save(&mut world, &judged)
    }

    /// Whether judging again would say the same: nothing that verdicts are made of has changed since, and
    /// no document waits for something that time alone brings.
    pub(crate) fn is_judged(&self) -> Result<bool, EngineError> {
        let key = self.key()?;
        let revision = self.cache.revision(key).map_err(EngineError::Cache)?;
        let point = self.ledger.point().map_err(EngineError::Ledger)?;
        let mark = self.judged_of()?;
        let is_same = mark.as_deref().and_then(Standing::read) == Some(self.standing(revision, &point)?);
        let may_change = self.cache.has_any(key, &OPEN).map_err(EngineError::Cache)?;
        Ok(is_same && !may_change && self.open_attempts()?.is_empty())
    }

    /// How far the ledger was at the last judgement, if what has changed since is enough to judge.
    fn judged_to(&self) -> Result<Option<LedgerPoint>, EngineError> {
        let mark = self.judged_of()?;
        let Some(standing) = mark.as_deref().and_then(Standing::read) else {
            return Ok(None);
        };
        let here = self.ledger.point().map_err(EngineError::Ledger)?;
        let point = standing.point().filter(|point| here.includes(point));
        let is_same = self.standing(standing.revision, &here)?.rest == standing.rest;
        let is_due = self.is_due(WHOLE_AT, WHOLE_EVERY, self.now())?;
        Ok(point.filter(|_| is_same && !is_due))
    }

    fn standing(&self, revision: i64, point: &LedgerPoint) -> Result<Standing, EngineError> {
        let (complete, lists) = (self.time(BOOKS_COMPLETE)?, self.time(LISTS_READ)?);
        let rules = crate::settings::Rules::load(&self.ledger, self.key()?)?;
        let rest = format!(
            "{} {} {} {} {} {rules:?} {}",
            complete.is_some(),
            lists.is_some(),
            self.has_quickbooks,
            self.settings.grace,
            self.patterns().digest(),
            env!("CARGO_PKG_VERSION"),
        );
        Ok(Standing {
            revision,
            point: point.to_string(),
            rest,
        })
    }

    /// Saves what was concluded of a world.
    pub(crate) fn save(&self, world: &mut World, judged: &Judged) -> Result<(), EngineError> {
        let key = self.key()?;
        let point = self.save_links(world, judged)?;
        let text = |value: Result<String, serde_json::Error>| value.unwrap_or_default();
        let conventions = text(serde_json::to_string(&judged.conventions));
        let lessons = text(serde_json::to_string(&judged.lessons));
        let outages = text(serde_json::to_string(&judged.outages));
        let whole_at = self.now().to_rfc3339();
        let mut marks = vec![(CONVENTIONS, &*conventions), (LESSONS, &*lessons), (OUTAGES, &*outages)];
        if world.part.is_none() {
            marks.push((WHOLE_AT, &*whole_at));
        }
        let standing = self.standing(world.of.revision, &point)?;
        let standing = text(serde_json::to_string(&standing));
        let concluded = Concluded {
            judgements: &judged.judgements,
            rows: &judged.rows,
            witnesses: &judged.witnesses,
            leads: &leads(world),
            is_whole: world.part.is_none(),
            revision: world.of.revision,
            marks: &marks,
        };
        let made_of = (JUDGED, world.of.judged.as_deref(), &*standing);
        self.cache
            .conclude(key, &concluded, made_of)
            .map_err(EngineError::Cache)?;
        let epoch = self.ledger.epoch().map_err(EngineError::Ledger)?;
        self.cache.note_ledger_epoch(epoch).map_err(EngineError::Cache)?;
        self.follow_in_table(world, judged, &standing);
        Ok(())
    }

    /// Brings the table in memory up to what was just saved, without reading it anew.
    fn follow_in_table(&self, world: &World, judged: &Judged, now: &str) {
        let before = world.of.judged.as_deref();
        self.table
            .change(before.filter(|_| world.part.is_some()), now, |table| {
                let changed = world.part.iter().flat_map(|part| &part.changed);
                let gone = changed.filter_map(|thing| match thing {
                    Thing::Document(reference) if !world.documents.contains_key(reference) => Some(*reference),
                    _ => None,
                });
                table.change(judged.rows.clone(), &gone.collect::<Vec<_>>());
            });
    }

    /// Records which transaction each document was proved to be. Returns up to where the world and this
    /// know the ledger: what another process wrote meanwhile is to be judged again.
    fn save_links(&self, world: &mut World, judged: &Judged) -> Result<LedgerPoint, EngineError> {
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
        let before = self.ledger.point().map_err(EngineError::Ledger)?;
        if !matched.is_empty() {
            self.ledger
                .record_links(self.key()?, &matched, self.now())
                .map_err(EngineError::Ledger)?;
        }
        let is_alone = before == world.of.point;
        for (reference, key) in matched {
            world.ledger.entry(reference).or_default().link = Some(key);
        }
        if is_alone {
            self.ledger.point().map_err(EngineError::Ledger)
        } else {
            Ok(world.of.point)
        }
    }
}
