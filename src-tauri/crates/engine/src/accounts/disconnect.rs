//! Disconnecting: the service is told that the tokens are void, then they are deleted. While the
//! service cannot be told, the token waits in the keychain for the next try. Cache and ledger stay; the
//! cache goes too if the user wants it.

use std::sync::Arc;
use std::time::Duration;

use clearpost_domain::CompanyKey;
use clearpost_store::{ConnectionRow, Revocation, Source};

use super::Accounts;
use crate::error::EngineError;
use crate::tokens::{Credentials, Renewal, TokenLock};

/// Nobody waits longer than this for a service that is told in passing.
const IN_PASSING: Duration = Duration::from_secs(10);

/// What disconnecting came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disconnected {
    /// The service confirmed, or there was nothing to tell it.
    pub is_revoked: bool,
    /// In the user's words.
    pub text: String,
}

impl Accounts {
    /// Disconnects one side. Without ProcurementExpress there is no company, so its end ends both.
    pub async fn disconnect(&self, key: &CompanyKey, side: Source, wipe: bool) -> Result<Disconnected, EngineError> {
        let row = self.ledger.connection(key).map_err(EngineError::Ledger)?;
        let row = row.ok_or(EngineError::NotConnected)?;
        let sides: &[Source] = match (side, &row.quickbooks) {
            (Source::QuickBooks, None) => return Err(EngineError::NotConnected),
            (Source::QuickBooks, Some(_)) => &[Source::QuickBooks],
            (Source::Procurement, None) => &[Source::Procurement],
            (Source::Procurement, Some(_)) => &[Source::QuickBooks, Source::Procurement],
        };
        let mut waits = false;
        for side in sides {
            let place = self.place(&row, *side);
            let _lock = TokenLock::wait(&place.lock).await?;
            let ended = format!("{}/ended", place.item);
            let revocation = Revocation {
                item: ended.clone(),
                procurement: (*side == Source::Procurement).then(|| row.procurement.clone()),
                quickbooks: row.quickbooks.clone().filter(|_| *side == Source::QuickBooks),
            };
            // Noted first: a crash now leaves something to end, not something forgotten. Under a name of
            // its own it is out of the way of a new sign-in.
            self.ledger
                .queue_revocation(&revocation, self.clock.now())
                .map_err(EngineError::Ledger)?;
            if let Ok(Some(held)) = self.vault.get(&place.item).await {
                self.vault.put(&ended, Arc::new(held)).await?;
            }
            self.vault.delete(&place.item).await?;
            waits |= !self.revoke(&revocation).await?;
            self.ledger
                .clear_trouble(key, *side, None)
                .map_err(EngineError::Ledger)?;
        }
        match side {
            Source::Procurement => self.ledger.remove_connection(key),
            Source::QuickBooks => self.ledger.put_connection(&ConnectionRow {
                quickbooks: None,
                ..row
            }),
        }
        .map_err(EngineError::Ledger)?;
        if wipe {
            self.cache.forget_company(key).map_err(EngineError::Cache)?;
            self.dir.remove_cache_copies().map_err(EngineError::Cache)?;
        }
        Ok(told(side, waits, wipe))
    }

    /// Tries again to end sign-ins whose service could not be told. Trouble stays for the next time.
    pub async fn retry_revocations(&self) -> Result<(), EngineError> {
        for revocation in self.ledger.revocations().map_err(EngineError::Ledger)? {
            let _ = tokio::time::timeout(IN_PASSING, self.revoke(&revocation)).await;
        }
        Ok(())
    }

    /// Tells the service, then deletes the item. `false`: the service could not be told yet.
    async fn revoke(&self, revocation: &Revocation) -> Result<bool, EngineError> {
        let renewal = match (&revocation.procurement, &revocation.quickbooks) {
            (Some(side), _) => Renewal::of_procurement(side, &self.limits)?,
            (None, Some(side)) => Renewal::of_quickbooks(side, &self.limits)?,
            (None, None) => Renewal::Never,
        };
        let held = self.vault.get(&revocation.item).await;
        let credentials = match &held {
            Ok(Some(item)) => Credentials::from_item(item),
            // Nothing that could be revoked is left.
            Ok(None) | Err(crate::VaultError::Broken | crate::VaultError::Missing(_)) => None,
            Err(_) => return Ok(false),
        };
        if let Some(credentials) = credentials {
            match renewal.revoke(&credentials).await {
                Ok(()) => {}
                // Keys that are refused will be refused for ever.
                Err(error) if error.is_final() => tracing::warn!(%error, "the sign-in could not be ended there"),
                Err(error) => {
                    tracing::info!(%error, "the sign-in is ended later");
                    return Ok(false);
                }
            }
        }
        self.vault.delete(&revocation.item).await?;
        self.ledger
            .drop_revocation(&revocation.item)
            .map_err(EngineError::Ledger)?;
        Ok(true)
    }
}

fn told(side: Source, waits: bool, wipe: bool) -> Disconnected {
    let service = match side {
        Source::Procurement => "The company",
        Source::QuickBooks => "QuickBooks Online",
    };
    let tokens = if waits {
        "The service could not be told yet: the sign-in waits in the keychain and is ended at the next chance."
    } else {
        "The sign-in was ended and deleted from the keychain."
    };
    let cache = if wipe {
        "What was read of the company was deleted; the resend log stays."
    } else {
        "What was read of the company and the resend log stay."
    };
    Disconnected {
        is_revoked: !waits,
        text: format!("{service} is disconnected. {tokens} {cache}"),
    }
}
