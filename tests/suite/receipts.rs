//! The receipts of resends of several documents: every one is kept, and listed newest first.

use serde_json::json;

use crate::desk::Desk;
use crate::services::Services;

#[test]
fn every_receipt_is_listed_the_newest_first() {
    let services = Services::start(&[]);
    let desk = Desk::refreshed(&services);
    assert_eq!(desk.run(&["receipt", "--list"]).expect(0)["receipts"], json!([]));
    let free = services.find("order", "missing", None);
    let held = services.find("invoice", "failed", Some("VENDOR_INACTIVE"));
    let mut told = Vec::new();
    for _ in 0..2 {
        let resent = desk.run(&["resend", &free, &held, "--wait", "30"]).expect(1);
        told.push(resent["receipt"].clone());
    }
    let list = desk.run(&["receipt", "--list"]).expect(0);
    let kept = list["receipts"].as_array().expect("receipts");
    told.reverse();
    assert_eq!(kept.iter().map(|one| one["receipt"].clone()).collect::<Vec<_>>(), told);
    assert_eq!(kept[1]["counts"], json!({ "proved": 1, "blocked": 1 }));
    assert_eq!(kept[0]["counts"], json!({ "already_there": 1, "blocked": 1 }));
    assert_eq!((&kept[0]["documents"], &kept[0]["stopped"]), (&json!(2), &json!(null)));
    assert_eq!(
        desk.run(&["receipt", "--list", "--format", "csv", "--output", "x"])
            .error(2),
        "usage"
    );
}
