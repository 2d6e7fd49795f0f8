//! What this company's sync makes of a document: which string becomes the document number, which date
//! the transaction date, whether totals are gross or net. None of it is public (design §3); how it is
//! learned is in `learning`.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use clearpost_domain::{Document, DocumentKind, NumberSource, Transaction};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A date of a document that may become QuickBooks' `TxnDate`.
///
/// Where the service gives a moment, the day depends on the company's zone, which is not public: the
/// number is the zone's hours from UTC, learned together with the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DateSource {
    Issue,
    ApprovalKey,
    Submitted(i8),
    Created(i8),
    Approved(i8),
}

/// Zones in the order in which they are tried: UTC, then those of the vendor's customers.
const ZONES: [i8; 16] = [0, -6, -5, -7, -8, -4, -3, 1, 2, 3, 4, 5, 8, 9, 10, 12];

impl DateSource {
    pub(crate) fn all(kind: DocumentKind) -> Vec<Self> {
        let zoned = |source: fn(i8) -> Self| ZONES.into_iter().map(source);
        match kind {
            DocumentKind::Order => zoned(Self::Submitted)
                .chain([Self::ApprovalKey])
                .chain(zoned(Self::Created))
                .chain(zoned(Self::Approved))
                .collect(),
            DocumentKind::Invoice => [Self::Issue]
                .into_iter()
                .chain(zoned(Self::Approved))
                .chain(zoned(Self::Created))
                .collect(),
        }
    }

    /// The day that the transaction should carry.
    pub fn of(self, document: &Document) -> Option<NaiveDate> {
        self.days(document).map(|[day, _]| day)
    }

    /// Whether the transaction's date is this one. Daylight saving moves a zone by an hour.
    pub fn agrees(self, document: &Document, transaction: &Transaction) -> Option<bool> {
        let booked = transaction.date?;
        self.days(document).map(|days| days.contains(&booked))
    }

    fn days(self, document: &Document) -> Option<[NaiveDate; 2]> {
        let zoned = |at: Option<DateTime<Utc>>, hours: i8| {
            let day = |hours: i64| Some(at?.checked_add_signed(Duration::hours(hours))?.date_naive());
            Some([day(i64::from(hours))?, day(i64::from(hours) + i64::from(hours != 0))?])
        };
        let plain = |day: Option<NaiveDate>| day.map(|day| [day, day]);
        match self {
            Self::Issue => plain(document.issue_date),
            Self::ApprovalKey => {
                let (_, date) = document.approval_key.as_deref()?.split_once('-')?;
                plain(date.parse().ok())
            }
            Self::Submitted(hours) => zoned(document.submitted_at, hours),
            Self::Created(hours) => zoned(document.created_at, hours),
            Self::Approved(hours) => match document.validated_on {
                Some(day) => plain(Some(day)),
                None => zoned(document.detail.as_ref().and_then(|detail| detail.approved_at), hours),
            },
        }
    }
}

/// Which total of a document becomes QuickBooks' `TotalAmt`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum TotalSource {
    Gross,
    Net,
}

impl TotalSource {
    pub fn of(self, document: &Document) -> Option<Decimal> {
        match self {
            Self::Gross => document.gross,
            Self::Net => document.net,
        }
    }
}

/// What was learned of the lines. `Some(false)`: the sync was seen to rebuild this, so it is not
/// compared; `None`: compared as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LineConvention {
    pub count: Option<bool>,
    pub account: Option<bool>,
    pub class: Option<bool>,
    pub customer: Option<bool>,
}

/// What was learned for one kind of document. `None` means: not learned yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Convention {
    pub number: Option<NumberSource>,
    pub date: Option<DateSource>,
    pub total: Option<TotalSource>,
    /// Whether the due date is carried over.
    pub due_date: Option<bool>,
    /// `false` where QuickBooks was seen to work out another tax by itself.
    pub tax: Option<bool>,
    pub lines: LineConvention,
}

/// What was learned for a company.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Conventions {
    pub order: Convention,
    pub invoice: Convention,
}

impl Conventions {
    pub fn of(&self, kind: DocumentKind) -> &Convention {
        match kind {
            DocumentKind::Order => &self.order,
            DocumentKind::Invoice => &self.invoice,
        }
    }
}
