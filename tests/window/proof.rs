//! The proof of one document in the window, on screen and on paper, and the settings of its company.

use crate::session::{Window, keep, with_window};
use serde_json::json;

#[tokio::test]
async fn proof_says_field_by_field_what_each_side_has_and_goes_to_paper() {
    with_window(&[], async |window: &Window| {
        window.wait_for("[data-testid=row]").await;
        let query = json!({ "query": { "states": ["differs"], "kind": "invoice" } });
        let listed = window.invoke("list", query).await;
        let row = &listed["ok"]["rows"][0];
        let number = row["number"].as_str().expect("an invoice that differs").to_owned();
        window.press("[data-testid=chip-differs]").await;
        window
            .wait_until(&format!(
                "[...document.querySelectorAll('[data-testid=row]')].some((row) => row.textContent.includes({}))",
                json!(number)
            ))
            .await;
        let open = "const number = arguments[0];
            [...document.querySelectorAll('[data-testid=row]')].find((row) => row.textContent.includes(number)).click();";
        window.run(open, vec![json!(number)]).await;
        window.press("[data-testid=proof-open]").await;
        window.wait_for("[data-testid=proof-card]").await;
        window.wait_for("[data-testid=proof-field]").await;
        window.screenshot("proof").await;
        let fields = window
            .run(
                "return [...document.querySelectorAll('[data-testid=proof-field]')].map((it) => it.dataset.result)",
                vec![],
            )
            .await;
        let fields = fields.as_array().expect("fields");
        assert!(fields.iter().any(|result| result == "differs"), "{fields:?}");
        assert!(fields.iter().any(|result| result == "equal"), "{fields:?}");

        let saved = window
            .invoke("proof_pdf", json!({ "reference": row["ref"] }))
            .await;
        let path = saved["ok"]["path"].as_str().expect("a file").to_owned();
        let page = std::fs::read(&path).expect("the file is there");
        assert!(page.starts_with(b"%PDF"), "it is a page to print");
        keep("proof.pdf", &page);
    })
    .await;
}

#[tokio::test]
async fn settings_say_what_was_learned_of_the_company() {
    with_window(&[], async |window: &Window| {
        window.wait_for("[data-testid=row]").await;
        window.press("[data-testid=nav-settings]").await;
        window.wait_for("[data-testid=settings] [data-testid=learned]").await;
        window.screenshot("settings").await;
        let lower = "document.querySelector('[data-testid=route]').scrollIntoView()";
        window.run(lower, vec![]).await;
        window.screenshot("settings-resending").await;
    })
    .await;
}
