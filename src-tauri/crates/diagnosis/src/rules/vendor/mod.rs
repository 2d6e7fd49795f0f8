//! Rules about the supplier and its vendor.

pub(crate) mod archived;
pub(crate) mod currency;
pub(crate) mod inactive;
pub(crate) mod name_taken;
pub(crate) mod names_busy;
pub(crate) mod not_found;
