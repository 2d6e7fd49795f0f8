//! One company's cached facts in memory, as the pure core takes them.
//!
//! What is judged of them is `judge`'s; which part of a company is enough is `part`'s.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use clearpost_domain::{
    AttemptState, CompanyFacts, CompanyKey, Confidence, Document, DocumentRef, Finding, RealmId, Supplier, SupplierId,
    SyncEntry, SyncState, Transaction, TransactionKey, Verdict,
};
use clearpost_store::{Attempt, Cache, Judgement, Ledger, LedgerPoint, Link, StatusRow};
use clearpost_verification::{Books, Case, LedgerFacts, Lists, Resent};

use crate::error::EngineError;
use crate::judged::JUDGED;
use crate::part::Part;
use crate::patterns::OwnPatterns;
use crate::settings::Rules;

/// Everything that is known of one document.
#[derive(Clone, Debug)]
pub struct DocumentView {
    pub row: StatusRow,
    pub document: Document,
    pub verdict: Verdict,
    pub findings: Vec<Finding>,
    pub notes: Vec<String>,
    pub sync: Vec<SyncEntry>,
    pub handled_reason: Option<String>,
    pub attempts: Vec<Attempt>,
}

/// One company's facts: all of them, or those of a part that is closed (see `part`).
pub(crate) struct World {
    pub of: MadeOf,
    /// `None`: the whole company.
    pub part: Option<Part>,
    pub realm: Option<RealmId>,
    pub documents: BTreeMap<DocumentRef, Document>,
    pub sync: HashMap<DocumentRef, Vec<SyncEntry>>,
    pub suppliers: Arc<HashMap<SupplierId, Supplier>>,
    pub lists: Arc<Lists>,
    pub transactions: HashMap<TransactionKey, Transaction>,
    pub facts: CompanyFacts,
    /// When QuickBooks was last read without a gap.
    pub books_read_at: Option<DateTime<Utc>>,
    pub books_complete: bool,
    pub ledger: HashMap<DocumentRef, LedgerFacts>,
    /// Whether every list was read once, so that a name found nowhere is free.
    pub lists_complete: bool,
    /// What the user set for the company.
    pub rules: Rules,
    pub patterns: OwnPatterns,
    /// Whether ProcurementExpress says that it is connected to QuickBooks.
    pub connected: Option<bool>,
    /// What stood in the way at the last judgement, and the report that was the newest then.
    pub before: HashMap<DocumentRef, (Finding, Option<SyncEntry>)>,
    /// Transactions that could not be read, raw.
    pub unreadable: Arc<Vec<String>>,
}

/// What a world was read from.
#[derive(Clone, Debug)]
pub(crate) struct MadeOf {
    /// That of the cache when this was read from it: what another process writes meanwhile is not in it.
    pub revision: i64,
    pub point: LedgerPoint,
    /// What the judgements were made of that were saved then.
    pub judged: Option<String>,
}

pub(crate) const BOOKS_COMPLETE: &str = "quickbooks.complete_at";
/// When every list was last read from its first record to its last.
pub(crate) const LISTS_READ: &str = "quickbooks.full_at";

impl World {
    /// The whole company.
    pub fn whole(cache: &Cache, ledger: &Ledger, patterns: OwnPatterns, key: &CompanyKey) -> Result<Self, EngineError> {
        let mut world = Self::empty(cache, ledger, patterns, key)?;
        for document in cache.documents(key).map_err(EngineError::Cache)? {
            world.put_document(document);
        }
        let transactions = cache.transactions(key).map_err(EngineError::Cache)?;
        world.put_transactions(transactions);
        world.ledger = LedgerReader::new(ledger, key)?.all()?;
        let open = cache.judgements_in(key, &HELD);
        world
            .before
            .extend(open.map_err(EngineError::Cache)?.into_iter().filter_map(stood));
        Ok(world)
    }

