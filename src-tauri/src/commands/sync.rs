//! Reading the two services again.

use super::{changed, progress};
use crate::session::{Answer, Session};
use clearpost_api::dto::{RefreshQuery, RefreshResult, StatusResult};
use tauri::{AppHandle, State, command};

#[command]
pub async fn status(session: State<'_, Session>) -> Answer<StatusResult> {
    let (status, needs_keychain) = session.ask(|app| Ok((app.status()?, app.needs_keychain()?))).await?;
    let keychain = if needs_keychain {
        let asked = session.accounts(|accounts| async move { accounts.keychain().await });
        asked.await.ok()
    } else {
        None
    };
    Ok(StatusResult {
        keychain: keychain.map(|item| item.state),
        ..status
    })
}

#[command]
pub async fn refresh(session: State<'_, Session>, window: AppHandle, query: RefreshQuery) -> Answer<RefreshResult> {
    let progress = progress(&window);
    let refreshed = session
        .work(|app| async move { app.refresh(query, progress).await })
        .await;
    changed(&window);
    refreshed
}

#[command]
pub async fn cancel(session: State<'_, Session>) -> Answer<()> {
    session
        .ask(|app| {
            app.cancel();
            Ok(())
        })
        .await
}
