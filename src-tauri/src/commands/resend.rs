//! Asking ProcurementExpress to send documents again, and the log of that.

use super::{changed, progress};
use crate::session::{Answer, Session};
use crate::{export, notify};
use clearpost_api::App;
use clearpost_api::dto::{
    ExportResult, OutboxResult, ReceiptResult, ReceiptsResult, ResendQuery, ResendResult, VerifyQuery, VerifyResult,
};
use tauri::{AppHandle, State, command};
use tauri_plugin_opener::OpenerExt;

#[command]
pub async fn resend(session: State<'_, Session>, window: AppHandle, query: ResendQuery) -> Answer<ResendResult> {
    let (progress, pages) = (progress(&window), window.clone());
    let resent = session
        .work(|app| async move {
            let app = with_pages(app, pages.clone());
            let resent = app.resend(&query, progress).await;
            if let Some(notice) = app.notice(&query, &resent) {
                notify::unless_in_front(&pages, notice);
            }
            resent
        })
        .await;
    changed(&window);
    resent
}

#[command]
pub async fn verify_route(session: State<'_, Session>, window: AppHandle, query: VerifyQuery) -> Answer<VerifyResult> {
    let (progress, pages) = (progress(&window), window.clone());
    let verified = session
        .work(|app| async move { with_pages(app, pages).verify_route(&query, progress).await })
        .await;
    changed(&window);
    verified
}

/// For the route on which the user presses Resend.
fn with_pages(app: App, window: AppHandle) -> App {
    app.opening_pages(move |page| {
        if let Err(error) = window.opener().open_url(page, None::<&str>) {
            tracing::warn!(%error, "no browser could be started");
        }
    })
}

#[command]
pub async fn pause(session: State<'_, Session>) -> Answer<()> {
    session
        .ask(|app| {
            app.pause();
            Ok(())
        })
        .await
}

#[command]
pub async fn resume(session: State<'_, Session>) -> Answer<()> {
    session
        .ask(|app| {
            app.resume();
            Ok(())
        })
        .await
}

#[command]
pub async fn outbox(session: State<'_, Session>) -> Answer<OutboxResult> {
    session.ask(|app| app.outbox()).await
}

#[command]
pub async fn cancel_attempt(session: State<'_, Session>, window: AppHandle, attempt: String) -> Answer<OutboxResult> {
    let outbox = session.ask(move |app| app.cancel_attempt(&attempt)).await;
    changed(&window);
    outbox
}

#[command]
pub async fn confirm_pressed(
    session: State<'_, Session>,
    window: AppHandle,
    attempt: String,
    pressed: bool,
) -> Answer<OutboxResult> {
    let outbox = session.ask(move |app| app.confirm_pressed(&attempt, pressed)).await;
    changed(&window);
    outbox
}

#[command]
pub async fn receipts(session: State<'_, Session>) -> Answer<ReceiptsResult> {
    session.ask(|app| app.receipts()).await
}

#[command]
pub async fn receipt(session: State<'_, Session>, receipt: Option<String>) -> Answer<ReceiptResult> {
    session.ask(move |app| app.receipt(receipt.as_deref())).await
}

#[command]
pub async fn receipt_csv(
    session: State<'_, Session>,
    window: AppHandle,
    receipt: Option<String>,
) -> Answer<ExportResult> {
    let file = export::new_file(&export::folder(&window)?, "clearpost-resend", "csv");
    session.ask(move |app| app.receipt_csv(receipt.as_deref(), &file)).await
}

#[command]
pub async fn receipt_pdf(
    session: State<'_, Session>,
    window: AppHandle,
    receipt: Option<String>,
) -> Answer<ExportResult> {
    let file = export::new_file(&export::folder(&window)?, "clearpost-resend", "pdf");
    session.ask(move |app| app.receipt_pdf(receipt.as_deref(), &file)).await
}
