//! Rules about dates.

pub(crate) mod before_order;
pub(crate) mod closed_period;
