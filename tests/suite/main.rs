//! The whole product: `clearpost` and both simulated services as processes, one against the other.
//!
//! Each test starts its own services and its own data folder, so that all of them run side by side.
//! Nothing here knows how the product works inside: expectations come from the contract and from what
//! the simulator says is true. Every test waits for a state, never for a time.
#![forbid(unsafe_code)]
// Helpers outside of test functions fail a test by panicking too.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::indexing_slicing)]

mod desk;
mod dice;
mod http;
mod programs;
mod proxy;
mod services;
#[cfg(target_os = "linux")]
mod session;
mod wait;

mod acts;
mod ahead;
mod canary;
mod causes_gone;
mod classes;
mod commands;
mod companies;
mod connection;
mod crashes;
mod economy;
mod export;
mod faults;
mod fixes;
#[path = "../soak/histories/mod.rs"]
mod histories;
mod judging;
mod keychain;
mod ledger_files;
mod nowhere;
mod offline;
mod paging;
mod patterns;
mod random;
mod receipts;
mod resend_agreed;
mod resend_arrival;
mod resend_browser;
mod resend_bulk;
mod resend_leaving;
mod resend_looks;
mod resend_lost;
mod resend_queue;
mod resend_retry;
mod resend_routes;
mod resend_settles;
mod resend_together;
mod secrets;
mod shapes;
mod stories;
mod support;
mod table;
mod truth;
