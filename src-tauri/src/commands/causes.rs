//! What holds documents back, and what an error text means.

use crate::session::{Answer, Session};
use clearpost_api::dto::{CausesResult, ExplainResult};
use tauri::{State, command};

#[command]
pub async fn causes(session: State<'_, Session>) -> Answer<CausesResult> {
    session.ask(|app| app.causes()).await
}

#[command]
pub async fn explain(session: State<'_, Session>, text: String) -> Answer<ExplainResult> {
    session.ask(move |_| clearpost_api::explain_text(&text)).await
}

#[command]
pub async fn explain_class(session: State<'_, Session>, class: String) -> Answer<ExplainResult> {
    session.ask(move |_| clearpost_api::explain_class(&class)).await
}
