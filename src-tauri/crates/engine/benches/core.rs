//! How long the pure core takes for one company: judging, diagnosing and searching, at growing sizes.
//!
//! Run by `cargo xtask bench`; what counts is that time grows no faster than the input.

#![allow(clippy::unwrap_used, clippy::expect_used)] // a benchmark may stop at a broken fixture

use std::collections::HashMap;
use std::hint::black_box;

use chrono::{DateTime, Days, Duration, NaiveDate, Utc};
use clearpost_diagnosis as diagnosis;
use clearpost_domain::{
    Author, CompanyFacts, Detail, Document, DocumentRef, Entity, FieldMeanings, HistoryEntry, HistorySource, ListKind,
    ListRecord, RealmId, Status, Supplier, SupplierId, SyncEntry, Transaction, TransactionKey, Verdict,
};
use clearpost_engine::{Filter, Sort, StatusRow, Table};
use clearpost_verification::{Books, Case, Company, LedgerFacts, Lists, judge_all};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rust_decimal::Decimal;

const SIZES: [u64; 3] = [1_000, 10_000, 100_000];
/// One document in ten failed, or every one of them.
const FAILED_EVERY: u64 = 10;
const ALL_FAILED: u64 = 1;
/// Documents that a refresh touched.
const CHANGED: [usize; 2] = [1, 1_000];

struct Fixture {
    documents: Vec<Document>,
    sync: Vec<Vec<SyncEntry>>,
    suppliers: HashMap<SupplierId, Supplier>,
    books: Books,
    now: DateTime<Utc>,
}

fn fixture(size: u64, failed_every: u64) -> Fixture {
    let now: DateTime<Utc> = "2026-03-02T09:41:07Z".parse().expect("a time");
    let first = NaiveDate::from_ymd_opt(2025, 9, 1).expect("a date");
    let day = |n: u64| first.checked_add_days(Days::new(n % 180)).expect("a date");
    let vendors = size / 40 + 1;
    let name = |n: u64| format!("Supplier {:05} Trading", n % vendors);
    let total = |n: u64| Decimal::new(i64::try_from(n * 37 % 900_000 + 100).expect("small"), 2);
    let documents: Vec<Document> = (0..size)
        .map(|n| Document {
            reference: DocumentRef::invoice(n + 1),
            number: Some(format!("INV-{n:06}")),
            approval_key: None,
            status: Status::ReadyToPay,
            archived: false,
            supplier: Some(SupplierId(n % vendors + 1)),
            supplier_name: name(n),
            currency: "USD".parse().ok(),
            gross: Some(total(n)),
            net: Some(total(n)),
            tax: None,
            issue_date: Some(day(n)),
            due_date: None,
            validated_on: Some(day(n)),
            created_at: None,
            submitted_at: None,
            orders: Vec::new(),
            mappings: Vec::new(),
            probed: Vec::new(),
            detail: (n % failed_every == 0).then(|| failed_detail(n, day(n), now)),
        })
        .collect();
    let sync = documents.iter().map(diagnosis::sync_entries).collect();
    let suppliers = (0..vendors).map(|n| {
        let id = SupplierId(n + 1);
        (
            id,
            Supplier {
                id,
                name: name(n),
                archived: false,
                email: None,
                mappings: Vec::new(),
            },
        )
    });
    let records = (0..vendors).map(|n| ListRecord {
        kind: ListKind::Vendor,
        id: (n + 1).to_string(),
        name: name(n),
        full_name: None,
        active: n % 50 != 0,
        currency: "USD".parse().ok(),
        account: None,
        balance: None,
        updated_at: None,
    });
    let transactions = (0..size).filter(|n| n % failed_every != 0).map(|n| Transaction {
        key: TransactionKey {
            entity: Entity::Bill,
            id: n.to_string(),
        },
        number: Some(format!("INV-{n:06}")),
        vendor: Some((n % vendors + 1).to_string()),
        vendor_name: None,
        date: Some(day(n)),
        due_date: None,
        currency: "USD".parse().ok(),
        total: Some(total(n)),
        tax: None,
        balance: None,
        order_status: None,
        links: Vec::new(),
        lines: Vec::new(),
        created_at: None,
        updated_at: None,
        deleted_at: None,
        read_at: now,
    });
    let books = Books::new(
        Some(RealmId::new("1")),
        true,
        CompanyFacts::default(),
        Lists::new(records.collect()),
        transactions.collect(),
    );
    Fixture {
        suppliers: suppliers.collect(),
        documents,
        sync,
        books,
        now,
    }
}

fn failed_detail(n: u64, day: NaiveDate, now: DateTime<Utc>) -> Detail {
    let at = day.and_hms_opt(9, 0, 0).expect("a time").and_utc();
    Detail {
        read_at: now,
        approved_at: Some(at),
        updated_at: Some(at),
        history: vec![HistoryEntry {
            id: n,
            at: Some(at + Duration::seconds(9)),
            author: Author { id: None, name: Some("QuickBooks Online".to_owned()) },
            source: HistorySource::History,
            text: "Failed to sync to QuickBooks Online: Object Not Found : Something you're trying to use has been made inactive.".to_owned(),
        }],
        lines: Vec::new(),
        supplier_archived: Some(false),
        terms: None,
        attachments: Vec::new(),
        is_partial: false,
    }
}

fn judge(fixture: &Fixture) -> Vec<Verdict> {
    let cases: Vec<Case<'_>> = fixture
        .documents
        .iter()
        .zip(&fixture.sync)
        .map(|(document, sync)| Case::new(document, sync, LedgerFacts::default(), &FieldMeanings::new()))
        .collect();
    let company = Company {
        suppliers: &fixture.suppliers,
        grace: Duration::minutes(15),
        tolerance: Decimal::ZERO,
        sync_start: None,
        not_synced: &[],
        quickbooks_read_at: Some(fixture.now),
    };
    judge_all(&fixture.books, &company, &cases, fixture.now).verdicts
}

