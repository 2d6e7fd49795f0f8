//! Everything the simulator remembers: the two services' data, the queue of pending syncs, the
//! faults and the log of requests. Holds no protocol: nothing here knows a path or a header.

pub mod books;
pub mod desk;
pub mod document;
pub mod grants;
mod links;
pub mod lists;
mod records;

use crate::clock::Clock;
use crate::config::Mode;
use crate::control::faults::Faults;
use crate::control::requests::Log;
use crate::http::Call;
use crate::sync;
use books::Books;
use chrono::{DateTime, TimeDelta, Utc};
use desk::Desk;
use document::Ref;
use grants::OAuth;
use std::collections::BTreeMap;

/// The company's id in ProcurementExpress.
pub const COMPANY: u64 = 7001;
/// The company's id in QuickBooks.
pub const REALM: &str = "9130350000000000";

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Service {
    Procurement,
    QuickBooks,
}

pub struct World {
    pub clock: Clock,
    pub mode: Mode,
    pub sync_delay: TimeDelta,
    pub desk: Desk,
    pub books: Books,
    pub oauth: OAuth,
    /// QuickBooks' tokens that are printed on start.
    pub access_token: String,
    pub refresh_token: String,
    pub faults: Faults,
    pub log: Log,
    pub procurement_url: String,
    pub quickbooks_url: String,
    queue: BTreeMap<(DateTime<Utc>, u64), Ref>,
    queued: u64,
}

impl World {
    pub fn new(clock: Clock, mode: Mode, seed: u64, sync_delay: TimeDelta, desk: Desk, books: Books) -> Self {
        let mut oauth = OAuth::new(seed);
        let (access_token, refresh_token) = oauth.connected(REALM, clock.now());
        Self {
            clock,
            mode,
            sync_delay,
            desk,
            books,
            oauth,
            access_token,
            refresh_token,
            faults: Faults::new(seed),
            log: Log::default(),
            procurement_url: String::new(),
            quickbooks_url: String::new(),
            queue: BTreeMap::new(),
            queued: 0,
        }
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// The server-side sync of a document is due after the sync delay.
    pub fn queue_sync(&mut self, doc: Ref) {
        let due = self.now() + self.sync_delay;
        self.queued += 1;
        self.queue.insert((due, self.queued), doc);
    }

    pub fn pending_syncs(&self) -> usize {
        self.queue.len()
    }

    /// Carries out every sync that is due. Called before each request, each with its own due
    /// time, so the result does not depend on when somebody looks.
    pub fn settle(&mut self) {
        let now = self.now();
        while let Some((&(due, seq), &doc)) = self.queue.first_key_value() {
            if due > now {
                break;
            }
            self.queue.remove(&(due, seq));
            sync::run(&mut self.desk, &mut self.books, doc, due);
        }
    }

    pub fn note(&mut self, service: Service, call: &Call, status: u16, fault: Option<&'static str>) {
        let at = self.now();
        self.log.add(service, call, status, fault, at);
    }
}
