//! What must hold after every step, by what the services say they did and the ledger says it did.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use clearpost_api::dto;

use super::{GRACE, Model};

/// Faults with which the service takes the request.
const TAKEN: [&str; 4] = ["drop_after", "truncate", "drip", "delay"];

/// What an attempt says now: its document, its state, its last event.
pub(super) type Said = (String, String, String);

impl Model<'_> {
    pub(super) fn said(&self) -> Vec<Said> {
        let outbox = self.reader.outbox().expect("the outbox");
        outbox
            .attempts
            .into_iter()
            .map(|one| {
                let last = one.history.last().map(|event| event.event.clone());
                (one.reference, one.state, last.unwrap_or_default())
            })
            .collect()
    }

    /// Attempts that were settled as not found without the look-ups that this takes, by the times that the
    /// ledger itself gives.
    fn settled_too_soon(&self) -> Vec<dto::AttemptItem> {
        let mut attempts = self.reader.outbox().expect("the outbox").attempts;
        let time = |one: &dto::AttemptItem, name: &str| -> Option<DateTime<Utc>> {
            let event = one.history.iter().rfind(|event| event.event == name)?;
            Some(event.at.parse().expect("a time"))
        };
        attempts.retain(|one| {
            let Some(settled) = time(one, "not_found") else {
                return false;
            };
            let (Some(left), Some(looked)) = (time(one, "in_flight"), time(one, "looked_up")) else {
                return true;
            };
            looked - left < GRACE || settled - looked < TimeDelta::seconds(60)
        });
        attempts
    }

    /// How many requests for a resend of each document the service took. The log is read only when more
    /// could have been taken.
    pub(super) fn taken(&mut self) -> BTreeMap<String, usize> {
        let asked = self.services.mutation_count();
        if asked != self.known.0 {
            self.known = (asked, self.read_taken());
        }
        self.known.1.clone()
    }

    fn read_taken(&self) -> BTreeMap<String, usize> {
        let mut found: BTreeMap<String, usize> = BTreeMap::new();
        for line in self.services.mutations() {
            let status = line["status"].as_u64().unwrap_or(0);
            let met = line["fault"].as_str();
            let path = line["path"].as_str().unwrap_or_default();
            if (200..300).contains(&status) && met.is_none_or(|fault| TAKEN.contains(&fault)) {
                let id = path.rsplit('/').nth(1).unwrap_or_default();
                *found.entry(format!("invoice:{id}")).or_default() += 1;
            }
        }
        found
    }

    /// Holds after every step. Takes and returns the documents with an uncertain attempt, each with the
    /// requests that were taken.
    pub(super) fn check(&mut self, uncertain_before: &BTreeMap<String, usize>) -> BTreeMap<String, usize> {
        let created = self.services.created_all();
        let (said, taken) = (self.said(), self.taken());
        let too_soon = self.settled_too_soon();
        assert!(too_soon.is_empty(), "{too_soon:#?}\n{}", self.story.join("\n"));
        let mut uncertain = BTreeMap::new();
        for document in &self.documents {
            let new = created.get(document).copied().unwrap_or(0) - self.before.get(document).copied().unwrap_or(0);
            let fail = |what: String| panic!("{document} {what}\n{said:#?}\n{}", self.story.join("\n"));
            if new > 1 {
                fail(format!("was created {new} times"));
            }
            let taken = taken.get(document).copied().unwrap_or(0);
            let of = said.iter().filter(|(name, ..)| name == document);
            let admits = |state: &str, last: &str| match state {
                "in_flight" | "uncertain" | "sent" | "proved" => true,
                // Settled by the service's own word, or looked for and not found.
                "refused" => ["sync_error", "not_found"].contains(&last),
                _ => false,
            };
            let owned = of.clone().filter(|(_, state, last)| admits(state, last)).count();
            if taken > owned {
                fail(format!("was taken {taken} times, and {owned} attempts say so"));
            }
            let open = |state: &str| ["queued", "in_flight", "uncertain"].contains(&state);
            if of.clone().filter(|(_, state, _)| open(state)).count() > 1 {
                fail("has two open attempts".to_owned());
            }
            if of.clone().any(|(_, state, _)| state == "uncertain") {
                if uncertain_before.get(document).is_some_and(|before| taken > *before) {
                    fail("was sent while an attempt was uncertain".to_owned());
                }
                uncertain.insert(document.clone(), taken);
            }
        }
        uncertain
    }
}
