//! Material for the vendor's support: shown first, then written among the user's downloads.

use crate::export;
use crate::session::{Answer, Session};
use clearpost_api::dto::{ExportResult, SupportQuery, SupportResult};
use tauri::{AppHandle, State, command};

#[command]
pub async fn support_preview(session: State<'_, Session>, query: SupportQuery) -> Answer<SupportResult> {
    session.ask(move |app| app.support_preview(&query)).await
}

#[command]
pub async fn support_bundle(
    session: State<'_, Session>,
    window: AppHandle,
    query: SupportQuery,
) -> Answer<ExportResult> {
    let folder = export::folder(&window)?;
    session
        .ask(move |app| app.support_bundle(&query, &export::new_file(&folder, "clearpost-support", "zip")))
        .await
}
