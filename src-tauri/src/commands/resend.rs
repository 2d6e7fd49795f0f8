//! Asking ProcurementExpress to send documents again, and the log of that.

use super::{changed, progress};
use crate::session::{Answer, Session};
use clearpost_api::dto::{OutboxResult, ResendQuery, ResendResult};
use tauri::{AppHandle, State, command};

#[command]
pub async fn resend(session: State<'_, Session>, window: AppHandle, query: ResendQuery) -> Answer<ResendResult> {
    let progress = progress(&window);
    let resent = session
        .work(|app| async move { app.resend(&query, progress).await })
        .await;
    changed(&window);
    resent
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
