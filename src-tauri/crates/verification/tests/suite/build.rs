//! Small builders: a document that agrees with its transaction in everything until a test changes it.

use std::collections::HashMap;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use clearpost_domain::{
    CompanyFacts, Currency, Detail, Document, DocumentId, DocumentKind, DocumentRef, Entity, FieldMeanings,
    LinkedTransaction, ListKind, ListRecord, Mapping, OrderReference, RealmId, Status, Supplier, SupplierId, SyncEntry,
    SyncResult, Transaction, TransactionKey, Verdict,
};
use clearpost_verification::{Assessment, Books, Case, Company, Conventions, LedgerFacts, Lists, Resent, judge_all};
use rust_decimal::Decimal;

pub const REALM: &str = "9130350000000000";
pub const VENDOR: &str = "42";
pub const SUPPLIER_NAME: &str = "Northgate Paper";

pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

pub fn usd() -> Currency {
    "USD".parse().unwrap()
}

/// Approved on 12 February at 08:00; every test looks on 2 March at 12:00 unless it says otherwise.
pub fn approved() -> DateTime<Utc> {
    at("2026-02-12T08:00:00Z")
}

fn document(kind: DocumentKind, id: u64, status: Status) -> Document {
    Document {
        reference: DocumentRef {
            kind,
            id: DocumentId(id),
        },
        number: None,
        approval_key: None,
        status,
        archived: false,
        supplier: Some(SupplierId(1)),
        supplier_name: SUPPLIER_NAME.into(),
        currency: Some(usd()),
        gross: Some(dec("120.00")),
        net: Some(dec("100.00")),
        tax: Some(dec("20.00")),
        issue_date: None,
        due_date: Some(day("2026-03-11")),
        validated_on: None,
        created_at: Some(at("2026-02-09T08:00:00Z")),
        submitted_at: None,
        orders: Vec::new(),
        mappings: Vec::new(),
        probed: Vec::new(),
        detail: Some(Detail {
            read_at: at("2026-03-02T11:00:00Z"),
            approved_at: Some(approved()),
            updated_at: Some(approved()),
            history: Vec::new(),
            lines: Vec::new(),
            supplier_archived: None,
            terms: None,
            attachments: Vec::new(),
            is_partial: false,
        }),
    }
}

/// An invoice that is ready to pay, numbered `INV-<id>`, issued on 11 February.
pub fn invoice(id: u64) -> Document {
    Document {
        number: Some(format!("INV-{id}")),
        issue_date: Some(day("2026-02-11")),
        validated_on: Some(day("2026-02-12")),
        ..document(DocumentKind::Invoice, id, Status::ReadyToPay)
    }
}

/// An approved order, numbered `<id>`, submitted on 10 February.
pub fn order(id: u64) -> Document {
    Document {
        number: Some(id.to_string()),
        approval_key: Some(format!("{id}-2026-02-10")),
        submitted_at: Some(at("2026-02-10T09:00:00Z")),
        ..document(DocumentKind::Order, id, Status::Approved)
    }
}

/// The transaction that agrees with `document` in everything.
pub fn booked(id: &str, document: &Document) -> Transaction {
    let entity = match document.kind() {
        DocumentKind::Order => Entity::PurchaseOrder,
        DocumentKind::Invoice => Entity::Bill,
    };
    Transaction {
        key: key(entity, id),
        number: document.number.clone(),
        vendor: Some(VENDOR.into()),
        vendor_name: Some(SUPPLIER_NAME.into()),
        date: document.date(),
        due_date: document.due_date,
        currency: document.currency,
        total: document.gross,
        tax: document.tax,
        balance: None,
        order_status: None,
        links: Vec::new(),
        lines: Vec::new(),
        created_at: None,
        updated_at: None,
        deleted_at: None,
        read_at: at("2026-03-02T11:59:00Z"),
    }
}

pub fn key(entity: Entity, id: &str) -> TransactionKey {
    TransactionKey { entity, id: id.into() }
}

pub fn link_to(transaction: &Transaction) -> LinkedTransaction {
    LinkedTransaction {
        kind: transaction.key.entity.to_string(),
        id: transaction.key.id.clone(),
    }
}

pub fn belongs_to(order: &Document) -> OrderReference {
    OrderReference {
        id: Some(order.reference.id),
        approval_key: None,
    }
}

pub fn mapping(id: &str, realm: &str) -> Mapping {
    Mapping {
        service: "quickbooks_online".into(),
        id: id.into(),
        realm: Some(realm.into()),
    }
}

pub fn vendor(id: &str, name: &str) -> ListRecord {
    record(ListKind::Vendor, id, name)
}

pub fn record(kind: ListKind, id: &str, name: &str) -> ListRecord {
    ListRecord {
        kind,
        id: id.into(),
        name: name.into(),
        full_name: None,
        active: true,
        currency: None,
        account: None,
        balance: None,
        updated_at: None,
    }
}

pub fn entry(id: u64, at: Option<DateTime<Utc>>, result: SyncResult) -> SyncEntry {
    let text = String::from("as the service wrote it");
    SyncEntry {
        id,
        at,
        result,
        may_have_arrived: false,
        text,
    }
}

/// A document with its sync entries and ledger facts.
#[derive(Clone, Debug)]
pub struct Filed {
    pub document: Document,
    pub sync: Vec<SyncEntry>,
    pub ledger: LedgerFacts,
}

