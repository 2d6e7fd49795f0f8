//! Rules about tax.

pub(crate) mod code_missing;
pub(crate) mod totals;
