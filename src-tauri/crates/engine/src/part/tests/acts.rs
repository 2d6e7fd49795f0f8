//! What happens to a company, at random. Few numbers, names and amounts, so that everything meets.

use chrono::{DateTime, Utc};
use clearpost_domain::{
    AccountFacts, AccountLabel, Author, BookLine, Detail, Document, DocumentId, DocumentKind, DocumentRef, Entity,
    HistoryEntry, HistorySource, LinkedTransaction, ListKind, ListRecord, Mapping, OrderReference, Status, Supplier,
    SupplierId, Transaction, TransactionKey,
};
use proptest::prelude::*;

pub(super) const REALM: &str = "9130350000000000";
const NAMES: [&str; 3] = ["Northgate Paper", "Alder Tools", "Alder Tols"];
const TEXTS: [&str; 4] = [
    "Synced to QuickBooks Online",
    "Failed to sync to QuickBooks Online: Object Not Found : Something you're trying to use has been made inactive.",
    "Failed to sync to QuickBooks Online: The connection has been disconnected, please sign in again.",
    "Failed to sync to QuickBooks Online: The harbour master has objected.",
];
pub(super) const INACTIVE: usize = 1;
pub(super) const UNHEARD_OF: usize = 3;

pub(super) fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[derive(Clone, Debug)]
pub(super) enum Act {
    Document(Box<Document>),
    Gone(DocumentRef),
    Transaction(Box<Transaction>),
    Deleted(TransactionKey),
    Record(Box<ListRecord>),
    Supplier(Box<Supplier>),
    Handled(DocumentRef),
    NotHandled(DocumentRef),
    /// Hours pass, and QuickBooks is read once more.
    Later(i64),
}

fn one_of<T: Copy + std::fmt::Debug + 'static>(values: &'static [T]) -> impl Strategy<Value = T> {
    proptest::sample::select(values)
}

pub(super) fn reference() -> impl Strategy<Value = DocumentRef> {
    (any::<bool>(), 1..9u64).prop_map(|(is_order, id)| {
        if is_order {
            DocumentRef::order(id)
        } else {
            DocumentRef::invoice(id)
        }
    })
}

fn mapping(id: u32) -> Mapping {
    Mapping {
        service: "quickbooks_online".into(),
        id: id.to_string(),
        realm: Some(REALM.into()),
    }
}

pub(super) fn document() -> impl Strategy<Value = Document> {
    let what = (
        reference(),
        1..6u64,
        0..3usize,
        one_of(&["ready_to_pay", "draft", "cancelled"]),
    );
    let how = (
        one_of(&["120", "100", "7"]),
        10..13u32,
        proptest::option::weighted(0.2, 900..906u32),
        1..9u64,
    );
    let history = proptest::option::of(proptest::collection::vec((0..TEXTS.len(), 13..20u32), 0..3));
    (what, how, history).prop_map(
        |((reference, number, name, status), (total, day, mapped, order), history)| {
            let is_order = reference.kind == DocumentKind::Order;
            let date = format!("2026-02-{day}");
            let reference_of = |id| OrderReference {
                id: Some(DocumentId(id)),
                approval_key: None,
            };
            Document {
                reference,
                number: Some(if is_order {
                    number.to_string()
                } else {
                    format!("INV-{number}")
                }),
                approval_key: is_order.then(|| format!("{number}-{date}")),
                status: match (status, is_order) {
                    ("ready_to_pay", true) => Status::Approved,
                    ("ready_to_pay", false) => Status::ReadyToPay,
                    _ => Status::from(status.to_owned()),
                },
                archived: false,
                supplier: Some(SupplierId(name as u64 + 1)),
                supplier_name: NAMES[name].into(),
                currency: "USD".parse().ok(),
                gross: total.parse().ok(),
                net: total.parse().ok(),
                tax: None,
                issue_date: date.parse().ok(),
                due_date: None,
                validated_on: date.parse().ok(),
                created_at: Some(at("2026-02-09T08:00:00Z")),
                submitted_at: is_order.then(|| at("2026-02-10T09:00:00Z")),
                orders: if is_order {
                    Vec::new()
                } else {
                    vec![reference_of(order)]
                },
                mappings: mapped.map(mapping).into_iter().collect(),
                probed: Vec::new(),
                detail: history.map(|history| detail(&history)),
            }
        },
    )
}

