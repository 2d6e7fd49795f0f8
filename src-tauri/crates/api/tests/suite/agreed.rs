//! The way to resend is checked before it is kept, as the environment's is.

use clearpost_api::dto::SettingsChange;
use clearpost_api::{AgreedBy, Connection, connection_from_environment};

use crate::{app, connection, environment, opened};

/// One that the user made, not the environment.
fn made() -> Option<Connection> {
    connection().map(|connection| Connection {
        agreed: AgreedBy::Settings,
        ..connection
    })
}

#[test]
fn what_no_resend_could_be_is_not_kept() {
    let (app, _folder) = app(made());
    let call = |text: &str| SettingsChange {
        route: Some("call".into()),
        read_only: Some(true),
        call_invoice: Some(text.into()),
        ..SettingsChange::default()
    };
    for bad in [
        "/api/{id}",
        "POST api/{id}",
        "POST /api/resend",
        "DELETE /api/{id}",
        "GET /api/{id}",
        "POST //evil.example/{id}",
        "POST /../{id}",
    ] {
        let error = app.change_settings(call(bad)).unwrap_err();
        assert_eq!(error.code, "invalid_input", "{bad}");
    }
    let unknown = SettingsChange {
        route: Some("post".into()),
        ..SettingsChange::default()
    };
    assert_eq!(app.change_settings(unknown).unwrap_err().code, "invalid_input");
    let kept = app.settings().unwrap();
    assert_eq!(
        (kept.route, kept.call_invoice, kept.read_only),
        (None, None, false),
        "all or nothing"
    );
    let kept = app.change_settings(call(" post  /a/{id}/b ")).unwrap();
    assert_eq!(
        (kept.route.as_deref(), kept.call_invoice.as_deref(), kept.read_only),
        (Some("call"), Some("POST /a/{id}/b"), true)
    );
}

#[test]
fn every_way_can_be_agreed_and_taken_back() {
    let (app, _folder) = app(made());
    for word in ["edit", "call", "browser", ""] {
        let change = SettingsChange {
            route: Some(word.into()),
            ..SettingsChange::default()
        };
        let settings = app.change_settings(change).unwrap();
        assert_eq!(settings.route.unwrap_or_default(), word);
        assert!(!settings.route_verified);
    }
}

#[test]
fn the_demonstration_begins_with_a_way_that_works_and_can_be_changed() {
    let simulated = |name: &str| match name {
        "CLEARPOST_RESEND_ROUTE" => Some("call".to_owned()),
        "CLEARPOST_RESEND_CALL_INVOICE" => Some("POST /a/{id}/b".to_owned()),
        other => environment(other),
    };
    let (app, _folder) = opened(connection_from_environment(&simulated).unwrap(), true);
    let settings = app.settings().unwrap();
    assert_eq!(
        (settings.route.as_deref(), settings.call_invoice.as_deref()),
        (Some("call"), Some("POST /a/{id}/b"))
    );
    assert!(settings.route_verified && !settings.route_from_environment);
    let change = SettingsChange {
        route: Some("browser".into()),
        ..SettingsChange::default()
    };
    let settings = app.change_settings(change).unwrap();
    assert_eq!(
        (settings.route.as_deref(), settings.route_verified),
        (Some("browser"), false)
    );
}
