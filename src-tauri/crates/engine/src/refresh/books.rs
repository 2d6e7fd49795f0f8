//! Reads the books: everything once a day, what changed since in between.
//!
//! QuickBooks' pages shift when records go between them, so a complete reading is followed by one look
//! at what changed meanwhile, and a list from which something was deleted is read once more.
//! Completeness is remembered: only after a reading without a gap does absence prove anything.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use clearpost_domain::{Entity, ListKind, ListRecord, Transaction, TransactionKey};
use clearpost_remote::{MOST_ROWS, Page, Part, Quarantined, QuickBooksClient, RemoteError, Service};
use clearpost_store::{PageRows, QuarantineRow};
use futures_util::future::{BoxFuture, join_all};

use super::changes::{UNREADABLE_CHANGES, bury, changes_since, mark_complete, read_changed};
use super::stream::{Reading, Row, Stream};
use super::unreadable;
use super::{Extent, Pulled, settings};
use crate::engine::Engine;
use crate::error::EngineError;
use crate::job::Report;
use crate::world::LISTS_READ;

pub(super) const SOURCE: &str = "quickbooks";
/// What is read of the books, each part by itself; the first has no change feed.
pub(super) const PARTS: [Part; 12] = [
    Part::List(ListKind::TaxCode),
    Part::List(ListKind::Vendor),
    Part::List(ListKind::Customer),
    Part::List(ListKind::Employee),
    Part::List(ListKind::Account),
    Part::List(ListKind::Class),
    Part::List(ListKind::Department),
    Part::List(ListKind::Item),
    Part::List(ListKind::Term),
    Part::Transactions(Entity::PurchaseOrder),
    Part::Transactions(Entity::Bill),
    Part::Transactions(Entity::VendorCredit),
];
/// The parts whose changes can be asked for: all but the tax codes (quickbooks-online-api §4.2).
pub(crate) fn feed() -> &'static [Part] {
    PARTS.get(1..).unwrap_or_default()
}

/// The calls that the service allows at once.
const PAGES_AHEAD: usize = 10;
/// The change feed looks back 30 days; a reading that began earlier starts again.
const OLDEST_PASS: Duration = Duration::days(20);
/// A list from which rows are deleted each time it is read is believed in the end.
const MOST_REPEATS: usize = 3;

impl Row for ListRecord {
    fn id(&self) -> String {
        self.id.clone()
    }

    fn rows(items: &[Self]) -> PageRows<'_> {
        PageRows::Records(items)
    }
}

impl Row for Transaction {
    fn id(&self) -> String {
        self.key.id.clone()
    }

    fn rows(items: &[Self]) -> PageRows<'_> {
        PageRows::Transactions(items)
    }
}

pub(super) async fn pull(
    engine: &Engine,
    report: &Report,
    extent: Extent,
    now: DateTime<Utc>,
) -> Result<Pulled, EngineError> {
    let mut pulled = Pulled::default();
    let Some(client) = &engine.quickbooks else {
        return Ok(pulled);
    };
    let since = match extent {
        Extent::Changes => changes_since(engine, now)?,
        Extent::Everything => None,
    };
    let reader = Reader {
        engine,
        client,
        report,
        now,
    };
    let Some(since) = since else {
        if settings::read(engine, client, &mut pulled, now).await? {
            Box::pin(reader.everything(&mut pulled)).await?;
        }
        return Ok(pulled);
    };
    match read_changed(&reader, since).await {
        Ok(changed) => {
            pulled.any = true;
            pulled.notes.extend(changed.notes);
            unreadable::books(&reader).await?;
            mark_complete(engine, now)?;
        }
        Err(EngineError::Remote(error)) => pulled.failed(SOURCE, "changes", error),
        Err(other) => return Err(other),
    }
    Ok(pulled)
}

/// Reads parts of the books at one moment.
pub(super) struct Reader<'a> {
    pub engine: &'a Engine,
    pub client: &'a Arc<QuickBooksClient>,
    pub report: &'a Report,
    pub now: DateTime<Utc>,
}

type Fetched<T> = BoxFuture<'static, Result<Page<T>, RemoteError>>;