    /// What surrounds the documents of a company, without any of them.
    pub fn empty(cache: &Cache, ledger: &Ledger, patterns: OwnPatterns, key: &CompanyKey) -> Result<Self, EngineError> {
        let of = MadeOf {
            revision: cache.revision(key).map_err(EngineError::Cache)?,
            point: ledger.point().map_err(EngineError::Ledger)?,
            judged: cache.mark(key, JUDGED).map_err(EngineError::Cache)?,
        };
        let company = cache.company(key).map_err(EngineError::Cache)?;
        let books_read_at = cache
            .mark(key, BOOKS_COMPLETE)
            .map_err(EngineError::Cache)?
            .and_then(|at| DateTime::parse_from_rfc3339(&at).ok())
            .map(|at| at.to_utc());
        let quarantined = cache.quarantine(key).map_err(EngineError::Cache)?;
        let of_quickbooks = quarantined
            .into_iter()
            .filter(|row| row.source.starts_with("quickbooks."));
        Ok(Self {
            of,
            part: None,
            realm: company.as_ref().and_then(|one| one.realm.clone()),
            documents: BTreeMap::new(),
            sync: HashMap::new(),
            suppliers: suppliers(cache, key)?,
            lists: lists(cache, key)?,
            transactions: HashMap::new(),
            connected: company.as_ref().and_then(|one| one.quickbooks_connected_in_procurement),
            facts: company.map(|one| one.facts).unwrap_or_default(),
            books_complete: books_read_at.is_some(),
            lists_complete: cache.mark(key, LISTS_READ).map_err(EngineError::Cache)?.is_some(),
            books_read_at,
            ledger: HashMap::new(),
            rules: Rules::load(ledger, key)?,
            patterns,
            before: HashMap::new(),
            unreadable: Arc::new(of_quickbooks.map(|row| row.raw).collect()),
        })
    }

    /// The same surroundings, around no document yet.
    pub fn surrounding(&self, part: Part) -> Self {
        Self {
            of: self.of.clone(),
            part: Some(part),
            realm: self.realm.clone(),
            documents: BTreeMap::new(),
            sync: HashMap::new(),
            suppliers: Arc::clone(&self.suppliers),
            lists: Arc::clone(&self.lists),
            transactions: HashMap::new(),
            facts: self.facts.clone(),
            books_read_at: self.books_read_at,
            books_complete: self.books_complete,
            ledger: HashMap::new(),
            lists_complete: self.lists_complete,
            rules: self.rules.clone(),
            patterns: self.patterns.clone(),
            connected: self.connected,
            before: HashMap::new(),
            unreadable: Arc::clone(&self.unreadable),
        }
    }

    /// Takes over documents as just read.
    pub fn put_document(&mut self, document: Document) {
        let sync = self.patterns.get().sync_entries(&document);
        self.sync.insert(document.reference, sync);
        self.documents.insert(document.reference, document);
    }

    pub fn put_transactions(&mut self, transactions: impl IntoIterator<Item = Transaction>) {
        for transaction in transactions {
            self.transactions.insert(transaction.key.clone(), transaction);
        }
    }

    /// Reads again what the ledger knows of these documents.
    pub fn read_ledger(&mut self, ledger: &Ledger, key: &CompanyKey) -> Result<(), EngineError> {
        let reader = LedgerReader::new(ledger, key)?;
        self.ledger = if self.part.is_none() {
            reader.all()?
        } else {
            reader.of(self.documents.keys().copied())?
        };
        Ok(())
    }

    pub fn books(&self) -> Books {
        let mut transactions: Vec<Transaction> = self.transactions.values().cloned().collect();
        transactions.sort_by(|a, b| a.key.cmp(&b.key));
        Books::new(
            self.realm.clone(),
            self.books_complete,
            self.facts.clone(),
            Arc::clone(&self.lists),
            transactions,
        )
        .with_lists_complete(self.lists_complete)
        .with_unreadable(Arc::clone(&self.unreadable))
    }

    pub fn cases(&self) -> Vec<Case<'_>> {
        self.documents.values().map(|document| self.case(document)).collect()
    }

    pub fn case<'a>(&'a self, document: &'a Document) -> Case<'a> {
        const NO_SYNC: &[SyncEntry] = &[];
        let sync = self.sync.get(&document.reference).map_or(NO_SYNC, Vec::as_slice);
        let ledger = self.ledger.get(&document.reference).cloned().unwrap_or_default();
        Case::new(document, sync, ledger, &self.rules.fields)
    }

    pub fn supplier(&self, document: &Document) -> Option<&Supplier> {
        self.suppliers.get(&document.supplier?)
    }
}

