//! What this company's sync makes of a document, learned from the pairs that are certain: which date
//! becomes the transaction date, and whether totals are gross or net. Neither is public (design §3).

use chrono::{DateTime, Duration, NaiveDate, Utc};
use clearpost_domain::{Document, DocumentKind, Transaction};
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
    fn all(kind: DocumentKind) -> Vec<Self> {
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

/// What was learned for one kind of document. `None` means: not learned yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Convention {
    pub date: Option<DateSource>,
    pub total: Option<TotalSource>,
    /// Whether the due date is carried over.
    pub due_date: Option<bool>,
    /// `false` where QuickBooks was seen to work out another tax by itself.
    pub tax: Option<bool>,
}

/// What was learned for a company.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conventions {
    pub order: Convention,
    pub invoice: Convention,
}

/// Fewer pairs teach nothing.
const LEAST_PAIRS: usize = 3;
/// More pairs teach nothing new; the newest documents, those with the largest ids, are taken.
const MOST_PAIRS: usize = 5_000;

impl Conventions {
    pub fn of(&self, kind: DocumentKind) -> &Convention {
        match kind {
            DocumentKind::Order => &self.order,
            DocumentKind::Invoice => &self.invoice,
        }
    }

    pub fn learn<'a>(pairs: impl Iterator<Item = (&'a Document, &'a Transaction)>) -> Self {
        let (orders, invoices): (Vec<_>, Vec<_>) =
            pairs.partition(|(document, _)| document.kind() == DocumentKind::Order);
        Self {
            order: learn(DocumentKind::Order, &orders),
            invoice: learn(DocumentKind::Invoice, &invoices),
        }
    }
}

fn learn(kind: DocumentKind, pairs: &[(&Document, &Transaction)]) -> Convention {
    let pairs = pairs.get(pairs.len().saturating_sub(MOST_PAIRS)..).unwrap_or(pairs);
    let date = most(pairs, &DateSource::all(kind), |source, document, transaction| {
        source.agrees(document, transaction)
    });
    let total = most(
        pairs,
        &[TotalSource::Gross, TotalSource::Net],
        |source, document, transaction| {
            let value = match source {
                TotalSource::Gross => document.gross,
                TotalSource::Net => document.net,
            };
            Some(value?.abs() == transaction.total?.abs())
        },
    );
    let due_date = most(pairs, &[()], |(), document, transaction| {
        Some(document.due_date? == transaction.due_date?)
    });
    let other_tax = most(pairs, &[()], |(), document, transaction| {
        let (ours, booked) = (document.tax?.abs(), transaction.tax?.abs());
        (!ours.is_zero() && !booked.is_zero()).then_some(ours != booked)
    });
    Convention {
        date,
        total,
        due_date: due_date.map(|()| true),
        tax: other_tax.map(|()| false),
    }
}

/// The first source with which two thirds of the pairs agree and no other source agrees more often.
fn most<S: Copy>(
    pairs: &[(&Document, &Transaction)],
    sources: &[S],
    agrees: impl Fn(S, &Document, &Transaction) -> Option<bool>,
) -> Option<S> {
    let mut best: Option<(usize, S)> = None;
    for source in sources {
        let told: Vec<bool> = pairs
            .iter()
            .filter_map(|(document, txn)| agrees(*source, document, txn))
            .collect();
        let agreeing = told.iter().filter(|agrees| **agrees).count();
        if told.len() >= LEAST_PAIRS && agreeing * 3 >= told.len() * 2 && best.is_none_or(|(most, _)| agreeing > most) {
            best = Some((agreeing, *source));
        }
    }
    best.map(|(_, source)| source)
}
