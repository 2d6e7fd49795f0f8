//! A new user connects a company in the window: secrets go from the clipboard past the page, sign-in at
//! Intuit happens in the browser, and no secret reaches the page or a file.

use crate::browser::Browser;
use crate::session::{Window, with_first_window};
use crate::simulator::Simulator;
use crate::transcript;
use arboard::Clipboard;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// What every secret of the simulated services contains.
const MARK: &str = "CANARY";

/// Copies a secret, presses Paste at its slot, and looks that the clipboard is empty after it.
async fn paste(window: &Window, clipboard: &mut Clipboard, slot: &str, secret: &str) {
    clipboard.set_text(secret).expect("there is a clipboard");
    window.press(&format!("[data-testid=slot-{slot}] button")).await;
    window
        .wait_for(&format!("[data-testid=slot-{slot}][data-held=true]"))
        .await;
    let left = clipboard.get_text().unwrap_or_default();
    assert!(!left.contains(MARK), "the clipboard still holds the secret");
}

async fn step(window: &Window, name: &str) {
    window
        .wait_for(&format!("[data-testid=assistant][data-step={name}]"))
        .await;
}

/// Nothing the page has or can ask for contains a secret.
async fn page_knows_no_secret(window: &Window) {
    let page = "return document.documentElement.outerHTML + JSON.stringify({...localStorage}) \
                + JSON.stringify({...sessionStorage}) + document.cookie + \
                [...document.querySelectorAll('input')].map((field) => field.value).join()";
    let text = window.run(page, vec![]).await.to_string();
    assert!(!text.contains(MARK), "the page holds a secret");
    for command in ["setup", "companies", "status", "settings", "outbox"] {
        let answer = window.invoke(command, json!({})).await.to_string();
        assert!(!answer.contains(MARK), "{command} tells a secret");
    }
}

/// A document is resent over the stored connection, by a way that the user agrees to, to its proof.
async fn resend_to_proof(window: &Window, simulator: &Simulator) {
    let truth = simulator.truth().await;
    let missing = truth.iter().find(|one| {
        one["ref"].as_str().is_some_and(|name| name.starts_with("invoice:"))
            && one["state"] == "missing"
            && one["class"].is_null()
    });
    let reference = missing.expect("an invoice that is missing")["ref"].clone();
    let change = json!({ "route": "call", "call_invoice": simulator.text("/resend/invoice") });
    let changed = window.invoke("change_settings", json!({ "change": change })).await;
    assert_eq!(changed["ok"]["route"], "call", "{changed}");
    let query = json!({ "refs": [reference], "wait_seconds": 30 });
    let resent = window.invoke("resend", json!({ "query": query })).await;
    assert_eq!(resent["ok"]["results"][0]["outcome"], "proved", "{resent}");
    let name = reference.as_str().expect("a name");
    assert_eq!(simulator.created(name).await, 1);
}

/// Files below a folder that contain a secret.
fn files_with_secrets(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        let kind = entry.file_type().expect("a kind");
        if kind.is_dir() {
            found.extend(files_with_secrets(&path));
        } else if kind.is_file() {
            let bytes = std::fs::read(&path).unwrap_or_default();
            if bytes.windows(MARK.len()).any(|window| window == MARK.as_bytes()) {
                found.push(path);
            }
        }
    }
    found
}

#[tokio::test]
async fn new_user_connects_both_services_and_no_secret_reaches_the_page_or_a_file() {
    let simulator = Simulator::start().await;
    let browser = Browser::new();
    let mut clipboard = Clipboard::new().expect("there is a clipboard");
    let environment = [
        ("CLEARPOST_INTUIT_URL", simulator.text("/quickbooks/url")),
        ("PATH", browser.path()),
    ];
    with_first_window(&environment, async |window: &Window| {
        window.wait_for("[data-testid=welcome]").await;
        transcript::keep(window).await;
        window.screenshot("welcome").await;
        window.press("[data-testid=connect]").await;

        step(window, "procurement").await;
        let token = simulator.text("/procurement/token");
        paste(window, &mut clipboard, "procurement_token", &token).await;
        window
            .fill("[data-testid=procurement-url]", &simulator.text("/procurement/url"))
            .await;
        window.screenshot("assistant-procurement").await;
        window.press("[data-testid=sign-in]").await;

        step(window, "company").await;
        let company = simulator.text("/procurement/company");
        window
            .press(&format!("[data-testid=setup-companies] input[value='{company}']"))
            .await;
        window.press("[data-testid=choose-company]").await;

        step(window, "quickbooks").await;
        window.press("[data-testid=assistant] input[value=sandbox]").await;
        window
            .fill("[data-testid=intuit-id]", &simulator.text("/quickbooks/client_id"))
            .await;
        let secret = simulator.text("/quickbooks/client_secret");
        paste(window, &mut clipboard, "quickbooks_client_secret", &secret).await;
        window.screenshot("assistant-quickbooks").await;
        window.press("[data-testid=connect-books]").await;

        // The user signs in at Intuit, which sends the browser back to this computer.
        let address = browser.address(0).await;
        let page = reqwest::get(address).await.expect("Intuit's page answers");
        assert!(page.status().is_success(), "the way back ends at Clearpost");

        step(window, "confirm").await;
        window.screenshot("assistant-confirm").await;
        page_knows_no_secret(window).await;
        window.press("[data-testid=confirm]").await;
        window.wait_for("[data-testid=row]").await;
        window.screenshot("connected").await;

        let companies = window.invoke("companies", json!({})).await;
        let open: Vec<&Value> = (companies["ok"]["companies"].as_array().expect("companies").iter())
            .filter(|one| one["open"] == true)
            .collect();
        assert_eq!(open.len(), 1, "{companies}");
        assert_eq!(open[0]["state"], "connected", "{companies}");
        window.press("[data-testid=nav-check]").await;
        window.wait_for("[data-testid=check]").await;
        window.screenshot("check").await;
        resend_to_proof(window, &simulator).await;
        page_knows_no_secret(window).await;
        let messages = transcript::text(window).await;
        for part in ["setup_paste", "setup_confirm", "resend", "proved", "progress"] {
            assert!(messages.contains(part), "the messages were kept: {part}");
        }
        assert!(!messages.contains(MARK), "a message holds a secret");
        let leaks = files_with_secrets(window.home());
        assert!(leaks.is_empty(), "secrets are in {leaks:?}");
    })
    .await;
}

#[tokio::test]
async fn new_user_may_look_at_the_demonstration_first() {
    with_first_window(&[], async |window: &Window| {
        window.press("[data-testid=explore]").await;
        window.wait_for("[data-testid=row]").await;
        let status = window.invoke("status", json!({})).await;
        assert_eq!(status["ok"]["demonstration"], true);
    })
    .await;
}
