//! The desktop shell: one window, one capability, and commands that hand every question to
//! `clearpost_api`. It must hold no rule of the product, and the webview must never see a secret.
#![forbid(unsafe_code)]

mod window;

use std::process::ExitCode;

/// Runs the application until its window is closed.
pub fn run() -> ExitCode {
    let built = tauri::Builder::default()
        // First, so that a second start does nothing but show the first one's window.
        .plugin(tauri_plugin_single_instance::init(|app, _, _| window::show(app)))
        .plugin(tauri_plugin_window_state::Builder::default().build())
        .plugin(tauri_plugin_opener::Builder::default().open_js_links_on_click(false).build())
        .setup(|app| Ok(window::open(app)?))
        .build(tauri::generate_context!());
    match built {
        Ok(app) => {
            app.run(|_, _| {});
            ExitCode::SUCCESS
        }
        Err(error) => {
            tracing::error!(%error, "the window could not be opened");
            eprintln!("Clearpost could not open its window: {error}");
            ExitCode::FAILURE
        }
    }
}
