//! What the window refuses, whatever gets into its page.

use crate::session::{Window, with_window};
use crate::sink::Sink;
use serde_json::{Value, json};

#[tokio::test]
async fn content_policy_blocks_foreign_script_style_image_and_request() {
    with_window(&[], async |window: &Window| {
        window.wait_for("body *").await;
        let sink = Sink::open().await;
        let script = "const [url, done] = arguments;
            const wanted = new Set(['script-src-elem', 'script-src-attr', 'style-src-elem', 'img-src', 'connect-src', 'frame-src']);
            const add = (name, set) => { const node = document.createElement(name); set(node); document.body.append(node); };
            const seen = new Set();
            addEventListener('securitypolicyviolation', (event) => {
                seen.add(event.effectiveDirective);
                if ([...wanted].every((name) => seen.has(name))) done([...seen]);
            });
            add('script', (node) => { node.textContent = 'window.__ran = true'; });
            add('script', (node) => { node.src = url + 'script.js'; });
            add('button', (node) => { node.setAttribute('onclick', 'window.__ran = true'); node.click(); });
            add('style', (node) => { node.textContent = `@import '${url}style.css'`; });
            add('img', (node) => { node.src = url + 'image.png'; });
            add('iframe', (node) => { node.src = url + 'frame.html'; });
            fetch(url + 'fetch').catch(() => {});
            setTimeout(() => done(['only:', ...seen]), 15000);";
        let seen = window.run_async(script, vec![Value::from(sink.url())]).await;
        let seen: Vec<String> = serde_json::from_value(seen).expect("a list of directives");
        assert!(!seen.contains(&"only:".to_owned()), "not everything was blocked: {seen:?}");
        assert_eq!(window.run("return window.__ran === undefined", vec![]).await, true, "an injected script ran");
        sink.assert_untouched("an injected element").await;
    })
    .await;
}

#[tokio::test]
async fn page_has_no_global_api_and_a_frozen_prototype() {
    with_window(&[], async |window: &Window| {
        window.wait_for("body *").await;
        assert_eq!(window.run("return window.__TAURI__ === undefined", vec![]).await, true);
        let script = "try { Object.prototype.polluted = 1; } catch {} return ({}).polluted === undefined";
        assert_eq!(
            window.run(script, vec![]).await,
            true,
            "the prototype of every object was changed"
        );
    })
    .await;
}

#[tokio::test]
async fn window_never_leaves_the_application() {
    with_window(&[], async |window: &Window| {
        window.wait_for("body *").await;
        let sink = Sink::open().await;
        let home = window.client.current_url().await.expect("the page has an address");
        window.run("window.__still = true", vec![]).await;
        let ways = [
            ("location", "location.href = url"),
            ("a file", "location.href = 'file:///etc/hostname'"),
            ("a data page", "location.href = 'data:text/html,<p>x</p>'"),
            ("window.open", "window.open(url)"),
            ("a link", "add('a', (node) => { node.href = url; node.click(); })"),
            ("a link to a new window", "add('a', (node) => { node.href = url; node.target = '_blank'; node.click(); })"),
            ("a form", "add('form', (node) => { node.action = url; node.method = 'post'; document.body.append(node); node.submit(); })"),
            ("a refresh", "add('meta', (node) => { node.httpEquiv = 'refresh'; node.content = `0;url=${url}`; })"),
        ];
        for (name, way) in ways {
            let script = format!(
                "const [url] = arguments;
                const add = (name, set) => {{ const node = document.createElement(name); document.body.append(node); set(node); }};
                {way};"
            );
            window.run(&script, vec![Value::from(sink.url())]).await;
            sink.assert_untouched(name).await;
            let still = window.run("return window.__still === true", vec![]).await;
            assert_eq!(still, true, "{name} replaced the page");
            let windows = window.client.windows().await.expect("the windows can be listed");
            assert_eq!(windows.len(), 1, "{name} opened another window");
        }
        assert_eq!(window.client.current_url().await.expect("the page has an address"), home);
    })
    .await;
}

#[tokio::test]
async fn frame_cannot_reach_the_commands() {
    with_window(&[], async |window: &Window| {
        window.wait_for("body *").await;
        // No frame loads a page of its own, wherever the page would come from. The last one is blocked
        // with an event; by then the others have had their chance.
        let sink = Sink::open().await;
        let script = "const [url, done] = arguments;
            window.__frame = 'silent';
            addEventListener('message', (event) => { window.__frame = event.data; });
            addEventListener('securitypolicyviolation', (event) => { if (url.startsWith(event.blockedURI)) done(true); });
            const page = '<script>parent.postMessage(\"ran\", \"*\"); window.webkit.messageHandlers.ipc.postMessage(\"{}\")</scr' + 'ipt>';
            const add = (set) => { const node = document.createElement('iframe'); set(node); document.body.append(node); };
            add((node) => { node.src = 'data:text/html,' + encodeURIComponent(page); });
            add((node) => { node.sandbox = 'allow-scripts'; node.srcdoc = page; });
            add((node) => { node.srcdoc = page; });
            add((node) => { node.src = url; });
            setTimeout(() => done(false), 15000);";
        assert_eq!(window.run_async(script, vec![Value::from(sink.url())]).await, true, "a frame with a foreign page was not blocked");
        window.invoke("no_such", Value::Null).await;
        assert_eq!(window.run("return window.__frame", vec![]).await, "silent", "a frame ran a script");
        sink.assert_untouched("a frame").await;
    })
    .await;
}

#[tokio::test]
async fn only_listed_commands_answer_and_nonsense_does_no_harm() {
    with_window(&[], async |window: &Window| {
        window.wait_for("body *").await;
        for command in [
            "plugin:opener|open_url",
            "plugin:opener|open_path",
            "plugin:window|close",
            "plugin:event|emit",
            "plugin:app|version",
            "no_such",
        ] {
            let answer = window
                .invoke(command, json!({ "url": "https://example.com", "event": "changed" }))
                .await;
            assert!(answer.get("error").is_some(), "{command} answered {answer}");
        }
        // Messages that the page's own code never sends.
        let script = "const raw = window.webkit?.messageHandlers?.ipc;
            const long = 'x'.repeat(1 << 20);
            for (const text of ['', 'null', '{}', '[]', '\\u0000', '{\"cmd\":1}', long,
                JSON.stringify({ cmd: 'status', callback: 1, error: 2, payload: {} }),
                JSON.stringify({ cmd: 'status', callback: 1, error: 2, payload: {}, __TAURI_INVOKE_KEY__: 'guessed' })])
                raw?.postMessage(text);
            return raw !== undefined;";
        assert_eq!(window.run(script, vec![]).await, true, "there is a raw channel to try");
        let answer = window.invoke("no_such", Value::Null).await;
        assert!(answer.get("error").is_some(), "the application still answers");
    })
    .await;
}
