//! Values and opened stores for the tests.

use std::process::Command;

use chrono::{DateTime, Utc};
use clearpost_domain::{
    AttemptId, CompanyKey, Currency, Document, DocumentKind, DocumentRef, Entity, Route, Status, SupplierId,
    Transaction, TransactionKey, WaitReason,
};
use clearpost_store::{Cache, DataDir, Departure, Found, Ledger, NewAttempt, Plan, Start};
use tempfile::TempDir;

pub struct Place {
    pub folder: TempDir,
    pub dir: DataDir,
}

pub fn place() -> Place {
    let folder = TempDir::new().unwrap();
    let dir = DataDir::open(folder.path().join("data")).unwrap();
    Place { folder, dir }
}

impl Place {
    pub fn cache(&self) -> Cache {
        Cache::open(&self.dir).unwrap().0
    }

    pub fn ledger(&self) -> Ledger {
        Ledger::open(&self.dir).unwrap().0
    }
}

pub fn key() -> CompanyKey {
    CompanyKey::new("7001:4620816365291")
}

/// So many seconds after a fixed moment.
pub fn at(second: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000 + second, 123_456_789).unwrap()
}

pub fn document(reference: DocumentRef) -> Document {
    Document {
        reference,
        number: Some(format!("INV-{}", reference.id)),
        approval_key: None,
        status: if reference.kind == DocumentKind::Order {
            Status::Approved
        } else {
            Status::from("A Word Nobody Knows".to_owned())
        },
        archived: false,
        supplier: Some(SupplierId(u64::MAX)),
        supplier_name: "O'Hara \"Söhne\"; DROP TABLE document; -- \u{0}\u{1F4A3}".to_owned(),
        currency: Some("USD".parse::<Currency>().unwrap()),
        gross: Some("1500.00".parse().unwrap()),
        net: None,
        tax: Some("-0.10".parse().unwrap()),
        issue_date: "2026-01-14".parse().ok(),
        due_date: None,
        validated_on: None,
        created_at: Some(at(0)),
        submitted_at: None,
        orders: Vec::new(),
        mappings: Vec::new(),
        probed: vec![("quickbooks_id".to_owned(), "412".to_owned())],
        detail: None,
    }
}

pub fn bill(id: &str) -> TransactionKey {
    TransactionKey {
        entity: Entity::Bill,
        id: id.to_owned(),
    }
}

pub fn transaction(id: &str) -> Transaction {
    Transaction {
        key: bill(id),
        number: Some("INV-1".to_owned()),
        vendor: Some("56".to_owned()),
        vendor_name: Some("Alder Tools (deleted)".to_owned()),
        date: None,
        due_date: None,
        currency: None,
        total: Some("1500.00".parse().unwrap()),
        tax: None,
        balance: None,
        order_status: None,
        links: Vec::new(),
        lines: Vec::new(),
        created_at: None,
        updated_at: None,
        deleted_at: None,
        read_at: at(1),
    }
}

pub fn attempt(id: &str, reference: DocumentRef) -> NewAttempt {
    NewAttempt {
        id: AttemptId::new(id),
        reference,
        route: Route::Edit,
        at: at(10),
        body_hash: Some("f00d".to_owned()),
        start: Start::Leaves(Departure {
            seen: Some((Some(at(5)), u64::MAX)),
            found: Some(Found::Nothing),
        }),
    }
}

/// The same, waiting.
pub fn queued(id: &str, reference: DocumentRef) -> NewAttempt {
    let plan = Plan {
        reason: WaitReason::Offline,
        force: false,
        update: false,
        recreate: true,
        due: None,
    };
    NewAttempt {
        start: Start::Waits(plan),
        ..attempt(id, reference)
    }
}

/// This test program again, running only the named test, with `folder` as its data folder.
pub fn again(test: &str, folder: &std::path::Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args([test, "--exact", "--nocapture", "--test-threads=1"])
        .env("CLEARPOST_TEST_FOLDER", folder);
    command
}

/// The data folder given by [`again`]; nothing in the ordinary run of the tests.
pub fn given_dir() -> Option<DataDir> {
    std::env::var_os("CLEARPOST_TEST_FOLDER").map(|path| DataDir::open(path).unwrap())
}
