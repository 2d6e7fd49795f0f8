//! Trouble on the way of a refresh: what can be read is read, what cannot is named, and nothing that
//! was known is lost.

use std::time::Duration;

use serde_json::{Value, json};

use crate::desk::{Answer, Desk};
use crate::services::Services;
use crate::truth::agrees;
use crate::wait::{wait_at_most, wait_until};

/// The parts of a partial refresh: side and what.
fn parts(result: &Value) -> Vec<(String, String)> {
    let parts = result["partial"].as_array().expect("parts").iter();
    parts
        .map(|part| {
            let word = |field: &str| part[field].as_str().expect("a word").to_owned();
            assert!(!word("reason").is_empty());
            (word("source"), word("what"))
        })
        .collect()
}

/// A fault on every request below a path until it is cleared.
fn always(service: &str, path: &str, kind: &str) -> Value {
    json!({ "service": service, "path_prefix": path, "kind": kind, "delay_ms": 200 })
}

#[test]
fn one_list_fails_and_the_others_are_read() {
    for (path, what) in [("/api/v1/invoices", "invoices"), ("/api/v1/suppliers", "suppliers")] {
        let services = Services::start(&[]);
        let desk = Desk::new(&services);
        services.fault(&always("procurement", path, "status"));
        let result = desk.run(&["refresh"]).expect(4);
        assert!(
            parts(&result).contains(&("procurement".to_owned(), what.to_owned())),
            "{result:#}"
        );
        let rows = desk.rows();
        assert!(
            rows.keys().any(|name| name.starts_with("order")),
            "the orders are there"
        );
        assert_eq!(rows.keys().any(|name| name.starts_with("invoice")), what != "invoices");
        services.clear_faults();
        desk.refresh();
        agrees(&services, &desk);
    }
}

#[test]
fn a_list_that_fails_later_loses_nothing() {
    let services = Services::start(&[]);
    let desk = Desk::refreshed(&services);
    let known = desk.rows().len();
    for kind in ["status", "html", "truncate", "drop_before"] {
        services.fault(&always("procurement", "/api/v1/invoices", kind));
        desk.run(&["refresh"]).expect(4);
        assert_eq!(desk.rows().len(), known, "{kind}: what is not read is not gone");
        services.clear_faults();
    }
    desk.refresh();
    agrees(&services, &desk);
}

#[test]
fn without_the_books_nothing_becomes_missing() {
    let services = Services::start(&[]);
    let desk = Desk::new(&services);
    services.fault(&always("quickbooks", "/v3", "status"));
    let result = desk.run(&["refresh"]).expect(4);
    assert!(parts(&result).iter().all(|(source, _)| source == "quickbooks"));
    for (name, row) in desk.rows() {
        let state = row["state"].as_str().expect("a state");
        assert!(
            !["missing", "synced", "differs"].contains(&state),
            "{name} is {state}: {row}"
        );
    }
    services.clear_faults();
    desk.refresh();
    agrees(&services, &desk);
}

#[test]
fn the_books_fail_later_and_what_was_proved_stays() {
    let services = Services::start(&[]);
    let desk = Desk::refreshed(&services);
    let before = desk.rows();
    for kind in ["status", "html", "truncate", "drop_before"] {
        services.fault(&always("quickbooks", "/v3", kind));
        desk.run(&["refresh"]).expect(4);
        for (name, row) in desk.rows() {
            assert_eq!(row["state"], before[&name]["state"], "{kind}: {name}");
        }
        services.clear_faults();
    }
}

#[test]
fn neither_side_answers() {
    let services = Services::start(&[]);
    let desk = Desk::refreshed(&services);
    let before = desk.rows();
    services.fault(&always("procurement", "/", "html"));
    services.fault(&always("quickbooks", "/", "html"));
    assert_eq!(desk.run(&["refresh"]).error(1), "not_the_api");
    assert_eq!(desk.rows(), before);
}

#[test]
fn a_broken_answer_is_read_again() {
    for kind in ["truncate", "drop_before", "drop_after", "drip", "status"] {
        let services = Services::start(&[]);
        let desk = Desk::new(&services);
        for service in ["procurement", "quickbooks"] {
            let mut once = always(service, "/", kind);
            once["times"] = json!(1);
            services.fault(&once);
        }
        desk.refresh();
        agrees(&services, &desk);
    }
}

#[test]
fn asked_to_wait_it_waits() {
    let services = Services::start(&[]);
    let desk = Desk::new(&services);
    for service in ["procurement", "quickbooks"] {
        services.fault(&json!({ "service": service, "kind": "status", "status": 429, "retry_after": 1, "times": 2 }));
    }
    desk.refresh();
    agrees(&services, &desk);
}

#[test]
fn asked_to_wait_for_hours_it_says_so() {
    let services = Services::start(&[]);
    let desk = Desk::refreshed(&services);
    services.fault(&json!({ "service": "quickbooks", "kind": "status", "status": 429, "retry_after": 36000 }));
    let result = desk.run(&["refresh"]).expect(4);
    let reason = result["partial"][0]["reason"]
        .as_str()
        .expect("a reason")
        .to_lowercase();
    assert!(reason.contains("limit") || reason.contains("wait"), "{reason}");
    services.clear_faults();
    desk.refresh();
    agrees(&services, &desk);
}

#[test]
fn a_token_that_expires_under_way_is_named_and_the_rest_kept() {
    let services = Services::start(&[]);
    let desk = Desk::refreshed(&services);
    services.fault(&json!({ "service": "quickbooks", "kind": "expire_token", "path_prefix": "/v3", "times": 1 }));
    assert_eq!(desk.run(&["refresh"]).error(3), "sign_in_needed");
    assert!(desk.rows().values().any(|row| row["state"] == "synced"));
}

#[test]
fn the_services_die_under_way_and_come_back() {
    let mut services = Services::start(&["--latency", "25"]);
    let desk = Desk::new(&services);
    let child = desk.start(&["refresh"]);
    wait_until("the refresh is under way", || {
        (services.requests().len() > 12).then_some(())
    });
    services.kill();
    let cut = Answer::of(&child.wait_with_output().expect("it ends"));
    assert_ne!(cut.code, 0, "{:#}", cut.json);
    services.restart();
    desk.refresh();
    agrees(&services, &desk);
}

#[test]
fn a_refresh_that_is_killed_goes_on_the_next_time() {
    let services = Services::start(&["--latency", "25"]);
    let desk = Desk::new(&services);
    for requests in [3, 15, 40] {
        let before = services.requests().len();
        let mut child = desk.start(&["refresh"]);
        wait_at_most(Duration::from_mins(1), "the refresh is under way", || {
            let done = child.try_wait().expect("a state").is_some();
            (done || services.requests().len() >= before + requests).then_some(())
        });
        let _ = child.kill();
        child.wait().expect("it ends");
    }
    desk.refresh();
    agrees(&services, &desk);
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_a_refresh_cleanly() {
    let services = Services::start(&["--latency", "40"]);
    let desk = Desk::new(&services);
    let child = desk.start(&["refresh"]);
    wait_until("the refresh is under way", || {
        (services.requests().len() > 8).then_some(())
    });
    let signal = std::process::Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(signal.expect("a signal").success());
    let answer = Answer::of(&child.wait_with_output().expect("it ends"));
    assert_eq!(answer.error(1), "cancelled");
    desk.refresh();
    agrees(&services, &desk);
}
