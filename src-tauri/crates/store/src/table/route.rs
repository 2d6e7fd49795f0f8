//! Table `verified_route`: the routes by which a resend of the company once ended in proof.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use clearpost_domain::{CompanyKey, Route};

use crate::value::{stamp, strict, strict_moment};
use crate::{Ledger, StoreError};

const WHAT: &str = "the verified routes";

impl Ledger {
    /// Records the first proof; later ones change nothing.
    pub fn record_verified_route(&self, key: &CompanyKey, route: Route, at: DateTime<Utc>) -> Result<(), StoreError> {
        self.write(WHAT, |tx| {
            tx.execute(
                "INSERT INTO verified_route (company, route, since) VALUES (?1, ?2, ?3)
                 ON CONFLICT (company, route) DO NOTHING",
                (key.as_str(), route.word(), stamp(at)),
            )?;
            Ok(())
        })
    }

    /// What was proved does not hold any more: the route's call is another one now.
    pub fn forget_verified_route(&self, key: &CompanyKey, route: Route) -> Result<(), StoreError> {
        self.write(WHAT, |tx| {
            tx.execute(
                "DELETE FROM verified_route WHERE company = ?1 AND route = ?2",
                (key.as_str(), route.word()),
            )?;
            Ok(())
        })
    }

    /// The verified routes, each with the moment of its first proof.
    pub fn verified_routes(&self, key: &CompanyKey) -> Result<BTreeMap<Route, DateTime<Utc>>, StoreError> {
        self.db.read(WHAT, |connection| {
            let mut statement =
                connection.prepare_cached("SELECT route, since FROM verified_route WHERE company = ?1")?;
            let mut rows = statement.query([key.as_str()])?;
            let mut found = BTreeMap::new();
            while let Some(row) = rows.next()? {
                found.insert(strict(row, "route", WHAT)?, strict_moment(row, "since", WHAT)?);
            }
            Ok(found)
        })
    }
}
