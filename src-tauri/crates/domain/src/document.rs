//! Orders and invoices as ProcurementExpress shows them.
//!
//! List rows carry the header; a [`Detail`] is fetched only where the header is not enough
//! (design §4). Secrets of the service's answers never reach these types.

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{Currency, DocumentId, DocumentKind, DocumentRef, HistoryEntry, SupplierId};

/// A document's status. Unknown words of the service are kept, never dropped
/// (procurementexpress-api §6.6, §7.6; compared without case).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", from = "String")]
pub enum Status {
    Draft,
    Pending,
    Approved,
    Rejected,
    Cancelled,
    Paid,
    AwaitingReview,
    Outstanding,
    ReadyToPay,
    Settled,
    Other(String),
}

impl Status {
    pub fn word(&self) -> &str {
        match self {
            Self::Draft => "draft",
            Self::Pending => "pending",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Cancelled => "cancelled",
            Self::Paid => "paid",
            Self::AwaitingReview => "awaiting_review",
            Self::Outstanding => "outstanding",
            Self::ReadyToPay => "ready_to_pay",
            Self::Settled => "settled",
            Self::Other(word) => word,
        }
    }

    /// Whether ProcurementExpress sends documents of this status to QuickBooks (design §3, "Due").
    pub fn syncs(&self, kind: DocumentKind) -> bool {
        match kind {
            DocumentKind::Order => matches!(self, Self::Approved | Self::Paid),
            DocumentKind::Invoice => matches!(self, Self::ReadyToPay | Self::Settled),
        }
    }

    /// Cancelled or rejected: a counterpart must not exist.
    pub fn is_withdrawn(&self) -> bool {
        matches!(self, Self::Cancelled | Self::Rejected)
    }

    pub fn is_recognised(&self) -> bool {
        !matches!(self, Self::Other(_))
    }
}

impl From<String> for Status {
    fn from(word: String) -> Self {
        let key = word.trim().to_lowercase().replace([' ', '-'], "_");
        match key.as_str() {
            "draft" => Self::Draft,
            "pending" => Self::Pending,
            "approved" => Self::Approved,
            "rejected" => Self::Rejected,
            "cancelled" | "canceled" => Self::Cancelled,
            "paid" => Self::Paid,
            "awaiting_review" => Self::AwaitingReview,
            "outstanding" => Self::Outstanding,
            "ready_to_pay" => Self::ReadyToPay,
            "settled" => Self::Settled,
            _ => Self::Other(word),
        }
    }
}

impl From<Status> for String {
    fn from(status: Status) -> Self {
        status.word().to_owned()
    }
}

/// An id that another system gave this record (`third_party_id_mappings`; meaning inferred).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    pub service: String,
    pub id: String,
    pub realm: Option<String>,
}

/// An order that an invoice belongs to: by id (detail) or by approval key (list row).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderReference {
    pub id: Option<DocumentId>,
    pub approval_key: Option<String>,
}

/// The chart-of-accounts entry that a line is coded to, as ProcurementExpress copied it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountLabel {
    pub id: Option<u64>,
    pub name: String,
    pub number: Option<String>,
    /// QuickBooks' account type as copied, such as `Accounts Payable`; may be out of date.
    pub account_type: Option<String>,
    pub archived: bool,
}

impl AccountLabel {
    /// "6100 Office Supplies".
    pub fn display(&self) -> String {
        match &self.number {
            Some(number) if !number.is_empty() && !self.name.starts_with(number.as_str()) => {
                format!("{number} {}", self.name)
            }
            _ => self.name.clone(),
        }
    }
}

/// One line of an order or invoice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Position, counted from 1.
    pub number: u32,
    pub description: String,
    pub account: Option<AccountLabel>,
    pub net: Option<Decimal>,
    pub gross: Option<Decimal>,
    pub class: Option<String>,
    pub customer: Option<String>,
    pub billable: Option<String>,
    /// ProcurementExpress' id of the line's tax rate; which tax code of QuickBooks it stands for is not
    /// public (procurementexpress-api §9.5).
    #[serde(default)]
    pub tax_rate: Option<String>,
    pub order: Option<DocumentId>,
    /// Ids in other systems; what they mean on a line is not public, so they are hints only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mappings: Vec<Mapping>,
}

/// What only the detail answer tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detail {
    /// When Clearpost read it.
    pub read_at: DateTime<Utc>,
    pub approved_at: Option<DateTime<Utc>>,
    pub updated_at: Option<DateTime<Utc>>,
    /// Oldest first.
    pub history: Vec<HistoryEntry>,
    pub lines: Vec<Line>,
    pub supplier_archived: Option<bool>,
    /// The name of the payment terms, invoices only.
    #[serde(default)]
    pub terms: Option<String>,
    #[serde(default)]
    pub attachments: Vec<Attachment>,
    /// An entry of the history or a line could not be read, so the answer says less than the service knows.
    #[serde(default)]
    pub is_partial: bool,
}

/// A file attached to a document, without its contents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    pub name: String,
    /// Media type, such as `application/pdf`.
    pub kind: Option<String>,
    /// In bytes.
    pub size: Option<u64>,
}

