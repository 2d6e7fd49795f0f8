//! Rules about the counterpart in QuickBooks.

pub(crate) mod attachment;
pub(crate) mod changed;
pub(crate) mod gone;
pub(crate) mod locked;
pub(crate) mod not_approved;
pub(crate) mod not_ready;
pub(crate) mod partial;
