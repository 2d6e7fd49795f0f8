//! The clients against a scripted loopback server: what they read, and how they meet each fault.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests, too, fail by panicking"
)]

mod bearer;
mod books;
mod documents;
mod faults;
mod forms;
mod lanes;
mod leaks;
mod oauth;
mod poison;
mod queries;
mod sends;
mod server;
mod size;
mod tls;
