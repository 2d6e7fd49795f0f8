//! The status table, one document, and the user's own marks.

use super::changed;
use crate::export;
use crate::session::{Answer, Session};
use clearpost_api::dto::{ExportResult, ListQuery, ListResult, ShowResult};
use tauri::{AppHandle, State, command};

#[command]
pub async fn list(session: State<'_, Session>, query: ListQuery) -> Answer<ListResult> {
    session.ask(move |app| app.list(&query)).await
}

#[command]
pub async fn show(session: State<'_, Session>, reference: String) -> Answer<ShowResult> {
    session.work(|app| async move { app.show(&reference).await }).await
}

#[command]
pub async fn handle(
    session: State<'_, Session>,
    window: AppHandle,
    reference: String,
    reason: String,
) -> Answer<ShowResult> {
    let shown = session
        .work(|app| async move { app.handle(&reference, &reason).await })
        .await;
    changed(&window);
    shown
}

#[command]
pub async fn unhandle(session: State<'_, Session>, window: AppHandle, reference: String) -> Answer<ShowResult> {
    let shown = session.work(|app| async move { app.unhandle(&reference).await }).await;
    changed(&window);
    shown
}

#[command]
pub async fn export_csv(session: State<'_, Session>, window: AppHandle, query: ListQuery) -> Answer<ExportResult> {
    let folder = export::folder(&window)?;
    session
        .ask(move |app| app.export_csv(&query, &export::file(&folder, app.status()?.as_of.as_deref())))
        .await
}
