//! Rules about the error text itself, for what the data rules leave unexplained.

pub(crate) mod known;
pub(crate) mod resembles;
pub(crate) mod unknown;