pub(crate) fn detail(history: &[(usize, u32)]) -> Detail {
    let entry = |(id, (text, day)): (u64, &(usize, u32))| HistoryEntry {
        id,
        at: Some(at(&format!("2026-02-{day}T09:00:00Z"))),
        author: Author {
            id: None,
            name: Some("QuickBooks Online".into()),
        },
        source: HistorySource::History,
        text: TEXTS[*text].into(),
    };
    Detail {
        read_at: at("2026-03-01T09:00:00Z"),
        approved_at: None,
        // Without a history it was edited a moment ago, and its sync is still awaited.
        updated_at: history.is_empty().then(|| at("2026-02-20T08:55:00Z")),
        history: (1..).zip(history).map(entry).collect(),
        lines: vec![clearpost_domain::Line {
            number: 1,
            account: Some(AccountLabel {
                name: "Office Supplies".into(),
                ..AccountLabel::default()
            }),
            ..clearpost_domain::Line::default()
        }],
        supplier_archived: Some(false),
        terms: None,
        attachments: Vec::new(),
        is_partial: false,
    }
}

fn key_of_transaction() -> impl Strategy<Value = TransactionKey> {
    (
        one_of(&[Entity::Bill, Entity::PurchaseOrder, Entity::VendorCredit]),
        900..906u32,
    )
        .prop_map(|(entity, id)| TransactionKey {
            entity,
            id: id.to_string(),
        })
}

pub(super) fn transaction() -> impl Strategy<Value = Transaction> {
    let what = (key_of_transaction(), 1..4u64, 0..2usize, one_of(&["120", "100", "7"]));
    (what, 10..13u32, proptest::option::of(900..906u32), 60..63u32).prop_map(
        |((key, number, vendor, total), day, link, account)| Transaction {
            number: Some(if key.entity == Entity::PurchaseOrder {
                number.to_string()
            } else {
                format!("INV-{number}")
            }),
            vendor: Some((vendor + 42).to_string()),
            vendor_name: Some(NAMES[vendor].into()),
            date: format!("2026-02-{day}").parse().ok(),
            due_date: None,
            currency: "USD".parse().ok(),
            total: total.parse().ok(),
            tax: None,
            balance: None,
            order_status: None,
            links: link
                .filter(|_| key.entity == Entity::Bill)
                .map(|id| LinkedTransaction {
                    kind: "PurchaseOrder".into(),
                    id: id.to_string(),
                })
                .into_iter()
                .collect(),
            lines: vec![BookLine {
                account: Some(account.to_string()),
                amount: total.parse().ok(),
                ..BookLine::default()
            }],
            created_at: Some(at(&format!("2026-02-{}T10:00:00Z", day + 2))),
            updated_at: None,
            deleted_at: None,
            read_at: at("2026-03-01T09:00:00Z"),
            key,
        },
    )
}

pub(super) fn record() -> impl Strategy<Value = ListRecord> {
    (any::<bool>(), 0..3u32, 0..3usize, proptest::bool::weighted(0.7)).prop_map(|(is_vendor, id, name, active)| {
        ListRecord {
            kind: if is_vendor { ListKind::Vendor } else { ListKind::Account },
            id: (if is_vendor { 42 } else { 60 } + id).to_string(),
            name: if is_vendor {
                NAMES[name]
            } else {
                ["Office Supplies", "Travel", "Accounts Payable"][name]
            }
            .into(),
            full_name: None,
            active,
            currency: "USD".parse().ok(),
            account: (!is_vendor).then(|| AccountFacts {
                account_type: if name == 2 { "Accounts Payable" } else { "Expense" }.into(),
                ..AccountFacts::default()
            }),
            balance: None,
            updated_at: None,
        }
    })
}

fn supplier() -> impl Strategy<Value = Supplier> {
    (0..3usize, any::<bool>(), proptest::option::weighted(0.3, 42..45u32)).prop_map(|(name, archived, mapped)| {
        Supplier {
            id: SupplierId(name as u64 + 1),
            name: NAMES[name].into(),
            archived,
            email: None,
            mappings: mapped.map(mapping).into_iter().collect(),
        }
    })
}

pub(super) fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        5 => document().prop_map(|one| Act::Document(Box::new(one))),
        1 => reference().prop_map(Act::Gone),
        5 => transaction().prop_map(|one| Act::Transaction(Box::new(one))),
        1 => key_of_transaction().prop_map(Act::Deleted),
        2 => record().prop_map(|one| Act::Record(Box::new(one))),
        1 => supplier().prop_map(|one| Act::Supplier(Box::new(one))),
        1 => reference().prop_map(Act::Handled),
        1 => reference().prop_map(Act::NotHandled),
        1 => (1..30i64).prop_map(Act::Later),
    ]
}
