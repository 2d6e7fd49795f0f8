//! Builders: a document, its books and what surrounds them, each with only what a test is about.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use clearpost_diagnosis::{Case, Company, Documents, Links, Patterns, Told, diagnose, forecast};
use clearpost_domain::{
    AccountFacts, AccountLabel, Author, CompanyFacts, Counterpart, Detail, Document, DocumentKind, DocumentRef, Entity,
    Finding, HistoryEntry, HistorySource, Line, ListKind, ListRecord, Mapping, OrderReference, Proof, RealmId, Status,
    Supplier, SupplierId, SyncEntry, SyncResult, SyncState, Transaction, TransactionKey, Verdict,
};
use clearpost_verification::{Books, Lists};

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn noon(text: &str) -> DateTime<Utc> {
    format!("{text}T12:00:00Z").parse().unwrap()
}

pub fn detail() -> Detail {
    Detail {
        read_at: noon("2026-03-01"),
        approved_at: None,
        updated_at: None,
        history: Vec::new(),
        lines: vec![line(1, "6100", "Office Supplies")],
        supplier_archived: None,
        terms: None,
        attachments: Vec::new(),
        is_partial: false,
    }
}

/// A document in a status that syncs.
pub fn document(reference: DocumentRef) -> Document {
    let order = reference.kind == DocumentKind::Order;
    Document {
        reference,
        number: Some(if order { "100021" } else { "INV-2204" }.to_owned()),
        approval_key: order.then(|| "100021-2026-01-14".to_owned()),
        status: if order { Status::Approved } else { Status::ReadyToPay },
        archived: false,
        supplier: Some(SupplierId(9)),
        supplier_name: "Northgate Paper".to_owned(),
        currency: "USD".parse().ok(),
        gross: "1500".parse().ok(),
        net: None,
        tax: None,
        issue_date: (!order).then(|| day("2026-02-11")),
        due_date: None,
        validated_on: None,
        created_at: Some(noon("2026-02-10")),
        submitted_at: order.then(|| noon("2026-02-10")),
        orders: Vec::new(),
        mappings: Vec::new(),
        probed: Vec::new(),
        detail: Some(detail()),
    }
}

pub fn entry(id: u64, source: HistorySource, author: (Option<u64>, &str), text: &str) -> HistoryEntry {
    HistoryEntry {
        id,
        at: Some(noon("2026-02-12") + chrono::TimeDelta::minutes(i64::try_from(id).unwrap())),
        author: Author {
            id: author.0,
            name: (!author.1.is_empty()).then(|| author.1.to_owned()),
        },
        source,
        text: text.to_owned(),
    }
}

pub fn verdict(state: SyncState) -> Verdict {
    Verdict {
        state,
        proof: Proof::Verified,
        due: None,
        counterpart: None,
        candidates: Vec::new(),
        number_holder: None,
        deleted: None,
        differences: Vec::new(),
        evidence: Vec::new(),
        sync_report: None,
    }
}

pub fn record(kind: ListKind, id: &str, name: &str, active: bool) -> ListRecord {
    ListRecord {
        kind,
        id: id.to_owned(),
        name: name.to_owned(),
        full_name: None,
        active,
        currency: None,
        account: None,
        balance: None,
        updated_at: None,
    }
}

pub fn account(id: &str, number: &str, name: &str, account_type: &str, active: bool) -> ListRecord {
    ListRecord {
        account: Some(AccountFacts {
            account_type: account_type.to_owned(),
            number: Some(number.to_owned()),
        }),
        ..record(ListKind::Account, id, name, active)
    }
}

pub fn line(number: u32, account_number: &str, account_name: &str) -> Line {
    Line {
        number,
        account: Some(AccountLabel {
            number: Some(account_number.to_owned()),
            name: account_name.to_owned(),
            ..AccountLabel::default()
        }),
        ..Line::default()
    }
}

pub fn key(entity: Entity, id: &str) -> TransactionKey {
    TransactionKey {
        entity,
        id: id.to_owned(),
    }
}

pub fn counterpart(entity: Entity, id: &str, number: &str) -> Counterpart {
    Counterpart {
        key: key(entity, id),
        number: Some(number.to_owned()),
    }
}

pub fn transaction(entity: Entity, id: &str, number: &str, date: &str) -> Transaction {
    Transaction {
        key: key(entity, id),
        number: Some(number.to_owned()),
        vendor: Some("42".to_owned()),
        vendor_name: Some("Northgate Paper".to_owned()),
        date: Some(day(date)),
        due_date: None,
        currency: "USD".parse().ok(),
        total: "1500".parse().ok(),
        tax: None,
        balance: None,
        order_status: None,
        links: Vec::new(),
        lines: Vec::new(),
        created_at: None,
        updated_at: None,
        deleted_at: None,
        read_at: noon("2026-03-01"),
    }
}

/// Everything around one invoice of supplier 9, "Northgate Paper"; a test changes what it is about.
pub struct World {
    pub document: Document,
    pub verdict: Verdict,
    pub orders: Vec<(Document, Verdict)>,
    pub supplier: Supplier,
    pub records: Vec<ListRecord>,
    pub transactions: Vec<Transaction>,
    pub company: CompanyFacts,
    pub connected: bool,
    pub complete: bool,
    pub told: Told,
}

