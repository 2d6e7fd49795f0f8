//! Reads the part of a company that a judgement needs: what changed since the last one, whatever is judged
//! each time, and what either touches. Its verdicts are those that a judgement of everything gives.
//!
//! It takes what it needs from the cache by the keys of `clearpost_verification`, so that what it costs
//! depends on what changed and not on the size of the company.

use std::collections::{HashMap, HashSet};

use clearpost_domain::{CompanyKey, DocumentRef, TransactionKey};
use clearpost_store::{Cache, Ledger, Thing};
use clearpost_verification::{Key, Lead, document_leads, leads_on, record_leads, sought, transaction_leads};

use crate::error::EngineError;
use crate::world::{LedgerReader, World, lists, stood, suppliers};

/// More documents are judged faster with all the others.
const MOST: usize = 50_000;

/// What makes a world a part of its company.
#[derive(Debug, Default)]
pub(crate) struct Part {
    /// Documents that it must hold, whether anything touches them or not.
    wanted: Vec<DocumentRef>,
    /// The revision up to which changes were taken in.
    seen: i64,
    /// What changed since the last judgement.
    pub changed: HashSet<Thing>,
    /// Keys that were followed to documents, and those by which transactions were sought.
    followed: HashSet<Key>,
    sought: HashSet<Key>,
}

impl Part {
    pub fn around(wanted: Vec<DocumentRef>) -> Self {
        Self {
            wanted,
            ..Self::default()
        }
    }
}

impl World {
    /// One document of a part, with what judging it needs. The whole company is judged as it is.
    pub fn narrowed(&self, reference: DocumentRef) -> Option<Self> {
        self.part.as_ref()?;
        Some(self.surrounding(Part::around(vec![reference])))
    }
}

/// Where a part grows from.
pub(crate) struct Soil<'a> {
    pub cache: &'a Cache,
    pub ledger: &'a Ledger,
    pub key: &'a CompanyKey,
}

impl Soil<'_> {
    /// Takes in what changed, and everything that it touches. False where that is so much that the whole
    /// company had better be judged.
    pub fn grow(&self, world: &mut World) -> Result<bool, EngineError> {
        let Some(mut part) = world.part.take() else {
            return Ok(true);
        };
        let is_enough = self.grow_part(world, &mut part);
        world.part = Some(part);
        is_enough
    }

    fn grow_part(&self, world: &mut World, part: &mut Part) -> Result<bool, EngineError> {
        // Read first: what is written meanwhile is taken in the next time.
        let revision = self.cache.revision(self.key).map_err(EngineError::Cache)?;
        let touched = self.cache.touched(self.key, part.seen).map_err(EngineError::Cache)?;
        part.seen = revision;
        world.of.revision = revision;
        let mut open: Vec<Key> = Vec::new();
        let mut fresh: Vec<DocumentRef> = std::mem::take(&mut part.wanted);
        self.take_in(world, part, touched, &mut open, &mut fresh)?;
        let mut ledger = None;
        loop {
            open.retain(|key| part.followed.insert(*key));
            let led = self.led_to(&open)?;
            open.clear();
            fresh.extend(led.into_iter().filter_map(|thing| match thing {
                Thing::Document(reference) if !world.documents.contains_key(&reference) => Some(reference),
                _ => None,
            }));
            fresh.sort_unstable();
            fresh.dedup();
            if fresh.is_empty() {
                return Ok(true);
            }
            if world.documents.len() + fresh.len() > MOST {
                return Ok(false);
            }
            let ledger = match &mut ledger {
                Some(reader) => reader,
                none => none.insert(LedgerReader::new(self.ledger, self.key)?),
            };
            self.put_documents(world, &fresh, ledger)?;
            self.put_sought(world, part, &fresh)?;
            let books = world.books();
            for reference in fresh.drain(..) {
                if let Some(document) = world.documents.get(&reference) {
                    open.extend(leads_on(&books, &world.case(document)));
                }
            }
        }
    }

    /// Takes in what changed: its own new version, and the keys of both.
    fn take_in(
        &self,
        world: &mut World,
        part: &mut Part,
        touched: Vec<Thing>,
        open: &mut Vec<Key>,
        fresh: &mut Vec<DocumentRef>,
    ) -> Result<(), EngineError> {
        if touched.iter().any(|thing| matches!(thing, Thing::Record(..))) {
            world.lists = lists(self.cache, self.key)?;
        }
        if touched.iter().any(|thing| matches!(thing, Thing::Supplier(_))) {
            world.suppliers = suppliers(self.cache, self.key)?;
        }
        let mut transactions: Vec<TransactionKey> = Vec::new();
        let mut changed: Vec<Thing> = Vec::new();
        for thing in touched {
            match &thing {
                Thing::Document(reference) => fresh.push(*reference),
                Thing::Transaction(key) => transactions.push(key.clone()),
                Thing::Supplier(id) => open.push(Key::supplier(*id)),
                Thing::Record(kind, id) => {
                    let Some(record) = world.lists.record(*kind, id) else {
                        continue;
                    };
                    let keys = binding(record_leads(record));
                    // The name of its transactions' vendor has changed, too.
                    let led = self.led_to(&keys)?;
                    transactions.extend(led.into_iter().filter_map(|thing| match thing {
                        Thing::Transaction(key) => Some(key),
                        _ => None,
                    }));
                    open.extend(keys);
                }
            }
            changed.push(thing);
        }
        transactions.sort_unstable();
        transactions.dedup();
        let found = self.cache.transactions_of(self.key, &transactions);
        world.put_transactions(found.map_err(EngineError::Cache)?);
        changed.extend(transactions.iter().cloned().map(Thing::Transaction));
        let books = world.books();
        for transaction in transactions.iter().filter_map(|key| world.transactions.get(key)) {
            open.extend(binding(transaction_leads(&books, transaction)));
        }
        let old = self
            .cache
            .binding_keys(self.key, &changed)
            .map_err(EngineError::Cache)?;
        open.extend(old.into_iter().map(Key::from_value));
        part.changed.extend(changed);
        Ok(())
    }

    /// Reads documents, with what is known of them besides. One that is gone is none any more.
    fn put_documents(
        &self,
        world: &mut World,
        fresh: &[DocumentRef],
        ledger: &LedgerReader<'_>,
    ) -> Result<(), EngineError> {
        for reference in fresh {
            world.documents.remove(reference);
            world.sync.remove(reference);
            world.ledger.remove(reference);
            world.before.remove(reference);
        }
        for document in self.cache.documents_of(self.key, fresh).map_err(EngineError::Cache)? {
            world.put_document(document);
        }
        world.ledger.extend(ledger.of(fresh.iter().copied())?);
        let judged = self.cache.judgements_of(self.key, fresh).map_err(EngineError::Cache)?;
        world.before.extend(judged.into_iter().filter_map(stood));
        Ok(())
    }

    /// Reads the transactions that judging these documents may look at.
    fn put_sought(&self, world: &mut World, part: &mut Part, fresh: &[DocumentRef]) -> Result<(), EngineError> {
        let bare = world.surrounding(Part::default()).books();
        let documents = fresh.iter().filter_map(|reference| world.documents.get(reference));
        let mut keys: Vec<Key> = documents
            .flat_map(|document| sought(&bare, &world.case(document), world.supplier(document)))
            .collect();
        keys.retain(|key| part.sought.insert(*key));
        let mut wanted: Vec<TransactionKey> = self
            .led_to(&keys)?
            .into_iter()
            .filter_map(|thing| match thing {
                Thing::Transaction(key) if !world.transactions.contains_key(&key) => Some(key),
                _ => None,
            })
            .collect();
        wanted.sort_unstable();
        wanted.dedup();
        let found = self
            .cache
            .transactions_of(self.key, &wanted)
            .map_err(EngineError::Cache)?;
        world.put_transactions(found);
        Ok(())
    }

    fn led_to(&self, keys: &[Key]) -> Result<Vec<Thing>, EngineError> {
        let values: Vec<i64> = keys.iter().map(|key| key.value()).collect();
        self.cache.led_to(self.key, &values).map_err(EngineError::Cache)
    }
}

