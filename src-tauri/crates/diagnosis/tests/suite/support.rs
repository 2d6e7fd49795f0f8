//! Builders: a document, its books and what surrounds them, each with only what a test is about.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use clearpost_diagnosis::{Case, Company, Links, Orders, Patterns, diagnose, forecast};
use clearpost_domain::{
    AccountFacts, AccountLabel, Author, CompanyFacts, Counterpart, Detail, Document, DocumentKind, DocumentRef, Entity,
    Finding, HistoryEntry, HistorySource, Line, ListKind, ListRecord, Proof, RealmId, Status, Supplier, SupplierId,
    SyncEntry, SyncResult, SyncState, Transaction, TransactionKey, Verdict,
};
use clearpost_verification::Books;

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
        lines: Vec::new(),
        supplier_archived: None,
        terms: None,
        attachments: Vec::new(),
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
        }
    }

    /// A failed invoice whose newest sync entry reports this.
    pub fn failed(text: &str) -> Self {
        let mut world = Self::new(SyncState::Failed);
        world.verdict.sync_report = Some(SyncEntry {
            id: 1,
            at: Some(noon("2026-02-12")),
            result: SyncResult::Failed,
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

    fn ask(&self, question: fn(&Company<'_>, Case<'_>) -> Vec<Finding>) -> Vec<Finding> {
        let books = Books::new(
            self.connected.then(|| RealmId::new("913")),
            self.complete,
            self.company.clone(),
            self.records.clone(),
            self.transactions.clone(),
        );
        let suppliers = HashMap::from([(self.supplier.id, self.supplier.clone())]);
        let links = Links {
            procurement: Some("https://app.procurementexpress.com".to_owned()),
            quickbooks: Some(("https://qbo.intuit.com".to_owned(), RealmId::new("913"))),
        };
        let orders = Orders::new(self.orders.iter().map(|(document, verdict)| (document, verdict)));
        let company = Company::new(&books, &suppliers, orders, &links, Patterns::built_in());
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
