//! What the window may ask. Each command hands its question to `clearpost_api` and decides nothing;
//! each is listed in `build.rs` and allowed in `capabilities/main.json`.

pub mod causes;
pub mod companies;
pub mod company;
pub mod documents;
pub mod links;
pub mod resend;
pub mod setup;
pub mod support;
pub mod sync;

use clearpost_api::ProgressSink;
use serde::Serialize;
use std::sync::Arc;
use tauri::{AppHandle, Emitter};

/// Tells the window that its data changed: ask again.
pub fn changed(handle: &AppHandle) {
    tell(handle, "changed", ());
}

/// Tells the window how far a job is.
pub fn progress(handle: &AppHandle) -> ProgressSink {
    let handle = handle.clone();
    Arc::new(move |progress| tell(&handle, "progress", progress))
}

fn tell(handle: &AppHandle, event: &str, what: impl Serialize + Clone) {
    if let Err(error) = handle.emit_to("main", event, what) {
        tracing::warn!(%error, event, "the window was not told");
    }
}