impl Reader<'_> {
    async fn everything(&self, pulled: &mut Pulled) -> Result<(), EngineError> {
        let (engine, key) = (self.engine, self.engine.key()?);
        let began_at = self.begin()?;
        let mut lists_read = true;
        let mut gap = false;
        let unfinished = self.unfinished()?;
        let readings = join_all(unfinished.iter().map(|part| self.whole(*part))).await;
        for (part, result) in unfinished.iter().zip(readings) {
            match result? {
                Ok(_) => pulled.any = true,
                Err(error) => {
                    // The names of vendors say whose a transaction is.
                    gap |= matches!(part, Part::Transactions(_) | Part::List(ListKind::Vendor));
                    lists_read = false;
                    pulled.failed(SOURCE, words(*part), error);
                }
            }
        }
        if gap {
            return Ok(());
        }
        match self.catch_up(began_at).await {
            Ok(notes) => pulled.notes.extend(notes),
            Err(EngineError::Remote(error)) => {
                pulled.failed(SOURCE, "changes", error);
                return Ok(());
            }
            Err(other) => return Err(other),
        }
        mark_complete(engine, self.now)?;
        // A list that failed is read at the next refresh, not at the next repair.
        if lists_read {
            engine.put_time(LISTS_READ, self.now)?;
            engine
                .cache
                .forget_passes(key, &PARTS.map(Part::word))
                .map_err(EngineError::Cache)?;
        }
        Ok(())
    }

    /// Begins to read everything, unless such a reading broke off not long ago. Returns when it began.
    fn begin(&self) -> Result<DateTime<Utc>, EngineError> {
        let (cache, key) = (&self.engine.cache, self.engine.key()?);
        let mut began: Option<DateTime<Utc>> = None;
        let mut all_are_fresh = true;
        for part in PARTS {
            let pass = cache.pass_state(key, part.word()).map_err(EngineError::Cache)?;
            match pass {
                Some((at, _)) if at <= self.now && self.now - at < OLDEST_PASS => {
                    began = Some(began.map_or(at, |first| first.min(at)));
                }
                _ => all_are_fresh = false,
            }
        }
        match began {
            Some(began) if all_are_fresh => Ok(began),
            _ => {
                cache
                    .begin_passes(key, &PARTS.map(Part::word), self.now)
                    .map_err(EngineError::Cache)?;
                Ok(self.now)
            }
        }
    }

    fn unfinished(&self) -> Result<Vec<Part>, EngineError> {
        let mut parts = Vec::new();
        for part in PARTS {
            let pass = self.engine.cache.pass_state(self.engine.key()?, part.word());
            if pass.map_err(EngineError::Cache)?.is_none_or(|(_, finished)| !finished) {
                parts.push(part);
            }
        }
        Ok(parts)
    }

    /// What changed while everything was read; lists that lost a record meanwhile are read once more.
    /// Then what the reading did not show any more is looked up: it may be gone.
    async fn catch_up(&self, began_at: DateTime<Utc>) -> Result<Vec<String>, EngineError> {
        let key = self.engine.key()?;
        // The reading itself has just named every record that cannot be understood.
        quarantine(self.engine, UNREADABLE_CHANGES, &[], self.now)?;
        let mut notes = Vec::new();
        let mut known: Vec<TransactionKey> = Vec::new();
        for _ in 0..MOST_REPEATS {
            // This computer's clock may be wrong by a day.
            let changed = read_changed(self, began_at - Duration::days(1)).await?;
            notes.extend(changed.notes);
            let lost = |entity: &Entity| {
                changed
                    .deleted
                    .iter()
                    .any(|gone| gone.entity == *entity && !known.contains(gone))
            };
            let mut moved = Vec::new();
            for entity in Entity::ALL.iter().filter(|entity| lost(entity)) {
                // One page is one moment: nothing shifts within it.
                let pass = self.engine.cache.pass(key, entity.word()).map_err(EngineError::Cache)?;
                if pass.is_some_and(|pass| pass.pages.is_some_and(|pages| pages > 1)) {
                    moved.push(*entity);
                }
            }
            known.extend(changed.deleted);
            if moved.is_empty() {
                break;
            }
            for entity in moved {
                self.engine
                    .cache
                    .next_round(key, entity.word())
                    .map_err(EngineError::Cache)?;
                self.transactions(entity).await??;
            }
        }
        for entity in Entity::ALL {
            self.bury_unseen(*entity).await?;
        }
        Ok(notes)
    }

    pub(super) async fn bury_unseen(&self, entity: Entity) -> Result<(), EngineError> {
        let unseen = self.engine.cache.unseen_transactions(self.engine.key()?, entity);
        bury(self.engine, self.client, unseen.map_err(EngineError::Cache)?, self.now).await
    }

    pub(super) async fn whole(&self, part: Part) -> Result<Result<Reading, RemoteError>, EngineError> {
        match part {
            Part::List(kind) => self.stream(part).whole(self.lists(kind, None)).await,
            Part::Transactions(entity) => self.transactions(entity).await,
        }
    }

    pub(super) async fn transactions(&self, entity: Entity) -> Result<Result<Reading, RemoteError>, EngineError> {
        let (client, now) = (Arc::clone(self.client), self.now);
        let part = Part::Transactions(entity);
        let fetch = move |number| -> Fetched<Transaction> {
            let client = Arc::clone(&client);
            Box::pin(async move {
                let page = client.transactions(entity, start_of(number), now).await?;
                numbered(&client, part, None, number, page).await
            })
        };
        self.stream(part).whole(fetch).await
    }

    /// The records of a list that changed at that moment or later.
    pub(super) async fn changed_list(
        &self,
        kind: ListKind,
        since: DateTime<Utc>,
    ) -> Result<Result<Reading, RemoteError>, EngineError> {
        self.stream(Part::List(kind)).part(self.lists(kind, Some(since))).await
    }

    fn lists(&self, kind: ListKind, since: Option<DateTime<Utc>>) -> impl Fn(u32) -> Fetched<ListRecord> + use<> {
        let client = Arc::clone(self.client);
        move |number| {
            let client = Arc::clone(&client);
            Box::pin(async move {
                let page = client.list(kind, since, start_of(number)).await?;
                numbered(&client, Part::List(kind), since, number, page).await
            })
        }
    }

    fn stream(&self, part: Part) -> Stream<'_> {
        Stream {
            engine: self.engine,
            report: self.report,
            service: Service::QuickBooks,
            name: part.word(),
            source: source(part),
            phase: phase(part),
            ahead: PAGES_AHEAD,
            newest_first: false,
            now: self.now,
        }
    }
}

