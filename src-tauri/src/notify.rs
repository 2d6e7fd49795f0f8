//! Tells the user through the system that a long job has ended, while they look at something else. Sent
//! by Rust; the webview has no part in it. A system without notifications is none the wiser.

use clearpost_api::Notice;
use notify_rust::Notification;
use tauri::{AppHandle, Manager};

/// Shows a notice, unless the window is in front and says it itself.
pub fn unless_in_front(handle: &AppHandle, notice: Notice) {
    let window = handle.get_webview_window(crate::window::MAIN);
    if window.is_some_and(|window| window.is_focused().unwrap_or_default()) {
        return;
    }
    let application = handle.config().identifier.clone();
    // A service that does not answer must keep nobody waiting.
    tauri::async_runtime::spawn_blocking(move || {
        let mut notification = Notification::new();
        notification
            .appname("Clearpost")
            .summary(&notice.title)
            .body(&notice.text);
        show(&mut notification, &application);
    });
}

/// Some desktops take a notification back once its sender hangs up: the line stays open until the next one.
#[cfg(target_os = "linux")]
fn show(notification: &mut Notification, _application: &str) {
    use notify_rust::NotificationHandle;
    use std::sync::{Mutex, PoisonError};
    static LAST: Mutex<Option<NotificationHandle>> = Mutex::new(None);
    match notification.show() {
        Ok(shown) => *LAST.lock().unwrap_or_else(PoisonError::into_inner) = Some(shown),
        Err(error) => not_shown(&error),
    }
}

/// Both show what an installed application sends, and ask which one it is.
#[cfg(not(target_os = "linux"))]
fn show(notification: &mut Notification, application: &str) {
    #[cfg(target_os = "macos")]
    let _ = notify_rust::set_application(application);
    #[cfg(windows)]
    if !cfg!(debug_assertions) {
        notification.app_id(application);
    }
    if let Err(error) = notification.show() {
        not_shown(&error);
    }
}

fn not_shown(error: &notify_rust::error::Error) {
    tracing::debug!(%error, "the system shows no notification");
}
