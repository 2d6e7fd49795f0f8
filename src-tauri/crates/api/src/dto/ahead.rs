//! What lies ahead: documents that would fail, names that may be one, dates about to be closed.

use super::causes::{CauseItem, CompanyTroubleItem, FindingItem, StepItem, Total};
use super::documents::ListRow;
use super::dto;

dto! {
    /// A document that is not due yet and would fail if it synced now.
    pub struct ForecastItem {
        /// `classes` and `headline` are those of what is foreseen.
        #[serde(flatten)]
        pub row: ListRow,
        /// Ranked: what to fix first comes first.
        pub findings: Vec<FindingItem>,
        /// False where its lines were not read: accounts, classes and customers are not known.
        pub lines_known: bool,
    }

    pub struct ForecastResult {
        pub as_of: Option<String>,
        /// Documents that are not due yet and may still be sent.
        pub looked_at: usize,
        /// Those of them whose lines were not read.
        pub without_lines: usize,
        pub documents: Vec<ForecastItem>,
        /// Documents that may fail: every finding is `possible`, as only the service's answer could prove it.
        pub doubtful: Vec<ForecastItem>,
        /// `documents` by what they would wait for.
        pub causes: Vec<CauseItem>,
        /// What would stop any document now, as in [`super::CausesResult`]; nothing that is over.
        pub company: Vec<CompanyTroubleItem>,
    }

    /// One of several near-equal names.
    pub struct TwinItem {
        /// `vendor`, `customer`, `employee` (QuickBooks) or `supplier` (ProcurementExpress).
        pub list: String,
        pub id: String,
        pub name: String,
        /// Not inactive in QuickBooks, not archived in ProcurementExpress.
        pub active: bool,
        pub currency: Option<String>,
        /// The vendor whose id a supplier carries.
        pub vendor: Option<String>,
        /// The documents that point at it.
        pub documents: Vec<String>,
        pub url: Option<String>,
    }

    /// Names that may stand for one company.
    pub struct TwinGroupItem {
        /// That of its first entry, such as `vendor:42`.
        pub id: String,
        /// `same` (but for case and spaces), `spelling`, `order` (of words) or `slip` (of the keyboard).
        pub likeness: String,
        /// `merge`, `reactivate`, `rename` or `link`.
        pub action: String,
        pub headline: String,
        pub steps: Vec<StepItem>,
        pub twins: Vec<TwinItem>,
    }

    pub struct TwinsResult {
        pub as_of: Option<String>,
        /// How many names were compared.
        pub names: usize,
        /// Those with the most documents first.
        pub groups: Vec<TwinGroupItem>,
    }

    /// Instead of what is known.
    #[derive(Default)]
    #[serde(deny_unknown_fields, default)]
    pub struct RadarQuery {
        /// The closing date, where QuickBooks shows none.
        pub closing_date: Option<String>,
        /// The closing date after it; default: the end of the next month, or of the last month.
        pub next_close: Option<String>,
    }

    /// Invoices that a closing date concerns, the oldest first.
    pub struct RadarPart {
        pub documents: Vec<ListRow>,
        pub totals: Vec<Total>,
    }

    pub struct RadarResult {
        pub as_of: Option<String>,
        /// Up to which day the books are closed; none: not known.
        pub closing_date: Option<String>,
        /// `quickbooks` (it shows the date) or `typed`; none without one.
        pub closing_source: Option<String>,
        pub next_close: String,
        /// Dated in the closed period and not in the books as they should be.
        pub closed: RadarPart,
        /// Dated after it, up to the next closing date, and not in the books yet.
        pub before_next: RadarPart,
        /// Not approved yet, and dated up to the next closing date; without totals.
        pub not_due: RadarPart,
    }
}
