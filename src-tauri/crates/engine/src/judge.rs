//! From a world's facts to verdicts, findings and rows. Everything between is the pure core; what a part
//! cannot know of its company is taken from what the others told when they were judged.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use clearpost_diagnosis as diagnosis;
use clearpost_domain::{CompanyKey, DocumentKind, DocumentRef, Finding, SyncResult, SyncState, Verdict};
use clearpost_store::{Cache, Judgement, StatusRow, Witness};
use clearpost_verification::{Books, Company, Conventions, Lessons, MOST_VOTES, Matched, Vote, Witness as Told, learn};

use crate::error::EngineError;
use crate::refresh::OPEN;
use crate::status::status_row;
use crate::world::World;

/// The outcome of judging a company, or a part of it.
pub(crate) struct Judged {
    pub judgements: Vec<Judgement>,
    pub rows: Vec<StatusRow>,
    pub witnesses: Vec<Witness>,
    pub conventions: Conventions,
    pub lessons: Lessons,
    /// What stops the whole company, or did.
    pub outages: Vec<diagnosis::Outage>,
}

/// What judging needs besides the facts.
#[derive(Clone, Copy)]
pub(crate) struct Bench<'a> {
    pub cache: &'a Cache,
    pub key: &'a CompanyKey,
    pub grace: Duration,
    pub links: &'a diagnosis::Links,
    pub now: DateTime<Utc>,
}

impl Bench<'_> {
    /// Judges and diagnoses every document of the world.
    pub fn judge(&self, world: &World) -> Result<Judged, EngineError> {
        let books = world.books();
        let cases = world.cases();
        let company = Company {
            suppliers: &world.suppliers,
            grace: self.grace,
            tolerance: world.rules.tolerance,
            sync_start: world.rules.sync_start_at(),
            not_synced: &world.rules.not_synced,
            quickbooks_read_at: world.books_read_at,
        };
        let matched = Matched::new(&books, &company, &cases);
        let told: BTreeMap<DocumentRef, Option<Told>> =
            world.documents.keys().copied().zip(matched.witnesses()).collect();
        let (conventions, lessons) = self.learn(world, &told)?;
        let verdicts = matched.verdicts(&conventions, self.now);
        let verdicts: BTreeMap<DocumentRef, Verdict> = world.documents.keys().copied().zip(verdicts).collect();
        let arrival = self.arrival_elsewhere(world)?;
        let surroundings = world.surroundings(&books, &verdicts, self.links, arrival);
        let mut judged = Judged {
            judgements: Vec::with_capacity(cases.len()),
            rows: Vec::with_capacity(cases.len()),
            witnesses: Vec::with_capacity(cases.len()),
            outages: diagnosis::outages(&surroundings, world.diagnosed(&verdicts)),
            conventions,
            lessons,
        };
        for case in world.diagnosed(&verdicts) {
            let diagnosis::Case { document, verdict } = case;
            let before = world.before.get(&document.reference).filter(|(_, report)| {
                let is_edited_since = verdict.sync_report.is_none() && diagnosis::was_edited(verdict);
                is_edited_since || *report == verdict.sync_report
            });
            let findings = match before {
                Some((before, _)) => diagnosis::diagnose_again(&surroundings, case, before),
                None => diagnosis::diagnose(&surroundings, case),
            };
            let told = told.get(&document.reference).copied().flatten();
            judged
                .witnesses
                .push(witness(&books, document.reference, verdict, &findings, told));
            judged.rows.push(status_row(document, verdict, &findings));
            judged.judgements.push(Judgement {
                reference: document.reference,
                notes: diagnosis::notes(document, verdict),
                verdict: verdict.clone(),
                findings,
            });
        }
        Ok(judged)
    }

    /// What all documents of the company teach: those of the world, and the others as they voted when they
    /// were judged.
    fn learn(
        &self,
        world: &World,
        told: &BTreeMap<DocumentRef, Option<Told>>,
    ) -> Result<(Conventions, Lessons), EngineError> {
        let here = || told.iter().filter_map(|(reference, told)| Some((*reference, (*told)?)));
        let mut votes: Vec<(DocumentRef, Vote)> = here().map(|(reference, told)| (reference, told.vote)).collect();
        let mut first_proved = here().filter_map(|(_, told)| told.proved_on).min();
        if world.part.is_some() {
            let is_elsewhere = |reference: &DocumentRef| !told.contains_key(reference);
            for kind in [DocumentKind::Order, DocumentKind::Invoice] {
                let others = self.cache.votes(self.key, kind, MOST_VOTES + told.len());
                let others = others.map_err(EngineError::Cache)?.into_iter();
                let others = others.filter(|(reference, _)| is_elsewhere(reference));
                votes.extend(others.map(|(reference, vote)| (reference, Vote::from_bytes(vote))));
            }
            let days = self.cache.first_proved(self.key, told.len() + 1);
            let days = days.map_err(EngineError::Cache)?.into_iter();
            let other = days
                .filter(|(reference, _)| is_elsewhere(reference))
                .map(|(_, day)| day)
                .min();
            first_proved = first_proved.into_iter().chain(other).min();
        }
        let (conventions, learned) = learn(votes);
        Ok((conventions, Lessons { learned, first_proved }))
    }

    /// The newest arrival among the documents that are not in this part.
    fn arrival_elsewhere(&self, world: &World) -> Result<Option<diagnosis::Arrival>, EngineError> {
        if world.part.is_none() {
            return Ok(None);
        }
        let arrived = self.cache.last_arrived(self.key, world.documents.len() + 1);
        let mut arrived = arrived.map_err(EngineError::Cache)?.into_iter();
        let Some((reference, at)) = arrived.find(|(reference, _)| !world.documents.contains_key(reference)) else {
            return Ok(None);
        };
        let document = self.cache.document(self.key, reference).map_err(EngineError::Cache)?;
        Ok(document.map(|document| diagnosis::Arrival::of(&document, at)))
    }
}

