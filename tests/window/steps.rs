//! What several tests do in the window, and how they read what it shows.

use crate::session::Window;
use serde_json::{Value, json};

/// The root cause of a class with the most documents, as the window got it.
pub async fn largest(window: &Window, class: &str, kind: &str) -> Value {
    window.wait_for("[data-testid=row]").await;
    let found = window.invoke("causes", json!({})).await;
    let causes = found["ok"]["causes"].as_array().expect("a list of causes").clone();
    causes
        .into_iter()
        .filter(|cause| cause["class"] == class && cause["culprit"]["kind"] == kind)
        .max_by_key(|cause| references(&cause["documents"]).len())
        .unwrap_or_else(|| panic!("the company has a cause {class} of a {kind}: {found}"))
}

/// Documents that nothing stands in the way of, as a dry run tells.
pub async fn sendable(window: &Window, count: usize) -> Vec<String> {
    window.wait_for("[data-testid=row]").await;
    let listed = window
        .invoke("list", json!({ "query": { "states": ["missing"] } }))
        .await;
    let listed = listed["ok"]["rows"].as_array().expect("rows").iter();
    let refs: Vec<&Value> = listed.map(|row| &row["ref"]).collect();
    let query = json!({ "query": { "refs": refs, "dry_run": true } });
    let looked = window.invoke("resend", query).await;
    let results = looked["ok"]["results"].as_array().expect("results").iter();
    let free = results.filter(|one| one["outcome"] == "would_send");
    let free: Vec<String> = free.map(|one| text(&one["ref"])).take(count).collect();
    assert_eq!(free.len(), count, "so many can be sent: {looked}");
    free
}

/// Ticks missing documents in the table and asks to resend them, up to the review.
pub async fn review(window: &Window, documents: &[String]) {
    window.press("[data-testid=nav-documents]").await;
    window.press("[data-testid=chip-missing]").await;
    for document in documents {
        window
            .press(&format!("[data-testid=row][data-ref='{document}'] input"))
            .await;
    }
    window.press("[data-testid=resend-selection]").await;
    window
        .wait_for("[data-testid=resend-review] tr[data-outcome=would_send]")
        .await;
}

pub async fn into_view(window: &Window, css: &str) {
    window.wait_for(css).await;
    let show = "document.querySelector(arguments[0]).scrollIntoView()";
    window.run(show, vec![json!(css)]).await;
}

/// Waits for the receipt as long as one document follows another.
pub async fn until_receipt(window: &Window) {
    let receipt = "document.querySelector('[data-testid=receipt]')";
    let mut last = json!("");
    loop {
        window
            .wait_until(&format!(
                "{receipt} || (document.querySelector('[data-testid=sent-of]')?.textContent ?? '') !== {last}"
            ))
            .await;
        if window.run(&format!("return {receipt} !== null"), vec![]).await == true {
            return;
        }
        let now = "return document.querySelector('[data-testid=sent-of]')?.textContent ?? ''";
        last = window.run(now, vec![]).await;
    }
}

/// The documents of some rows, in the order of the table.
pub async fn rows(window: &Window, css: &str) -> Vec<String> {
    let script = "return [...document.querySelectorAll(arguments[0])].map((row) => row.dataset.ref)";
    references(&window.run(script, vec![json!(css)]).await)
}

pub fn references(list: &Value) -> Vec<String> {
    let list = list.as_array().expect("a list of references").iter();
    list.map(text).collect()
}

pub fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}