impl World {
    /// A document that is in no list of any system but the service's own.
    pub fn new(state: SyncState) -> Self {
        Self {
            document: document(DocumentRef::invoice(771)),
            verdict: verdict(state),
            orders: Vec::new(),
            supplier: Supplier {
                id: SupplierId(9),
                name: "Northgate Paper".to_owned(),
                archived: false,
                email: None,
                mappings: Vec::new(),
            },
            records: Vec::new(),
            transactions: Vec::new(),
            company: CompanyFacts::default(),
            connected: true,
            complete: true,
            told: Told::default(),
        }
    }

    /// A failed invoice whose newest sync entry reports this.
    pub fn failed(text: &str) -> Self {
        let mut world = Self::new(SyncState::Failed);
        world.verdict.sync_report = Some(SyncEntry {
            id: 1,
            at: Some(noon("2026-02-12")),
            result: SyncResult::Failed,
            may_have_arrived: false,
            text: text.to_owned(),
        });
        world
    }

    pub fn with(mut self, record: ListRecord) -> Self {
        self.records.push(record);
        self
    }

    pub fn with_vendor(self) -> Self {
        self.with(record(ListKind::Vendor, "42", "Northgate Paper", true))
    }

    pub fn coded(mut self, lines: Vec<Line>) -> Self {
        self.document.detail.as_mut().unwrap().lines = lines;
        self
    }

    pub fn findings(&self) -> Vec<Finding> {
        self.ask(diagnose)
    }

    pub fn forecast(&self) -> Vec<Finding> {
        self.ask(forecast)
    }

    pub fn ask(&self, question: impl Fn(&Company<'_>, Case<'_>) -> Vec<Finding>) -> Vec<Finding> {
        let books = Books::new(
            self.connected.then(|| RealmId::new("913")),
            self.complete,
            self.company.clone(),
            Lists::new(self.records.clone()),
            self.transactions.clone(),
        );
        let suppliers = HashMap::from([(self.supplier.id, self.supplier.clone())]);
        let links = Links {
            procurement: Some("https://app.procurementexpress.com".to_owned()),
            quickbooks: Some(("https://qbo.intuit.com".to_owned(), RealmId::new("913"))),
        };
        let documents = Documents::new(self.orders.iter().map(|(document, verdict)| (document, verdict)));
        let company = Company::new(&books, &suppliers, documents, &links, Patterns::built_in()).told(self.told.clone());
        question(
            &company,
            Case {
                document: &self.document,
                verdict: &self.verdict,
            },
        )
    }
}

/// Codes and confidences of findings, "VEN001 confirmed".
pub fn codes(findings: &[Finding]) -> Vec<String> {
    findings
        .iter()
        .map(|one| format!("{} {}", one.code, one.confidence))
        .collect()
}

/// The codes and confidences of the findings, checked.
#[track_caller]
pub fn expect(world: &World, wanted: &[&str]) {
    let findings = world.findings();
    assert_eq!(codes(&findings), wanted, "{findings:#?}");
}

/// The only finding.
#[track_caller]
pub fn only(world: &World) -> Finding {
    let mut findings = world.findings();
    assert_eq!(findings.len(), 1, "{findings:#?}");
    findings.remove(0)
}

/// A link of a supplier to a vendor of the realm.
pub fn mapping(id: &str) -> Mapping {
    Mapping {
        service: "quickbooks".to_owned(),
        id: id.to_owned(),
        realm: Some("913".to_owned()),
    }
}

/// QuickBooks' sentence that names no record.
pub const INACTIVE: &str = "Invalid Reference Id : Something you're trying to use has been made inactive. Check the fields with accounts, customers, items, vendors or employees.";

/// Coded to an active expense account.
pub fn supplies(active: bool) -> ListRecord {
    account("61", "6100", "Office Supplies", "Expense", active)
}

/// A failed invoice with its order, whose purchase order entity is dated so.
pub fn invoice_with_order(text: &str, dated: &str) -> World {
    let mut world = World::failed(text).with_vendor();
    world.document.orders = vec![OrderReference {
        id: None,
        approval_key: Some("100021-2026-01-14".to_owned()),
    }];
    let mut order = verdict(SyncState::Synced);
    order.counterpart = Some(counterpart(Entity::PurchaseOrder, "412", "100021"));
    world.orders = vec![(document(DocumentRef::order(50021)), order)];
    world.transactions = vec![transaction(Entity::PurchaseOrder, "412", "100021", dated)];
    world
}

/// A document in the books whose update was refused with this text.
pub fn refused_update(text: &str) -> World {
    let mut world = World::failed(text).with_vendor();
    world.verdict.state = SyncState::Differs;
    world.verdict.counterpart = Some(counterpart(Entity::Bill, "412", "INV-2204"));
    world.transactions = vec![transaction(Entity::Bill, "412", "INV-2204", "2026-02-11")];
    world
}