fn witness(
    books: &Books,
    reference: DocumentRef,
    verdict: &Verdict,
    findings: &[Finding],
    told: Option<Told>,
) -> Witness {
    let is_refused = verdict
        .sync_report
        .as_ref()
        .is_some_and(|report| report.result == SyncResult::Failed);
    let is_settled = matches!(verdict.state, SyncState::Synced | SyncState::Handled);
    Witness {
        reference,
        vote: told.map(|told| told.vote.to_bytes()),
        proved_on: told.and_then(|told| told.proved_on),
        arrived_at: diagnosis::arrived_at(books, verdict),
        is_open: OPEN.contains(&verdict.state) || !findings.is_empty() || (is_refused && !is_settled),
    }
}

impl World {
    /// What surrounds every document, as the diagnosis sees it.
    pub fn surroundings<'a>(
        &'a self,
        books: &'a Books,
        verdicts: &'a BTreeMap<DocumentRef, Verdict>,
        links: &'a diagnosis::Links,
        arrival: Option<diagnosis::Arrival>,
    ) -> diagnosis::Company<'a> {
        let known = self.diagnosed(verdicts).map(|case| (case.document, case.verdict));
        let documents = diagnosis::Documents::new(known);
        diagnosis::Company::new(books, &self.suppliers, documents, links, self.patterns.get()).told(diagnosis::Told {
            connected: self.connected,
            closing_date: self.rules.closing_date,
            refused_account_types: None,
            arrival,
        })
    }

    /// Every document with its verdict.
    pub fn diagnosed<'a>(
        &'a self,
        verdicts: &'a BTreeMap<DocumentRef, Verdict>,
    ) -> impl Iterator<Item = diagnosis::Case<'a>> {
        self.documents.values().filter_map(|document| {
            let verdict = verdicts.get(&document.reference)?;
            Some(diagnosis::Case { document, verdict })
        })
    }
}
