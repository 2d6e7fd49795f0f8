//! Rules about currencies.

pub(crate) mod home_only;
pub(crate) mod rate;
