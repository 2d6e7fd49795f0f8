//! The data contract: what the window receives over IPC and the command line prints with `--json`.
//!
//! One set of DTOs, one set of handlers, one closed set of error codes. Nothing here knows the
//! webview or a terminal, and no secret has a place in any type.

pub mod dto;
