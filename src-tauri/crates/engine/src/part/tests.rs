//! After any changes, judging the part that they touch leaves a company judged as judging all of it does.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use clearpost_diagnosis as diagnosis;
use clearpost_domain::{
    AccountFacts, AccountLabel, Author, BookLine, CompanyFacts, CompanyKey, Detail, Document, DocumentId, DocumentKind,
    DocumentRef, Entity, HistoryEntry, HistorySource, LinkedTransaction, ListKind, ListRecord, Mapping, OrderReference,
    RealmId, Status, Supplier, SupplierId, Transaction, TransactionKey,
};
use clearpost_store::{Cache, CompanyRow, Concluded, DataDir, Judgement, Ledger, StatusRow};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use tempfile::TempDir;

use super::{Part, Soil, leads};
use crate::judge::{Bench, Judged};
use crate::patterns::OwnPatterns;
use crate::world::{BOOKS_COMPLETE, LISTS_READ, World};

const REALM: &str = "9130350000000000";
const NAMES: [&str; 3] = ["Northgate Paper", "Alder Tools", "Alder Tols"];
const TEXTS: [&str; 3] = [
    "Synced to QuickBooks Online",
    "Failed to sync to QuickBooks Online: Object Not Found : Something you're trying to use has been made inactive.",
    "Failed to sync to QuickBooks Online: The connection has been disconnected, please sign in again.",
];

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// Something that happens to a company. Few numbers, names and amounts, so that everything meets.
#[derive(Clone, Debug)]
enum Act {
    Document(Box<Document>),
    Gone(DocumentRef),
    Transaction(Box<Transaction>),
    Deleted(TransactionKey),
    Record(Box<ListRecord>),
    Supplier(Box<Supplier>),
    Handled(DocumentRef),
    NotHandled(DocumentRef),
}

fn one_of<T: Copy + std::fmt::Debug + 'static>(values: &'static [T]) -> impl Strategy<Value = T> {
    proptest::sample::select(values)
}

