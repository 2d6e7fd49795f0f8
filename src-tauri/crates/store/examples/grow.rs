//! Grows a cached company to so many documents, for measuring: each new one is a copy of a proved document
//! and of its transaction, with ids, numbers and amounts of their own. `grow FOLDER DOCUMENTS`.

use std::collections::HashMap;
use std::error::Error;

use clearpost_domain::{Document, SyncState, Transaction, TransactionKey};
use clearpost_store::{Cache, DataDir};
use rust_decimal::Decimal;

const AT_ONCE: usize = 10_000;
/// Beyond the ids of any document that is there.
const FIRST_ID: u64 = 1_000_000_000;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(folder), Some(documents)) = (arguments.next(), arguments.next()) else {
        return Err("grow FOLDER DOCUMENTS".into());
    };
    let wanted: usize = documents.parse()?;
    let (cache, _) = Cache::open(&DataDir::open(folder)?)?;
    let (key, _) = cache
        .companies()?
        .into_iter()
        .next()
        .ok_or("the cache holds no company")?;
    let transactions = cache.transactions(&key)?;
    let booked: HashMap<&TransactionKey, &Transaction> = transactions.iter().map(|one| (&one.key, one)).collect();
    let known: HashMap<_, _> = cache
        .documents(&key)?
        .into_iter()
        .map(|one| (one.reference, one))
        .collect();
    let judgements = cache.judgements_in(&key, &[SyncState::Synced])?;
    let proved: Vec<(&Document, &Transaction)> = judgements
        .iter()
        .filter_map(|one| {
            let counterpart = one.verdict.counterpart.as_ref()?;
            Some((known.get(&one.reference)?, *booked.get(&counterpart.key)?))
        })
        .collect();
    let missing = wanted.saturating_sub(known.len());
    let pairs: Vec<(u64, (&Document, &Transaction))> =
        (1..).zip(proved.iter().copied().cycle()).take(missing).collect();
    for chunk in pairs.chunks(AT_ONCE) {
        let copies = chunk.iter().map(|(copy, pair)| copied(*copy, *pair));
        let (documents, transactions): (Vec<Document>, Vec<Transaction>) = copies.unzip();
        cache.upsert_documents(&key, &documents)?;
        cache.upsert_transactions(&key, &transactions)?;
    }
    // The next judgement looks at everything.
    cache.delete_mark(&key, "judged")?;
    Ok(())
}

fn copied(copy: u64, (document, transaction): (&Document, &Transaction)) -> (Document, Transaction) {
    let old = transaction.number.as_deref().unwrap_or_default();
    let new = format!("{old}C{copy}");
    let renumbered = |text: &Option<String>| text.as_deref().map(|text| text.replacen(old, &new, 1));
    let (mut twin, mut booked) = (document.clone(), transaction.clone());
    twin.reference.id.0 = FIRST_ID + copy;
    twin.number = renumbered(&document.number);
    twin.approval_key = renumbered(&document.approval_key);
    // Else a hundred bills of one day would ask for the same amount, which no company has.
    let times = |amount: Option<Decimal>| amount.map(|amount| amount * Decimal::from(copy + 1));
    (twin.gross, twin.net, twin.tax) = (times(twin.gross), times(twin.net), times(twin.tax));
    (booked.total, booked.tax, booked.balance) = (times(booked.total), times(booked.tax), times(booked.balance));
    twin.orders.clear();
    twin.mappings.clear();
    twin.detail = None;
    booked.key.id = format!("C{copy}");
    booked.number = Some(new);
    booked.links.clear();
    booked.lines.clear();
    (twin, booked)
}
