//! Every field that the contract names is there, with its type and its words.

use serde_json::Value;

use crate::desk::Desk;
use crate::services::Services;

const STATES: [&str; 8] = [
    "synced", "differs", "pending", "failed", "missing", "not_due", "unknown", "handled",
];

fn is_time(value: &Value) -> bool {
    value
        .as_str()
        .is_some_and(|text| text.len() == 20 && text.ends_with('Z') && text.as_bytes()[10] == b'T')
}

fn is_date(value: &Value) -> bool {
    value
        .as_str()
        .is_some_and(|text| text.len() == 10 && text.bytes().filter(|byte| *byte == b'-').count() == 2)
}

fn is_text(value: &Value) -> bool {
    value.as_str().is_some_and(|text| !text.trim().is_empty())
}

fn is_amount(value: &Value) -> bool {
    let is_plain = |text: &str| {
        text.trim_start_matches('-')
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.')
    };
    value.as_str().is_some_and(|text| is_plain(text) && text.contains('.'))
}

fn or_null(value: &Value, is: impl Fn(&Value) -> bool) -> bool {
    value.is_null() || is(value)
}

fn check_row(row: &Value) {
    let one_of = |field: &str, words: &[&str]| words.contains(&row[field].as_str().unwrap_or_default());
    assert!(one_of("kind", &["order", "invoice"]), "{row}");
    assert!(
        row["ref"]
            .as_str()
            .is_some_and(|name| name.starts_with(row["kind"].as_str().unwrap())),
        "{row}"
    );
    assert!(
        is_text(&row["number"]) && is_text(&row["supplier"]) && is_text(&row["procurement_status"]),
        "{row}"
    );
    assert!(
        is_amount(&row["amount"]) && row["currency"].as_str().is_some_and(|code| code.len() == 3),
        "{row}"
    );
    assert!(is_date(&row["date"]), "{row}");
    assert!(
        one_of("state", &STATES) && one_of("proof", &["verified", "reported", "none"]),
        "{row}"
    );
    assert!(
        row["classes"]
            .as_array()
            .is_some_and(|classes| classes.iter().all(is_text)),
        "{row}"
    );
    assert!(
        row.get("headline").is_some_and(|headline| or_null(headline, is_text)),
        "{row}"
    );
    assert!(
        or_null(&row["due_since"], is_time) && or_null(&row["age_days"], Value::is_i64),
        "{row}"
    );
    assert!(
        row["due_event"].is_null() || one_of("due_event", &["approved", "edited", "resent"]),
        "{row}"
    );
    let link = row.get("quickbooks").expect("it is named even when null");
    assert!(
        or_null(link, |link| is_text(&link["entity"])
            && is_text(&link["id"])
            && is_text(&link["url"])),
        "{row}"
    );
    if ["synced", "differs"].contains(&row["state"].as_str().unwrap()) {
        assert!(link.is_object() && row["proof"] == "verified", "{row}");
    }
    if row["state"] == "failed" {
        assert!(is_text(&row["headline"]), "a failure says why: {row}");
    }
}

fn check_steps(steps: &Value) {
    for step in steps.as_array().expect("steps") {
        assert!(
            is_text(&step["text"]) && step.get("url").is_some_and(|url| or_null(url, is_text)),
            "{step}"
        );
    }
}

#[test]
fn refresh_and_list() {
    let services = Services::start(&[]);
    let desk = Desk::new(&services);
    let result = desk.refresh();
    assert_eq!(result["as_of"], crate::services::NOW);
    let states = result["documents"]["by_state"].as_object().expect("counts");
    let sum: u64 = states.values().filter_map(Value::as_u64).sum();
    assert_eq!(result["documents"]["total"].as_u64(), Some(sum));
    assert!(states.keys().all(|state| STATES.contains(&state.as_str())));
    assert!(
        result["requests"]["procurement"].as_u64() > Some(0) && result["requests"]["quickbooks"].as_u64() > Some(0)
    );
    assert!(result["duration_ms"].is_u64() && result["quarantined"] == 0);
    assert_eq!(result["partial"].as_array().map(Vec::len), Some(0));
    // What it says of its requests is what the services saw.
    let seen = |side: &str| {
        services
            .requests()
            .iter()
            .filter(|line| line["service"] == side)
            .count() as u64
    };
    assert_eq!(result["requests"]["procurement"].as_u64(), Some(seen("procurement")));
    assert_eq!(result["requests"]["quickbooks"].as_u64(), Some(seen("quickbooks")));

    let list = desk.run(&["list", "--limit", "1000"]).expect(0);
    assert_eq!(list["as_of"], result["as_of"]);
    list["rows"].as_array().expect("rows").iter().for_each(check_row);
}

