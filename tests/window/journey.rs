//! What an accountant does in the window, from the first row to the proof.

use crate::session::{Window, with_window};
use crate::simulator::Simulator;
use fantoccini::key::Key;
use serde_json::{Value, json};

#[tokio::test]
async fn demonstration_company_opens_by_itself() {
    with_window(&[], async |window: &Window| {
        window.wait_for("[data-testid=row]").await;
        let company = window
            .wait_for("[data-testid=company]")
            .await
            .text()
            .await
            .expect("it has text");
        assert!(
            company.contains("Demonstration"),
            "the demonstration is named as such: {company}"
        );
        window.screenshot("table").await;

        let status = window.invoke("status", json!({})).await;
        for (state, count) in status["ok"]["documents"]["by_state"]
            .as_object()
            .expect("counts by state")
        {
            let listed = window
                .invoke("list", json!({ "query": { "states": [state], "archived": true } }))
                .await;
            assert_eq!(
                listed["ok"]["total"], *count,
                "the count of {state} is what the table has"
            );
        }
        let shown = window
            .run(
                "return document.querySelector('[data-testid=chip-failed] .count').textContent",
                vec![],
            )
            .await;
        let listed = window
            .invoke("list", json!({ "query": { "states": ["failed"] } }))
            .await;
        assert_eq!(shown, listed["ok"]["total"].to_string(), "the chip shows the count");
    })
    .await;
}

#[tokio::test]
async fn inspector_opens_by_keyboard() {
    with_window(&[], async |window: &Window| {
        window.wait_for("[data-testid=row]").await;
        let grid = window.wait_for("#documents-grid").await;
        for key in [Key::Down, Key::Down, Key::Enter] {
            grid.send_keys(&char::from(key).to_string())
                .await
                .expect("the table takes keys");
        }
        window
            .wait_until("document.activeElement.id === 'inspector-title'")
            .await;
        window
            .wait_until(
                "document.querySelector('[data-testid=inspector][aria-busy=false] [data-testid=history]')
            || document.querySelector('[data-testid=inspector][aria-busy=false] .later')",
            )
            .await;
        window.screenshot("inspector").await;

        window.press("[data-testid=nav-causes]").await;
        window.wait_for("[data-testid=cause]").await;
        window.screenshot("causes").await;
    })
    .await;
}

#[tokio::test]
async fn fixed_vendor_lets_the_resend_end_in_proof() {
    let simulator = Simulator::start().await;
    let mut reference = String::new();
    with_window(&simulator.connection(), async |window: &Window| {
        window.wait_for("[data-testid=row]").await;
        let held = held_by_inactive_vendor(window, &simulator).await;
        held["ref"].as_str().expect("a reference").clone_into(&mut reference);
        inspect(window, &reference).await;
        window.wait_for("[data-testid=finding]").await;
        window.screenshot("before-resend").await;

        simulator
            .act(json!({ "do": "reactivate_vendor", "vendor": held["culprit"]["id"] }))
            .await;
        window.press("[data-testid=inspector] [data-testid=resend]").await;
        window
            .wait_for("[data-testid=resend-review] [data-outcome=would_send]")
            .await;
        window.press("[data-testid=dialog-confirm]").await;
        window
            .wait_for("[data-testid=resend-receipt] [data-testid=outcome]")
            .await;
        let outcome = "return document.querySelector('[data-testid=receipt] [data-testid=outcome]').dataset.outcome";
        assert_eq!(window.run(outcome, vec![]).await, "proved");
        window.screenshot("after-resend").await;
        window.press("[data-testid=dialog-close]").await;
        window
            .wait_for(&format!("[data-testid=row][data-ref='{reference}'][data-state=synced]"))
            .await;
    })
    .await;
    assert_eq!(
        simulator.created(&reference).await,
        1,
        "one record was created in QuickBooks, and not another"
    );
}

#[tokio::test]
async fn hostile_names_are_shown_as_text() {
    let simulator = Simulator::start().await;
    let held = simulator
        .truth()
        .await
        .into_iter()
        .find(|one| one["class"] == "VENDOR_INACTIVE")
        .expect("there is one");
    let name = "<img src=x onerror=window.__ran=1><script>window.__ran=1</script>";
    simulator
        .act(json!({ "do": "rename_vendor", "vendor": held["culprit"]["id"], "name": name }))
        .await;
    with_window(&simulator.connection(), async |window: &Window| {
        window.wait_for("[data-testid=row]").await;
        let held = held_by_inactive_vendor(window, &simulator).await;
        inspect(window, held["ref"].as_str().expect("a reference")).await;
        window
            .wait_until("document.querySelector('[data-testid=inspector][aria-busy=false]')")
            .await;
        window.press("[data-testid=nav-causes]").await;
        window.wait_for("[data-testid=cause]").await;
        assert_eq!(
            window.run("return window.__ran === undefined", vec![]).await,
            true,
            "a name ran as a script"
        );
        assert_eq!(
            window
                .run(
                    "return document.querySelectorAll('#app img, #app script').length",
                    vec![]
                )
                .await,
            0
        );
    })
    .await;
}

/// What is true of a failed document in the table that waits for an inactive vendor.
async fn held_by_inactive_vendor(window: &Window, simulator: &Simulator) -> Value {
    let query = json!({ "kind": "invoice", "states": ["failed"], "classes": ["VENDOR_INACTIVE"] });
    let listed = window.invoke("list", json!({ "query": query })).await;
    let rows = listed["ok"]["rows"].as_array().expect("a list of rows").clone();
    let mut truth = simulator.truth().await.into_iter();
    let held = truth.find(|one| one["class"] == "VENDOR_INACTIVE" && rows.iter().any(|row| row["ref"] == one["ref"]));
    held.expect("the company has an invoice held by an inactive vendor")
}

/// Shows one document in the inspector, the way a user finds it: by its number.
pub async fn inspect(window: &Window, reference: &str) {
    let shown = window.invoke("show", json!({ "reference": reference })).await;
    let number = shown["ok"]["number"]
        .as_str()
        .unwrap_or_else(|| panic!("{reference} cannot be shown: {shown}"));
    window
        .wait_for("[data-testid=search]")
        .await
        .send_keys(number)
        .await
        .expect("the search takes text");
    // A row that is about to move is not where it is pressed.
    let number = Value::from(number);
    let rows = "[...document.querySelectorAll('[data-testid=row]')]";
    window
        .wait_until(&format!("{rows}.every((row) => row.textContent.includes({number}))"))
        .await;
    let row = format!("[data-testid=row][data-ref='{reference}']");
    window.press(&row).await;
    let inspected = "document.querySelector('[data-testid=inspector]')?.textContent.includes(";
    window.wait_until(&format!("{inspected}{number})")).await;
}
