//! Secrets that the user copied: they go from the clipboard to the assistant and never through the
//! webview.

use crate::session::Answer;
use arboard::Clipboard;
use clearpost_api::{internal, invalid_input};

/// The text on the clipboard, which is emptied.
pub fn take() -> Answer<String> {
    let unusable = |_| internal("the clipboard cannot be read on this computer; use `clearpost connect` in a terminal");
    let mut clipboard = Clipboard::new().map_err(unusable)?;
    match clipboard.get_text() {
        Ok(text) if !text.trim().is_empty() => {
            if clipboard.clear().is_err() {
                tracing::warn!("the clipboard could not be emptied");
            }
            Ok(text)
        }
        Ok(_) | Err(arboard::Error::ContentNotAvailable) => Err(invalid_input(
            "there is no text on the clipboard; copy it first, then press Paste",
        )),
        Err(error) => Err(unusable(error)),
    }
}
