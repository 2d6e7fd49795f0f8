//! The connection check: each thing that must hold for the connection to work, tried and told.
//!
//! It only reads. What cannot be tried because something before it failed is left out, not guessed.

use chrono::Duration;
use clearpost_domain::CompanyFacts;
use clearpost_remote::RemoteError;

use crate::engine::Engine;
use crate::error::EngineError;

/// How one check came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckState {
    Holds,
    /// Works, but the user should know.
    Notice,
    Fails,
}

impl CheckState {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Notice => "notice",
            Self::Fails => "fails",
        }
    }
}

/// One thing that was tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// A stable word, such as `quickbooks.sign_in`.
    pub name: &'static str,
    pub state: CheckState,
    pub text: String,
}

/// A clock further off than this confuses "changed a moment ago".
const MOST_SKEW: Duration = Duration::minutes(5);

impl Engine {
    /// Tries everything that a working connection needs.
    pub async fn check(&self) -> Result<Vec<Check>, EngineError> {
        let Some(procurement) = &self.procurement else {
            return Err(if self.has_connection {
                EngineError::Offline
            } else {
                EngineError::NotConnected
            });
        };
        let mut checks = Vec::new();
        let mut tell = |name, state, text: String| checks.push(Check { name, state, text });
        match procurement.company().await {
            Ok(company) => {
                let name = company.name.unwrap_or_else(|| format!("company {}", company.id));
                tell(
                    "procurement.sign_in",
                    CheckState::Holds,
                    format!("ProcurementExpress answers for {name}."),
                );
                match company.is_quickbooks_connected {
                    Some(true) => {
                        let text = "ProcurementExpress says that it is connected to QuickBooks Online.".to_owned();
                        tell("procurement.quickbooks", CheckState::Holds, text);
                    }
                    Some(false) => {
                        let text = "ProcurementExpress is not connected to QuickBooks Online, so nothing syncs. An administrator connects it in its company settings.".to_owned();
                        tell("procurement.quickbooks", CheckState::Fails, text);
                    }
                    None => {}
                }
            }
            Err(error) => tell("procurement.sign_in", CheckState::Fails, failure(&error)),
        }
        match &self.quickbooks {
            None => tell(
                "quickbooks.sign_in",
                CheckState::Notice,
                "QuickBooks Online is not connected here, so nothing can be proved.".to_owned(),
            ),
            Some(quickbooks) => match quickbooks.company_facts().await {
                Err(error) => tell("quickbooks.sign_in", CheckState::Fails, failure(&error)),
                Ok(facts) => {
                    let name = facts.name.as_deref().unwrap_or("the company");
                    tell(
                        "quickbooks.sign_in",
                        CheckState::Holds,
                        format!("QuickBooks Online answers for {name}."),
                    );
                    for check in of_company(&facts) {
                        tell(check.name, check.state, check.text);
                    }
                    let now = self.now();
                    match quickbooks.changes(now - Duration::minutes(1), now).await {
                        Err(error) => tell("quickbooks.changes", CheckState::Fails, failure(&error)),
                        Ok(changes) => {
                            tell(
                                "quickbooks.changes",
                                CheckState::Holds,
                                "Changes can be read.".to_owned(),
                            );
                            let skew = changes.server_time.map(|time| (time - now).abs());
                            if let Some(skew) = skew.filter(|skew| *skew > MOST_SKEW) {
                                let minutes = skew.num_minutes();
                                let text =
                                    format!("This computer's clock and QuickBooks' are {minutes} minutes apart.");
                                tell("clock", CheckState::Notice, text);
                            }
                        }
                    }
                }
            },
        }
        self.check_desk(&mut checks)?;
        Ok(checks)
    }

    fn check_desk(&self, checks: &mut Vec<Check>) -> Result<(), EngineError> {
        let key = self.key()?;
        let (state, text) = match self.settings.route {
            Some(route) => (
                CheckState::Holds,
                format!("Resends go by the agreed route \"{route}\"."),
            ),
            None => (
                CheckState::Notice,
                "No resend route is agreed, so nothing is ever sent.".to_owned(),
            ),
        };
        checks.push(Check {
            name: "resend.route",
            state,
            text,
        });
        let quarantined = self.cache.quarantine_count(key).map_err(EngineError::Cache)?;
        if quarantined > 0 {
            let text =
                format!("Records that could not be read: {quarantined}. They are kept aside; the others are used.");
            checks.push(Check {
                name: "records.unreadable",
                state: CheckState::Notice,
                text,
            });
        }
        let mut probed: Vec<String> = Vec::new();
        for document in self.cache.documents(key).map_err(EngineError::Cache)? {
            for (field, _) in &document.probed {
                if !probed.contains(field) {
                    probed.push(field.clone());
                }
            }
        }
        if !probed.is_empty() {
            let text = format!("Documents carry fields that are not documented: {}.", probed.join(", "));
            checks.push(Check {
                name: "procurement.fields",
                state: CheckState::Notice,
                text,
            });
        }
        Ok(())
    }
}

fn failure(error: &RemoteError) -> String {
    format!("{error}.")
}

/// What the company's settings mean for the sync.
fn of_company(facts: &CompanyFacts) -> Vec<Check> {
    let mut checks = Vec::new();
    let mut tell = |name, state, text: String| checks.push(Check { name, state, text });
    match facts.purchase_orders_enabled {
        Some(true) => tell(
            "quickbooks.purchase_orders",
            CheckState::Holds,
            "Purchase orders are switched on.".to_owned(),
        ),
        Some(false) => tell(
            "quickbooks.purchase_orders",
            CheckState::Fails,
            "Purchase orders are switched off in QuickBooks Online, so orders cannot arrive.".to_owned(),
        ),
        None => {}
    }
    if let Some(status) = facts.subscription.as_deref() {
        let is_read_only = ["EXPIRED", "RESTRICTED", "SUSPENDED", "CANCELED"].contains(&status.to_uppercase().as_str());
        if is_read_only {
            let text =
                "The QuickBooks Online subscription is read-only, so nothing can arrive until billing is settled.";
            tell("quickbooks.subscription", CheckState::Fails, text.to_owned());
        }
    }
    if let Some(date) = facts.closing_date {
        let text = format!("The books are closed up to {date}: bills dated on or before it are refused.");
        tell("quickbooks.closing_date", CheckState::Notice, text);
    }
    if let Some(home) = facts.home_currency {
        let kind = match facts.multicurrency {
            Some(true) => "several currencies",
            Some(false) => "one currency only",
            None => "currencies not told",
        };
        tell(
            "quickbooks.currency",
            CheckState::Holds,
            format!("Home currency {home}, {kind}."),
        );
    }
    checks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn states(facts: &CompanyFacts) -> Vec<(&'static str, CheckState)> {
        of_company(facts)
            .into_iter()
            .map(|check| (check.name, check.state))
            .collect()
    }

    #[test]
    fn settings_that_stop_the_sync_fail() {
        let facts = CompanyFacts {
            purchase_orders_enabled: Some(false),
            subscription: Some("Suspended".to_owned()),
            ..CompanyFacts::default()
        };
        let expected = [
            ("quickbooks.purchase_orders", CheckState::Fails),
            ("quickbooks.subscription", CheckState::Fails),
        ];
        assert_eq!(states(&facts), expected);
    }

    #[test]
    fn what_was_not_told_is_not_judged() {
        assert!(states(&CompanyFacts::default()).is_empty());
        let paying = CompanyFacts {
            subscription: Some("PAID".to_owned()),
            ..CompanyFacts::default()
        };
        assert!(states(&paying).is_empty());
    }
}
