//! The companies, and which of them is open.

use super::changed;
use crate::session::{Answer, Session};
use clearpost_api::dto::{CompaniesResult, DisconnectQuery, DisconnectResult, StatusResult};
use tauri::{AppHandle, State, command};

#[command]
pub async fn companies(session: State<'_, Session>) -> Answer<CompaniesResult> {
    let open = session.open().await;
    session
        .accounts(|accounts| async move { accounts.companies(open.as_ref()).await })
        .await
}

#[command]
pub async fn open_company(session: State<'_, Session>, window: AppHandle, key: String) -> Answer<StatusResult> {
    session.open_company(key).await?;
    changed(&window);
    session.ask(|app| app.status()).await
}

#[cfg(feature = "demo")]
#[command]
pub async fn open_demonstration(session: State<'_, Session>, window: AppHandle) -> Answer<StatusResult> {
    session.open_demonstration().await?;
    crate::read_at_first_start(window.clone());
    changed(&window);
    session.ask(|app| app.status()).await
}

#[cfg(not(feature = "demo"))]
#[command]
pub async fn open_demonstration() -> Answer<StatusResult> {
    Err(clearpost_api::invalid_input("this build has no demonstration company"))
}

#[command]
pub async fn disconnect(
    session: State<'_, Session>,
    window: AppHandle,
    query: DisconnectQuery,
) -> Answer<DisconnectResult> {
    let key = query.key.clone();
    let is_open = session.open().await.is_some_and(|app| app.key() == Some(key.as_str()));
    let done = session
        .accounts(|accounts| async move { accounts.disconnect(&query).await })
        .await?;
    // The open company holds the connection that is gone: what is left of it is opened again.
    if is_open && session.open_company(key).await.is_err() {
        session.close().await;
    }
    changed(&window);
    Ok(done)
}
