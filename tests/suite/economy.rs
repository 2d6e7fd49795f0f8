//! What a refresh costs, counted by the services themselves: only what is needed is asked for, a
//! reading that broke off goes on, and nothing is lost for it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};

use crate::desk::Desk;
use crate::http::ask;
use crate::proxy::Proxy;
use crate::services::Services;
use crate::truth::agrees;
use crate::wait::wait_until;

/// Requests for each address, counted, from the n-th request on.
fn asked(services: &Services, from: usize) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for line in services.requests().iter().skip(from) {
        let word = |field: &str| line[field].as_str().unwrap_or_default().to_owned();
        let name = format!("{} {}?{}", word("service"), word("path"), word("query"));
        *counts.entry(name).or_default() += 1;
    }
    counts
}

fn of<'a>(counts: &'a BTreeMap<String, usize>, part: &'a str) -> impl Iterator<Item = (&'a String, &'a usize)> {
    counts.iter().filter(move |(name, _)| name.contains(part))
}

fn total(counts: &BTreeMap<String, usize>, part: &str) -> usize {
    of(counts, part).map(|(_, count)| count).sum()
}

/// Sets aside whatever waits, so that nothing is unproved.
fn settle(desk: &Desk) {
    for (name, row) in desk.rows() {
        let state = row["state"].as_str().expect("a state");
        if ["failed", "differs", "missing", "unknown", "pending"].contains(&state) {
            desk.run(&["handled", &name, "--reason", "looked into"]).expect(0);
        }
    }
}

#[test]
fn an_unchanged_and_proved_company_costs_seven_calls() {
    let services = Services::start(&["--documents", "60"]);
    let mut desk = Desk::refreshed(&services);
    settle(&desk);
    for pause in [0, 600, 3 * 3600] {
        desk.advance(&services, pause);
        let before = services.requests().len();
        let result = desk.refresh();
        let counts = asked(&services, before);
        assert_eq!(result["requests"]["quickbooks"], 1, "{counts:#?}");
        assert!(
            result["requests"]["procurement"].as_u64().expect("a count") <= 6,
            "{counts:#?}"
        );
        assert_eq!(total(&counts, "/cdc?"), 1);
    }
}

#[test]
fn calls_are_counted_by_month() {
    let services = Services::start(&[]);
    let mut desk = Desk::new(&services);
    let mut sums = [0, 0];
    for pause in [0, 60, 3600] {
        desk.advance(&services, pause);
        let result = desk.refresh();
        for (sum, side) in sums.iter_mut().zip(["procurement", "quickbooks"]) {
            *sum += result["requests"][side].as_u64().expect("a count");
            assert_eq!(result["requests_this_month"][side], json!(*sum));
        }
    }
    assert_eq!(sums.iter().sum::<u64>(), services.requests().len() as u64);
    // Another month begins with nothing.
    desk.advance(&services, 40 * 24 * 3600);
    let result = desk.refresh();
    assert_eq!(result["requests"], result["requests_this_month"]);
}

#[test]
fn a_pull_that_is_killed_goes_on_with_the_next_page() {
    let services = Services::start(&["--documents", "700", "--latency", "15"]);
    let desk = Desk::new(&services);
    let mut kills = 0;
    for requests in [12, 26, 40] {
        let mut child = desk.start(&["refresh"]);
        wait_until("it is under way", || {
            let is_over = child.try_wait().expect("a state").is_some();
            (is_over || services.requests().len() >= requests).then_some(())
        });
        let _ = child.kill();
        child.wait().expect("it ends");
        kills += 1;
    }
    desk.refresh();
    agrees(&services, &desk);
    let counts = asked(&services, 0);
    let again = |part: &str| of(&counts, part).map(|(_, count)| count - 1).sum::<usize>();
    let pages = again("/purchase_orders?orders_page=") + again("/invoices?page=");
    // ProcurementExpress gets two calls at once: those can have been on their way, and as many answers that
    // had arrived and were not stored yet.
    assert!(pages <= 4 * kills, "{pages} pages were read again: {counts:#?}");
    assert!(again("/query?") <= 10 * kills, "{counts:#?}");
}

