//! Every view of the real window under axe-core's WCAG rules, which the UI's own tests bring along.

use crate::session::{Window, with_window};
use serde_json::Value;
use std::path::Path;

#[tokio::test]
async fn no_view_has_an_accessibility_violation() {
    let axe = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/node_modules/axe-core/axe.min.js");
    let axe = std::fs::read_to_string(axe).expect("`npm ci` was run in ui");
    with_window(&[], async |window: &Window| {
        window.wait_for("[data-testid=row]").await;
        window.run(&axe, vec![]).await;
        for (view, shown) in [
            ("documents", "[data-testid=row]"),
            ("causes", "[data-testid=cause]"),
            ("forecast", "[aria-labelledby=forecast-title] [data-testid=cause]"),
            ("closing", "[data-testid=radar-before]"),
            ("names", "[data-testid=twins]"),
            ("outbox", "[data-testid=outbox-empty]"),
            ("explain", "[data-testid=explain-text]"),
        ] {
            window.press(&format!("[data-testid=nav-{view}]")).await;
            window.wait_for(shown).await;
            assert_eq!(violations(window).await, Vec::<String>::new(), "in the view {view}");
            window.screenshot(&format!("view-{view}")).await;
        }
        window.press("[data-testid=nav-documents]").await;
        window.press("[data-testid=chip-failed]").await;
        window.press("[data-testid=ask-support]").await;
        window.wait_for("[data-testid=support-text]").await;
        assert_eq!(
            violations(window).await,
            Vec::<String>::new(),
            "in the material for support"
        );
        window.screenshot("support").await;
    })
    .await;
}

async fn violations(window: &Window) -> Vec<String> {
    let script = "const done = arguments[0];
        window.axe.run(document).then(
            (result) => done(result.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' ')}`)),
            (error) => done([String(error)]));";
    let found: Value = window.run_async(script, vec![]).await;
    serde_json::from_value(found).expect("a list of texts")
}
