//! From a root cause to the proof: put right, checked again, gone, resent together, proved.

use crate::journey::inspect;
use crate::session::{Window, with_window};
use crate::simulator::Simulator;
use crate::steps::{into_view, largest, references, rows, until_receipt};
use serde_json::{Value, json};

#[tokio::test]
async fn root_cause_is_resent_together_paused_stopped_and_finished() {
    let simulator = Simulator::start().await;
    with_window(&simulator.connection(), async |window: &Window| {
        let cause = largest(window, "VENDOR_INACTIVE", "vendor").await;
        let documents = references(&cause["documents"]);
        simulator
            .act(json!({ "do": "reactivate_vendor", "vendor": cause["culprit"]["id"] }))
            .await;
        let gone = check_again(window, &cause, "vendor").await;

        window.press(&format!("{gone} [data-testid=resend-ready]")).await;
        window
            .wait_for("[data-testid=resend-review] tr[data-outcome=would_send]")
            .await;
        window.screenshot("bulk-dry-run").await;
        let promised = rows(window, "[data-testid=dry-run] tr[data-outcome=would_send]").await;
        assert!(promised.len() > 5, "most of {documents:?} can be sent: {promised:?}");
        let unticked = promised.last().expect("there are some").clone();
        window.press(&format!("tr[data-ref='{unticked}'] input")).await;

        window.press("[data-testid=dialog-confirm]").await;
        sent_at_least(window, 1).await;
        window.press("[data-testid=pause-resend]").await;
        window
            .wait_until("document.querySelector('[data-testid=resend-sending]').textContent.includes('Paused')")
            .await;
        window.screenshot("bulk-paused").await;
        window.press("[data-testid=pause-resend]").await;
        sent_at_least(window, 2).await;
        window.screenshot("bulk-progress").await;
        window.press("[data-testid=cancel-resend]").await;
        until_receipt(window).await;
        window.screenshot("bulk-stopped").await;
        // The one that was under way has left, and is proved by a later look.
        let gone_out = "[data-testid=receipt] tr[data-outcome=proved], [data-testid=receipt] tr[data-outcome=sent]";
        let left_first = rows(window, gone_out).await;
        let left = rows(
            window,
            "[data-testid=receipt] tr[data-outcome=blocked], [data-testid=receipt] tr[data-outcome=left_out]",
        )
        .await;
        assert!(
            left_first.len() >= 2 && left.contains(&unticked),
            "{left_first:?}, {left:?}"
        );
        assert!(left.len() > 1, "it was stopped before its last document: {left:?}");
        for reference in &left {
            assert_eq!(simulator.created(reference).await, 0, "{reference} was not sent");
        }

        window.press("[data-testid=dialog-close]").await;
        window.press(&format!("{gone} [data-testid=resend-ready]")).await;
        window.press("[data-testid=dialog-confirm]").await;
        until_receipt(window).await;
        window.screenshot("bulk-receipt").await;
        let proved_later = rows(window, "[data-testid=receipt] tr[data-outcome=proved]").await;
        assert_eq!(
            left_first.len() + proved_later.len(),
            promised.len(),
            "everything that could be sent has left: {left_first:?}, {proved_later:?}"
        );
        for reference in left_first.iter().chain(&proved_later) {
            assert_eq!(simulator.created(reference).await, 1, "{reference} is there once");
        }
        window.press("[data-testid=receipt-csv]").await;
        let saved = window.wait_for("[data-testid=receipt-saved]").await;
        let text = saved.text().await.expect("it has text");
        let path = text.trim_start_matches("Saved to ").to_owned();
        let table = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        assert!(table.lines().count() > proved_later.len(), "{table}");
    })
    .await;
}

