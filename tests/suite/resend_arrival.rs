//! Whether an uncertain resend arrived is told from what was there before it left, not from what is there
//! now.

use serde_json::json;

use crate::desk::Desk;
use crate::resend_lost::on_resend;
use crate::services::Services;

/// An invoice whose total differs in the books, and an update of it whose answer gets lost.
fn lost_update(kind: &str) -> (Services, Desk, String) {
    let services = Services::start(&["--sync-delay", "60000"]);
    let desk = Desk::refreshed(&services);
    let differing = desk.rows().into_iter().find(|(name, row)| {
        let is_plain = row["state"] == "differs" && row["classes"] == json!([]);
        name.starts_with("invoice") && is_plain && desk.show(name)["differences"][0]["field"] == "total"
    });
    let document = differing.expect("one that differs").0;
    services.fault(&on_resend(kind));
    desk.resend(&document, &["--update", "--wait", "0"], "uncertain");
    (services, desk, document)
}

#[test]
fn an_uncertain_update_that_never_arrived_is_not_taken_for_proved() {
    let (services, mut desk, document) = lost_update("drop_before");
    // The record is there, as it was before: by asking again, and by a refresh.
    desk.resend(&document, &["--update", "--wait", "0"], "uncertain");
    desk.refresh();
    assert_eq!(desk.attempt()["state"], "uncertain");
    // Nor does a change there prove it that somebody else made.
    services.act(&json!({ "do": "edit_in_quickbooks", "ref": document, "note": "paid soon" }));
    desk.resend(&document, &["--update", "--wait", "0"], "uncertain");
    desk.refresh();
    assert_eq!(desk.attempt()["state"], "uncertain");
    for seconds in [1_000, 100] {
        desk.advance(&services, seconds);
        desk.refresh();
    }
    let attempt = desk.attempt();
    assert_eq!(
        (&attempt["state"], Desk::events(&attempt).last()),
        (&json!("refused"), Some(&"not_found"))
    );
    assert_eq!(services.mutations().len(), 1, "nothing was sent by itself");
    assert_eq!(desk.state(&document), "differs");
}

#[test]
fn an_uncertain_update_that_arrived_is_proved() {
    for by_refresh in [false, true] {
        let (services, mut desk, document) = lost_update("drop_after");
        desk.advance(&services, 90);
        if by_refresh {
            desk.refresh();
        } else {
            desk.resend(&document, &["--update", "--wait", "0"], "proved");
        }
        assert_eq!(desk.attempt()["state"], "proved");
        assert_eq!((services.created(&document), services.mutations().len()), (1, 1));
    }
}

#[test]
fn an_uncertain_creation_that_arrived_with_differences_is_proved() {
    let services = Services::start(&["--sync-delay", "60000"]);
    let mut desk = Desk::refreshed(&services);
    let document = services.find("invoice", "missing", None);
    services.fault(&on_resend("drop_after"));
    desk.resend(&document, &["--wait", "0"], "uncertain");
    desk.advance(&services, 90);
    services.act(&json!({ "do": "change_total_in_quickbooks", "ref": document, "total": "1.23" }));
    for seconds in [0, 1_000, 100] {
        desk.advance(&services, seconds);
        desk.refresh();
        assert_eq!(desk.attempt()["state"], "proved");
    }
    assert_eq!(desk.state(&document), "differs");
    assert_eq!(services.mutations().len(), 1);
}

#[test]
fn what_was_accepted_and_never_came_is_settled_by_two_looks_too() {
    let services = Services::start(&["--mode", "strict-public"]);
    let mut desk = Desk::new(&services);
    desk.set("RESEND_ROUTE", "edit");
    desk.refresh();
    let document = services.find("invoice", "missing", None);
    desk.resend(&document, &["--wait", "0"], "sent");
    desk.advance(&services, 1_000);
    desk.refresh();
    assert_eq!(desk.attempt()["state"], "sent", "one look is not enough");
    desk.advance(&services, 100);
    desk.refresh();
    let attempt = desk.attempt();
    assert_eq!(
        (&attempt["state"], Desk::events(&attempt).last()),
        (&json!("refused"), Some(&"not_found"))
    );
    assert_eq!(desk.state(&document), "missing");
    assert_eq!(services.mutations().len(), 1);
}
