//! Pages of the two services, and Intuit's for developers, opened in the browser.

use crate::session::{Answer, Session};
use clearpost_api::internal;
use tauri::{AppHandle, State, command};
use tauri_plugin_opener::OpenerExt;

#[command]
pub async fn open_link(session: State<'_, Session>, window: AppHandle, url: String) -> Answer<()> {
    // The assistant's guide is read before any company is open.
    let url = match clearpost_api::guide_page(&url) {
        Some(page) => page,
        None => session.ask(move |app| app.check_link(&url)).await?,
    };
    let opened = window.opener().open_url(url.as_str(), None::<&str>);
    opened.map_err(|_| internal("no browser could be started"))
}
