//! The wrong-company guard: the companies at both ends must be those that the user confirmed, or
//! nothing is read into the cache and nothing leaves. Connections from the environment were confirmed
//! by nobody and name their companies by number only; those the clients check themselves.

use chrono::{DateTime, Duration};
use clearpost_remote::{RemoteError, Service};
use clearpost_store::Source;

use crate::engine::Engine;
use crate::error::EngineError;
use crate::tokens::{TokenError, Trouble};

/// When both names were last found to be right.
const GUARDED_AT: &str = "guarded_at";
const EVERY: Duration = Duration::hours(1);

/// States in which nothing can arrive in QuickBooks (quickbooks-online-api §6.9).
const READ_ONLY: [&str; 4] = ["EXPIRED", "RESTRICTED", "SUSPENDED", "CANCELED"];

impl Engine {
    /// Hourly, at a refresh. What cannot be read now is the refresh's own to tell.
    pub(crate) async fn guard_now_and_then(&self) -> Result<(), EngineError> {
        if self.confirmed.is_none() {
            return Ok(());
        }
        let mark = self.cache.mark(self.key()?, GUARDED_AT).map_err(EngineError::Cache)?;
        let checked = mark.and_then(|at| DateTime::parse_from_rfc3339(&at).ok());
        let now = self.now();
        // A moment in the future is of a clock that was wrong.
        if checked.is_some_and(|at| at <= now && now - at.to_utc() < EVERY) {
            return Ok(());
        }
        match self.guard().await {
            Err(error @ EngineError::WrongCompany(_)) => Err(error),
            Ok(()) | Err(_) => Ok(()),
        }
    }

    /// Before anything is sent: both ends must answer, and be the confirmed ones.
    pub(crate) async fn guard_before_sending(&self) -> Result<(), EngineError> {
        match self.confirmed {
            Some(_) => self.guard().await,
            None => Ok(()),
        }
    }

    async fn guard(&self) -> Result<(), EngineError> {
        let (Some(confirmed), Some(procurement)) = (&self.confirmed, &self.procurement) else {
            return Ok(());
        };
        let company = procurement.company().await?;
        same(
            "ProcurementExpress",
            confirmed.procurement.as_deref(),
            company.name.as_deref(),
        )?;
        if let Some(quickbooks) = &self.quickbooks {
            let facts = quickbooks.company_facts().await.inspect_err(|error| {
                if let Err(error) = self.remember_trouble(error) {
                    tracing::warn!(%error, "a trouble could not be noted");
                }
            })?;
            same(
                "QuickBooks Online",
                confirmed.quickbooks.as_deref(),
                facts.name.as_deref(),
            )?;
            let status = facts.subscription.unwrap_or_default().to_uppercase();
            // Nothing can arrive there; reading goes on.
            if READ_ONLY.contains(&status.as_str()) {
                return Err(EngineError::Token(TokenError::Stopped {
                    service: Service::QuickBooks,
                    trouble: Trouble::SubscriptionEnded,
                }));
            }
        }
        self.cache
            .put_mark(self.key()?, GUARDED_AT, &self.now().to_rfc3339())
            .map_err(EngineError::Cache)
    }

    /// Remembers what ends a sign-in, so that nothing asks again until the user connects again.
    pub(crate) fn remember_trouble(&self, error: &RemoteError) -> Result<(), EngineError> {
        if self.confirmed.is_some()
            && let Some(trouble) = Trouble::of(error)
        {
            self.ledger
                .note_trouble(self.key()?, Source::QuickBooks, trouble.word(), self.now())
                .map_err(EngineError::Ledger)?;
        }
        Ok(())
    }
}

/// A side that says no name has nothing to compare.
fn same(service: &str, confirmed: Option<&str>, found: Option<&str>) -> Result<(), EngineError> {
    match (confirmed, found) {
        (Some(confirmed), Some(found)) if confirmed != found => Err(EngineError::WrongCompany(format!(
            "{service} now answers for \"{found}\", but \"{confirmed}\" was confirmed when connecting"
        ))),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_another_name_is_another_company() {
        assert!(same("x", Some("Finch"), Some("Finch")).is_ok());
        assert!(same("x", None, Some("Finch")).is_ok() && same("x", Some("Finch"), None).is_ok());
        let error = same("QuickBooks Online", Some("Finch"), Some("Finch 2")).unwrap_err();
        assert!(error.to_string().contains("\"Finch 2\"") && error.to_string().contains("\"Finch\""));
    }
}