pub fn file(document: Document) -> Filed {
    Filed {
        document,
        sync: Vec::new(),
        ledger: LedgerFacts::default(),
    }
}

impl Filed {
    fn entered(mut self, time: &str, result: SyncResult) -> Self {
        self.sync
            .push(entry(self.sync.len() as u64 + 1, Some(at(time)), result));
        self
    }

    pub fn failed(self, time: &str) -> Self {
        self.entered(time, SyncResult::Failed)
    }

    /// The service lost QuickBooks' answer.
    pub fn lost(self, time: &str) -> Self {
        let mut filed = self.failed(time);
        if let Some(entry) = filed.sync.last_mut() {
            entry.may_have_arrived = true;
        }
        filed
    }

    pub fn succeeded(self, time: &str) -> Self {
        self.entered(time, SyncResult::Succeeded)
    }

    pub fn linked(mut self, entity: Entity, id: &str) -> Self {
        self.ledger.link = Some(key(entity, id));
        self
    }

    pub fn handled(mut self) -> Self {
        self.ledger.handled = Some("entered by hand".into());
        self
    }

    pub fn resent(mut self, time: &str, seen: Option<(Option<DateTime<Utc>>, u64)>) -> Self {
        self.ledger.resent = Some(Resent { at: at(time), seen });
        self
    }
}

/// One company: connected, completely read a minute ago, one vendor, a quarter of an hour of grace.
#[derive(Clone, Debug)]
pub struct World {
    pub realm: Option<RealmId>,
    pub complete: bool,
    pub records: Vec<ListRecord>,
    pub transactions: Vec<Transaction>,
    /// Records that could not be read, raw.
    pub unreadable: Vec<String>,
    pub suppliers: HashMap<SupplierId, Supplier>,
    pub filed: Vec<Filed>,
    pub grace: Duration,
    pub tolerance: Decimal,
    pub sync_start: Option<DateTime<Utc>>,
    pub not_synced: Vec<DocumentKind>,
    pub meanings: FieldMeanings,
    pub read_at: Option<DateTime<Utc>>,
    pub now: DateTime<Utc>,
}

pub fn world(filed: impl IntoIterator<Item = Filed>, transactions: impl IntoIterator<Item = Transaction>) -> World {
    World {
        realm: Some(RealmId::new(REALM)),
        complete: true,
        records: vec![vendor(VENDOR, SUPPLIER_NAME)],
        transactions: transactions.into_iter().collect(),
        unreadable: Vec::new(),
        suppliers: HashMap::new(),
        filed: filed.into_iter().collect(),
        grace: Duration::seconds(900),
        tolerance: Decimal::ZERO,
        sync_start: None,
        not_synced: Vec::new(),
        meanings: FieldMeanings::new(),
        read_at: Some(at("2026-03-02T11:59:00Z")),
        now: at("2026-03-02T12:00:00Z"),
    }
}

impl World {
    /// The supplier that documents refer to, with the ids other systems gave it.
    pub fn supplier(mut self, mappings: Vec<Mapping>) -> Self {
        let supplier = Supplier {
            id: SupplierId(1),
            name: SUPPLIER_NAME.into(),
            archived: false,
            email: None,
            mappings,
        };
        self.suppliers.insert(SupplierId(1), supplier);
        self
    }

    /// The moment of looking; QuickBooks was read just then.
    pub fn seen_at(mut self, time: &str) -> Self {
        self.now = at(time);
        self.read_at = Some(self.now);
        self
    }

    pub fn books(&self) -> Books {
        Books::new(
            self.realm.clone(),
            self.complete,
            CompanyFacts::default(),
            Lists::new(self.records.clone()),
            self.transactions.clone(),
        )
        .with_unreadable(self.unreadable.clone())
    }

    pub fn company(&self) -> Company<'_> {
        Company {
            suppliers: &self.suppliers,
            grace: self.grace,
            tolerance: self.tolerance,
            sync_start: self.sync_start,
            not_synced: &self.not_synced,
            quickbooks_read_at: self.read_at,
        }
    }

    pub fn cases(&self) -> Vec<Case<'_>> {
        self.filed
            .iter()
            .map(|filed| Case::new(&filed.document, &filed.sync, filed.ledger.clone(), &self.meanings))
            .collect()
    }

    pub fn assess(&self) -> Assessment {
        judge_all(&self.books(), &self.company(), &self.cases(), self.now)
    }

    pub fn judge_all(&self) -> (Vec<Verdict>, Conventions) {
        let assessment = self.assess();
        (assessment.verdicts, assessment.conventions)
    }

    pub fn judge(&self) -> Vec<Verdict> {
        self.assess().verdicts
    }

    /// The verdict of the first document.
    pub fn first(&self) -> Verdict {
        self.judge().swap_remove(0)
    }
}

pub fn texts(verdict: &Verdict) -> String {
    let texts: Vec<&str> = verdict.evidence.iter().map(|one| one.text.as_str()).collect();
    texts.join("\n")
}

pub fn fields(verdict: &Verdict) -> Vec<String> {
    verdict.differences.iter().map(|one| one.field.to_string()).collect()
}

/// The id of the certain counterpart.
pub fn found(verdict: &Verdict) -> Option<&str> {
    verdict.counterpart.as_ref().map(|one| one.key.id.as_str())
}