fn reference() -> impl Strategy<Value = DocumentRef> {
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

fn document() -> impl Strategy<Value = Document> {
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

fn detail(history: &[(usize, u32)]) -> Detail {
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
        updated_at: None,
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

fn transaction() -> impl Strategy<Value = Transaction> {
    let what = (key_of_transaction(), 1..6u64, 0..3usize, one_of(&["120", "100", "7"]));
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

fn record() -> impl Strategy<Value = ListRecord> {
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

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        5 => document().prop_map(|one| Act::Document(Box::new(one))),
        1 => reference().prop_map(Act::Gone),
        5 => transaction().prop_map(|one| Act::Transaction(Box::new(one))),
        1 => key_of_transaction().prop_map(Act::Deleted),
        2 => record().prop_map(|one| Act::Record(Box::new(one))),
        1 => supplier().prop_map(|one| Act::Supplier(Box::new(one))),
        1 => reference().prop_map(Act::Handled),
        1 => reference().prop_map(Act::NotHandled),
    ]
}

struct Company {
    _folder: TempDir,
    cache: Cache,
    ledger: Ledger,
    key: CompanyKey,
    now: DateTime<Utc>,
}

impl Company {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let dir = DataDir::open(folder.path().join("data")).unwrap();
        let company = Self {
            cache: Cache::open(&dir).unwrap().0,
            ledger: Ledger::open(&dir).unwrap().0,
            _folder: folder,
            key: CompanyKey::new("7001"),
            now: at("2026-03-02T09:00:00Z"),
        };
        let row = CompanyRow {
            procurement_company: "7001".into(),
            realm: Some(RealmId::new(REALM)),
            procurement_name: None,
            quickbooks_name: None,
            facts: CompanyFacts::default(),
            quickbooks_connected_in_procurement: Some(true),
        };
        company.cache.put_company(&company.key, &row).unwrap();
        for mark in [BOOKS_COMPLETE, LISTS_READ] {
            company
                .cache
                .put_mark(&company.key, mark, "2026-03-02T08:59:00Z")
                .unwrap();
        }
        company
    }

    fn happen_all(&self, acts: Vec<Act>) {
        for act in acts {
            self.happen(act);
        }
    }

    fn happen(&self, act: Act) {
        let (cache, key) = (&self.cache, &self.key);
        match act {
            Act::Document(document) => drop(cache.upsert_documents(key, &[*document]).unwrap()),
            Act::Gone(reference) => cache.delete_documents(key, &[reference]).unwrap(),
            Act::Transaction(transaction) => drop(cache.upsert_transactions(key, &[*transaction]).unwrap()),
            Act::Deleted(gone) => {
                let there = cache.present_transactions(key, &[gone]).unwrap();
                cache.tombstone(key, &there, at("2026-02-25T00:00:00Z"), None).unwrap();
            }
            Act::Record(record) => drop(cache.upsert_records(key, &[*record]).unwrap()),
            Act::Supplier(supplier) => drop(cache.upsert_suppliers(key, &[*supplier]).unwrap()),
            Act::Handled(reference) => self.ledger.set_handled(key, reference, "by hand", self.now).unwrap(),
            Act::NotHandled(reference) => self.ledger.clear_handled(key, reference, self.now).unwrap(),
        }
    }

    fn bench<'a>(&'a self, links: &'a diagnosis::Links) -> Bench<'a> {
        Bench {
            cache: &self.cache,
            key: &self.key,
            grace: Duration::minutes(15),
            links,
            now: self.now,
        }
    }

    fn whole(&self) -> (World, Judged) {
        let world = World::whole(&self.cache, &self.ledger, OwnPatterns::default(), &self.key).unwrap();
        let judged = self.bench(&diagnosis::Links::default()).judge(&world).unwrap();
        (world, judged)
    }

    fn part(&self, wanted: Vec<DocumentRef>) -> (World, Judged) {
        let empty = World::empty(&self.cache, &self.ledger, OwnPatterns::default(), &self.key).unwrap();
        let mut world = empty.surrounding(Part::around(wanted));
        let soil = Soil {
            cache: &self.cache,
            ledger: &self.ledger,
            key: &self.key,
        };
        assert!(soil.grow(&mut world).unwrap());
        let judged = self.bench(&diagnosis::Links::default()).judge(&world).unwrap();
        (world, judged)
    }

    fn save(&self, world: &mut World, judged: &Judged) {
        let links: Vec<_> = judged
            .judgements
            .iter()
            .filter_map(|one| Some((one.reference, one.verdict.counterpart.clone()?.key)))
            .filter(|(reference, _)| {
                world
                    .documents
                    .get(reference)
                    .is_some_and(Document::is_in_syncing_status)
            })
            .collect();
        for (reference, key) in &links {
            world.ledger.entry(*reference).or_default().link = Some(key.clone());
        }
        self.ledger.record_links(&self.key, &links, self.now).unwrap();
        let concluded = Concluded {
            judgements: &judged.judgements,
            rows: &judged.rows,
            witnesses: &judged.witnesses,
            leads: &leads(world),
            is_whole: world.part.is_none(),
            revision: world.of.revision,
            marks: &[],
        };
        self.cache
            .conclude(&self.key, &concluded, ("judged", None, "1"))
            .unwrap();
    }

    /// What is saved of every document, without the words of its evidence: they tell when it was judged.
    fn saved(&self) -> BTreeMap<DocumentRef, (Judgement, StatusRow)> {
        let judgements = self.cache.judgements(&self.key).unwrap().into_iter().map(bare);
        let rows = self.cache.status_rows(&self.key).unwrap();
        judgements
            .zip(rows)
            .map(|(one, row)| (row.reference, (one, row)))
            .collect()
    }
}

fn bare(mut judgement: Judgement) -> Judgement {
    judgement.verdict.evidence.clear();
    judgement
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_company_judged_in_parts_is_judged_as_a_whole(
        before in proptest::collection::vec(act(), 0..24),
        steps in proptest::collection::vec(proptest::collection::vec(act(), 1..4), 1..5),
    ) {
        let company = Company::new();
        company.happen_all(before);
        let (mut world, judged) = company.whole();
        company.save(&mut world, &judged);
        let mut conventions = judged.conventions;
        for step in steps {
            let point = company.ledger.point().unwrap();
            company.happen_all(step);
            let (_, expected) = company.whole();
            let mut wanted = company.ledger.told_since(&company.key, &point).unwrap();
            wanted.extend(company.cache.open_documents(&company.key).unwrap());
            let (mut world, mut judged) = company.part(wanted);
            prop_assert_eq!(judged.conventions, expected.conventions);
            prop_assert_eq!(&judged.lessons, &expected.lessons);
            if judged.conventions != conventions {
                conventions = judged.conventions;
                (world, judged) = company.whole();
            }
            prop_assert_eq!(&judged.outages, &expected.outages);
            company.save(&mut world, &judged);
            let rows = expected.rows.into_iter().zip(expected.judgements);
            let expected: BTreeMap<_, _> = rows.map(|(row, one)| (row.reference, (bare(one), row))).collect();
            prop_assert_eq!(company.saved(), expected);
        }
    }

    #[test]
    fn a_document_judged_alone_is_judged_as_among_all(
        before in proptest::collection::vec(act(), 0..24), then in proptest::collection::vec(act(), 0..4), wanted in reference(),
    ) {
        let company = Company::new();
        company.happen_all(before);
        let (mut world, judged) = company.whole();
        company.save(&mut world, &judged);
        company.happen_all(then);
        let of = |judged: Judged| judged.judgements.into_iter().find(|one| one.reference == wanted).map(bare);
        prop_assert_eq!(of(company.part(vec![wanted]).1), of(company.whole().1));
    }
}

#[test]
fn what_nothing_touches_is_not_judged() {
    let company = Company::new();
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    for id in 1..=50 {
        let mut one = document().new_tree(&mut runner).unwrap().current();
        one.reference = DocumentRef::invoice(id);
        one.number = Some(format!("INV-{id}"));
        one.orders.clear();
        one.mappings.clear();
        one.status = Status::from("draft".to_owned());
        one.detail = None;
        company.happen(Act::Document(Box::new(one)));
    }
    let (mut world, judged) = company.whole();
    company.save(&mut world, &judged);
    assert!(company.part(Vec::new()).1.judgements.is_empty());
    let mut bill = transaction().new_tree(&mut runner).unwrap().current();
    bill.key.entity = Entity::Bill;
    bill.number = Some("INV-7".into());
    company.happen(Act::Transaction(Box::new(bill)));
    let judged = company.part(Vec::new()).1.judgements;
    let touched: Vec<DocumentRef> = judged.iter().map(|one| one.reference).collect();
    assert!(
        touched.contains(&DocumentRef::invoice(7)) && touched.len() < 25,
        "{touched:?}"
    );
}
