//! Several companies in one data folder, and a computer that sleeps: what is known of one company says
//! nothing of another, and a reading survives its pause.

use std::process::Command;

use serde_json::json;

use crate::desk::Desk;
use crate::services::Services;
use crate::truth::agrees;
use crate::wait::wait_until;

#[test]
fn companies_in_one_folder_are_kept_apart() {
    let first = Services::start(&[]);
    let other = Services::start(&["--company", "second"]);
    let mut desk = Desk::refreshed(&first);
    let document = &first.find("invoice", "failed", Some("VENDOR_INACTIVE"));
    desk.run(&["handled", document, "--reason", "entered by hand"])
        .expect(0);

    desk.turn_to(&other);
    desk.refresh();
    let (truth, rows) = (other.truth(), desk.rows());
    assert_eq!(rows.keys().collect::<Vec<_>>(), truth.keys().collect::<Vec<_>>());
    for (name, row) in &rows {
        assert_eq!(row["state"], truth[name]["state"], "{name}");
    }
    desk.turn_to(&first);
    assert_eq!(desk.state(document), "handled");
    desk.refresh();
    desk.run(&["handled", document, "--undo"]).expect(0);
    agrees(&first, &desk);
}

/// The computer sleeps while a company is read; when it wakes, its connections are dead.
#[test]
fn a_reading_goes_on_after_the_computer_slept() {
    let services = Services::start(&["--documents", "400", "--latency", "15"]);
    let desk = Desk::new(&services);
    let child = desk.start(&["refresh"]);
    let signal = |name: &str| {
        let sent = Command::new("kill").args([name, &child.id().to_string()]).status();
        assert!(sent.expect("kill runs").success());
    };
    wait_until("it is under way", || (services.requests().len() >= 12).then_some(()));
    signal("-STOP");
    for service in ["procurement", "quickbooks"] {
        services.fault(&json!({ "service": service, "kind": "drop_before", "times": 2 }));
    }
    let before = services.requests().len();
    signal("-CONT");
    let answer = crate::desk::Answer::of(&child.wait_with_output().expect("it ends"));
    assert_eq!(answer.expect(0)["partial"], json!([]));
    assert!(services.requests().len() > before, "it was asleep in the middle");
    services.clear_faults();
    agrees(&services, &desk);
}
