//! The notification of the system when a resend of several documents has ended: one, when the user
//! looks elsewhere; none, when the window is in front and says it itself.

use crate::focus::Focus;
use crate::session::{PATIENCE, Window, with_window};
use crate::simulator::Simulator;
use crate::steps::{largest, until_receipt};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use zbus::zvariant::OwnedValue;
use zbus::{Connection, interface};

/// Title and text of what was to be shown.
type Shown = Arc<Mutex<Vec<(String, String)>>>;

/// Stands in for the desktop's notification service, on the bus of the tests.
struct Desktop {
    shown: Shown,
}

#[interface(name = "org.freedesktop.Notifications")]
impl Desktop {
    #[expect(clippy::too_many_arguments, reason = "they are the interface's")]
    fn notify(
        &self,
        application: &str,
        replaces: u32,
        icon: &str,
        summary: String,
        body: String,
        actions: Vec<String>,
        hints: std::collections::HashMap<String, OwnedValue>,
        timeout: i32,
    ) -> u32 {
        let _ = (application, replaces, icon, actions, hints, timeout);
        let mut shown = self.shown.lock().expect("the list");
        shown.push((summary, body));
        u32::try_from(shown.len()).expect("few")
    }
}

/// Serves until the connection is dropped.
async fn desktop() -> (Connection, Shown) {
    let shown = Shown::default();
    let serving = zbus::connection::Builder::session().and_then(|bus| {
        bus.name("org.freedesktop.Notifications")?.serve_at(
            "/org/freedesktop/Notifications",
            Desktop {
                shown: Arc::clone(&shown),
            },
        )
    });
    let connection = serving.expect("a bus").build().await.expect("the name is free");
    (connection, shown)
}

#[tokio::test]
async fn end_of_a_bulk_resend_is_told_once_where_the_user_looks_elsewhere() {
    let simulator = Simulator::start().await;
    let (_serving, shown) = desktop().await;
    with_window(&simulator.connection(), async |window: &Window| {
        window.wait_for("[data-testid=row]").await;
        let focus = Focus::new();
        focus.away();
        let (company, documents) = resend_largest(window, &simulator).await;
        let count = documents.len();
        let told = told(&shown, 1).await;
        assert_eq!(told[0].0, format!("Resend ended: {company}"));
        assert!(
            told[0]
                .1
                .starts_with(&format!("{count} of {count} documents are proved")),
            "{told:?}"
        );

        // One document alone is not told, and while the user looks at the window, nothing is.
        let one = json!({ "query": { "refs": [documents[0]], "wait_seconds": 0 } });
        window.invoke("resend", one).await;
        focus.on("Clearpost");
        let both = json!({ "query": { "refs": documents, "wait_seconds": 0 } });
        let resent = window.invoke("resend", both).await;
        assert!(resent["ok"]["receipt"].is_string(), "{resent}");
        // Another one, from here: whatever the window sent before it has arrived by then.
        let all = notify_last(&shown).await;
        assert_eq!(all.len(), 2, "nothing more was told: {all:?}");
    })
    .await;
}

#[tokio::test]
async fn without_a_notification_service_a_bulk_resend_ends_all_the_same() {
    let simulator = Simulator::start().await;
    with_window(&simulator.connection(), async |window: &Window| {
        resend_largest(window, &simulator).await;
    })
    .await;
}

/// Puts a cause right and resends what waited for it; the company's name and the documents.
async fn resend_largest(window: &Window, simulator: &Simulator) -> (String, Vec<Value>) {
    let cause = largest(window, "VENDOR_INACTIVE", "vendor").await;
    simulator
        .act(json!({ "do": "reactivate_vendor", "vendor": cause["culprit"]["id"] }))
        .await;
    window.press("[data-testid=nav-causes]").await;
    window
        .press(&format!(
            "[data-testid=cause][data-cause={}] [data-testid=resend-cause]",
            cause["id"]
        ))
        .await;
    window.press("[data-testid=dialog-confirm]").await;
    until_receipt(window).await;
    let status = window.invoke("status", json!({})).await;
    let company = status["ok"]["company"].as_str().expect("a name").to_owned();
    (company, cause["documents"].as_array().expect("documents").clone())
}

/// The notifications, once there are so many.
async fn told(shown: &Shown, count: usize) -> Vec<(String, String)> {
    let waited = tokio::time::timeout(PATIENCE, async {
        loop {
            let told = shown.lock().expect("the list").clone();
            if told.len() >= count {
                return told;
            }
            tokio::task::yield_now().await;
        }
    });
    waited.await.expect("the desktop is told")
}

/// A notification of the test's own, and all of them once it is shown.
async fn notify_last(shown: &Shown) -> Vec<(String, String)> {
    let bus = Connection::session().await.expect("a bus");
    let hints = std::collections::HashMap::<&str, OwnedValue>::new();
    let nothing: Vec<&str> = Vec::new();
    bus.call_method(
        Some("org.freedesktop.Notifications"),
        "/org/freedesktop/Notifications",
        Some("org.freedesktop.Notifications"),
        "Notify",
        &("test", 0_u32, "", "the last one", "", nothing, hints, 0_i32),
    )
    .await
    .expect("the desktop answers");
    told(shown, 2).await
}
