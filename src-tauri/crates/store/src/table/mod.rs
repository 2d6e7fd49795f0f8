//! One file per table: what a row is, and how it is written and read.

pub(crate) mod attempt;
pub(crate) mod company;
pub(crate) mod connection;
pub(crate) mod departure;
pub(crate) mod document;
pub(crate) mod handled;
pub(crate) mod judgement;
pub(crate) mod lead;
pub(crate) mod link;
pub(crate) mod look;
pub(crate) mod mark;
pub(crate) mod page;
pub(crate) mod pass;
pub(crate) mod plan;
pub(crate) mod quarantine;
pub(crate) mod receipt;
pub(crate) mod record;
pub(crate) mod rename;
pub(crate) mod route;
pub(crate) mod setting;
pub(crate) mod source;
pub(crate) mod status;
pub(crate) mod supplier;
pub(crate) mod touched;
pub(crate) mod transaction;
pub(crate) mod witness;
