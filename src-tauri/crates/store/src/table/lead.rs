//! Table `lead`: the keys under which documents, transactions and records were found at the last
//! judgement. What a key means is not known here. The index is named, for without statistics SQLite would
//! walk through all keys of a company to find those of a thing.

use clearpost_domain::CompanyKey;
use rusqlite::{Transaction, params_from_iter};

use crate::error::Fault;
use crate::{Cache, StoreError, Thing};

/// The keys of one thing; each with whether a change of the thing touches what else it leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leads {
    pub thing: Thing,
    pub keys: Vec<(i64, bool)>,
}

/// Rows of one statement; a statement has at most 32,766 parameters.
const AT_ONCE: usize = 500;

/// Puts new keys in the place of all that are known.
pub(crate) fn replace_all(tx: &Transaction<'_>, key: &CompanyKey, all: &[Leads]) -> Result<(), Fault> {
    tx.execute("DELETE FROM lead WHERE company = ?1", [key.as_str()])?;
    let mut rows: Vec<(i64, String, bool)> = all
        .iter()
        .flat_map(|leads| {
            let thing = leads.thing.to_string();
            leads.keys.iter().map(move |(key, binds)| (*key, thing.clone(), *binds))
        })
        .collect();
    // In the order of the table, so that it grows at its end.
    rows.sort_unstable();
    insert(tx, key, &rows)
}

/// Puts new keys in the place of those of some things.
pub(crate) fn replace(tx: &Transaction<'_>, key: &CompanyKey, some: &[Leads]) -> Result<(), Fault> {
    let mut known = tx.prepare_cached(
        "SELECT key, binds FROM lead INDEXED BY lead_by_thing WHERE company = ?1 AND thing = ?2 ORDER BY key",
    )?;
    let mut delete =
        tx.prepare_cached("DELETE FROM lead INDEXED BY lead_by_thing WHERE company = ?1 AND thing = ?2")?;
    let mut rows = Vec::new();
    for leads in some {
        let thing = leads.thing.to_string();
        let found = known.query_map((key.as_str(), &thing), |row| Ok((row.get(0)?, row.get(1)?)))?;
        let found: Vec<(i64, bool)> = found.collect::<Result<_, _>>()?;
        if found != leads.keys {
            delete.execute((key.as_str(), &thing))?;
            rows.extend(leads.keys.iter().map(|(key, binds)| (*key, thing.clone(), *binds)));
        }
    }
    rows.sort_unstable();
    insert(tx, key, &rows)
}

fn insert(tx: &Transaction<'_>, key: &CompanyKey, rows: &[(i64, String, bool)]) -> Result<(), Fault> {
    for chunk in rows.chunks(AT_ONCE) {
        let values = vec!["(?, ?, ?, ?)"; chunk.len()].join(", ");
        let sql = format!("INSERT INTO lead (company, key, thing, binds) VALUES {values}");
        let company = rusqlite::types::Value::from(key.as_str().to_owned());
        let parameters = chunk.iter().flat_map(|(key, thing, binds)| {
            [
                company.clone(),
                (*key).into(),
                thing.clone().into(),
                i64::from(*binds).into(),
            ]
        });
        tx.prepare_cached(&sql)?.execute(params_from_iter(parameters))?;
    }
    Ok(())
}

impl Cache {
    /// What these keys led to at the last judgement.
    pub fn led_to(&self, key: &CompanyKey, keys: &[i64]) -> Result<Vec<Thing>, StoreError> {
        self.db.read("what keys lead to", |connection| {
            let mut statement = connection.prepare_cached("SELECT thing FROM lead WHERE company = ?1 AND key = ?2")?;
            let mut found = Vec::new();
            for wanted in keys {
                let mut rows = statement.query((key.as_str(), wanted))?;
                while let Some(row) = rows.next()? {
                    found.extend(row.get_ref(0)?.as_str().ok().and_then(|thing| thing.parse().ok()));
                }
            }
            Ok(found)
        })
    }

    /// The binding keys under which these things were found at the last judgement.
    pub fn binding_keys(&self, key: &CompanyKey, things: &[Thing]) -> Result<Vec<i64>, StoreError> {
        self.db.read("the keys of things", |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT key FROM lead INDEXED BY lead_by_thing WHERE company = ?1 AND thing = ?2 AND binds",
            )?;
            let mut found = Vec::new();
            for thing in things {
                let rows = statement.query_map((key.as_str(), thing.to_string()), |row| row.get(0))?;
                for key in rows {
                    found.push(key?);
                }
            }
            Ok(found)
        })
    }
}
