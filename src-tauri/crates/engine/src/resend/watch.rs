//! After a send: looks until there is something to tell, at growing intervals. QuickBooks is asked what
//! changed, in one call, where its change feed can go on; else it is searched by number.

use std::time::Duration;

use chrono::{DateTime, Utc};
use clearpost_domain::{Counterpart, Difference, DocumentKind, DocumentRef, Entity};
use clearpost_remote::Part;
use clearpost_store::{Departure, Judgement};

use super::arrival::{has_arrived, has_failed};
use crate::engine::Engine;
use crate::error::EngineError;
use crate::job::Cancel;
use crate::refresh::changes_since;
use crate::world::World;

const FIRST_LOOK: Duration = Duration::from_millis(300);
const LONGEST_PAUSE: Duration = Duration::from_secs(3);

/// What a look after sending showed.
pub(crate) enum Sight {
    /// Looked, and there is nothing to tell.
    Nothing,
    /// Could not look, or cannot tell what is there.
    Unseen,
    Found {
        counterpart: Counterpart,
        differences: Vec<Difference>,
    },
    Failed(String),
}

/// What is watched for: a document, since when, and what was seen before.
pub(crate) struct Watched<'a> {
    pub reference: DocumentRef,
    pub left: DateTime<Utc>,
    pub departure: Option<&'a Departure>,
}

/// What the judged world says of an attempt that left.
pub(crate) fn sight(world: &World, judgement: &Judgement, watched: &Watched<'_>) -> Sight {
    let verdict = &judgement.verdict;
    if let Some(counterpart) = &verdict.counterpart {
        let transaction = world.transactions.get(&counterpart.key);
        if has_arrived(
            watched.departure,
            watched.left,
            counterpart,
            transaction,
            &verdict.differences,
        ) {
            return Sight::Found {
                counterpart: counterpart.clone(),
                differences: verdict.differences.clone(),
            };
        }
    }
    let newest = world.sync.get(&watched.reference).and_then(|entries| entries.last());
    match newest {
        Some(entry) if has_failed(watched.departure, watched.left, entry) => Sight::Failed(entry.text.clone()),
        // Something is there that may be what the attempt brought.
        _ if !verdict.candidates.is_empty() || verdict.number_holder.is_some() => Sight::Unseen,
        _ => Sight::Nothing,
    }
}

pub(super) const fn entities(kind: DocumentKind) -> &'static [Entity] {
    match kind {
        DocumentKind::Order => &[Entity::PurchaseOrder],
        DocumentKind::Invoice => &[Entity::Bill, Entity::VendorCredit],
    }
}

impl Engine {
    /// Looks until there is something to tell, the time is up, or `ended` says that it is in vain.
    pub(super) async fn watch(
        &self,
        world: &mut World,
        watched: &Watched<'_>,
        wait: Duration,
        cancel: &Cancel,
        ended: impl Fn() -> Result<bool, EngineError>,
    ) -> Result<Sight, EngineError> {
        let deadline = tokio::time::Instant::now() + wait;
        let mut pause = FIRST_LOOK;
        loop {
            match self.glance(world, watched).await? {
                Sight::Nothing | Sight::Unseen => {}
                sight => return Ok(sight),
            }
            let left = deadline.saturating_duration_since(tokio::time::Instant::now());
            if left.is_zero() || ended()? {
                return Ok(Sight::Nothing);
            }
            tokio::select! {
                () = cancel.asked() => return Ok(Sight::Nothing),
                () = tokio::time::sleep(pause.min(left)) => {}
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    /// One look. What cannot be read now may be readable at the next look.
    async fn glance(&self, world: &mut World, watched: &Watched<'_>) -> Result<Sight, EngineError> {
        let reference = watched.reference;
        let looked = if self.take_changes(world, reference).await? {
            self.read_document(world, reference).await?
        } else {
            self.look_at_document(world, reference).await?
        };
        if looked.is_err() {
            return Ok(Sight::Unseen);
        }
        let judged = self.judge(world, self.time_of_services())?;
        let judgement = judged.judgements.iter().find(|one| one.reference == reference);
        Ok(judgement.map_or(Sight::Nothing, |judgement| sight(world, judgement, watched)))
    }

    /// Takes over what QuickBooks says has changed. False where its change feed cannot go on or cannot
    /// be read: then it is to be searched.
    async fn take_changes(&self, world: &mut World, reference: DocumentRef) -> Result<bool, EngineError> {
        let now = self.now();
        let (Some(client), Some(since)) = (&self.quickbooks, changes_since(self, now)?) else {
            return Ok(false);
        };
        let parts: Vec<Part> = entities(reference.kind)
            .iter()
            .map(|one| Part::Transactions(*one))
            .collect();
        match client.changes(&parts, since, now).await {
            Ok(changes) if !changes.truncated && changes.deleted.is_empty() && changes.quarantined.is_empty() => {
                self.cache
                    .upsert_transactions(self.key()?, &changes.transactions)
                    .map_err(EngineError::Cache)?;
                world.put_transactions(changes.transactions);
                Ok(true)
            }
            // What it calls deleted need not be (quickbooks-online-api §4.2).
            Ok(_) | Err(_) => Ok(false),
        }
    }

    /// A full look at a document whose attempt left before this run.
    pub(super) async fn look_again(&self, world: &mut World, watched: &Watched<'_>) -> Result<Sight, EngineError> {
        let reference = watched.reference;
        if self.look_at_document(world, reference).await?.is_err() {
            return Ok(Sight::Unseen);
        }
        let judged = self.judge(world, self.time_of_services())?;
        let judgement = judged.judgements.iter().find(|one| one.reference == reference);
        Ok(judgement.map_or(Sight::Nothing, |judgement| sight(world, judgement, watched)))
    }
}
