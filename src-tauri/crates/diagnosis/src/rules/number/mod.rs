//! Rules about a document's number.

pub(crate) mod taken;
