//! The receipts of earlier resends: listed, opened again with what has become of each document, saved.

use crate::session::{Window, keep, with_window};
use crate::simulator::Simulator;
use crate::steps::{largest, references, rows, sendable};
use serde_json::json;

#[tokio::test]
async fn earlier_receipts_are_listed_opened_again_and_saved() {
    // Nothing arrives before the test lets time pass.
    let simulator = Simulator::with_sync_after("600000").await;
    with_window(&simulator.connection(), async |window: &Window| {
        let free = sendable(window, 2).await;
        let held = references(&largest(window, "VENDOR_INACTIVE", "vendor").await["documents"]);
        window.press("[data-testid=nav-outbox]").await;
        window.press("[data-testid=show-receipts]").await;
        window.wait_for("[data-testid=receipts-empty]").await;
        // Its proof is not waited for; a later refresh sees it.
        for refs in [[free[0].clone(), held[0].clone()], [free[1].clone(), held[1].clone()]] {
            let query = json!({ "query": { "refs": refs, "wait_seconds": 0 } });
            let resent = window.invoke("resend", query).await;
            assert!(resent["ok"]["receipt"].is_string(), "{resent}");
        }
        window
            .wait_until("document.querySelectorAll('[data-testid=kept-receipt]').length === 2")
            .await;
        window.screenshot("receipts-1-list").await;
        simulator.advance(900).await;
        let query = format!(
            "document.querySelector('[data-testid=row][data-ref=\"{}\"][data-state=synced]')",
            free[1]
        );
        window.press("[data-testid=refresh]").await;
        // While it reads, its progress stands in the place of the button.
        window
            .wait_until("document.querySelector('[data-testid=refresh]') !== null")
            .await;
        window.press("[data-testid=nav-documents]").await;
        window
            .fill("[data-testid=search]", &number(window, &free[1]).await)
            .await;
        window.wait_until(&query).await;
        window.press("[data-testid=nav-outbox]").await;
        window.press("[data-testid=show-receipts]").await;
        window
            .press("[data-testid=kept-receipt] [data-testid=open-receipt]")
            .await;
        window.wait_for("[data-testid=kept] [data-testid=since]").await;
        window.screenshot("receipts-2-opened").await;
        let told = rows(window, "[data-testid=kept] tr[data-testid=outcome]").await;
        assert!(
            told.contains(&free[1]) && told.contains(&held[1]),
            "the newest comes first: {told:?}"
        );
        let since = "return document.querySelector(arguments[0]).textContent";
        let css = format!("[data-testid=kept] tr[data-ref='{}'] [data-testid=since]", free[1]);
        let since = window.run(since, vec![json!(css)]).await;
        assert_eq!(since, "Now: In QuickBooks.");

        for (format, head) in [("csv", &b"ref"[..]), ("pdf", &b"%PDF"[..])] {
            window
                .press(&format!("[data-testid=dialog] [data-testid=receipt-{format}]"))
                .await;
            let saved = "document.querySelector('[data-testid=dialog] [data-testid=receipt-saved]')?.textContent ?? ''";
            window.wait_until(&format!("({saved}).endsWith('.{format}')")).await;
            let path = window.run(&format!("return {saved}"), vec![]).await;
            let path = path
                .as_str()
                .expect("a text")
                .trim_start_matches("Saved to ")
                .to_owned();
            let file = std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
            assert!(file.starts_with(head), "{path}");
            keep(&format!("receipt.{format}"), &file);
        }
    })
    .await;
}

async fn number(window: &Window, document: &str) -> String {
    let shown = window.invoke("show", json!({ "reference": document })).await;
    crate::steps::text(&shown["ok"]["number"])
}
