//! Reads one list from its first page to its last, several pages at once, and goes on where an earlier
//! reading broke off.
//!
//! Pages are offsets: rows that come and go while they are read shift the others, so that a row can
//! pass unseen. A round is believed only if nothing speaks against it; otherwise the list is read again
//! until a round brings nothing new. What a page showed is stored while the next ones are on their way.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use clearpost_remote::{NotTheApi, Page, Quarantined, RemoteError, Service};
use clearpost_store::{PageRead, PageRows, Pass};
use tokio::task::JoinSet;

use super::books::quarantined_row;
use super::tell;
use crate::engine::Engine;
use crate::error::EngineError;
use crate::job::Report;

/// A list with more pages has none: an endless list is an error of the service.
const MOST_PAGES: u32 = 100_000;
/// A list that still moves after so many rounds cannot be read now.
const MOST_ROUNDS: u32 = 5;

/// One list of one service.
#[derive(Clone, Copy)]
pub(super) struct Stream<'a> {
    pub engine: &'a Engine,
    pub report: &'a Report,
    pub service: Service,
    /// The pass, and what the list is called in the user's words.
    pub name: &'static str,
    /// Its name in the quarantine.
    pub source: &'a str,
    pub phase: &'a str,
    /// Pages on their way at once. The client's limits decide how many of them really run.
    pub ahead: usize,
    /// New rows stand in front, so that they shift the others; else they come last.
    pub newest_first: bool,
    pub now: DateTime<Utc>,
}

/// What one kind of row is stored as, and known again by.
pub(super) trait Row: Send + Sized + 'static {
    fn id(&self) -> String;
    fn rows(items: &[Self]) -> PageRows<'_>;
}

/// What a reading showed.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// The names of all rows.
    pub seen: HashSet<String>,
    /// How many of them were new or different.
    pub changed: usize,
}

/// The state of one round.
struct Round {
    pass: Option<Pass>,
    number: u32,
    seen: HashSet<String>,
    /// Rows that no earlier round had.
    news: bool,
    changed: usize,
    total: Option<u64>,
    fell: bool,
    /// A page held nothing but what other pages had held.
    repeated: bool,
}

type Outcome<T> = Result<Result<T, RemoteError>, EngineError>;