#[test]
fn show() {
    let services = Services::start(&[]);
    let desk = Desk::refreshed(&services);
    let truth = services.truth();
    let mut seen = Vec::new();
    for (name, fact) in &truth {
        let look = (&fact["state"], &fact["class"], name.starts_with("order"));
        if seen.contains(&look) {
            continue;
        }
        seen.push(look);
        let shown = desk.show(name);
        check_row(&shown);
        for item in shown["evidence"].as_array().expect("evidence") {
            assert!(
                ["procurement", "quickbooks", "clearpost"].contains(&item["source"].as_str().unwrap()),
                "{item}"
            );
            assert!(is_text(&item["text"]) && or_null(&item["at"], is_time), "{item}");
        }
        assert!(
            !shown["evidence"].as_array().unwrap().is_empty(),
            "{name} says how it is known"
        );
        let differences = shown["differences"].as_array().expect("differences");
        for difference in differences {
            assert!(is_text(&difference["field"]), "{difference}");
            assert_ne!(difference["procurement"], difference["quickbooks"], "{difference}");
        }
        assert_eq!(shown["state"] == "differs", !differences.is_empty(), "{name}");
        for finding in shown["findings"].as_array().expect("findings") {
            for field in ["code", "class", "headline", "cause"] {
                assert!(is_text(&finding[field]), "{field}: {finding}");
            }
            assert!(
                ["confirmed", "likely", "possible"].contains(&finding["confidence"].as_str().unwrap()),
                "{finding}"
            );
            assert!(
                [
                    "after_fix",
                    "transient",
                    "never_automatic",
                    "hold_queue",
                    "after_parent",
                    "never"
                ]
                .contains(&finding["retry"].as_str().unwrap()),
                "{finding}"
            );
            check_steps(&finding["steps"]);
            let culprit = finding.get("culprit").expect("it is named even when null");
            assert!(
                or_null(culprit, |who| is_text(&who["kind"])
                    && is_text(&who["id"])
                    && is_text(&who["name"])),
                "{finding}"
            );
            assert!(
                finding.get("error_text").is_some_and(|text| or_null(text, is_text)),
                "{finding}"
            );
        }
        for entry in shown["history"].as_array().expect("a history") {
            assert!(
                or_null(&entry["at"], is_time) && is_text(&entry["source"]) && entry["text"].is_string(),
                "{entry}"
            );
        }
        for line in shown["lines"].as_array().expect("lines") {
            assert!(
                line["description"].is_string() && or_null(&line["account"], is_text) && is_amount(&line["amount"]),
                "{line}"
            );
        }
        assert!(
            shown["notes"].is_array() && is_text(&shown["links"]["procurement"]),
            "{name}"
        );
        assert_eq!(
            shown["links"]["quickbooks"].is_null(),
            shown["quickbooks"].is_null(),
            "{name}"
        );
    }
}

#[test]
fn causes() {
    let services = Services::start(&[]);
    let desk = Desk::refreshed(&services);
    let rows = desk.rows();
    let result = desk.run(&["causes"]).expect(0);
    let causes = result["causes"].as_array().expect("causes");
    for cause in causes {
        for field in ["id", "class", "headline", "retry"] {
            assert!(is_text(&cause[field]), "{field}: {cause}");
        }
        assert!(
            cause["id"]
                .as_str()
                .unwrap()
                .starts_with(cause["class"].as_str().unwrap())
        );
        check_steps(&cause["steps"]);
        let documents = cause["documents"].as_array().expect("documents");
        assert!(!documents.is_empty());
        let mut cents = 0_i64;
        for document in documents {
            let row = &rows[document.as_str().unwrap()];
            assert_eq!(row["classes"][0], cause["class"], "{row}");
            if row["currency"] == cause["totals"][0]["currency"] {
                cents += row["amount"].as_str().unwrap().replace('.', "").parse::<i64>().unwrap();
            }
        }
        let total = cause["totals"][0]["amount"].as_str().unwrap().replace('.', "");
        assert_eq!(total.parse::<i64>().ok(), Some(cents), "{cause}");
        let oldest = documents
            .iter()
            .filter_map(|name| rows[name.as_str().unwrap()]["age_days"].as_i64())
            .max();
        assert_eq!(cause["oldest_days"].as_i64(), oldest);
    }
    let mut ids: Vec<&Value> = causes.iter().map(|cause| &cause["id"]).collect();
    ids.dedup();
    assert_eq!(ids.len(), causes.len());
}

#[test]
fn explain() {
    let desk = Desk::unconnected();
    let text = "A business validation error has occurred: The account period has closed and the account books cannot be updated";
    let known = desk.run(&["explain", text]).expect(0);
    assert_eq!(known["class"], "PERIOD_CLOSED");
    let unknown = desk.run(&["explain", "The moon was in the wrong house"]).expect(0);
    assert_eq!(
        (&unknown["class"], unknown["alternatives"].as_array().map(Vec::len)),
        (&Value::from("UNKNOWN"), Some(0))
    );
    for result in [
        known,
        unknown,
        desk.run(&["explain", "--class", "VENDOR_INACTIVE"]).expect(0),
    ] {
        for field in ["confidence", "headline", "cause", "retry"] {
            assert!(is_text(&result[field]), "{field}: {result}");
        }
        check_steps(&result["steps"]);
        assert!(!result["steps"].as_array().unwrap().is_empty());
    }
    assert_eq!(
        desk.run(&["explain", "--class", "NO_SUCH_CLASS"]).error(2),
        "invalid_input"
    );
}
