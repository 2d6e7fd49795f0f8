//! What the simulator promises, asked over HTTP as its callers do. One module per area.

// Helpers outside of test functions fail a test by panicking too.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::indexing_slicing)]

mod acts;
mod companies;
mod company;
mod control;
mod faults;
mod harness;
mod limits;
mod oauth;
mod procurement;
mod procurement_oauth;
mod quickbooks;
mod syncing;
mod truth;
