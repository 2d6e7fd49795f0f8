//! Tests of the diagnosis as its callers see it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)] // a broken helper is a failed test

mod classifier;
mod differential;
mod explanations;
mod followed;
mod grouping;
mod history;
mod notes;
mod outages;
mod radar;
mod ranking;
mod registry;
mod rules;
mod support;
mod twins;