impl Attachment {
    /// Why QuickBooks does not take the file, or a connector leaves it out without a word
    /// (sync-error-catalogue, ATTACHMENT and S7): "is larger than 20 MB".
    pub fn why_refused(&self) -> Option<String> {
        // Connections stop at 20 to 25 MB.
        const LARGEST: u64 = 20 * 1024 * 1024;
        const TAKEN: [&str; 18] = [
            "ai", "csv", "doc", "docx", "eps", "gif", "jpeg", "jpg", "ods", "pdf", "png", "rtf", "tif", "tiff", "txt",
            "xls", "xlsx", "xml",
        ];
        if self.size.is_some_and(|size| size > LARGEST) {
            return Some("is larger than 20 MB".to_owned());
        }
        let ending = self.name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase())?;
        (!TAKEN.contains(&ending.as_str())).then(|| format!("is of the type {ending}, which QuickBooks does not take"))
    }
}

/// A string of a document that may become QuickBooks' `DocNumber`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum NumberSource {
    Number,
    ApprovalKey,
    /// The approval key up to its first hyphen.
    LeadingPart,
}

impl NumberSource {
    pub const ALL: [Self; 3] = [Self::Number, Self::ApprovalKey, Self::LeadingPart];

    /// Trimmed; never empty.
    pub fn of(self, document: &Document) -> Option<&str> {
        let key = document.approval_key.as_deref();
        let text = match self {
            Self::Number => document.number.as_deref(),
            Self::ApprovalKey => key,
            Self::LeadingPart => key.and_then(|key| key.split('-').next()),
        };
        text.map(str::trim).filter(|text| !text.is_empty())
    }
}

/// A number as far as QuickBooks can hold it: 21 characters (quickbooks-online-api §6.3).
pub fn as_quickbooks_holds(number: &str) -> &str {
    number
        .char_indices()
        .nth(21)
        .map_or(number, |(end, _)| number.get(..end).unwrap_or(number).trim_end())
}

/// An order or an invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    pub reference: DocumentRef,
    /// What people call it: the invoice number, or the order's leading number.
    pub number: Option<String>,
    /// Orders only, such as `100021-2026-01-14`.
    pub approval_key: Option<String>,
    pub status: Status,
    pub archived: bool,
    pub supplier: Option<SupplierId>,
    pub supplier_name: String,
    pub currency: Option<Currency>,
    pub gross: Option<Decimal>,
    pub net: Option<Decimal>,
    pub tax: Option<Decimal>,
    /// Invoices only: the supplier's date.
    pub issue_date: Option<NaiveDate>,
    pub due_date: Option<NaiveDate>,
    /// Invoices only: `validation_date`, the day it was made ready to pay.
    pub validated_on: Option<NaiveDate>,
    pub created_at: Option<DateTime<Utc>>,
    /// Orders only: "Submitted On".
    pub submitted_at: Option<DateTime<Utc>>,
    pub orders: Vec<OrderReference>,
    pub mappings: Vec<Mapping>,
    /// Unexpected `quickbooks_*` / `qbo_*` keys with their values, for the connection check.
    pub probed: Vec<(String, String)>,
    pub detail: Option<Detail>,
}

impl Document {
    pub fn kind(&self) -> DocumentKind {
        self.reference.kind
    }

    pub fn is_in_syncing_status(&self) -> bool {
        self.status.syncs(self.kind())
    }

    /// The strings that QuickBooks may carry as `DocNumber`; which one is not public (design §3). Of
    /// one that is longer than QuickBooks allows, its beginning counts too.
    pub fn number_candidates(&self) -> Vec<&str> {
        let mut candidates: Vec<&str> = Vec::new();
        for source in NumberSource::ALL {
            let Some(candidate) = source.of(self) else { continue };
            for candidate in [candidate, as_quickbooks_holds(candidate)] {
                if !candidates.contains(&candidate) {
                    candidates.push(candidate);
                }
            }
        }
        candidates
    }

    /// The date shown for it: an invoice's issue date, an order's submission or creation day (UTC).
    pub fn date(&self) -> Option<NaiveDate> {
        match self.kind() {
            DocumentKind::Invoice => self.issue_date.or_else(|| self.created_at.map(|at| at.date_naive())),
            DocumentKind::Order => self.submitted_at.or(self.created_at).map(|at| at.date_naive()),
        }
    }

    pub fn lines(&self) -> &[Line] {
        self.detail.as_ref().map_or(&[], |detail| &detail.lines)
    }

    pub fn history(&self) -> &[HistoryEntry] {
        self.detail.as_ref().map_or(&[], |detail| &detail.history)
    }

    /// Takes over a newer list row and keeps what only the detail knew.
    #[must_use]
    pub fn updated_by_row(mut self, row: Self) -> Self {
        let detail = self.detail.take();
        // A row names orders by their keys only; the ids that the detail told still hold for those.
        let knows = |order: &OrderReference| {
            let same = |known: &OrderReference| known.approval_key == order.approval_key;
            order.id.is_none() && self.orders.iter().any(same)
        };
        let are_the_same = row.orders.len() == self.orders.len() && row.orders.iter().all(knows);
        let orders = if are_the_same { self.orders } else { row.orders.clone() };
        Self {
            detail,
            orders,
            // Rows of invoices have no such date (procurementexpress-api §7.3).
            created_at: row.created_at.or(self.created_at),
            probed: if row.probed.is_empty() {
                self.probed
            } else {
                row.probed.clone()
            },
            mappings: if row.mappings.is_empty() {
                self.mappings
            } else {
                row.mappings
            },
            supplier: row.supplier.or(self.supplier),
            ..row
        }
    }
}

/// A supplier of ProcurementExpress.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supplier {
    pub id: SupplierId,
    pub name: String,
    pub archived: bool,
    pub email: Option<String>,
    pub mappings: Vec<Mapping>,
}