fn start_of(number: u32) -> u32 {
    number.saturating_sub(1).saturating_mul(MOST_ROWS).saturating_add(1)
}

/// QuickBooks counts rows, not pages. How many there are is asked only where one page is not enough.
async fn numbered<T>(
    client: &QuickBooksClient,
    part: Part,
    since: Option<DateTime<Utc>>,
    number: u32,
    page: Page<T>,
) -> Result<Page<T>, RemoteError> {
    let next = page.next.map(|_| number.saturating_add(1));
    let total = match next {
        Some(_) if number == 1 => Some(client.count(part, since).await?),
        _ => None,
    };
    let pages = total.and_then(|total| u32::try_from(total.div_ceil(u64::from(MOST_ROWS))).ok());
    Ok(Page {
        next,
        total,
        pages,
        ..page
    })
}

const fn words(part: Part) -> &'static str {
    match part {
        Part::List(ListKind::Vendor) => "vendors",
        Part::List(ListKind::Customer) => "customers",
        Part::List(ListKind::Employee) => "employees",
        Part::List(ListKind::Account) => "accounts",
        Part::List(ListKind::Class) => "classes",
        Part::List(ListKind::Department) => "departments",
        Part::List(ListKind::Item) => "items",
        Part::List(ListKind::Term) => "terms",
        Part::List(ListKind::TaxCode) => "tax codes",
        Part::Transactions(Entity::PurchaseOrder) => "purchase order entities",
        Part::Transactions(Entity::Bill) => "bills",
        Part::Transactions(Entity::VendorCredit) => "vendor credits",
    }
}

const fn phase(part: Part) -> &'static str {
    match part {
        Part::List(ListKind::Vendor) => "Reading vendors",
        Part::List(ListKind::Customer) => "Reading customers",
        Part::List(ListKind::Employee) => "Reading employees",
        Part::List(ListKind::Account) => "Reading accounts",
        Part::List(ListKind::Class) => "Reading classes",
        Part::List(ListKind::Department) => "Reading departments",
        Part::List(ListKind::Item) => "Reading items",
        Part::List(ListKind::Term) => "Reading terms",
        Part::List(ListKind::TaxCode) => "Reading tax codes",
        Part::Transactions(Entity::PurchaseOrder) => "Reading purchase order entities",
        Part::Transactions(Entity::Bill) => "Reading bills",
        Part::Transactions(Entity::VendorCredit) => "Reading vendor credits",
    }
}

pub(super) const fn source(part: Part) -> &'static str {
    match part {
        Part::List(ListKind::Vendor) => "quickbooks.Vendor",
        Part::List(ListKind::Customer) => "quickbooks.Customer",
        Part::List(ListKind::Employee) => "quickbooks.Employee",
        Part::List(ListKind::Account) => "quickbooks.Account",
        Part::List(ListKind::Class) => "quickbooks.Class",
        Part::List(ListKind::Department) => "quickbooks.Department",
        Part::List(ListKind::Item) => "quickbooks.Item",
        Part::List(ListKind::Term) => "quickbooks.Term",
        Part::List(ListKind::TaxCode) => "quickbooks.TaxCode",
        Part::Transactions(Entity::PurchaseOrder) => "quickbooks.PurchaseOrder",
        Part::Transactions(Entity::Bill) => "quickbooks.Bill",
        Part::Transactions(Entity::VendorCredit) => "quickbooks.VendorCredit",
    }
}

/// Replaces what is quarantined of a list that was read from its first page to its last.
pub(super) fn quarantine(
    engine: &Engine,
    source: &str,
    rows: &[Quarantined],
    now: DateTime<Utc>,
) -> Result<(), EngineError> {
    let rows: Vec<QuarantineRow> = rows.iter().map(|row| quarantined_row(source, row, now)).collect();
    engine
        .cache
        .replace_quarantine(engine.key()?, source, &rows)
        .map_err(EngineError::Cache)
}

pub(super) fn quarantined_row(source: &str, row: &Quarantined, now: DateTime<Utc>) -> QuarantineRow {
    QuarantineRow {
        source: source.to_owned(),
        key: row.key.clone().unwrap_or_default(),
        reason: row.reason.clone(),
        raw: row.raw.clone(),
        at: now,
    }
}
