//! Tables `connection`, `connection_trouble` and `revocation`: which companies are connected, where
//! and as whom, and what is wrong with that. No secret has a column here.

use chrono::{DateTime, Utc};
use clearpost_domain::{CompanyKey, RealmId};
use rusqlite::Row;
use serde::{Deserialize, Serialize};

use crate::error::Fault;
use crate::table::source::Source;
use crate::value::{not_understood, stamp, strict_moment};
use crate::{Ledger, StoreError};

const WHAT: &str = "the connections";

/// One connected company.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectionRow {
    pub key: CompanyKey,
    /// Names its items in the keychain; stays when the key changes.
    pub id: String,
    pub connected_at: DateTime<Utc>,
    pub colour: String,
    pub is_default: bool,
    pub procurement: ProcurementSide,
    pub quickbooks: Option<QuickBooksSide>,
}

/// How a company is reached at ProcurementExpress.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProcurementSide {
    pub base: String,
    /// `token`, `client_credentials` or `password`: how the user signed in.
    pub method: String,
    /// Of the OAuth application, with where its endpoints are and where its keys go.
    pub client: Option<ProcurementApp>,
    pub company: String,
    /// As the user confirmed it.
    pub name: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProcurementApp {
    pub id: String,
    /// `root` or `below_api`.
    pub path: String,
    /// `body` or `headers`.
    pub keys_in: String,
}

/// How a company is reached at QuickBooks Online.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuickBooksSide {
    /// `sandbox` or `production`.
    pub environment: String,
    pub base: String,
    /// Where its pages are.
    pub web: String,
    pub realm: RealmId,
    /// As the user confirmed it.
    pub name: Option<String>,
    pub client_id: String,
    pub token_endpoint: String,
    pub revoke_endpoint: String,
}

/// A sign-in that is still to be ended at its service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revocation {
    /// The item of the keychain that holds the token.
    pub item: String,
    pub procurement: Option<ProcurementSide>,
    pub quickbooks: Option<QuickBooksSide>,
}

fn take(row: &Row<'_>) -> Result<ConnectionRow, Fault> {
    let quickbooks: Option<String> = row.get("quickbooks")?;
    Ok(ConnectionRow {
        key: CompanyKey::new(row.get::<_, String>("company")?),
        id: row.get("id")?,
        connected_at: strict_moment(row, "connected_at", WHAT)?,
        colour: row.get("colour")?,
        is_default: row.get("is_default")?,
        procurement: side(&row.get::<_, String>("procurement")?)?,
        quickbooks: quickbooks.as_deref().map(side).transpose()?,
    })
}

fn side<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Fault> {
    serde_json::from_str(text).map_err(|_| not_understood(WHAT))
}

