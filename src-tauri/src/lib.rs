//! The desktop shell: one window, one capability, and commands that hand every question to
//! `clearpost_api`. It must hold no rule of the product, and the webview must never see a secret.
#![forbid(unsafe_code)]

mod clipboard;
mod commands;
#[cfg(feature = "demo")]
mod demo;
mod export;
mod notify;
mod session;
mod start;
mod window;

use clearpost_api::dto::RefreshQuery;
use commands::{causes, companies, company, documents, links, resend, setup, support, sync};
use session::Session;
use std::process::ExitCode;
use tauri::{Manager, RunEvent};

/// Runs the application until its window is closed.
pub fn run() -> ExitCode {
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::WARN)
        .with_writer(std::io::stderr)
        .init();
    let built = tauri::Builder::default()
        // First, so that a second start does nothing but show the first one's window.
        .plugin(tauri_plugin_single_instance::init(|app, _, _| window::show(app)))
        .plugin(tauri_plugin_window_state::Builder::default().build())
        .plugin(
            tauri_plugin_opener::Builder::default()
                .open_js_links_on_click(false)
                .build(),
        )
        .manage(Session::default())
        .invoke_handler(tauri::generate_handler![
            sync::status,
            sync::refresh,
            sync::cancel,
            documents::list,
            documents::show,
            documents::handle,
            documents::unhandle,
            documents::export_csv,
            causes::causes,
            causes::forecast,
            causes::twins,
            causes::radar,
            support::support_preview,
            support::support_bundle,
            causes::explain,
            causes::explain_class,
            resend::resend,
            resend::outbox,
            resend::cancel_attempt,
            resend::confirm_pressed,
            resend::verify_route,
            resend::pause,
            resend::resume,
            resend::receipts,
            resend::receipt,
            resend::receipt_csv,
            resend::receipt_pdf,
            links::open_link,
            companies::companies,
            companies::open_company,
            companies::open_demonstration,
            setup::setup,
            setup::setup_begin,
            setup::setup_paste,
            setup::setup_procurement,
            setup::setup_company,
            setup::setup_quickbooks,
            setup::setup_open_browser,
            setup::setup_without_quickbooks,
            setup::setup_confirm,
            setup::setup_cancel,
            companies::disconnect,
            company::check,
            company::settings,
            company::change_settings,
            company::proof,
            company::proof_pdf,
        ])
        .setup(|app| {
            window::open(app)?;
            read_at_first_start(app.handle().clone());
            Ok(())
        })
        .build(tauri::generate_context!());
    match built {
        Ok(app) => {
            app.run(|handle, event| {
                // What is sent now is waited for, two seconds at most.
                if let RunEvent::Exit = event {
                    tauri::async_runtime::block_on(handle.state::<Session>().quit());
                }
            });
            ExitCode::SUCCESS
        }
        Err(error) => {
            tracing::error!(%error, "the window could not be opened");
            eprintln!("Clearpost could not open its window: {error}");
            ExitCode::FAILURE
        }
    }
}

/// A connected company of which nothing was ever read is read without being asked.
pub(crate) fn read_at_first_start(handle: tauri::AppHandle) {
    tauri::async_runtime::spawn(async move {
        let session = handle.state::<Session>();
        let status = sync::status(handle.state()).await;
        if status.is_ok_and(|status| status.connected && status.as_of.is_none()) {
            let progress = commands::progress(&handle);
            let read = session
                .work(|app| async move { app.refresh(RefreshQuery::default(), progress).await })
                .await;
            if let Err(error) = read {
                tracing::warn!(code = error.code, "the first reading failed: {}", error.message);
            }
            commands::changed(&handle);
        }
    });
}
