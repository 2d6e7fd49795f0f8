//! Purchase orders and invoices of the procurement service, in one shape. Besides what the
//! service knows, a document holds what only the simulator knows (`made`, `stubborn`), which
//! must never be served except under `/__sim/`.

use crate::clock;
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use std::fmt;
use std::str::FromStr;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    Order,
    Invoice,
}

/// A document's name: `order:7`, `invoice:771`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ref {
    pub kind: Kind,
    pub id: u64,
}

impl fmt::Display for Ref {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.kind {
            Kind::Order => "order",
            Kind::Invoice => "invoice",
        };
        write!(f, "{kind}:{}", self.id)
    }
}

impl FromStr for Ref {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (kind, id) = text.split_once(':').ok_or_else(|| format!("not a document: {text}"))?;
        let id = id.parse().map_err(|_| format!("not a document: {text}"))?;
        match kind {
            "order" => Ok(Self { kind: Kind::Order, id }),
            "invoice" => Ok(Self {
                kind: Kind::Invoice,
                id,
            }),
            _ => Err(format!("not a document: {text}")),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Draft,
    Pending,
    Approved,
    Paid,
    AwaitingReview,
    Outstanding,
    ReadyToPay,
    Settled,
    Rejected,
    Cancelled,
}

impl Status {
    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Pending => "pending",
            Self::Approved => "approved",
            Self::Paid => "paid",
            Self::AwaitingReview => "awaiting_review",
            Self::Outstanding => "outstanding",
            Self::ReadyToPay => "ready_to_pay",
            Self::Settled => "settled",
            Self::Rejected => "rejected",
            Self::Cancelled => "cancelled",
        }
    }

    /// Is a document in this status sent to QuickBooks?
    pub fn syncs(self) -> bool {
        matches!(self, Self::Approved | Self::Paid | Self::ReadyToPay | Self::Settled)
    }

    pub fn withdrawn(self) -> bool {
        matches!(self, Self::Rejected | Self::Cancelled)
    }
}

#[allow(clippy::struct_field_names)] // an order's line, not this one
#[derive(Clone, Debug)]
pub struct Line {
    pub id: u64,
    pub description: String,
    pub quantity: Decimal,
    pub unit_price: Decimal,
    pub net: Decimal,
    /// Percent.
    pub tax_rate: Decimal,
    pub tax: Decimal,
    /// Which tax rate was chosen, by its id in ProcurementExpress.
    pub tax_code: Option<u64>,
    /// Id in ProcurementExpress; 0 where none was chosen.
    pub account: u64,
    /// Id in ProcurementExpress of what was bought, where it was picked from a list.
    pub product: Option<u64>,
    /// To be charged on to the customer.
    pub billable: bool,
    pub class: Option<u64>,
    pub customer: Option<u64>,
    /// The order line an invoice line bills: order id and line id.
    pub order_line: Option<(u64, u64)>,
}

/// Who wrote an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Author {
    System,
    Person(usize),
}

#[derive(Clone, Debug)]
pub struct Entry {
    pub id: u64,
    pub at: DateTime<Utc>,
    pub author: Author,
    pub text: String,
}

/// The ids of the tax rates in ProcurementExpress.
pub const NO_TAX: u64 = 14;
pub const SALES_TAX: u64 = 15;

/// The tax rate that people choose for this percentage.
pub fn usual_tax_code(rate: Decimal) -> u64 {
    if rate.is_zero() { NO_TAX } else { SALES_TAX }
}

/// The record that stands in the way: its kind and id.
pub type Culprit = (&'static str, String);

/// Why a sync was refused.
#[derive(Clone, Debug)]
pub struct Cause {
    pub class: &'static str,
    pub culprit: Option<Culprit>,
}

/// What the newest sync reported.
#[derive(Clone, Debug)]
pub struct Report {
    pub at: DateTime<Utc>,
    /// Why it was refused; `None` for a success.
    pub refused: Option<Cause>,
}

impl Report {
    pub fn ok(&self) -> bool {
        self.refused.is_none()
    }
}

#[derive(Clone, Debug)]
pub struct Document {
    pub kind: Kind,
    pub id: u64,
    /// What becomes QuickBooks' DocNumber.
    pub number: String,
    pub approval_key: Option<String>,
    pub status: Status,
    pub archived: bool,
    pub supplier: u64,
    pub created: DateTime<Utc>,
    pub updated: DateTime<Utc>,
    /// "Submitted on" of an order, issue date (local midnight) of an invoice.
    pub date: DateTime<Utc>,
    pub due: Option<NaiveDate>,
    pub approved_at: Option<DateTime<Utc>>,
    /// Newest of approval, edit in an approved status, resend.
    pub due_since: Option<DateTime<Utc>>,
    pub currency: &'static str,
    /// To the home currency; 0 where nobody entered one.
    pub rate: Decimal,
    /// Payment terms of an invoice, by their id in ProcurementExpress.
    pub terms: u64,
    pub lines: Vec<Line>,
    /// Somebody typed the supplier's total tax over that of the lines.
    pub typed_tax: Option<Decimal>,
    /// Orders an invoice bills.
    pub orders: Vec<u64>,
    pub notes: String,
    /// Size of the scanned file, in bytes.
    pub file_size: u64,
    pub department: u64,
    pub creator: usize,
    pub approver: usize,
    /// Invoice: its history. Order: its comments, which hold the system's entries too.
    pub entries: Vec<Entry>,
    /// Invoice: people's comments.
    pub comments: Vec<Entry>,
    /// The QuickBooks id the service remembers.
    pub remembered: Option<u64>,
    /// Every record ever made in QuickBooks for it.
    pub made: Vec<u64>,
    pub report: Option<Report>,
    /// A failure that no rule explains and that every sync meets.
    pub stubborn: Option<&'static str>,
}

impl Document {
    pub fn name(&self) -> Ref {
        Ref {
            kind: self.kind,
            id: self.id,
        }
    }

    pub fn net(&self) -> Decimal {
        self.lines.iter().map(|line| line.net).sum()
    }

    pub fn tax(&self) -> Decimal {
        self.typed_tax.unwrap_or_else(|| self.tax_of_lines())
    }

    pub fn tax_of_lines(&self) -> Decimal {
        self.lines.iter().map(|line| line.tax).sum()
    }

    pub fn gross(&self) -> Decimal {
        self.net() + self.tax()
    }

    pub fn day(&self) -> NaiveDate {
        clock::central_day(self.date)
    }

    /// A change of what is stored. In an approved status it also makes the document due again.
    pub fn touch(&mut self, at: DateTime<Utc>) {
        self.updated = at;
        if self.status.syncs() {
            self.due_since = Some(at);
        }
    }
}
