//! The ways to resend as the user chooses and tries them in the demonstration, whose settings can be
//! changed like those of any company.

use crate::browser::Browser;
use crate::session::{Window, with_window};
use crate::simulator::client;
use crate::steps::{into_view, review, rows, sendable, until_receipt};
use serde_json::{Value, json};

#[tokio::test]
async fn browser_route_opens_one_page_after_another_until_each_is_proved() {
    let browser = Browser::new();
    with_window(&[("PATH", browser.path())], async |window: &Window| {
        let documents = sendable(window, 2).await;
        choose(window, "browser").await;
        window.screenshot("browser-1-settings").await;
        review(window, &documents).await;
        window.screenshot("browser-2-review").await;
        window.press("[data-testid=dialog-confirm]").await;
        for (number, document) in documents.iter().enumerate() {
            let page = browser.address(number).await;
            assert!(page.ends_with(&path(document)), "{page} is the page of {document}");
            let shown = window.invoke("show", json!({ "reference": document })).await;
            window
                .wait_until(&format!(
                    "document.querySelector('[data-testid=pressed-question]')?.textContent.includes({})",
                    shown["ok"]["number"]
                ))
                .await;
            window.screenshot(&format!("browser-3-page-{number}")).await;
            assert_eq!(browser.asked().len(), number + 1, "one page at a time");
            press_resend(&page).await;
            // Saying so is welcome, but not needed: the proof tells.
            if number == 0 {
                window.press("[data-testid=pressed]").await;
            }
        }
        until_receipt(window).await;
        window.screenshot("browser-4-receipt").await;
        let proved = rows(window, "[data-testid=receipt] tr[data-outcome=proved]").await;
        assert_eq!(proved, documents);
        let created = created(&browser.address(0).await).await;
        for document in &documents {
            assert_eq!(created[document], 1, "{document} is there once");
        }
    })
    .await;
}

#[tokio::test]
async fn way_is_tried_on_one_document_until_it_counts_as_verified() {
    with_window(&[], async |window: &Window| {
        let document = sendable(window, 1).await.remove(0);
        choose(window, "call").await;
        window.wait_for("[data-testid=route-state][data-state=verified]").await;
        window.screenshot("verify-1-known").await;
        // A call that was changed has not been proved, not even when it is changed back.
        let call = window
            .run(
                "return document.querySelector('[data-testid=call_order]').value",
                vec![],
            )
            .await;
        for text in [json!("POST /another/{id}"), call] {
            change(window, "call_order", &text).await;
            window.wait_for("[data-testid=saved-call_order]").await;
            window
                .wait_for("[data-testid=route-state][data-state=unverified]")
                .await;
        }
        into_view(window, "[data-testid=route]").await;
        window.screenshot("verify-2-unverified").await;

        window.press("[data-testid=verify-route]").await;
        let shown = window.invoke("show", json!({ "reference": document })).await;
        let number = shown["ok"]["number"].as_str().expect("a number");
        window.fill("[data-testid=dialog] input[type=search]", number).await;
        let choice = format!("[data-testid=verify-choices] input[value='{document}']");
        window.press(&choice).await;
        window.screenshot("verify-3-choice").await;
        window.press("[data-testid=dialog-confirm]").await;
        window
            .wait_for("[data-testid=verify-result][data-state=verified]")
            .await;
        window.screenshot("verify-4-result").await;
        window.press("[data-testid=dialog-close]").await;
        window.wait_for("[data-testid=route-state][data-state=verified]").await;
        into_view(window, "[data-testid=route]").await;
        window.screenshot("verify-5-verified").await;
        let settings = window.invoke("settings", json!({})).await;
        assert_eq!(settings["ok"]["route_verified"], true, "{settings}");
        let by = settings["ok"]["routes"].as_array().expect("routes").iter();
        let by = by.filter(|one| one["route"] == "call").map(|one| &one["by"]);
        assert_eq!(by.collect::<Vec<_>>(), [&document]);
    })
    .await;
}

async fn choose(window: &Window, route: &str) {
    window.press("[data-testid=nav-settings]").await;
    into_view(window, "[data-testid=route]").await;
    change(window, "route", &json!(route)).await;
    window.wait_for("[data-testid=saved-route]").await;
}

/// Sets a field the way a user does who leaves it then.
async fn change(window: &Window, field: &str, value: &Value) {
    let css = format!("[data-testid={field}]");
    window.wait_for(&css).await;
    let script = "const [css, value] = arguments; const field = document.querySelector(css);
        field.value = value; field.dispatchEvent(new Event('change', { bubbles: true }));";
    window.run(script, vec![json!(css), value.clone()]).await;
}

/// The end of a document's address at ProcurementExpress.
fn path(document: &str) -> String {
    match document.split_once(':').expect("kind and id") {
        ("order", id) => format!("/purchase_orders/{id}"),
        (_, id) => format!("/invoices/{id}"),
    }
}

/// Presses the button on the document's page.
async fn press_resend(page: &str) {
    let text = client().get(page).send().await.expect("the page answers");
    let text = text.text().await.expect("it is text");
    assert!(text.contains("/resend\""), "there is a button to press: {text}");
    let pressed = client().post(format!("{page}/resend")).send().await;
    let pressed = pressed.expect("the page answers");
    assert!(pressed.status().is_success(), "{}", pressed.status());
}

/// How many records were created in QuickBooks for each document, as the simulator behind a page knows.
async fn created(page: &str) -> Value {
    let url = reqwest::Url::parse(page).and_then(|page| page.join("/__sim/created"));
    let answer = client()
        .get(url.expect("an address"))
        .send()
        .await
        .expect("the simulator answers");
    answer.json().await.expect("the answer is JSON")
}
