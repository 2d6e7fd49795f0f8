//! Everything the simulator remembers: the two services' data, the queue of pending syncs, the
//! faults and the log of requests. Holds no protocol: nothing here knows a path or a header.

pub mod bearers;
pub mod books;
pub mod changes;
pub mod desk;
pub mod document;
pub mod grants;
mod links;
pub mod lists;
pub mod profile;
mod records;
pub mod traffic;

use crate::clock::Clock;
use crate::config::Mode;
use crate::control::faults::Faults;
use crate::control::requests::Log;
use crate::http::Call;
use crate::sync;
use bearers::Bearers;
use books::Books;
use chrono::{DateTime, TimeDelta, Utc};
use desk::Desk;
use document::Ref;
use grants::OAuth;
use profile::Profile;
use std::collections::BTreeMap;
use traffic::Traffic;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Service {
    Procurement,
    QuickBooks,
}

impl Service {
    pub fn name(self) -> &'static str {
        match self {
            Self::Procurement => "procurement",
            Self::QuickBooks => "quickbooks",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Procurement, Self::QuickBooks]
            .into_iter()
            .find(|known| known.name() == text)
    }
}

/// Syncs by when they are due, in the order they were caused.
type Queue = BTreeMap<(DateTime<Utc>, u64), Due>;

/// A sync that will be carried out.
#[derive(Clone, Copy)]
struct Due {
    doc: Ref,
    /// Makes a record, whatever the document has in QuickBooks already.
    anew: bool,
}

/// What belongs to one company.
pub struct Company {
    pub desk: Desk,
    pub books: Books,
    queue: Queue,
}

impl Company {
    pub fn new(desk: Desk, books: Books) -> Self {
        Self {
            desk,
            books,
            queue: Queue::new(),
        }
    }
}

/// Where sources disagree or the service is known to misbehave.
#[derive(Default)]
pub struct Quirks {
    /// A `changedSince` of more than 30 days ago is a fault; else it is silently shortened.
    pub old_changes_fault: bool,
    /// Change data capture says "Deleted" of every other transaction that was only changed.
    pub wrong_deleted: bool,
    /// A resend, or an edit through the API that counts as one, makes a new record in QuickBooks, whatever
    /// is there; else it updates the document's own.
    pub resends_create: bool,
    /// How far the `Date` header is from the clock.
    pub date_skew: TimeDelta,
}

pub struct World {
    pub clock: Clock,
    pub mode: Mode,
    pub seed: u64,
    pub sync_delay: TimeDelta,
    pub oauth: OAuth,
    pub bearers: Bearers,
    /// QuickBooks' tokens that are printed on start.
    pub access_token: String,
    pub refresh_token: String,
    pub faults: Faults,
    pub log: Log,
    pub traffic: Traffic,
    pub quirks: Quirks,
    pub procurement_url: String,
    pub quickbooks_url: String,
    /// The company a call is about when it names none.
    pub main: &'static Profile,
    /// The company that is open: `desk`, `books` and `queue` are its own.
    pub desk: Desk,
    pub books: Books,
    queue: Queue,
    others: Vec<Company>,
    queued: u64,
}

impl World {
    pub fn new(clock: Clock, mode: Mode, seed: u64, sync_delay: TimeDelta, company: Company) -> Self {
        let main = company.desk.profile;
        let mut oauth = OAuth::new(seed);
        let (access_token, refresh_token) = oauth.connected(main.realm, clock.now());
        Self {
            clock,
            mode,
            seed,
            sync_delay,
            oauth,
            bearers: Bearers::new(seed, company.desk.people.first().map_or("", |person| person.email)),
            access_token,
            refresh_token,
            faults: Faults::new(seed),
            log: Log::default(),
            traffic: Traffic::default(),
            quirks: Quirks::default(),
            procurement_url: String::new(),
            quickbooks_url: String::new(),
            main,
            desk: company.desk,
            books: company.books,
            queue: company.queue,
            others: Vec::new(),
            queued: 0,
        }
    }

    pub fn add(&mut self, company: Company) {
        self.others.push(company);
    }

    /// Opens a company, so that `desk` and `books` are its own. False: it was never added.
    pub fn open(&mut self, wanted: &Profile) -> bool {
        if self.desk.profile == wanted {
            return true;
        }
        let Some(other) = self.others.iter_mut().find(|other| other.desk.profile == wanted) else {
            return false;
        };
        std::mem::swap(&mut self.desk, &mut other.desk);
        std::mem::swap(&mut self.books, &mut other.books);
        std::mem::swap(&mut self.queue, &mut other.queue);
        true
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// The `Date` header of an answer.
    pub fn date(&self) -> String {
        let at = self.now() + self.quirks.date_skew;
        at.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
    }

    /// The server-side sync of a document is due after the sync delay.
    pub fn queue_sync(&mut self, doc: Ref) {
        self.enqueue(Due { doc, anew: false });
    }

    /// The same for a document that is resent.
    pub fn queue_resend(&mut self, doc: Ref) {
        let anew = self.quirks.resends_create;
        self.enqueue(Due { doc, anew });
    }

    fn enqueue(&mut self, sync: Due) {
        let at = self.now() + self.sync_delay;
        self.queued += 1;
        self.queue.insert((at, self.queued), sync);
    }

    /// Whatever a document still waits for never happens.
    pub fn lose_syncs(&mut self, doc: Ref) {
        self.queue.retain(|_, queued| queued.doc != doc);
    }

    pub fn pending_syncs(&self) -> usize {
        self.queue.len()
    }

    /// Carries out every sync of every company that is due. Called before each request, each with
    /// its own due time, so the result does not depend on when somebody looks.
    pub fn settle(&mut self) {
        let now = self.now();
        settle(&mut self.desk, &mut self.books, &mut self.queue, now);
        for other in &mut self.others {
            settle(&mut other.desk, &mut other.books, &mut other.queue, now);
        }
    }

    pub fn note(&mut self, service: Service, call: &Call, status: u16, fault: Option<&'static str>) {
        let at = self.now();
        self.log.add(service, call, status, fault, at);
    }
}

fn settle(desk: &mut Desk, books: &mut Books, queue: &mut Queue, now: DateTime<Utc>) {
    while let Some((&(at, seq), &sync)) = queue.first_key_value() {
        if at > now {
            break;
        }
        queue.remove(&(at, seq));
        if sync.anew {
            sync::run_anew(desk, books, sync.doc, at);
        } else {
            sync::run(desk, books, sync.doc, at);
        }
    }
}