impl Ledger {
    /// Writes a connection. Where none is the default yet, it becomes it.
    pub fn put_connection(&self, row: &ConnectionRow) -> Result<(), StoreError> {
        self.write(WHAT, |tx| {
            let has_default: bool = tx.query_row(
                "SELECT EXISTS (SELECT 1 FROM connection WHERE is_default = 1 AND company <> ?1)",
                [row.key.as_str()],
                |found| found.get(0),
            )?;
            tx.execute(
                "INSERT OR REPLACE INTO connection (company, id, connected_at, colour, is_default, procurement, quickbooks)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                (
                    row.key.as_str(),
                    &row.id,
                    stamp(row.connected_at),
                    &row.colour,
                    !has_default,
                    serde_json::to_string(&row.procurement)?,
                    row.quickbooks.as_ref().map(serde_json::to_string).transpose()?,
                ),
            )?;
            Ok(())
        })
    }

    /// All connections, the default first, then in the order of their keys.
    pub fn connections(&self) -> Result<Vec<ConnectionRow>, StoreError> {
        self.db.read(WHAT, |connection| {
            let mut statement =
                connection.prepare_cached("SELECT * FROM connection ORDER BY is_default DESC, company")?;
            let mut rows = statement.query([])?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                found.push(take(row)?);
            }
            Ok(found)
        })
    }

    pub fn connection(&self, key: &CompanyKey) -> Result<Option<ConnectionRow>, StoreError> {
        Ok(self.connections()?.into_iter().find(|row| row.key == *key))
    }

    /// Which company is opened when none is named.
    pub fn choose_default(&self, key: &CompanyKey) -> Result<(), StoreError> {
        self.write(WHAT, |tx| {
            tx.execute(
                "UPDATE connection SET is_default = 0 WHERE company <> ?1",
                [key.as_str()],
            )?;
            tx.execute(
                "UPDATE connection SET is_default = 1 WHERE company = ?1",
                [key.as_str()],
            )?;
            Ok(())
        })
    }

    /// Removes a connection and what was wrong with it. What was sent and marked stays.
    pub fn remove_connection(&self, key: &CompanyKey) -> Result<(), StoreError> {
        self.write(WHAT, |tx| {
            tx.execute("DELETE FROM connection WHERE company = ?1", [key.as_str()])?;
            tx.execute("DELETE FROM connection_trouble WHERE company = ?1", [key.as_str()])?;
            Ok(())
        })
    }

    /// Notes a trouble; the first moment stays. Tells whether it is news.
    pub fn note_trouble(
        &self,
        key: &CompanyKey,
        side: Source,
        trouble: &str,
        at: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        self.write(WHAT, |tx| {
            let added = tx.execute(
                "INSERT INTO connection_trouble (company, side, trouble, at) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (company, side, trouble) DO NOTHING",
                (key.as_str(), side.word(), trouble, stamp(at)),
            )?;
            Ok(added > 0)
        })
    }

    /// Ends one trouble of a side, or all of them.
    pub fn clear_trouble(&self, key: &CompanyKey, side: Source, trouble: Option<&str>) -> Result<(), StoreError> {
        self.write(WHAT, |tx| {
            tx.execute(
                "DELETE FROM connection_trouble
                 WHERE company = ?1 AND side = ?2 AND (?3 IS NULL OR trouble = ?3)",
                (key.as_str(), side.word(), trouble),
            )?;
            Ok(())
        })
    }

    /// What is wrong with a connection, the oldest first.
    pub fn troubles(&self, key: &CompanyKey) -> Result<Vec<(Source, String, DateTime<Utc>)>, StoreError> {
        self.db.read(WHAT, |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT side, trouble, at FROM connection_trouble WHERE company = ?1 ORDER BY at, trouble",
            )?;
            let mut rows = statement.query([key.as_str()])?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                let word: String = row.get("side")?;
                let side = Source::ALL.into_iter().find(|side| side.word() == word);
                let side = side.ok_or_else(|| not_understood(WHAT))?;
                found.push((side, row.get("trouble")?, strict_moment(row, "at", WHAT)?));
            }
            Ok(found)
        })
    }

    pub fn queue_revocation(&self, revocation: &Revocation, at: DateTime<Utc>) -> Result<(), StoreError> {
        self.write(WHAT, |tx| {
            let json = |side: Option<serde_json::Result<String>>| side.transpose();
            tx.execute(
                "INSERT OR REPLACE INTO revocation (item, at, procurement, quickbooks) VALUES (?1, ?2, ?3, ?4)",
                (
                    &revocation.item,
                    stamp(at),
                    json(revocation.procurement.as_ref().map(serde_json::to_string))?,
                    json(revocation.quickbooks.as_ref().map(serde_json::to_string))?,
                ),
            )?;
            Ok(())
        })
    }

    pub fn revocations(&self) -> Result<Vec<Revocation>, StoreError> {
        self.db.read(WHAT, |connection| {
            let mut statement =
                connection.prepare_cached("SELECT item, procurement, quickbooks FROM revocation ORDER BY at")?;
            let mut rows = statement.query([])?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                let (procurement, quickbooks): (Option<String>, Option<String>) =
                    (row.get("procurement")?, row.get("quickbooks")?);
                found.push(Revocation {
                    item: row.get("item")?,
                    procurement: procurement.as_deref().map(side).transpose()?,
                    quickbooks: quickbooks.as_deref().map(side).transpose()?,
                });
            }
            Ok(found)
        })
    }

    pub fn drop_revocation(&self, item: &str) -> Result<(), StoreError> {
        self.write(WHAT, |tx| {
            tx.execute("DELETE FROM revocation WHERE item = ?1", [item])?;
            Ok(())
        })
    }
}
