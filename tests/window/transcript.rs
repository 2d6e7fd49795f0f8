//! Every message between the page and Rust, as the page sees it: what it asks, what it is answered, and
//! what it is told unasked. Kept in the page, so that a test can look through all of them.

use crate::session::Window;
use serde_json::json;

/// Begins to keep the messages. Commands travel by `fetch` to the `ipc` scheme; the application's own
/// events are heard the way the page hears them.
pub async fn keep(window: &Window) {
    let script = "const done = arguments[0];
        window.__kept = [];
        const ask = window.fetch.bind(window);
        window.fetch = async (address, options) => {
            const answer = await ask(address, options);
            if (String(address).startsWith('ipc:')) {
                const body = options && options.body;
                const asked = body instanceof Uint8Array ? new TextDecoder().decode(body) : String(body);
                const kept = { address: String(address), headers: JSON.stringify(options && options.headers), asked };
                window.__kept.push(kept);
                answer.clone().text().then((text) => (kept.answered = text));
            }
            return answer;
        };
        const tauri = window.__TAURI_INTERNALS__;
        const listen = (event) => tauri.invoke('plugin:event|listen', {
            event,
            target: { kind: 'Any' },
            handler: tauri.transformCallback((told) => window.__kept.push({ told })),
        });
        Promise.all(['progress', 'changed'].map(listen)).then(() => done(null), (error) => done(String(error)));";
    let failed = window.run_async(script, vec![]).await;
    assert_eq!(failed, json!(null), "the messages cannot be kept");
}

/// All messages since, as one text.
pub async fn text(window: &Window) -> String {
    window
        .run("return JSON.stringify(window.__kept);", vec![])
        .await
        .to_string()
}
