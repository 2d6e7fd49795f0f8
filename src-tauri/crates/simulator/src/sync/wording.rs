//! How the procurement service words the outcome of a sync in a document's history. The real
//! wording is not public; the forms vary so that no client learns one of them by heart.

use super::{Failure, Said};
use crate::state::document::{Document, Kind};

pub const ACCOUNT_AP_AR: &str = "The purchase order or invoice contains a line item using an \"Accounts Payable\" or \"Accounts Receivable\" type of QuickBooks Online chart of account.";
pub const VENDOR_ARCHIVED: &str = "The vendor is Archived / Inactive";
pub const CANNOT_CREATE: &str =
    "The supplier used on the purchase order or invoice can not be created in QuickBooks Online.";

pub fn success(doc: &Document, update: bool) -> String {
    let what = what(doc);
    match (update, doc.id % 3) {
        (true, _) => format!("{what} was updated in QuickBooks Online"),
        (false, 0) => format!("{what} has been successfully synced to QuickBooks Online"),
        (false, _) => format!("{what} was synced to QuickBooks Online"),
    }
}

pub fn failure(doc: &Document, failure: &Failure) -> String {
    match &failure.said {
        Said::Own(text) if doc.id.is_multiple_of(3) => {
            format!("{} could not be synced to QuickBooks Online. {text}", what(doc))
        }
        Said::Own(text) => format!("Failed to sync to QuickBooks Online: {text}"),
        Said::Fault(fault) => match doc.id % 5 {
            0 => format!(
                "Failed to sync to QuickBooks Online: {}: {} (code {})",
                fault.message, fault.detail, fault.code
            ),
            1 => format!(
                "{} could not be synced to QuickBooks Online. {}",
                what(doc),
                fault.detail
            ),
            2 => format!("Failed to sync to QuickBooks Online: {{\"Fault\":{}}}", fault.json()),
            _ => format!("Failed to sync to QuickBooks Online: {}", fault.detail),
        },
    }
}

fn what(doc: &Document) -> &'static str {
    match doc.kind {
        Kind::Order => "Purchase order",
        Kind::Invoice => "Invoice",
    }
}
