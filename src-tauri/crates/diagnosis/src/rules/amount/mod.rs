//! Rules about amounts.

pub(crate) mod negative;
pub(crate) mod sum;
pub(crate) mod zero;
