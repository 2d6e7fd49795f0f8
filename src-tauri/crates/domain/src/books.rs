//! The books: what Clearpost reads from QuickBooks Online.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::cause::vocabulary;
use crate::{Currency, UnknownWord};

vocabulary!(
    /// The transactions that orders and invoices become. The word is QuickBooks' entity name.
    Entity { PurchaseOrder = "PurchaseOrder", Bill = "Bill", VendorCredit = "VendorCredit" }
);

impl Entity {
    /// What a text calls it: an order is one of ProcurementExpress.
    pub const fn name(self) -> &'static str {
        match self {
            Self::PurchaseOrder => "purchase order entity",
            Self::Bill => "bill",
            Self::VendorCredit => "vendor credit",
        }
    }
}

vocabulary!(
    /// The lists that transactions refer to. The word is QuickBooks' entity name.
    ListKind {
        Vendor = "Vendor",
        Customer = "Customer",
        Employee = "Employee",
        Account = "Account",
        Class = "Class",
        Department = "Department",
        Item = "Item",
        Term = "Term",
        TaxCode = "TaxCode",
    }
);

/// What only an account has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountFacts {
    /// Such as `Accounts Payable`, spaces included (quickbooks-online-api §6.2).
    pub account_type: String,
    pub number: Option<String>,
}

/// A record of one of the lists. Inactive ones included; the name is raw, with QuickBooks'
/// " (deleted)" suffix if it has one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListRecord {
    pub kind: ListKind,
    pub id: String,
    pub name: String,
    /// `Parent:Child`, where the list has a hierarchy.
    pub full_name: Option<String>,
    pub active: bool,
    pub currency: Option<Currency>,
    pub account: Option<AccountFacts>,
    /// Open payables of a vendor, in its currency.
    pub balance: Option<Decimal>,
    pub updated_at: Option<DateTime<Utc>>,
}

/// Names one transaction in a realm.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TransactionKey {
    pub entity: Entity,
    pub id: String,
}

/// As a text names it: "bill 412".
impl fmt::Display for TransactionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.entity.name(), self.id)
    }
}

/// A link to another transaction; `kind` is QuickBooks' `TxnType`, an open set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkedTransaction {
    pub kind: String,
    pub id: String,
}

/// A line of a transaction, as far as it is compared.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookLine {
    pub id: Option<String>,
    /// QuickBooks' `DetailType`, an open set; unknown in what was read by an older Clearpost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    pub description: Option<String>,
    pub amount: Option<Decimal>,
    pub account: Option<String>,
    pub account_name: Option<String>,
    pub class: Option<String>,
    pub customer: Option<String>,
}

/// A purchase order entity, bill or vendor credit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transaction {
    pub key: TransactionKey,
    pub number: Option<String>,
    pub vendor: Option<String>,
    /// As the reference names it; may be missing or out of date.
    pub vendor_name: Option<String>,
    pub date: Option<NaiveDate>,
    pub due_date: Option<NaiveDate>,
    pub currency: Option<Currency>,
    pub total: Option<Decimal>,
    pub tax: Option<Decimal>,
    /// Open amount of a bill; zero = paid.
    pub balance: Option<Decimal>,
    /// `Open` or `Closed`, purchase order entities only.
    pub order_status: Option<String>,
    /// Header and line links together, without repetition.
    pub links: Vec<LinkedTransaction>,
    pub lines: Vec<BookLine>,
    pub created_at: Option<DateTime<Utc>>,
    pub updated_at: Option<DateTime<Utc>>,
    /// When Clearpost learned that it was deleted in QuickBooks; a tombstone is never removed.
    pub deleted_at: Option<DateTime<Utc>>,
    /// When Clearpost read it.
    pub read_at: DateTime<Utc>,
}

/// What the company's settings say, as far as they were returned. Absence proves nothing
/// (quickbooks-online-api §6.10).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompanyFacts {
    pub name: Option<String>,
    pub country: Option<String>,
    /// The books are closed up to and including this date.
    pub closing_date: Option<NaiveDate>,
    /// The closing date that was seen before it was lifted.
    #[serde(default)]
    pub lifted_closing_date: Option<NaiveDate>,
    pub home_currency: Option<Currency>,
    pub multicurrency: Option<bool>,
    pub purchase_orders_enabled: Option<bool>,
    pub subscription: Option<String>,
    /// The plan's name, such as `QuickBooks Online Plus`.
    #[serde(default)]
    pub plan: Option<String>,
    /// Whether lines of bills may be billable to a customer.
    #[serde(default)]
    pub billable_expenses: Option<bool>,
    /// Whether tax is kept in the books.
    #[serde(default)]
    pub sales_tax: Option<bool>,
}

impl CompanyFacts {
    /// These facts, read after the earlier ones: a closing date that is not shown any more was lifted.
    #[must_use]
    pub fn following(self, earlier: Option<&Self>) -> Self {
        let lifted = match self.closing_date {
            Some(_) => None,
            None => earlier.and_then(|facts| facts.closing_date.or(facts.lifted_closing_date)),
        };
        Self {
            lifted_closing_date: lifted,
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closing_date_that_is_not_shown_any_more_was_lifted() {
        let closed = |day: &str| CompanyFacts {
            closing_date: Some(day.parse().unwrap()),
            ..CompanyFacts::default()
        };
        let opened = CompanyFacts::default().following(Some(&closed("2026-01-31")));
        assert_eq!(opened.lifted_closing_date, Some("2026-01-31".parse().unwrap()));
        let still_open = CompanyFacts::default().following(Some(&opened));
        assert_eq!(still_open.lifted_closing_date, opened.lifted_closing_date);
        assert_eq!(closed("2026-02-28").following(Some(&opened)).lifted_closing_date, None);
        assert_eq!(CompanyFacts::default().following(None).lifted_closing_date, None);
    }
}
