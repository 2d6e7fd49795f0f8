//! The connection check: each thing that must hold for the connection to work, tried and told.
//!
//! It only reads. What cannot be tried because something before it failed is left out, not guessed.

mod company;
mod reach;

use chrono::Duration;
use clearpost_domain::Step;
use clearpost_remote::{InvoiceFilter, OrderFilter, ProcurementClient, QuickBooksClient, Service};

use crate::engine::Engine;
use crate::error::EngineError;
use crate::patterns::{OwnPatterns, PATTERN_FILE};
use crate::refresh::feed;
use reach::{Names, told};

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
    pub title: &'static str,
    pub state: CheckState,
    pub text: String,
    /// What to do, where something does not hold.
    pub steps: Vec<Step>,
}

impl Check {
    fn new(name: &'static str, title: &'static str, state: CheckState, text: impl Into<String>) -> Self {
        Self {
            name,
            title,
            state,
            text: text.into(),
            steps: Vec::new(),
        }
    }

    fn holds(name: &'static str, title: &'static str, text: impl Into<String>) -> Self {
        Self::new(name, title, CheckState::Holds, text)
    }

    fn notice(name: &'static str, title: &'static str, text: impl Into<String>) -> Self {
        Self::new(name, title, CheckState::Notice, text)
    }

    fn fails(name: &'static str, title: &'static str, text: impl Into<String>) -> Self {
        Self::new(name, title, CheckState::Fails, text)
    }

    #[must_use]
    fn step(mut self, text: impl Into<String>) -> Self {
        self.steps.push(Step {
            text: text.into(),
            url: None,
        });
        self
    }
}

/// A clock further off than this confuses "changed a moment ago".
const MOST_SKEW: Duration = Duration::minutes(5);

const PROCUREMENT: Names = Names {
    service: Service::Procurement,
    reach: ("procurement.reach", "ProcurementExpress can be reached"),
    sign_in: ("procurement.sign_in", "Sign-in to ProcurementExpress"),
    company: ("procurement.company", "Company in ProcurementExpress"),
    permission: ("procurement.permission", "Permission to read documents"),
};

const QUICKBOOKS: Names = Names {
    service: Service::QuickBooks,
    reach: ("quickbooks.reach", "QuickBooks Online can be reached"),
    sign_in: ("quickbooks.sign_in", "Sign-in to QuickBooks Online"),
    company: ("quickbooks.company", "Company in QuickBooks Online"),
    permission: ("quickbooks.permission", "Permission to read the books"),
};

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
        let mut checks = check_procurement(procurement).await;
        match &self.quickbooks {
            None => checks.push(
                Check::notice(
                    "quickbooks.sign_in",
                    QUICKBOOKS.sign_in.1,
                    "QuickBooks Online is not connected here, so nothing can be proved.",
                )
                .step("Connect QuickBooks Online with your own Intuit keys."),
            ),
            Some(quickbooks) => checks.extend(self.check_quickbooks(quickbooks).await),
        }
        checks.extend(self.check_desk()?);
        Ok(checks)
    }

    async fn check_quickbooks(&self, client: &QuickBooksClient) -> Vec<Check> {
        let facts = match client.company_facts().await {
            Err(error) => return told(&QUICKBOOKS, &error),
            Ok(facts) => facts,
        };
        let mut checks = reach::all_hold(&QUICKBOOKS, client.is_encrypted());
        let name = facts.name.as_deref().unwrap_or("the company");
        let (word, title) = QUICKBOOKS.company;
        checks.push(Check::holds(
            word,
            title,
            format!("QuickBooks Online answers for {name}, realm {}.", client.realm()),
        ));
        let now = self.now();
        match client.changes(feed(), now - Duration::minutes(1), now).await {
            Err(error) => checks.extend(told(&QUICKBOOKS, &error)),
            Ok(changes) => {
                let (word, title) = QUICKBOOKS.permission;
                checks.push(Check::holds(
                    word,
                    title,
                    "Vendors, accounts, purchase order entities, bills and their changes can be read.",
                ));
                if let Some(time) = changes.server_time {
                    checks.push(clock(time - now));
                }
            }
        }
        checks.extend(company::of_books(&facts));
        checks
    }

    fn check_desk(&self) -> Result<Vec<Check>, EngineError> {
        let key = self.key()?;
        let title = "Way to resend";
        let agreement = self.agreement()?;
        let mut checks = vec![match agreement.route {
            Some(route) if agreement.is_verified() || agreement.is_from_environment => Check::holds(
                "resend.route",
                title,
                format!("Resends go by the agreed route \"{route}\"."),
            ),
            Some(route) => Check::notice(
                "resend.route",
                title,
                format!(
                    "Resends go by the agreed route \"{route}\", one at a time until one of them has ended in proof."
                ),
            ),
            None => Check::notice(
                "resend.route",
                title,
                "No resend route is agreed, so nothing is ever sent.",
            ),
        }];
        if agreement.read_only {
            checks.push(Check::notice(
                "resend.read_only",
                "Read-only",
                "The read-only switch is on, so nothing is ever sent.",
            ));
        }
        checks.extend(of_patterns(&self.patterns()));
        let quarantined = self.cache.quarantine_count(key).map_err(EngineError::Cache)?;
        if quarantined > 0 {
            checks.push(Check::notice(
                "records.unreadable",
                "Records that could not be read",
                format!("Records that could not be read: {quarantined}. They are kept aside; the others are used."),
            ));
        }
        Ok(checks)
    }
}

