//! Rules about an invoice's order.

pub(crate) mod lines;
pub(crate) mod not_arrived;
pub(crate) mod not_linkable;
pub(crate) mod vendor;

use crate::case::Case;

/// What people call the order.
pub(crate) fn name_of(order: Case<'_>) -> String {
    let reference = order.document.reference;
    order
        .document
        .number
        .clone()
        .unwrap_or_else(|| reference.id.to_string())
}