pub(crate) fn lists(cache: &Cache, key: &CompanyKey) -> Result<Arc<Lists>, EngineError> {
    let mut records = cache.records(key).map_err(EngineError::Cache)?;
    records.sort_by(|a, b| (a.kind, &a.id).cmp(&(b.kind, &b.id)));
    Ok(Arc::new(Lists::new(records)))
}

pub(crate) fn suppliers(cache: &Cache, key: &CompanyKey) -> Result<Arc<HashMap<SupplierId, Supplier>>, EngineError> {
    let suppliers = cache.suppliers(key).map_err(EngineError::Cache)?;
    Ok(Arc::new(suppliers.into_iter().map(|one| (one.id, one)).collect()))
}

/// States in which something may stand in the way of a document.
const HELD: [SyncState; 3] = [SyncState::Failed, SyncState::Missing, SyncState::Pending];

/// What stood in the way of a document when it was judged.
pub(crate) fn stood(judgement: Judgement) -> Option<(DocumentRef, (Finding, Option<SyncEntry>))> {
    let is_open = HELD.contains(&judgement.verdict.state);
    let first = judgement.findings.into_iter().next().filter(|_| is_open)?;
    let is_shown = first.confidence != Confidence::Possible || first.resolved;
    is_shown.then_some((judgement.reference, (first, judgement.verdict.sync_report)))
}

/// Reads what the ledger knows, by document.
pub(crate) struct LedgerReader<'a> {
    ledger: &'a Ledger,
    key: &'a CompanyKey,
    /// Of all documents: the user marks and resends few.
    known: HashMap<DocumentRef, LedgerFacts>,
}

impl<'a> LedgerReader<'a> {
    pub fn new(ledger: &'a Ledger, key: &'a CompanyKey) -> Result<Self, EngineError> {
        let mut known: HashMap<DocumentRef, LedgerFacts> = HashMap::new();
        for (reference, handled) in ledger.handled(key).map_err(EngineError::Ledger)? {
            known.entry(reference).or_default().handled = Some(handled.0);
        }
        // Newest first: the first that left counts.
        for attempt in ledger.attempts(key).map_err(EngineError::Ledger)? {
            let facts = known.entry(attempt.reference).or_default();
            if facts.resent.is_none()
                && let Some(at) = left_at(&attempt)
            {
                let seen = attempt.departure.as_ref().and_then(|departure| departure.seen);
                facts.resent = Some(Resent { at, seen });
            }
        }
        Ok(Self { ledger, key, known })
    }

    pub fn all(self) -> Result<HashMap<DocumentRef, LedgerFacts>, EngineError> {
        let links = self.ledger.links(self.key).map_err(EngineError::Ledger)?;
        Ok(linked(self.known, links))
    }

    pub fn of(
        &self,
        documents: impl Iterator<Item = DocumentRef>,
    ) -> Result<HashMap<DocumentRef, LedgerFacts>, EngineError> {
        let documents: Vec<DocumentRef> = documents.collect();
        let links = self
            .ledger
            .links_of(self.key, &documents)
            .map_err(EngineError::Ledger)?;
        let known = documents
            .iter()
            .filter_map(|reference| Some((*reference, self.known.get(reference)?.clone())));
        Ok(linked(known.collect(), links))
    }
}

fn linked(
    mut known: HashMap<DocumentRef, LedgerFacts>,
    links: BTreeMap<DocumentRef, Link>,
) -> HashMap<DocumentRef, LedgerFacts> {
    for (reference, link) in links {
        let facts = known.entry(reference).or_default();
        facts.link = Some(link.key);
        facts.link_seen = Some(link.last_seen);
    }
    known
}

/// When an attempt left for the service, if it did.
pub(crate) fn left_at(attempt: &Attempt) -> Option<DateTime<Utc>> {
    let settled = matches!(attempt.state, AttemptState::Queued | AttemptState::Cancelled);
    let not_applied = attempt.events.iter().any(|event| {
        matches!(
            event.event.as_str(),
            "not_sent" | "answered_error" | "not_found" | "not_pressed"
        )
    });
    if settled || not_applied {
        return None;
    }
    attempt
        .events
        .iter()
        .find(|event| event.event == "in_flight")
        .map(|event| event.at)
        .or(Some(attempt.created_at))
}