#[test]
fn a_list_that_failed_is_read_at_the_next_refresh_and_the_others_are_not() {
    let services = Services::start(&["--documents", "200"]);
    let desk = Desk::new(&services);
    let behind = services.info("quickbooks", "url");
    let proxy = Proxy::start(&behind, |request, ask| {
        if request.target().contains("FROM%20Bill") || request.target().contains("FROM+Bill") {
            return crate::http::Message::answer(503, "application/json", "{}");
        }
        ask()
    });
    let mut behind_proxy = desk;
    behind_proxy.set("QUICKBOOKS_URL", proxy.url());
    let result = behind_proxy.run(&["refresh"]).expect(4);
    let parts: Vec<&Value> = result["partial"].as_array().expect("parts").iter().collect();
    assert_eq!(parts.len(), 1, "{result:#}");
    assert_eq!(parts[0]["what"], "bills");
    let states = behind_proxy.rows();
    assert!(
        states.values().all(|row| row["state"] != "missing"),
        "bills were not read"
    );
    behind_proxy.set("QUICKBOOKS_URL", behind);
    let before = services.requests().len();
    behind_proxy.refresh();
    agrees(&services, &behind_proxy);
    let counts = asked(&services, before);
    assert!(total(&counts, "Bill%20") + total(&counts, "Bill+") >= 1, "{counts:#?}");
    assert_eq!(
        total(&counts, "FROM%20Vendor") + total(&counts, "FROM+Vendor"),
        0,
        "{counts:#?}"
    );
}

#[test]
fn everything_is_read_once_a_day_or_when_asked_for() {
    let services = Services::start(&["--documents", "60"]);
    let mut desk = Desk::refreshed(&services);
    let lists = |desk: &Desk, arguments: &[&str]| {
        let before = services.requests().len();
        desk.run(arguments).expect(0);
        let counts = asked(&services, before);
        total(&counts, "/v3/company") - total(&counts, "/cdc?")
            + of(&counts, "/invoices?page=")
                .filter(|(name, _)| !name.contains("filter"))
                .count()
    };
    assert!(lists(&desk, &["refresh", "--full"]) >= 10);
    settle(&desk);
    assert_eq!(lists(&desk, &["refresh"]), 0);
    desk.advance(&services, 25 * 3600);
    assert!(lists(&desk, &["refresh"]) >= 10);
    agrees_but_for_handled(&services, &desk);
}

fn agrees_but_for_handled(services: &Services, desk: &Desk) {
    let truth = services.truth();
    for (name, row) in desk.rows() {
        if row["state"] != "handled" {
            assert_eq!(row["state"], truth[&name]["state"], "{name}");
        }
    }
}

#[test]
fn details_that_show_the_same_are_looked_at_less_often() {
    let services = Services::start(&["--documents", "60"]);
    let mut desk = Desk::refreshed(&services);
    let details = |desk: &Desk| {
        let before = services.requests().len();
        desk.refresh();
        let counts = asked(&services, before);
        of(&counts, "procurement /api/v1/")
            .filter(|(name, _)| name.ends_with('?'))
            .filter(|(name, _)| name.contains("/invoices/") || name.contains("/purchase_orders/"))
            .count()
    };
    desk.advance(&services, 2 * 3600);
    assert!(details(&desk) > 0, "two hours later");
    desk.advance(&services, 600);
    assert_eq!(details(&desk), 0, "they have been still for two hours");
    let before = services.requests().len();
    desk.run(&["refresh", "--full"]).expect(0);
    let counts = asked(&services, before);
    assert!(total(&counts, "/api/v1/invoices/") > 0, "everything is everything");
    // The row of this one changes.
    let document = services.find("invoice", "failed", Some("VENDOR_INACTIVE"));
    services.act(&json!({ "do": "change_invoice_date", "ref": document, "date": "2026-02-11" }));
    desk.advance(&services, 60);
    assert!((1..4).contains(&details(&desk)), "only what changed");
    desk.advance(&services, 3600);
    assert!(details(&desk) > 0);
    agrees(&services, &desk);
}

