//! One company's cached facts in memory, and the way from facts to verdicts, findings and rows.
//!
//! Loads and saves through the store; everything between is the pure core.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use clearpost_diagnosis as diagnosis;
use clearpost_domain::{
    AttemptState, CompanyFacts, CompanyKey, Confidence, Document, DocumentRef, Finding, ListKind, ListRecord, RealmId,
    Supplier, SupplierId, SyncEntry, SyncState, Transaction, TransactionKey, Verdict,
};
use clearpost_store::{Attempt, Cache, Judgement, Ledger, StatusRow};
use clearpost_verification::{Assessment, Books, Case, Company, Conventions, LedgerFacts, Lessons, Resent, judge_all};

use crate::engine::Settings;
use crate::error::EngineError;
use crate::patterns::OwnPatterns;
use crate::settings::Rules;
use crate::status::status_row;

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

/// One company's facts.
pub(crate) struct World {
    /// That of the cache when this was read from it.
    pub revision: String,
    pub realm: Option<RealmId>,
    pub documents: BTreeMap<DocumentRef, Document>,
    pub sync: HashMap<DocumentRef, Vec<SyncEntry>>,
    pub suppliers: HashMap<SupplierId, Supplier>,
    pub records: HashMap<(ListKind, String), ListRecord>,
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
    pub unreadable: Vec<String>,
}

/// The outcome of judging a company.
pub(crate) struct Judged {
    pub judgements: Vec<Judgement>,
    pub rows: Vec<StatusRow>,
    pub conventions: Conventions,
    pub lessons: Lessons,
    /// What stops the whole company, or did.
    pub outages: Vec<diagnosis::Outage>,
}

pub(crate) const BOOKS_COMPLETE: &str = "quickbooks.complete_at";
/// When every list was last read from its first record to its last.
pub(crate) const LISTS_READ: &str = "quickbooks.full_at";

impl World {
    pub fn load(cache: &Cache, ledger: &Ledger, patterns: OwnPatterns, key: &CompanyKey) -> Result<Self, EngineError> {
        // First of all: what another process writes meanwhile is not in this world.
        let revision = cache.revision(key).map_err(EngineError::Cache)?;
        let company = cache.company(key).map_err(EngineError::Cache)?;
        let documents: BTreeMap<DocumentRef, Document> = cache
            .documents(key)
            .map_err(EngineError::Cache)?
            .into_iter()
            .map(|one| (one.reference, one))
            .collect();
        let sync = documents
            .iter()
            .map(|(reference, one)| (*reference, patterns.get().sync_entries(one)))
            .collect();
        let books_read_at = cache
            .mark(key, BOOKS_COMPLETE)
            .map_err(EngineError::Cache)?
            .and_then(|at| DateTime::parse_from_rfc3339(&at).ok())
            .map(|at| at.to_utc());
        let suppliers = cache.suppliers(key).map_err(EngineError::Cache)?;
        let records = cache.records(key).map_err(EngineError::Cache)?;
        let transactions = cache.transactions(key).map_err(EngineError::Cache)?;
        let quarantined = cache.quarantine(key).map_err(EngineError::Cache)?;
        Ok(Self {
            revision,
            realm: company.as_ref().and_then(|one| one.realm.clone()),
            documents,
            sync,
            suppliers: suppliers.into_iter().map(|one| (one.id, one)).collect(),
            records: records
                .into_iter()
                .map(|one| ((one.kind, one.id.clone()), one))
                .collect(),
            transactions: transactions.into_iter().map(|one| (one.key.clone(), one)).collect(),
            connected: company.as_ref().and_then(|one| one.quickbooks_connected_in_procurement),
            facts: company.map(|one| one.facts).unwrap_or_default(),
            books_complete: books_read_at.is_some(),
            lists_complete: cache.mark(key, LISTS_READ).map_err(EngineError::Cache)?.is_some(),
            books_read_at,
            ledger: ledger_facts(ledger, key)?,
            rules: Rules::load(ledger, key)?,
            patterns,
            before: stood_before(cache, key)?,
            unreadable: quarantined
                .into_iter()
                .filter(|row| row.source.starts_with("quickbooks."))
                .map(|row| row.raw)
                .collect(),
        })
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

    pub fn books(&self) -> Books {
        let mut records: Vec<ListRecord> = self.records.values().cloned().collect();
        records.sort_by(|a, b| (a.kind, &a.id).cmp(&(b.kind, &b.id)));
        let mut transactions: Vec<Transaction> = self.transactions.values().cloned().collect();
        transactions.sort_by(|a, b| a.key.cmp(&b.key));
        Books::new(
            self.realm.clone(),
            self.books_complete,
            self.facts.clone(),
            records,
            transactions,
        )
        .with_lists_complete(self.lists_complete)
        .with_unreadable(self.unreadable.clone())
    }

    fn cases(&self) -> Vec<Case<'_>> {
        const NO_SYNC: &[SyncEntry] = &[];
        self.documents
            .values()
            .map(|document| {
                let sync = self.sync.get(&document.reference).map_or(NO_SYNC, Vec::as_slice);
                let ledger = self.ledger.get(&document.reference).cloned().unwrap_or_default();
                Case::new(document, sync, ledger, &self.rules.fields)
            })
            .collect()
    }

