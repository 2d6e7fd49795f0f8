//! Rules about the counterpart in QuickBooks.

pub(crate) mod gone;
pub(crate) mod not_approved;
