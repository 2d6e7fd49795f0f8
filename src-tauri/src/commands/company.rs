//! One company's connection check, settings and proofs.

use super::changed;
use crate::export;
use crate::session::{Answer, Session};
use clearpost_api::dto::{CheckResult, ExportResult, ProofResult, SettingsChange, SettingsResult};
use tauri::{AppHandle, State, command};

#[command]
pub async fn check(session: State<'_, Session>) -> Answer<CheckResult> {
    session.work(|app| async move { app.check().await }).await
}

#[command]
pub async fn settings(session: State<'_, Session>) -> Answer<SettingsResult> {
    session.ask(|app| app.settings()).await
}

#[command]
pub async fn change_settings(
    session: State<'_, Session>,
    window: AppHandle,
    change: SettingsChange,
) -> Answer<SettingsResult> {
    let changed_settings = session.ask(move |app| app.change_settings(change)).await;
    changed(&window);
    changed_settings
}

#[command]
pub async fn proof(session: State<'_, Session>, reference: String) -> Answer<ProofResult> {
    session.ask(move |app| app.proof(&reference)).await
}

#[command]
pub async fn proof_pdf(session: State<'_, Session>, window: AppHandle, reference: String) -> Answer<ExportResult> {
    let folder = export::folder(&window)?;
    session
        .ask(move |app| {
            let name = format!("clearpost-{}", reference.replace(':', "-"));
            app.proof_pdf(&reference, &export::new_file(&folder, &name, "pdf"))
        })
        .await
}
