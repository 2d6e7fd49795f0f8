//! What holds documents back or would, near names, closing dates, and what an error text means.

use crate::session::{Answer, Session};
use clearpost_api::dto::{CausesResult, ExplainResult, ForecastResult, RadarQuery, RadarResult, TwinsResult};
use tauri::{State, command};

#[command]
pub async fn causes(session: State<'_, Session>) -> Answer<CausesResult> {
    session.ask(|app| app.causes()).await
}

#[command]
pub async fn forecast(session: State<'_, Session>) -> Answer<ForecastResult> {
    session.ask(|app| app.forecast()).await
}

#[command]
pub async fn twins(session: State<'_, Session>) -> Answer<TwinsResult> {
    session.ask(|app| app.twins()).await
}

#[command]
pub async fn radar(session: State<'_, Session>, query: RadarQuery) -> Answer<RadarResult> {
    session.ask(move |app| app.radar(&query)).await
}

#[command]
pub async fn explain(session: State<'_, Session>, text: String) -> Answer<ExplainResult> {
    session.ask(move |app| app.explain(&text)).await
}

#[command]
pub async fn explain_class(session: State<'_, Session>, class: String) -> Answer<ExplainResult> {
    session.ask(move |_| clearpost_api::explain_class(&class)).await
}