    fn company(&self, settings: &Settings) -> Company<'_> {
        Company {
            suppliers: &self.suppliers,
            grace: settings.grace,
            tolerance: self.rules.tolerance,
            sync_start: self.rules.sync_start_at(),
            not_synced: &self.rules.not_synced,
            quickbooks_read_at: self.books_read_at,
        }
    }

    /// Judges and diagnoses every document of the company at `now`.
    pub fn judge(&self, settings: &Settings, links: &diagnosis::Links, now: DateTime<Utc>) -> Judged {
        let books = self.books();
        let cases = self.cases();
        let Assessment {
            verdicts,
            conventions,
            lessons,
        } = judge_all(&books, &self.company(settings), &cases, now);
        let verdicts: BTreeMap<DocumentRef, Verdict> = self.documents.keys().copied().zip(verdicts).collect();
        let surroundings = self.surroundings(&books, &verdicts, links);
        let outages = diagnosis::outages(&surroundings, self.diagnosed(&verdicts));
        let mut judgements = Vec::with_capacity(cases.len());
        let mut rows = Vec::with_capacity(cases.len());
        for case in self.diagnosed(&verdicts) {
            let diagnosis::Case { document, verdict } = case;
            let before = self.before.get(&document.reference);
            let findings = match before.filter(|(_, report)| *report == verdict.sync_report) {
                Some((before, _)) => diagnosis::diagnose_again(&surroundings, case, before),
                None => diagnosis::diagnose(&surroundings, case),
            };
            rows.push(status_row(document, verdict, &findings));
            judgements.push(Judgement {
                reference: document.reference,
                notes: diagnosis::notes(document, verdict),
                verdict: verdict.clone(),
                findings,
            });
        }
        Judged {
            judgements,
            rows,
            conventions,
            lessons,
            outages,
        }
    }

    /// What surrounds every document, as the diagnosis sees it.
    pub fn surroundings<'a>(
        &'a self,
        books: &'a Books,
        verdicts: &'a BTreeMap<DocumentRef, Verdict>,
        links: &'a diagnosis::Links,
    ) -> diagnosis::Company<'a> {
        let known = self.diagnosed(verdicts).map(|case| (case.document, case.verdict));
        let documents = diagnosis::Documents::new(known);
        diagnosis::Company::new(books, &self.suppliers, documents, links, self.patterns.get()).told(diagnosis::Told {
            connected: self.connected,
            closing_date: self.rules.closing_date,
            refused_account_types: None,
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

/// What the data showed to stand in the way of each document at the last judgement.
fn stood_before(
    cache: &Cache,
    key: &CompanyKey,
) -> Result<HashMap<DocumentRef, (Finding, Option<SyncEntry>)>, EngineError> {
    let judged = cache
        .judgements_in(key, &[SyncState::Failed, SyncState::Missing])
        .map_err(EngineError::Cache)?;
    let first = judged.into_iter().filter_map(|judgement| {
        let first = judgement.findings.into_iter().next()?;
        let is_shown = first.confidence == Confidence::Confirmed || first.resolved;
        is_shown.then_some((judgement.reference, (first, judgement.verdict.sync_report)))
    });
    Ok(first.collect())
}

/// What the ledger knows, by document.
pub(crate) fn ledger_facts(
    ledger: &Ledger,
    key: &CompanyKey,
) -> Result<HashMap<DocumentRef, LedgerFacts>, EngineError> {
    let mut facts: HashMap<DocumentRef, LedgerFacts> = HashMap::new();
    for (reference, link) in ledger.links(key).map_err(EngineError::Ledger)? {
        let facts = facts.entry(reference).or_default();
        facts.link = Some(link.key);
        facts.link_seen = Some(link.last_seen);
    }
    for (reference, handled) in ledger.handled(key).map_err(EngineError::Ledger)? {
        facts.entry(reference).or_default().handled = Some(handled.0);
    }
    // Newest first: the first that left counts.
    for attempt in ledger.attempts(key).map_err(EngineError::Ledger)? {
        let facts = facts.entry(attempt.reference).or_default();
        if facts.resent.is_none()
            && let Some(at) = left_at(&attempt)
        {
            let seen = attempt.departure.as_ref().and_then(|departure| departure.seen);
            facts.resent = Some(Resent { at, seen });
        }
    }
    Ok(facts)
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