impl Stream<'_> {
    /// Reads everything, or what is left of an earlier reading, until nothing speaks against it.
    pub(super) async fn whole<T, F, R>(&self, fetch: F) -> Outcome<Reading>
    where
        T: Row,
        F: Fn(u32) -> R,
        R: Future<Output = Result<Page<T>, RemoteError>> + Send + 'static,
    {
        let key = self.engine.key()?;
        let mut changed = 0;
        loop {
            let pass = self.engine.cache.pass(key, self.name).map_err(EngineError::Cache)?;
            let Some(pass) = pass else {
                return Ok(Ok(Reading::default()));
            };
            let mut round = Round::of(pass);
            if let Err(error) = self.round(&mut round, &fetch).await? {
                return Ok(Err(error));
            }
            if self.newest_first
                && round.is_short()
                && !round.fell
                && let Err(error) = self.catch_up(&mut round, &fetch).await?
            {
                return Ok(Err(error));
            }
            changed += round.changed;
            let in_doubt = round.fell || round.is_short() || (round.repeated && round.total.is_none());
            let fix_point = round.number > 1 && !round.news;
            let endless = fix_point && round.is_short() && round.repeated;
            if endless || (in_doubt && !fix_point && round.number >= MOST_ROUNDS) {
                return Ok(Err(self.pages_repeat()));
            }
            if !in_doubt || fix_point {
                self.engine
                    .cache
                    .finish_pass(key, self.name, self.source, self.now)
                    .map_err(EngineError::Cache)?;
                let seen = round
                    .seen
                    .into_iter()
                    .chain(round.pass.into_iter().flat_map(|pass| pass.seen.into_keys()));
                return Ok(Ok(Reading {
                    seen: seen.collect(),
                    changed,
                }));
            }
            self.engine
                .cache
                .next_round(key, self.name)
                .map_err(EngineError::Cache)?;
        }
    }

    /// Reads a list of what changed lately: all of its pages, outside of any pass.
    pub(super) async fn part<T, F, R>(&self, fetch: F) -> Outcome<Reading>
    where
        T: Row,
        F: Fn(u32) -> R,
        R: Future<Output = Result<Page<T>, RemoteError>> + Send + 'static,
    {
        let mut round = Round::outside();
        Ok(match self.round(&mut round, &fetch).await? {
            Ok(()) => Ok(Reading {
                seen: round.seen,
                changed: round.changed,
            }),
            Err(error) => Err(error),
        })
    }

    /// Every page once, except those that an earlier try has stored.
    async fn round<T, F, R>(&self, round: &mut Round, fetch: &F) -> Outcome<()>
    where
        T: Row,
        F: Fn(u32) -> R,
        R: Future<Output = Result<Page<T>, RemoteError>> + Send + 'static,
    {
        // Until a page tells how many there are, one is asked for after the other.
        let known = round.pass.as_ref().and_then(|pass| pass.pages).unwrap_or(1);
        let (mut next, mut last) = (1, known);
        let (mut has_ended, mut failed) = (false, None);
        // Tasks of their own, so that answers arrive while a page is being stored; they end with the set.
        let mut on_the_way = JoinSet::new();
        loop {
            while failed.is_none() && !has_ended && next <= last && on_the_way.len() < self.ahead.max(1) {
                let number = next;
                next += 1;
                if !round.is_stored(number) {
                    let page = fetch(number);
                    on_the_way.spawn(async move { (number, page.await) });
                }
            }
            let Some(arrived) = on_the_way.join_next().await else {
                break;
            };
            let Ok((number, answer)) = arrived else { continue };
            let page = match answer {
                Ok(page) => page,
                Err(error) => {
                    failed.get_or_insert(error);
                    continue;
                }
            };
            if number >= MOST_PAGES
                || page
                    .current
                    .is_some_and(|current| current != number && !page.items.is_empty())
            {
                failed.get_or_insert(self.pages_repeat());
                continue;
            }
            last = last.max(page.pages.unwrap_or(0)).max(page.next.unwrap_or(0));
            // A page without news ends the list, whatever it says of a next one.
            let is_last = page.next.is_none();
            has_ended |= self.store(round, number, &page)? || is_last;
        }
        Ok(failed.map_or(Ok(()), Err))
    }

    /// Rows that came in front meanwhile: the first pages again, until one holds nothing new.
    async fn catch_up<T, F, R>(&self, round: &mut Round, fetch: &F) -> Outcome<()>
    where
        T: Row,
        F: Fn(u32) -> R,
        R: Future<Output = Result<Page<T>, RemoteError>> + Send + 'static,
    {
        for number in 1..MOST_PAGES {
            let page = match fetch(number).await {
                Ok(page) => page,
                Err(error) => return Ok(Err(error)),
            };
            let is_last = page.next.is_none();
            let repeated = round.repeated;
            if self.store(round, number, &page)? || is_last {
                // That the pages agree is what was hoped for.
                round.repeated = repeated;
                break;
            }
        }
        Ok(Ok(()))
    }

    /// Stores a page with all that it showed. True if it holds nothing that this round has not seen.
    fn store<T: Row>(&self, round: &mut Round, number: u32, page: &Page<T>) -> Result<bool, EngineError> {
        let names: Vec<String> = page
            .items
            .iter()
            .map(Row::id)
            .chain(page.quarantined.iter().map(unreadable_id))
            .collect();
        let fresh = names.iter().filter(|name| !round.seen.contains(*name)).count();
        let quarantined: Vec<_> = page
            .quarantined
            .iter()
            .map(|row| quarantined_row(self.source, row, self.now))
            .collect();
        let read = PageRead {
            place: round.pass.as_ref().map(|_| (self.name, number)),
            round: round.number,
            pages: page.pages.max(page.next),
            total: page.total,
            seen: &names,
            source: self.source,
            quarantined: &quarantined,
            at: self.now,
        };
        round.changed += self
            .engine
            .cache
            .take_page(self.engine.key()?, &read, T::rows(&page.items))
            .map_err(EngineError::Cache)?;
        self.engine.note_calls()?;
        round.take(names, page.total, fresh);
        tell(self.report, self.phase, round.seen.len(), page.total.or(round.total));
        Ok(fresh == 0)
    }

    fn pages_repeat(&self) -> RemoteError {
        RemoteError::NotTheApi {
            service: self.service,
            what: NotTheApi::PagesRepeat,
            told: Box::default(),
        }
    }
}

impl Round {
    fn of(pass: Pass) -> Self {
        Self {
            number: pass.round,
            // What was new in a round that broke off is not known any more.
            news: !pass.done.is_empty(),
            seen: pass
                .seen
                .iter()
                .filter(|(_, round)| **round == pass.round)
                .map(|(id, _)| id.clone())
                .collect(),
            changed: 0,
            total: pass.total,
            fell: pass.fell,
            repeated: false,
            pass: Some(pass),
        }
    }

    fn outside() -> Self {
        Self {
            pass: None,
            number: 1,
            seen: HashSet::new(),
            news: false,
            changed: 0,
            total: None,
            fell: false,
            repeated: false,
        }
    }

    fn is_stored(&self, number: u32) -> bool {
        self.pass.as_ref().is_some_and(|pass| pass.done.contains(&number))
    }

    fn take(&mut self, names: Vec<String>, total: Option<u64>, fresh: usize) {
        self.repeated |= fresh == 0 && !names.is_empty();
        self.fell |= matches!((self.total, total), (Some(before), Some(now)) if now < before);
        self.total = total.or(self.total);
        let earlier = self.pass.as_ref().map(|pass| &pass.seen);
        self.news |= names
            .iter()
            .any(|name| earlier.is_none_or(|earlier| !earlier.contains_key(name)));
        self.seen.extend(names);
    }

    /// Fewer rows were seen than the service says there are.
    fn is_short(&self) -> bool {
        self.total.is_some_and(|total| (self.seen.len() as u64) < total)
    }
}

/// What a row that cannot be read is known again by.
fn unreadable_id(row: &Quarantined) -> String {
    row.key.clone().unwrap_or_else(|| row.raw.chars().take(200).collect())
}
