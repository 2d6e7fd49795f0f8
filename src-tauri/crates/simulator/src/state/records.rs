//! The records QuickBooks holds: kinds, name-list entries, transactions. Plain values.

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde_json::{Map, Value};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Entity {
    Vendor,
    Customer,
    Employee,
    Account,
    Item,
    Class,
    Department,
    Term,
    TaxCode,
    PurchaseOrder,
    Bill,
    VendorCredit,
    /// An expense: money spent without a bill.
    Purchase,
}

impl Entity {
    pub const ALL: [Self; 13] = [
        Self::Vendor,
        Self::Customer,
        Self::Employee,
        Self::Account,
        Self::Item,
        Self::Class,
        Self::Department,
        Self::Term,
        Self::TaxCode,
        Self::PurchaseOrder,
        Self::Bill,
        Self::VendorCredit,
        Self::Purchase,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Vendor => "Vendor",
            Self::Customer => "Customer",
            Self::Employee => "Employee",
            Self::Account => "Account",
            Self::Item => "Item",
            Self::Class => "Class",
            Self::Department => "Department",
            Self::Term => "Term",
            Self::TaxCode => "TaxCode",
            Self::PurchaseOrder => "PurchaseOrder",
            Self::Bill => "Bill",
            Self::VendorCredit => "VendorCredit",
            Self::Purchase => "Purchase",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|entity| entity.name().eq_ignore_ascii_case(text))
    }

    pub fn is_txn(self) -> bool {
        matches!(
            self,
            Self::PurchaseOrder | Self::Bill | Self::VendorCredit | Self::Purchase
        )
    }

    /// Vendors, customers and employees share one name space.
    pub fn is_person(self) -> bool {
        matches!(self, Self::Vendor | Self::Customer | Self::Employee)
    }
}

/// A record of a name list.
pub struct Named {
    pub entity: Entity,
    pub id: u64,
    pub token: u32,
    pub created: DateTime<Utc>,
    pub updated: DateTime<Utc>,
    /// DisplayName or Name, with " (deleted)" when inactive.
    pub name: String,
    pub active: bool,
    /// Members that only this kind of record has.
    pub fields: Map<String, Value>,
}

impl Named {
    pub fn text(&self, field: &str) -> &str {
        self.fields.get(field).and_then(Value::as_str).unwrap_or_default()
    }

    pub fn currency(&self) -> &str {
        self.fields
            .get("CurrencyRef")
            .and_then(|r| r.get("value"))
            .and_then(Value::as_str)
            .unwrap_or("USD")
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct TxnLine {
    pub id: u64,
    pub description: String,
    pub amount: Decimal,
    pub account: u64,
    pub item: Option<u64>,
    pub class: Option<u64>,
    pub customer: Option<u64>,
    pub billable: bool,
    pub has_tax_code: bool,
    /// The purchase order line it bills: transaction id and line id.
    pub link: Option<(u64, u64)>,
}

/// What a transaction says; what the service adds is in `Txn`.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    pub entity: Entity,
    pub number: Option<String>,
    pub date: NaiveDate,
    pub due: Option<NaiveDate>,
    pub vendor: u64,
    pub currency: String,
    pub rate: Option<Decimal>,
    pub lines: Vec<TxnLine>,
    pub tax: Decimal,
    pub note: Option<String>,
    pub ap_account: u64,
}

impl Draft {
    pub fn total(&self) -> Decimal {
        self.lines.iter().map(|line| line.amount).sum::<Decimal>() + self.tax
    }
}

pub struct Txn {
    pub id: u64,
    pub token: u32,
    pub created: DateTime<Utc>,
    pub updated: DateTime<Utc>,
    pub deleted: Option<DateTime<Utc>>,
    pub draft: Draft,
    pub paid: Decimal,
    pub closed: bool,
    /// Other transactions that link here or are linked.
    pub links: Vec<(u64, &'static str)>,
}

impl Txn {
    pub fn live(&self) -> bool {
        self.deleted.is_none()
    }

    pub fn balance(&self) -> Decimal {
        self.draft.total() - self.paid
    }
}

/// A name without the suffix of inactive records.
pub fn plain_name(name: &str) -> &str {
    name.rfind(" (deleted")
        .map_or(name, |at| name.get(..at).unwrap_or(name))
}
