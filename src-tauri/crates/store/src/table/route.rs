//! Table `verified_route`: the routes by which a resend of the company once ended in proof.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use clearpost_domain::{CompanyKey, DocumentRef, Route};

use crate::value::{not_understood, stamp, strict, strict_moment};
use crate::{Ledger, StoreError};

const WHAT: &str = "the verified routes";

/// The first proof of a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VerifiedRoute {
    pub since: DateTime<Utc>,
    /// None where no document showed it: in the demonstration, and where an earlier format did not note it.
    pub by: Option<DocumentRef>,
}

impl Ledger {
    /// Records the first proof; later ones change nothing.
    pub fn record_verified_route(
        &self,
        key: &CompanyKey,
        route: Route,
        by: Option<DocumentRef>,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.write(WHAT, |tx| {
            tx.execute(
                "INSERT INTO verified_route (company, route, since, reference) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (company, route) DO NOTHING",
                (key.as_str(), route.word(), stamp(at), by.map(|by| by.to_string())),
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

    /// The verified routes, each with its first proof.
    pub fn verified_routes(&self, key: &CompanyKey) -> Result<BTreeMap<Route, VerifiedRoute>, StoreError> {
        self.db.read(WHAT, |connection| {
            let mut statement =
                connection.prepare_cached("SELECT route, since, reference FROM verified_route WHERE company = ?1")?;
            let mut rows = statement.query([key.as_str()])?;
            let mut found = BTreeMap::new();
            while let Some(row) = rows.next()? {
                let by = match row.get::<_, Option<String>>("reference")? {
                    None => None,
                    Some(text) => Some(text.parse().map_err(|_| not_understood(WHAT))?),
                };
                let since = strict_moment(row, "since", WHAT)?;
                found.insert(strict(row, "route", WHAT)?, VerifiedRoute { since, by });
            }
            Ok(found)
        })
    }
}