/// Editing the document is what cures it, and makes it due anew: the cause is gone, the sync of the edit is
/// awaited, and whoever does not want to wait sends it anyway, after a question of its own.
#[tokio::test]
async fn line_account_is_put_right_checked_again_sent_anyway_and_proved() {
    let simulator = Simulator::start().await;
    with_window(&simulator.connection(), async |window: &Window| {
        let cause = largest(window, "ACCOUNT_AP_AR", "account").await;
        let card = format!("[data-testid=cause][data-cause={}]", cause["id"]);
        window.press("[data-testid=nav-causes]").await;
        into_view(window, &card).await;
        window.screenshot("account-1-cause").await;
        let documents = references(&cause["documents"]);
        for reference in &documents {
            simulator.recode_lines(reference).await;
        }
        window.press("[data-testid=refresh]").await;
        window
            .wait_for(&format!("{card}[data-resolved=true] [data-testid=cause-gone]"))
            .await;
        into_view(window, &card).await;
        window.screenshot("account-2-gone").await;
        let ready = json!(format!("{card} [data-testid=resend-ready]"));
        window
            .wait_until(&format!("document.querySelector({ready}) === null"))
            .await;

        let reference = &documents[0];
        window.press("[data-testid=nav-documents]").await;
        inspect(window, reference).await;
        window.wait_for("[data-testid=finding][data-resolved=true]").await;
        window.screenshot("account-2-awaited").await;
        window.press("[data-testid=inspector] [data-testid=resend]").await;
        let early = "[data-testid=resend-review] tbody[data-outcome=early] tr[data-testid=outcome] input";
        window.wait_for(early).await;
        window.screenshot("account-3-dry-run").await;
        window.press(early).await;
        window.press("[data-testid=dialog-confirm]").await;
        window
            .wait_for("[data-testid=resend-confirm] tr[data-outcome=would_send]")
            .await;
        window.screenshot("account-4-question").await;
        window.press("[data-testid=dialog-confirm]").await;
        until_receipt(window).await;
        window.screenshot("account-5-proved").await;
        let proved = rows(window, "[data-testid=receipt] tr[data-outcome=proved]").await;
        assert_eq!(proved, std::slice::from_ref(reference));
        assert_eq!(simulator.created(reference).await, 1, "{reference} is there once");
    })
    .await;
}

/// Once the time for the sync of the edits is over, all that is left to do is to resend them together.
#[tokio::test]
async fn line_accounts_put_right_a_while_ago_are_resent_together_and_proved() {
    let simulator = Simulator::start().await;
    let mut connection = simulator.connection();
    connection.push(("CLEARPOST_GRACE_SECONDS", "0".to_owned()));
    with_window(&connection, async |window: &Window| {
        let cause = largest(window, "ACCOUNT_AP_AR", "account").await;
        for reference in &references(&cause["documents"]) {
            simulator.recode_lines(reference).await;
        }
        let gone = check_again(window, &cause, "account-later").await;
        resend_and_prove(window, &simulator, &gone, &cause, "account-later").await;
    })
    .await;
}

#[tokio::test]
async fn order_date_is_put_right_checked_again_resent_and_proved() {
    let simulator = Simulator::start().await;
    with_window(&simulator.connection(), async |window: &Window| {
        let cause = largest(window, "BILL_BEFORE_PO", "order").await;
        let invoice = references(&cause["documents"]).remove(0);
        let shown = window.invoke("show", json!({ "reference": invoice })).await;
        let order = format!("order:{}", cause["culprit"]["id"].as_str().expect("an id"));
        simulator
            .act(json!({ "do": "change_order_date", "ref": order, "date": shown["ok"]["date"] }))
            .await;
        let gone = check_again(window, &cause, "date").await;
        resend_and_prove(window, &simulator, &gone, &cause, "date").await;
    })
    .await;
}

/// Looks at the cause, reads both services again, and waits until the window says that it is gone.
async fn check_again(window: &Window, cause: &Value, name: &str) -> String {
    let card = format!("[data-testid=cause][data-cause={}]", cause["id"]);
    window.press("[data-testid=nav-causes]").await;
    into_view(window, &card).await;
    window.screenshot(&format!("{name}-1-cause")).await;
    window.press("[data-testid=refresh]").await;
    window.wait_for("[data-resolved=true] [data-testid=cause-gone]").await;
    let found = window.invoke("causes", json!({})).await;
    let mut causes = found["ok"]["causes"].as_array().expect("a list of causes").iter();
    let gone = causes.find(|one| one["resolved"] == true && one["documents"] == cause["documents"]);
    let gone = gone.unwrap_or_else(|| panic!("the cause of {} is gone: {found}", cause["documents"]));
    let card = format!("[data-testid=cause][data-cause={}]", gone["id"]);
    into_view(window, &card).await;
    window.screenshot(&format!("{name}-2-gone")).await;
    card
}

/// Resends everything that waited for the cause, and sees each document proved and there once.
async fn resend_and_prove(window: &Window, simulator: &Simulator, gone: &str, cause: &Value, name: &str) {
    window.press(&format!("{gone} [data-testid=resend-ready]")).await;
    window
        .wait_for("[data-testid=resend-review] tr[data-outcome=would_send]")
        .await;
    window.screenshot(&format!("{name}-3-dry-run")).await;
    window.press("[data-testid=dialog-confirm]").await;
    until_receipt(window).await;
    window.screenshot(&format!("{name}-4-proved")).await;
    let proved = rows(window, "[data-testid=receipt] tr[data-outcome=proved]").await;
    assert_eq!(proved, references(&cause["documents"]));
    for reference in &proved {
        assert_eq!(simulator.created(reference).await, 1, "{reference} is there once");
    }
}

async fn sent_at_least(window: &Window, count: usize) {
    window
        .wait_until(&format!(
            "parseInt(document.querySelector('[data-testid=sent-of]')?.textContent) >= {count}"
        ))
        .await;
}
