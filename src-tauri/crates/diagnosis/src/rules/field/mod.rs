//! Rules about single fields.

pub(crate) mod format;
pub(crate) mod length;
pub(crate) mod required;
pub(crate) mod terms;
