//! Whatever the window sends, a handler answers: it never panics, and long input is refused.

use clearpost_api::dto::{ListQuery, ResendQuery};
use clearpost_api::explain_text;
use proptest::prelude::*;

use crate::{app, connection};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_in_any_command_is_answered(text in any::<String>(), number in any::<usize>()) {
        let (app, _folder) = app(connection());
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let query = ListQuery {
            kind: Some(text.clone()),
            states: vec![text.clone()],
            classes: vec![text.clone()],
            search: Some(text.clone()),
            sort: Some(text.clone()),
            limit: Some(number),
            offset: Some(number),
            archived: true,
        };
        let _ = app.list(&query);
        let _ = app.cancel_attempt(&text);
        let _ = explain_text(&text, None);
        runtime.block_on(async {
            let _ = app.show(&text).await;
            let _ = app.handle(&text, &text).await;
            let _ = app.unhandle(&text).await;
            let resend = ResendQuery {
                refs: vec![text.clone()],
                class: Some(text.clone()),
                cause: Some(text.clone()),
                route: Some(text.clone()),
                wait_seconds: Some(0),
                ..ResendQuery::default()
            };
            let _ = app.resend(&resend, std::sync::Arc::new(|_| {})).await;
        });
    }

    #[test]
    fn no_address_but_the_services_own_is_opened(text in any::<String>()) {
        let (app, _folder) = app(connection());
        if let Ok(url) = app.check_link(&text) {
            prop_assert!(url.as_str().starts_with("http://127.0.0.1:9/") || url.host_str() == Some("qbo.intuit.com"));
        }
    }
}

#[test]
fn input_beyond_any_use_is_refused() {
    let (app, _folder) = app(connection());
    let search = ListQuery {
        search: Some("x".repeat(501)),
        ..ListQuery::default()
    };
    assert_eq!(app.list(&search).unwrap_err().code, "invalid_input");
    assert_eq!(
        explain_text(&"x".repeat(20_001), None).unwrap_err().code,
        "invalid_input"
    );
}
