//! Whatever happens to the way, to the processes and to the user's patience: QuickBooks never gets a
//! document twice. Random, but the same at each run.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::desk::Desk;
use crate::dice::Dice;
use crate::histories::{Told, histories};
use crate::services::Services;
use crate::wait::wait_until;

fn fault(dice: &mut Dice) -> Value {
    let kind = *dice.pick(&["drop_before", "drop_after", "truncate", "html", "status", "xml"]);
    let side = *dice.pick(&["POST", "POST", "POST", "GET"]);
    let service = if side == "GET" {
        *dice.pick(&["quickbooks", "procurement"])
    } else {
        "procurement"
    };
    let status = *dice.pick(&[400, 429, 500, 502, 503]);
    json!({ "service": service, "method": side, "kind": kind, "status": status, "times": 1 + dice.below(2), "rate": 0.7 })
}

fn never_twice(seed: u64, steps: u32) {
    let mut dice = Dice::new(seed);
    let delay = (*dice.pick(&["0", "500", "45000"])).to_owned();
    let services = Services::start(&["--sync-delay", &delay]);
    let mut desk = Desk::refreshed(&services);
    let before = services.created_all();
    let mut documents = vec![
        services.find("invoice", "missing", None),
        services.find("order", "missing", None),
    ];
    documents.push(services.find("invoice", "pending", None));
    let mut story: Vec<String> = Vec::new();
    for _ in 0..steps {
        match dice.below(10) {
            0..=4 => {
                let document = dice.pick(&documents).clone();
                if dice.below(3) > 0 {
                    let fault = fault(&mut dice);
                    story.push(fault.to_string());
                    services.fault(&fault);
                }
                let wait = *dice.pick(&["0", "0", "1"]);
                let force: &[&str] = if dice.below(2) == 0 { &["--force"] } else { &[] };
                let answer = desk.run(&[&["resend", &document, "--wait", wait], force].concat());
                story.push(format!("resend {document}: {}", answer.json));
                services.clear_faults();
            }
            5 => {
                // Killed while the answer is on its way, or before the request is taken.
                let document = dice.pick(&documents).clone();
                let kind = *dice.pick(&["drip", "delay"]);
                services.fault(&json!({ "service": "procurement", "method": "POST", "kind": kind, "delay_ms": 600_000, "times": 1 }));
                let mut child = desk.start(&["resend", &document, "--force", "--wait", "0"]);
                wait_until("it is on its way or done", || {
                    let done = child.try_wait().expect("a state").is_some();
                    let flies = || desk.outbox().iter().any(|attempt| attempt["state"] == "in_flight");
                    (done || flies()).then_some(())
                });
                let _ = child.kill();
                child.wait().expect("it ends");
                services.clear_faults();
                story.push(format!("killed at {kind}: {document}"));
            }
            6 => {
                let document = dice.pick(&documents).clone();
                let children = [
                    desk.start(&["resend", &document, "--wait", "0"]),
                    desk.start(&["resend", &document, "--wait", "0"]),
                ];
                for child in children {
                    child.wait_with_output().expect("it ends");
                }
                story.push(format!("two at once: {document}"));
            }
            7 => {
                let seconds = [20, 70, 400, 1000][usize::try_from(dice.below(4)).expect("small")];
                desk.advance(&services, seconds);
                story.push(format!("{seconds} seconds pass"));
            }
            _ => {
                let answer = desk.run(&["refresh"]);
                story.push(format!("refresh: {}", answer.code));
            }
        }
        let created: BTreeMap<String, u64> = services.created_all();
        for document in &documents {
            let count = created.get(document).copied().unwrap_or(0);
            assert!(
                count <= 1,
                "{document} was created {count} times; seed {seed}\n{}",
                story.join("\n")
            );
        }
    }
    // Nothing else was touched, and in the end what is shown is true.
    for (document, count) in services.created_all() {
        let known = before.get(&document).copied().unwrap_or(0);
        assert!(
            count == known || documents.contains(&document),
            "{document} was never asked for"
        );
    }
    desk.advance(&services, 2000);
    desk.refresh();
    let (truth, rows) = (services.truth(), desk.rows());
    for document in &documents {
        assert_eq!(
            rows[document]["state"],
            truth[document]["state"],
            "{document}, seed {seed}\n{}",
            story.join("\n")
        );
    }
}

#[test]
fn no_record_twice_in_a_first_story() {
    never_twice(11, 14);
}

#[test]
fn no_record_twice_in_a_second_story() {
    never_twice(23, 14);
}

#[test]
fn no_record_twice_in_a_third_story() {
    never_twice(58, 14);
}

/// A hundredth of the long run, in two halves side by side.
#[test]
fn fifty_histories_of_a_resend_create_each_document_once() {
    tell_histories(1..=9);
}

#[test]
fn fifty_other_histories_of_a_resend_create_each_document_once() {
    tell_histories(10..=18);
}

fn tell_histories(companies: std::ops::RangeInclusive<u64>) {
    let mut sum = Told::default();
    for company in companies {
        println!("company {company}");
        sum.add(&histories(company));
    }
    assert!(sum.taken > 0, "something left");
    assert!((1..sum.histories).contains(&sum.creating), "in both worlds");
}
