//! ITM001: a product or service on a line cannot be used.
//!
//! # What it means
//! The item does not exist in QuickBooks, is a category, or is not set up for purchases on this date.
//!
//! # Why it happens
//! It was renamed or deleted, has sub-items, or is a stock item with a later start date.
//!
//! # What to do
//! Who: finance.
//! 1. Resend once: the same message sometimes passes by itself.
//! 2. In QuickBooks, click the gear → "Products and services", open the item, and tick that you purchase
//!    it, with an expense account.
//! 3. Or choose another item on the line in ProcurementExpress. {document}
//! 4. {resend}
//!
//! # How it is detected
//! The item that the reported error names by its id is looked up in QuickBooks: inactive, or not in the
//! complete list. ProcurementExpress does not tell which item a line carries, so without an id only the
//! text speaks.
//!
//! # Sources
//! Error catalogue, ITEM_INVALID; QuickBooks errors 2500 and 6270.

use clearpost_domain::{CauseClass, ListKind};

use crate::context::Context;
use crate::documentation::comment;
use crate::registry::Rule;
use crate::rules::Outcome;
use crate::rules::reference::element;

pub(crate) const RULE: Rule =
    Rule::data("ITM001", CauseClass::ItemInvalid, check, comment!("item.rs")).clearing(&[CauseClass::ItemInvalid]);

pub(crate) fn check(context: &Context<'_>) -> Outcome {
    element(context, CauseClass::ItemInvalid, &[ListKind::Item])
}
