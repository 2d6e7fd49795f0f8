//! What a company's settings mean for the sync. A setting that was not returned is not judged: its
//! absence proves nothing (quickbooks-online-api §6.10).

use clearpost_domain::CompanyFacts;
use clearpost_remote::ProcurementCompany;

use super::Check;

pub(super) fn of_procurement(company: &ProcurementCompany) -> Vec<Check> {
    let (name, title) = ("procurement.quickbooks", "ProcurementExpress' own connection");
    match company.is_quickbooks_connected {
        Some(true) => vec![Check::holds(
            name,
            title,
            "ProcurementExpress says that it is connected to QuickBooks Online.",
        )],
        Some(false) => vec![
            Check::fails(
                name,
                title,
                "ProcurementExpress is not connected to QuickBooks Online, so nothing syncs.",
            )
            .step("An administrator connects it in the company settings of ProcurementExpress."),
        ],
        None => Vec::new(),
    }
}

pub(super) fn of_books(facts: &CompanyFacts) -> Vec<Check> {
    let mut checks = Vec::new();
    let title = "Purchase orders in QuickBooks Online";
    match facts.purchase_orders_enabled {
        Some(true) => checks.push(Check::holds(
            "quickbooks.purchase_orders",
            title,
            "Purchase orders are switched on.",
        )),
        Some(false) => checks.push(
            Check::fails(
                "quickbooks.purchase_orders",
                title,
                "Purchase orders are switched off in QuickBooks Online, so orders cannot arrive.",
            )
            .step("In QuickBooks Online: Account and settings, Expenses, Purchase orders: switch on \"Use purchase orders\". This needs the Plus or Advanced plan.")
            .step("If this company keeps orders out of the books on purpose, say so in the settings: orders are then not expected there."),
        ),
        None => {}
    }
    if let Some(status) = facts.subscription.as_deref() {
        let is_read_only = ["EXPIRED", "RESTRICTED", "SUSPENDED", "CANCELED"].contains(&status.to_uppercase().as_str());
        if is_read_only {
            checks.push(
                Check::fails(
                    "quickbooks.subscription",
                    "QuickBooks Online subscription",
                    "The QuickBooks Online subscription is read-only, so nothing can arrive until billing is settled.",
                )
                .step("The primary administrator settles the billing under Account and settings, Billing and subscription."),
            );
        }
    }
    if let Some(date) = facts.closing_date {
        checks.push(Check::notice(
            "quickbooks.closing_date",
            "Closing date",
            format!("The books are closed up to {date}: bills dated on or before it are refused."),
        ));
    }
    if let Some(home) = facts.home_currency {
        let kind = match facts.multicurrency {
            Some(true) => "several currencies",
            Some(false) => "one currency only",
            None => "currencies not told",
        };
        checks.push(Check::holds(
            "quickbooks.currency",
            "Currencies",
            format!("Home currency {home}, {kind}."),
        ));
    }
    if let Some(uses_tax) = facts.sales_tax {
        let text = if uses_tax {
            "Sales tax is switched on: tax codes of both sides must fit each other."
        } else {
            "Sales tax is switched off: totals arrive without separate tax."
        };
        checks.push(Check::holds("quickbooks.tax", "Tax", text));
    }
    checks
}

#[cfg(test)]
mod tests {
    use super::super::CheckState;
    use super::*;

    fn states(facts: &CompanyFacts) -> Vec<(&'static str, CheckState)> {
        of_books(facts)
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

    #[test]
    fn what_fails_says_what_to_do() {
        let facts = CompanyFacts {
            purchase_orders_enabled: Some(false),
            subscription: Some("EXPIRED".to_owned()),
            ..CompanyFacts::default()
        };
        assert!(of_books(&facts).iter().all(|check| !check.steps.is_empty()));
    }
}
