//! After any changes, judging the part that they touch leaves a company judged as judging all of it does.

pub(crate) mod acts;

use std::cell::Cell;
use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use clearpost_diagnosis as diagnosis;
use clearpost_domain::{CompanyFacts, CompanyKey, Document, DocumentRef, Entity, ListKind, RealmId, Status};
use clearpost_store::{Cache, CompanyRow, Concluded, DataDir, Judgement, Ledger, StatusRow};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use tempfile::TempDir;

use acts::{Act, INACTIVE, REALM, UNHEARD_OF, act, at, detail, document, record, reference, transaction};

use super::{Part, Soil, leads};
use crate::judge::{Bench, Judged};
use crate::patterns::OwnPatterns;
use crate::world::{BOOKS_COMPLETE, LISTS_READ, World};

struct Company {
    _folder: TempDir,
    cache: Cache,
    ledger: Ledger,
    key: CompanyKey,
    now: Cell<DateTime<Utc>>,
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
            now: Cell::new(at("2026-02-20T09:00:00Z")),
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
        company
            .cache
            .put_mark(&company.key, LISTS_READ, "2026-02-20T08:00:00Z")
            .unwrap();
        company.read_books();
        company
    }

    fn read_books(&self) {
        let at = self.now.get().to_rfc3339();
        self.cache.put_mark(&self.key, BOOKS_COMPLETE, &at).unwrap();
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
            Act::Later(hours) => {
                self.now.set(self.now.get() + Duration::hours(hours));
                self.read_books();
            }
            Act::Handled(reference) => self
                .ledger
                .set_handled(key, reference, "by hand", self.now.get())
                .unwrap(),
            Act::NotHandled(reference) => self.ledger.clear_handled(key, reference, self.now.get()).unwrap(),
        }
    }

    fn bench<'a>(&'a self, links: &'a diagnosis::Links) -> Bench<'a> {
        Bench {
            cache: &self.cache,
            key: &self.key,
            grace: Duration::minutes(15),
            links,
            now: self.now.get(),
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
        self.ledger.record_links(&self.key, &links, self.now.get()).unwrap();
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
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

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
    let mut runner = TestRunner::deterministic();
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

/// What the first finding of the invoice says after its vendor was reactivated, with this history then.
fn after_the_cure(history: &[(usize, u32)]) -> (String, bool) {
    let company = Company::new();
    let mut runner = TestRunner::deterministic();
    let mut invoice = document().new_tree(&mut runner).unwrap().current();
    invoice.reference = DocumentRef::invoice(1);
    invoice.status = Status::ReadyToPay;
    invoice.mappings.clear();
    invoice.orders.clear();
    let mut vendor = record().new_tree(&mut runner).unwrap().current();
    vendor.kind = ListKind::Vendor;
    vendor.account = None;
    vendor.name.clone_from(&invoice.supplier_name);
    for (active, history) in [(false, &[(INACTIVE, 20)][..]), (true, history)] {
        vendor.active = active;
        invoice.detail = Some(detail(history));
        company.happen(Act::Record(Box::new(vendor.clone())));
        company.happen(Act::Document(Box::new(invoice.clone())));
        let (mut world, judged) = company.whole();
        company.save(&mut world, &judged);
    }
    let judgement = company
        .cache
        .judgement(&company.key, invoice.reference)
        .unwrap()
        .unwrap();
    let first = judgement.findings.first().unwrap();
    (first.class.word().to_owned(), first.resolved)
}

#[test]
fn a_cause_is_gone_only_while_no_newer_error_speaks_of_another() {
    assert_eq!(after_the_cure(&[(INACTIVE, 20)]), ("VENDOR_INACTIVE".to_owned(), true));
    let newer = after_the_cure(&[(INACTIVE, 20), (UNHEARD_OF, 21)]);
    assert_eq!(newer, ("UNKNOWN".to_owned(), false));
}
