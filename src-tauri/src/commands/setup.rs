//! The connection assistant. Secrets come from the clipboard; none passes through here to the window.

use super::changed;
use crate::session::{Answer, Session};
use crate::{clipboard, start};
use clearpost_api::dto::{SetupProcurement, SetupQuickBooks, SetupResult, StatusResult};
use clearpost_api::{Accounts, internal};
use tauri::{AppHandle, Manager, State, command};
use tauri_plugin_opener::OpenerExt;

#[command]
pub async fn setup(session: State<'_, Session>) -> Answer<SetupResult> {
    session.accounts(|accounts| async move { accounts.setup().await }).await
}

#[command]
pub async fn setup_begin(session: State<'_, Session>, key: Option<String>) -> Answer<SetupResult> {
    session
        .accounts(|accounts| async move { accounts.setup_begin(key.as_deref()).await })
        .await
}

#[command]
pub async fn setup_paste(session: State<'_, Session>, slot: String) -> Answer<SetupResult> {
    session
        .accounts(|accounts| async move { accounts.setup_fill(&slot, clipboard::take()?).await })
        .await
}

#[command]
pub async fn setup_procurement(session: State<'_, Session>, query: SetupProcurement) -> Answer<SetupResult> {
    session
        .accounts(|accounts| async move { accounts.setup_procurement(&query).await })
        .await
}

#[command]
pub async fn setup_company(session: State<'_, Session>, company: String) -> Answer<SetupResult> {
    session
        .accounts(|accounts| async move { accounts.setup_company(&company).await })
        .await
}

#[command]
pub async fn setup_quickbooks(
    session: State<'_, Session>,
    window: AppHandle,
    query: SetupQuickBooks,
) -> Answer<SetupResult> {
    let in_browser = query.method != "refresh_token";
    let seen = session
        .accounts(|accounts| async move { accounts.setup_quickbooks(&query, start::intuit_stand_in()).await })
        .await?;
    if in_browser {
        open_page(&session, &window).await?;
        tell_when_settled(window);
    }
    Ok(seen)
}

#[command]
pub async fn setup_open_browser(session: State<'_, Session>, window: AppHandle) -> Answer<SetupResult> {
    open_page(&session, &window).await?;
    session.accounts(|accounts| async move { accounts.setup().await }).await
}

#[command]
pub async fn setup_without_quickbooks(session: State<'_, Session>) -> Answer<SetupResult> {
    session
        .accounts(|accounts| async move { accounts.setup_without_quickbooks().await })
        .await
}

/// The user has seen the names of both sides and every warning.
#[command]
pub async fn setup_confirm(session: State<'_, Session>, window: AppHandle, colour: String) -> Answer<StatusResult> {
    let key = session
        .accounts(|accounts| async move { accounts.setup_confirm(Some(&colour), true).await })
        .await?;
    session.open_company(key).await?;
    crate::read_at_first_start(window.clone());
    changed(&window);
    session.ask(|app| app.status()).await
}

#[command]
pub async fn setup_cancel(session: State<'_, Session>) -> Answer<()> {
    session
        .accounts(|accounts| async move {
            accounts.setup_cancel().await;
            Ok(())
        })
        .await
}

/// Sign-in happens in the system's browser, never in this window (promise S13).
async fn open_page(session: &Session, window: &AppHandle) -> Answer<()> {
    let page = session
        .accounts(|accounts| async move { accounts.setup_browser_page().await })
        .await?;
    let opened = window.opener().open_url(page.as_str(), None::<&str>);
    opened.map_err(|_| internal("no browser could be started"))
}

/// The window asks again once the browser's answer is there, or its time is up.
fn tell_when_settled(window: AppHandle) {
    tauri::async_runtime::spawn(async move {
        let wait = |accounts: Accounts| async move { accounts.setup_settled().await };
        let settled = window.state::<Session>().accounts(wait).await;
        if settled.is_ok() {
            changed(&window);
        }
    });
}
