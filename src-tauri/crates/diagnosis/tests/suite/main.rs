//! Tests of the diagnosis as its callers see it.

mod classifier;
mod explanations;
mod history;
mod support;
