//! The data contract: what the window receives over IPC and the command line prints with `--json`.
//!
//! One set of DTOs, one set of handlers, one closed set of error codes. Nothing here knows the
//! webview or a terminal, and no secret has a place in any type.

mod app;
mod connect;
mod convert;
mod diagnosed;
pub mod dto;
mod error;
mod jobs;
mod notice;
mod outside;
mod proof;
mod proof_sheet;
mod receipt_sheet;
mod resend;
mod settings;
mod support;
#[cfg(feature = "bindings")]
pub mod typescript;

pub use app::{App, Options, ProgressSink};
pub use clearpost_engine::{AgreedBy, Clock, Connection, ErrorCode};
pub use connect::Accounts;
pub use error::{internal, interrupted, invalid_input, not_connected};
pub use notice::Notice;
pub use outside::{
    connection_from_environment, default_data_dir, explain_class, explain_text, grace_from_environment, guide_page,
};