/// Diagnoses the first documents of a company, all of which surround them.
fn diagnose(fixture: &Fixture, verdicts: &[Verdict], count: usize) -> usize {
    let links = diagnosis::Links::default();
    let documents = diagnosis::Documents::new(fixture.documents.iter().zip(verdicts));
    let company = diagnosis::Company::new(
        &fixture.books,
        &fixture.suppliers,
        documents,
        &links,
        diagnosis::Patterns::built_in(),
    );
    let cases = fixture.documents.iter().zip(verdicts).take(count);
    cases
        .map(|(document, verdict)| diagnosis::diagnose(&company, diagnosis::Case { document, verdict }).len())
        .sum()
}

fn table(fixture: &Fixture, verdicts: &[Verdict]) -> Table {
    let rows = fixture
        .documents
        .iter()
        .zip(verdicts)
        .map(|(document, verdict)| StatusRow {
            reference: document.reference,
            number: document.number.clone().unwrap_or_default(),
            supplier: document.supplier_name.clone(),
            amount: document.gross,
            currency: document.currency,
            date: document.issue_date,
            procurement_status: document.status.word().to_owned(),
            state: verdict.state,
            proof: verdict.proof,
            classes: Vec::new(),
            headline: String::new(),
            counterpart: verdict.counterpart.clone(),
            due: verdict.due,
            archived: false,
            cause_id: None,
        });
    Table::new(rows.collect())
}

fn core(criterion: &mut Criterion) {
    for size in SIZES {
        let fixture = fixture(size, FAILED_EVERY);
        let verdicts = judge(&fixture);
        let mut group = criterion.benchmark_group("core");
        group.sample_size(10).throughput(Throughput::Elements(size));
        group.bench_with_input(BenchmarkId::new("verify", size), &fixture, |bench, fixture| {
            bench.iter(|| black_box(judge(fixture)));
        });
        group.bench_with_input(BenchmarkId::new("diagnose", size), &fixture, |bench, fixture| {
            bench.iter(|| black_box(diagnose(fixture, &verdicts, usize::MAX)));
        });
        let table = table(&fixture, &verdicts);
        let search = |text: &str| Filter {
            search: Some(text.to_owned()),
            ..Filter::default()
        };
        for (name, text) in [("search hit", "00042"), ("search miss", "no such text")] {
            let filter = search(text);
            group.bench_with_input(BenchmarkId::new(name, size), &table, |bench, table| {
                bench.iter(|| black_box(table.window(&filter, Sort::default(), 0, 100).total));
            });
        }
        group.finish();
    }
}

/// The worst company: every document failed. Afterwards a refresh touched a few.
fn diagnosing(criterion: &mut Criterion) {
    for size in SIZES {
        let fixture = fixture(size, ALL_FAILED);
        let verdicts = judge(&fixture);
        let mut group = criterion.benchmark_group("diagnosis");
        group.sample_size(10).throughput(Throughput::Elements(size));
        group.bench_with_input(BenchmarkId::new("all failed", size), &fixture, |bench, fixture| {
            bench.iter(|| black_box(diagnose(fixture, &verdicts, usize::MAX)));
        });
        for changed in CHANGED {
            let name = format!("{changed} changed");
            group.bench_with_input(BenchmarkId::new(name, size), &fixture, |bench, fixture| {
                bench.iter(|| black_box(diagnose(fixture, &verdicts, changed)));
            });
        }
        group.finish();
    }
}

/// Names as companies have them: a few hundred words in ever new combinations, now and then with a slip.
fn names(count: u64) -> Vec<diagnosis::Name> {
    const SYLLABLES: [&str; 16] = [
        "al", "ber", "cor", "den", "el", "far", "gos", "har", "in", "jun", "kel", "lor", "mar", "nor", "os", "per",
    ];
    let word = |mut n: u64| {
        let mut word = String::new();
        for _ in 0..3 {
            let at = usize::try_from(n % 16).expect("small");
            word.push_str(SYLLABLES.get(at).expect("within"));
            n /= 16;
        }
        word
    };
    (0..count)
        .map(|n| {
            let mut name = format!("{} {} Trading", word(n * 7_919), word(n * 104_729 / 16));
            if n % 50 == 0 {
                name.remove(2);
            }
            diagnosis::Name {
                entry: diagnosis::NameRef {
                    list: if n % 2 == 0 {
                        diagnosis::NameList::Vendor
                    } else {
                        diagnosis::NameList::Supplier
                    },
                    id: n.to_string(),
                },
                name,
                active: n % 20 != 0,
                currency: None,
                vendor: None,
            }
        })
        .collect()
}

fn twins(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("twins");
    for count in [2_000, 20_000] {
        let all = names(count);
        let mut index = diagnosis::TwinIndex::new(all.clone());
        group.sample_size(10).throughput(Throughput::Elements(count));
        group.bench_with_input(BenchmarkId::new("all", count), &all, |bench, all| {
            bench.iter(|| black_box(diagnosis::TwinIndex::new(all.clone()).pairs().len()));
        });
        let changed = all.first().cloned().expect("a name");
        group.bench_with_input(BenchmarkId::new("one changed", count), &changed, |bench, changed| {
            bench.iter(|| {
                index.put(changed.clone());
                black_box(index.near(changed).len())
            });
        });
    }
    group.finish();
}

criterion_group!(benches, core, diagnosing, twins);
criterion_main!(benches);
