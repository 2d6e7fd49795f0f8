//! Rules about amounts.

pub(crate) mod zero;