async fn check_procurement(client: &ProcurementClient) -> Vec<Check> {
    let company = match client.company().await {
        Err(error) => return told(&PROCUREMENT, &error),
        Ok(company) => company,
    };
    let mut checks = reach::all_hold(&PROCUREMENT, client.is_encrypted());
    let name = company.name.as_deref().unwrap_or("a company without a name");
    let (word, title) = PROCUREMENT.company;
    checks.push(Check::holds(
        word,
        title,
        format!("ProcurementExpress answers for {name}, company {}.", company.id),
    ));
    let orders = client.orders(1, OrderFilter::default()).await.map(|_| ());
    let invoices = client.invoices(1, InvoiceFilter::default()).await.map(|_| ());
    match orders.and(invoices) {
        Ok(()) => {
            let (word, title) = PROCUREMENT.permission;
            checks.push(Check::holds(word, title, "Orders and invoices can be read."));
        }
        Err(error) => checks.extend(told(&PROCUREMENT, &error)),
    }
    checks.extend(company::of_procurement(&company));
    checks
}

/// The user's own pattern file, where there is one.
fn of_patterns(patterns: &OwnPatterns) -> Option<Check> {
    let (name, title) = ("patterns", "Your own patterns");
    match (patterns.trouble(), patterns.own_count()) {
        (Some(trouble), _) => Some(
            Check::fails(name, title, format!("They are not used. {trouble}"))
                .step("Correct the file, or take it away. The built-in patterns hold meanwhile."),
        ),
        (None, _) if !patterns.is_there() => None,
        (None, count) => Some(Check::holds(
            name,
            title,
            format!("{PATTERN_FILE} in the data folder is used; it classifies by {count} of its own patterns."),
        )),
    }
}

fn clock(ahead: Duration) -> Check {
    let (name, title) = ("clock", "This computer's clock");
    let minutes = ahead.num_minutes().abs();
    if ahead.abs() > MOST_SKEW {
        let way = if ahead > Duration::zero() { "behind" } else { "ahead of" };
        Check::notice(
            name,
            title,
            format!("This computer's clock is {minutes} minutes {way} QuickBooks Online's."),
        )
        .step("Let the operating system set the clock from the network.")
    } else {
        Check::holds(name, title, "It agrees with QuickBooks Online's.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_far_off_is_told_with_its_direction() {
        let late = clock(Duration::minutes(17));
        assert_eq!(late.state, CheckState::Notice);
        assert!(late.text.contains("17 minutes behind"), "{}", late.text);
        let early = clock(Duration::minutes(-8));
        assert!(early.text.contains("8 minutes ahead of"), "{}", early.text);
    }

    #[test]
    fn a_clock_that_is_a_little_off_holds() {
        assert_eq!(clock(Duration::minutes(-5)).state, CheckState::Holds);
    }
}
