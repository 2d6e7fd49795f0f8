//! Table `setting`: what the user set for a company, by name. What the names and values mean is the
//! engine's.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use clearpost_domain::CompanyKey;

use crate::value::stamp;
use crate::{Ledger, StoreError};

const WHAT: &str = "the company's settings";

impl Ledger {
    /// Sets all of them or none; `None` takes a setting back.
    pub fn put_settings(
        &self,
        key: &CompanyKey,
        settings: &[(&str, Option<&str>)],
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let at = stamp(at);
        self.write(WHAT, |tx| {
            for (name, value) in settings {
                match value {
                    Some(value) => tx.execute(
                        "INSERT INTO setting (company, name, value, since) VALUES (?1, ?2, ?3, ?4)
                         ON CONFLICT (company, name) DO UPDATE SET value = excluded.value, since = excluded.since
                         WHERE value <> excluded.value",
                        [key.as_str(), name, value, &at],
                    )?,
                    None => tx.execute(
                        "DELETE FROM setting WHERE company = ?1 AND name = ?2",
                        [key.as_str(), name],
                    )?,
                };
            }
            Ok(())
        })
    }

    /// Everything that is set, by name.
    pub fn settings(&self, key: &CompanyKey) -> Result<BTreeMap<String, String>, StoreError> {
        self.db.read(WHAT, |connection| {
            let mut statement = connection.prepare_cached("SELECT name, value FROM setting WHERE company = ?1")?;
            let found = statement.query_map([key.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(found.collect::<Result<_, _>>()?)
        })
    }
}
