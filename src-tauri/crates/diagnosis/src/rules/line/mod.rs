//! Rules about what lines carry besides their account.

pub(crate) mod billable;
pub(crate) mod customer_missing;
pub(crate) mod item;
