//! What waits: planned without a network and sent once there is one again, and automatic retries.

use crate::line::Line;
use crate::session::{Window, with_window};
use crate::simulator::Simulator;
use crate::steps::{into_view, review, rows, sendable, until_receipt};
use serde_json::json;

const WAITING: &str = "[data-testid=attempt][data-state=queued]";

#[tokio::test]
async fn what_is_planned_offline_is_looked_up_again_and_sent_once_there_is_a_network() {
    let simulator = Simulator::start().await;
    let mut lines = Vec::new();
    let mut connection = simulator.connection();
    for (name, address) in &mut connection {
        if ["CLEARPOST_PROCUREMENT_URL", "CLEARPOST_QUICKBOOKS_URL"].contains(name) {
            let line = Line::to(address).await;
            *address = line.url();
            lines.push(line);
        }
    }
    with_window(&connection, async |window: &Window| {
        let documents = sendable(window, 2).await;
        lines.iter_mut().for_each(Line::cut);
        window.press("[data-testid=refresh]").await;
        window.wait_for("[data-testid=offline]").await;
        review(window, &documents).await;
        window.screenshot("offline-1-review").await;
        window.press("[data-testid=dialog-confirm]").await;
        until_receipt(window).await;
        window.screenshot("offline-2-kept").await;
        let kept = rows(window, "[data-testid=receipt] tr[data-outcome=queued]").await;
        assert_eq!(kept, documents);
        window.press("[data-testid=dialog-close]").await;
        window.press("[data-testid=nav-outbox]").await;
        window.wait_for(&format!("{WAITING} [data-testid=waits-for]")).await;
        window.screenshot("offline-3-waiting").await;

        // While nobody looks, one of them is called off.
        let [plain, cancelled] = &documents[..] else {
            panic!("two: {documents:?}")
        };
        simulator.act(json!({ "do": "cancel", "ref": cancelled })).await;
        for line in &mut lines {
            line.mend().await;
        }
        window.press("[data-testid=send-waiting]").await;
        window
            .wait_for("[data-testid=resend-review] tr[data-outcome=would_send]")
            .await;
        window.screenshot("offline-4-looked-up").await;
        window.press("[data-testid=dialog-confirm]").await;
        until_receipt(window).await;
        window.screenshot("offline-5-receipt").await;
        let proved = rows(window, "[data-testid=receipt] tr[data-outcome=proved]").await;
        assert_eq!(proved, std::slice::from_ref(plain));
        window.press("[data-testid=dialog-close]").await;
        // Both have answered, so what was missed is read, and nothing says any more that they cannot be reached.
        window
            .wait_until("document.querySelector('[data-testid=offline]') === null")
            .await;
        let conflict = format!("{WAITING}[data-ref='{cancelled}'] [data-testid=conflict]");
        window.wait_for(&conflict).await;
        window.screenshot("offline-6-conflict").await;
        window
            .press(&format!("{WAITING}[data-ref='{cancelled}'] button.small"))
            .await;
        window
            .wait_until(&format!("document.querySelector({}) === null", json!(WAITING)))
            .await;
        assert_eq!(simulator.created(plain).await, 1);
        assert_eq!(simulator.created(cancelled).await, 0);
    })
    .await;
}

#[tokio::test]
async fn automatic_retry_is_switched_on_shown_and_can_be_taken_back() {
    let simulator = Simulator::start().await;
    with_window(&simulator.connection(), async |window: &Window| {
        window.wait_for("[data-testid=row]").await;
        window.press("[data-testid=nav-settings]").await;
        into_view(window, "[data-testid=automatic-retry]").await;
        window.press("[data-testid=automatic-retry]:not(:checked)").await;
        window.wait_for("[data-testid=saved-automatic_retry]").await;
        window.screenshot("retry-1-settings").await;
        window.press("[data-testid=refresh]").await;
        window.press("[data-testid=nav-outbox]").await;
        window
            .wait_for(&format!("{WAITING} [data-testid=waits-for] time"))
            .await;
        window.screenshot("retry-2-planned").await;
        let planned = rows(window, WAITING).await;
        window.press(&format!("{WAITING} button.small")).await;
        window.wait_for("[data-testid=attempt][data-state=cancelled]").await;
        assert_eq!(rows(window, WAITING).await.len(), planned.len() - 1, "{planned:?}");
        for document in &planned {
            assert_eq!(simulator.created(document).await, 0, "{document} waits");
        }
    })
    .await;
}