/// Orders are put into the archive while their list is read: the ones behind move up.
#[test]
fn rows_that_vanish_while_a_list_is_read_make_no_other_pass_unseen() {
    let services = Services::start(&["--documents", "260"]);
    let control = services.control_url();
    let done = Arc::new(AtomicBool::new(false));
    let proxy = Proxy::start(&services.info("procurement", "url"), move |request, forward| {
        let answer = forward();
        if request.target().contains("orders_page=1&archived=false") && !done.swap(true, Ordering::SeqCst) {
            let body: Value = serde_json::from_slice(&answer.body).expect("JSON");
            for row in body["purchase_orders"].as_array().expect("rows").iter().take(5) {
                let act = json!({ "do": "archive", "ref": format!("order:{}", row["id"]) });
                ask("POST", &format!("{control}/act"), Some(&act)).expect("the control answers");
            }
        }
        answer
    });
    let mut desk = Desk::new(&services);
    desk.set("PROCUREMENT_URL", proxy.url());
    desk.refresh();
    let rows = desk.rows();
    let missing: Vec<String> = services
        .truth()
        .into_keys()
        .filter(|name| !rows.contains_key(name))
        .collect();
    assert!(missing.is_empty(), "passed unseen: {missing:?}");
}

#[test]
fn pages_that_come_round_again_are_an_error_and_nothing_is_doubled() {
    let services = Services::start(&["--documents", "200"]);
    let proxy = Proxy::start(&services.info("procurement", "url"), |request, ask| {
        let mut answer = ask();
        // The service ignores the page, and says that there are more.
        if request.target().contains("/purchase_orders?") {
            let mut body: Value = serde_json::from_slice(&answer.body).expect("JSON");
            body["meta"]["current_page"] = json!(1);
            body["meta"]["next_page"] = json!(2);
            answer.body = serde_json::to_vec(&body).expect("JSON");
        }
        answer
    });
    let mut desk = Desk::new(&services);
    desk.set("PROCUREMENT_URL", proxy.url());
    let result = desk.run(&["refresh"]).expect(4);
    let parts = result["partial"].as_array().expect("parts");
    assert!(parts.iter().any(|part| part["what"] == "orders"), "{result:#}");
}

/// Takes the change feed's answer and makes it say something else.
fn feed(services: &Services, change: impl Fn(&str, &mut Value) + Send + Sync + 'static) -> Proxy {
    Proxy::start(&services.info("quickbooks", "url"), move |request, ask| {
        let mut answer = ask();
        if request.target().contains("/cdc?") {
            let mut body: Value = serde_json::from_slice(&answer.body).expect("JSON");
            change(request.target(), &mut body);
            answer.body = serde_json::to_vec(&body).expect("JSON");
        }
        answer
    })
}

#[test]
fn a_change_feed_that_holds_no_more_is_asked_part_by_part() {
    let services = Services::start(&["--documents", "60"]);
    let mut desk = Desk::refreshed(&services);
    // Of bills even the part alone is too much, and what was deleted is not among what it names.
    let proxy = feed(&services, |target, body| {
        let many: Vec<Value> = (0..1000)
            .map(|_| json!({ "Id": "1", "Name": "Net 15", "DisplayName": "x", "Active": true }))
            .collect();
        let entity = if target.contains("Vendor%2C") || target.contains("Vendor,") {
            "Class"
        } else if target.contains("entities=Bill") {
            "Bill"
        } else {
            return;
        };
        let rows = if entity == "Bill" {
            (0..1000)
                .map(|id| json!({ "Id": format!("9{id:05}"), "status": "Deleted" }))
                .collect()
        } else {
            many
        };
        body["CDCResponse"] = json!([{ "QueryResponse": [{ entity: rows }] }]);
    });
    desk.set("QUICKBOOKS_URL", proxy.url());
    let deleted = services.find("invoice", "synced", None);
    let order = services.find("order", "synced", None);
    services.act(&json!({ "do": "delete_in_quickbooks", "ref": deleted }));
    services.act(&json!({ "do": "delete_in_quickbooks", "ref": order }));
    desk.advance(&services, 600);
    let result = desk.refresh();
    assert!(
        result["notes"][0].as_str().expect("a note").contains("Bill"),
        "{result:#}"
    );
    agrees(&services, &desk);
}

#[test]
fn a_deletion_that_did_not_happen_is_not_believed() {
    let services = Services::start(&["--documents", "60"]);
    let mut desk = Desk::refreshed(&services);
    let document = services.find("invoice", "synced", None);
    let bill = desk.show(&document)["quickbooks"]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let proxy = feed(&services, move |_, body| {
        body["CDCResponse"] = json!([{ "QueryResponse": [{ "Bill": [{ "Id": bill, "status": "Deleted" }] }] }]);
    });
    desk.set("QUICKBOOKS_URL", proxy.url());
    desk.refresh();
    assert_eq!(desk.state(&document), "synced");
}
