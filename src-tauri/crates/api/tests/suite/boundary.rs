//! The shapes of questions and the first answers of an empty desk.

use std::sync::Arc;

use clearpost_api::dto::{ListQuery, ResendQuery};
use clearpost_api::{explain_class, explain_text};

use crate::{app, connection};

#[test]
fn a_question_with_an_unknown_field_is_refused() {
    assert!(serde_json::from_str::<ListQuery>(r#"{"limit": 5}"#).is_ok());
    assert!(serde_json::from_str::<ListQuery>(r#"{"limit": 5, "where": "1=1"}"#).is_err());
    assert!(serde_json::from_str::<ResendQuery>(r#"{"refs": ["order:1"], "url": "x"}"#).is_err());
}

#[test]
fn without_a_company_every_question_says_that_none_is_connected() {
    let (app, _folder) = app(None);
    assert_eq!(app.status().unwrap_err().code, "not_connected");
    assert_eq!(app.list(&ListQuery::default()).unwrap_err().code, "not_connected");
    assert_eq!(app.causes().unwrap_err().code, "not_connected");
}

#[test]
fn an_empty_cache_says_so_but_still_shows_the_company() {
    let (app, _folder) = app(connection());
    assert_eq!(app.list(&ListQuery::default()).unwrap_err().code, "empty_cache");
    let status = app.status().unwrap();
    assert_eq!((status.as_of, status.documents.total), (None, 0));
    assert!(status.connected && status.quickbooks_connected);
}

#[tokio::test]
async fn a_resend_of_nothing_is_refused() {
    let (app, _folder) = app(connection());
    let error = app.resend(&ResendQuery::default(), Arc::new(|_| {})).await.unwrap_err();
    assert_eq!(error.code, "invalid_input");
}

#[test]
fn an_unknown_text_gets_no_invented_cause() {
    let explanation = explain_text("The moon is made of cheese", None).unwrap();
    assert_eq!(explanation.class, "UNKNOWN");
    assert!(
        explanation
            .steps
            .iter()
            .any(|step| step.text.contains("support@procurementexpress.com"))
    );
}

#[test]
fn a_class_is_explained_in_any_case_and_an_unknown_one_refused() {
    assert_eq!(explain_class("period_closed").unwrap().class, "PERIOD_CLOSED");
    assert_eq!(explain_class("NO_SUCH_CLASS").unwrap_err().code, "invalid_input");
}