fn binding(leads: Vec<Lead>) -> Vec<Key> {
    leads
        .into_iter()
        .filter(|lead| lead.binds)
        .map(|lead| lead.key)
        .collect()
}

/// Under which keys things are found from now on.
pub(crate) fn leads(world: &World) -> Vec<clearpost_store::Leads> {
    let books = world.books();
    let named = |thing, leads: Vec<Lead>| clearpost_store::Leads {
        thing,
        keys: leads.into_iter().map(|lead| (lead.key.value(), lead.binds)).collect(),
    };
    let of_document = |reference: &DocumentRef| {
        let found = world.documents.get(reference);
        let leads = found.map(|document| document_leads(&books, &world.case(document), world.supplier(document)));
        named(Thing::Document(*reference), leads.unwrap_or_default())
    };
    let of_transaction = |key: &TransactionKey| {
        let found = world.transactions.get(key);
        let leads = found.map(|transaction| transaction_leads(&books, transaction));
        named(Thing::Transaction(key.clone()), leads.unwrap_or_default())
    };
    let of_record = |kind, id: &str| {
        let leads = world.lists.record(kind, id).map(record_leads);
        named(Thing::Record(kind, id.to_owned()), leads.unwrap_or_default())
    };
    let mut all: HashMap<Thing, clearpost_store::Leads> = HashMap::new();
    let mut put = |leads: clearpost_store::Leads| {
        all.insert(leads.thing.clone(), leads);
    };
    world.documents.keys().map(of_document).for_each(&mut put);
    match &world.part {
        None => {
            world.transactions.keys().map(of_transaction).for_each(&mut put);
            let records = world.lists.all().iter();
            records
                .map(|record| of_record(record.kind, &record.id))
                .for_each(&mut put);
        }
        Some(part) => {
            for thing in &part.changed {
                match thing {
                    Thing::Document(reference) => put(of_document(reference)),
                    Thing::Transaction(key) => put(of_transaction(key)),
                    Thing::Record(kind, id) => put(of_record(*kind, id)),
                    Thing::Supplier(_) => {}
                }
            }
        }
    }
    all.into_values().collect()
}

#[cfg(test)]
pub(crate) mod tests;
