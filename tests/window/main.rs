//! The real window: the built application on a virtual display, driven through WebDriver.
//!
//! `cargo xtask test` builds the programs and starts this inside a display and a message bus of its
//! own. Every test waits for a state, never for a time. The tests take turns: the application allows
//! one window per session.
#![forbid(unsafe_code)]
// Everything here is test code, and a belief that does not hold must end the test.
#![allow(clippy::expect_used, clippy::indexing_slicing)]

mod accessibility;
mod assistant;
mod browser;
mod causes;
mod focus;
mod journey;
mod launches;
mod line;
mod notifications;
mod policy;
mod proof;
mod queue;
mod receipts;
mod routes;
mod session;
mod simulator;
mod sink;
mod steps;
mod transcript;
