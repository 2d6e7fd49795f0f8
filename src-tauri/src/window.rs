//! The one window: how it is made, and what it refuses. It shows the bundled UI and nothing else.

use tauri::webview::{NewWindowResponse, WebviewWindowBuilder};
use tauri::{App, AppHandle, Manager, Url};

/// The window's label, by which `capabilities/main.json` names it.
pub const MAIN: &str = "main";

/// Opens the window of `tauri.conf.json`.
pub fn open(app: &App) -> tauri::Result<()> {
    let config = app.config().app.windows.iter().find(|window| window.label == MAIN);
    let config = config.ok_or(tauri::Error::WindowNotFound)?;
    WebviewWindowBuilder::from_config(app.handle(), config)?
        .on_navigation(is_ours)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .devtools(cfg!(debug_assertions))
        .build()?;
    Ok(())
}

/// Brings the window forward, when the application is started a second time.
pub fn show(app: &AppHandle) {
    let Some(window) = app.get_webview_window(MAIN) else {
        return;
    };
    for step in [window.unminimize(), window.show(), window.set_focus()] {
        if let Err(error) = step {
            tracing::warn!(%error, "the window did not come forward");
        }
    }
}

/// Whether an address is the bundled UI itself; everything else opens in the browser, from Rust.
fn is_ours(url: &Url) -> bool {
    let bundled = match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        // Windows maps the scheme to a host that no name server knows.
        "http" | "https" => cfg!(windows) && url.host_str() == Some("tauri.localhost"),
        _ => false,
    };
    let served = cfg!(not(feature = "custom-protocol")) && url.as_str().starts_with("http://127.0.0.1:1420/");
    bundled || served
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_bundled_ui_may_be_shown() {
        assert!(is_ours(
            &"tauri://localhost/index.html".parse().expect("a valid address")
        ));
        for foreign in [
            "https://qbo.intuit.com/app/bill",
            "http://127.0.0.1:41001/",
            "tauri://localhost.example.com/",
            "http://tauri.localhost.example.com/",
            "about:blank",
            "data:text/html,<p>x</p>",
            "file:///etc/passwd",
            "javascript:alert(1)",
        ] {
            assert!(
                !is_ours(&foreign.parse().expect("a valid address")),
                "{foreign} must not be shown"
            );
        }
    }
}
