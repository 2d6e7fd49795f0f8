//! Lists that move while they are read, repeat themselves, or carry a record that cannot be read: in
//! the end everything is there once.

use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};

use crate::desk::Desk;
use crate::http::{Message, exchange, host_of};
use crate::proxy::Proxy;
use crate::services::Services;
use crate::truth::agrees;

#[test]
fn pages_that_shift_lose_nothing() {
    for by in [1, -1, 3] {
        let services = Services::start(&["--documents", "200"]);
        let desk = Desk::new(&services);
        for service in ["procurement", "quickbooks"] {
            services
                .fault(&json!({ "service": service, "method": "GET", "kind": "shift_pages", "by": by, "times": 6 }));
        }
        desk.refresh();
        services.clear_faults();
        desk.refresh();
        agrees(&services, &desk);
    }
}

#[test]
fn pages_that_shift_under_a_known_company_drop_nothing() {
    let services = Services::start(&["--documents", "200"]);
    let mut desk = Desk::refreshed(&services);
    // A day later everything is read again.
    desk.advance(&services, 25 * 3600);
    for service in ["procurement", "quickbooks"] {
        services.fault(&json!({ "service": service, "method": "GET", "kind": "shift_pages", "by": 2 }));
    }
    desk.refresh();
    agrees(&services, &desk);
}

/// Changes the JSON of one list's answers on their way.
fn spoilt(
    services: &Services,
    path: &'static str,
    change: impl Fn(&mut Value) + Send + Sync + 'static,
) -> (Desk, Proxy) {
    let proxy = Proxy::start(&services.info("procurement", "url"), move |request, ask| {
        let mut answer = ask();
        if request.target().split('?').next() == Some(path)
            && let Ok(mut body) = serde_json::from_slice(&answer.body)
        {
            change(&mut body);
            answer.body = serde_json::to_vec(&body).expect("JSON");
        }
        answer
    });
    let mut desk = Desk::new(services);
    desk.set("PROCUREMENT_URL", proxy.url());
    (desk, proxy)
}

fn rows_of(body: &mut Value) -> &mut Vec<Value> {
    let rows = if body.is_array() { body } else { &mut body["invoices"] };
    rows.as_array_mut().expect("rows")
}

#[test]
fn a_record_that_cannot_be_read_is_counted_and_the_others_go_on() {
    let services = Services::start(&[]);
    let (desk, _proxy) = spoilt(&services, "/api/v1/invoices", |body| {
        if let Some(first) = rows_of(body).first_mut() {
            *first = json!({ "id": "none", "amount": { "is": "no amount" } });
        }
    });
    let result = desk.refresh();
    let known = services.truth().len();
    let lost = known - desk.rows().len();
    assert_eq!(result["quarantined"], json!(lost), "{result:#}");
    assert!((1..=2).contains(&lost), "{lost}");
    assert_eq!(result["documents"]["total"], json!(known - lost));
}

#[test]
fn a_row_that_was_spoilt_is_read_again_although_the_second_reading_broke_off() {
    static SPOILT: AtomicBool = AtomicBool::new(true);
    let services = Services::start(&[]);
    let (mut desk, _proxy) = spoilt(&services, "/api/v1/invoices", |body| {
        if SPOILT.load(Ordering::Relaxed)
            && let Some(first) = rows_of(body).first_mut()
        {
            *first = json!({ "id": "none" });
        }
    });
    desk.refresh();
    let known = services.truth().len();
    assert!(desk.rows().len() < known);
    SPOILT.store(false, Ordering::Relaxed);
    desk.advance(&services, 1_000);
    services.fault(
        &json!({ "service": "procurement", "path_prefix": "/api/v1/invoices", "kind": "status", "status": 500 }),
    );
    desk.run(&["refresh"]);
    services.clear_faults();
    desk.refresh();
    assert_eq!(desk.rows().len(), known);
    agrees(&services, &desk);
}

#[test]
fn a_list_that_never_ends_ends() {
    let services = Services::start(&[]);
    let proxy = Proxy::start(&services.info("procurement", "url"), |request, ask| {
        let mut answer = ask();
        if request.target().starts_with("/api/v1/invoices?")
            && let Ok(mut body) = serde_json::from_slice::<Value>(&answer.body)
            && body["meta"].is_object()
        {
            body["meta"]["next_page"] = json!(2);
            body["meta"]["total_pages"] = json!(999);
            answer.body = serde_json::to_vec(&body).expect("JSON");
        }
        answer
    });
    let mut desk = Desk::new(&services);
    desk.set("PROCUREMENT_URL", proxy.url());
    desk.refresh();
    agrees(&services, &desk);
}

#[test]
fn a_service_that_does_not_know_the_archive_archives_nothing() {
    let services = Services::start(&[]);
    let behind = services.info("procurement", "url");
    let host = host_of(&behind).to_owned();
    let proxy = Proxy::start(&behind, move |request, ask| {
        if !request.target().starts_with("/api/v1/purchase_orders?") {
            return ask();
        }
        let mut everything = request.clone();
        everything.first = everything.first.replace("archived=true", "archived=false");
        exchange(&host, &everything).expect("the service behind answers")
    });
    let mut desk = Desk::new(&services);
    desk.set("PROCUREMENT_URL", proxy.url());
    desk.refresh();
    let orders = desk.rows().into_iter().filter(|(name, _)| name.starts_with("order"));
    assert!(orders.into_iter().all(|(_, row)| row["archived"] == json!(false)));
}

#[test]
fn an_unknown_status_is_shown_as_it_is() {
    let services = Services::start(&[]);
    let proxy = Proxy::start(&services.info("procurement", "url"), |request, ask| {
        let mut answer = ask();
        if request.target().starts_with("/api/v1/invoices")
            && let Ok(mut body) = serde_json::from_slice::<Value>(&answer.body)
        {
            if body["invoices"].is_array() {
                for row in rows_of(&mut body) {
                    row["status"] = json!("half_digested");
                }
            } else {
                body["status"] = json!("half_digested");
            }
            answer.body = serde_json::to_vec(&body).expect("JSON");
        }
        answer
    });
    let mut desk = Desk::new(&services);
    desk.set("PROCUREMENT_URL", proxy.url());
    desk.refresh();
    let rows = desk.rows();
    assert_eq!(rows.len(), services.truth().len());
    for (name, row) in rows.iter().filter(|(name, _)| name.starts_with("invoice")) {
        assert_eq!(row["procurement_status"], "half_digested", "{name}");
        let state = row["state"].as_str().expect("a state");
        assert!(["not_due", "unknown"].contains(&state), "{name}: {row}");
    }
}

#[test]
fn an_answer_without_rows_is_not_an_empty_company() {
    let services = Services::start(&[]);
    let desk = Desk::refreshed(&services);
    let known = desk.rows().len();
    let proxy = Proxy::start(&services.info("procurement", "url"), |request, ask| {
        if request.target().contains("/invoices") {
            Message::answer(200, "application/json", "{}")
        } else {
            ask()
        }
    });
    let mut elsewhere = Desk::new(&services);
    elsewhere.set("PROCUREMENT_URL", proxy.url());
    elsewhere.run(&["refresh"]).expect(4);
    assert!(elsewhere.rows().len() < known);
}

#[test]
fn a_bill_that_cannot_be_read_stays_counted_and_is_never_taken_for_absent() {
    let services = Services::start(&[]);
    let mut desk = Desk::refreshed(&services);
    let document = services.find("invoice", "missing", None);
    let number = desk.rows()[&document]["number"].as_str().expect("a number").to_owned();
    // It arrives, but what QuickBooks says of it cannot be understood.
    services.act(&json!({ "do": "resend", "ref": document }));
    let proxy = Proxy::start(&services.info("quickbooks", "url"), move |_, ask| {
        let mut answer = ask();
        if let Ok(mut body) = serde_json::from_slice(&answer.body)
            && spoil(&mut body, &number)
        {
            answer.body = serde_json::to_vec(&body).expect("JSON");
        }
        answer
    });
    desk.set("QUICKBOOKS_URL", proxy.url());
    for pause in [0, 3600, 3600] {
        desk.advance(&services, pause);
        assert_eq!(desk.refresh()["quarantined"], 1, "after another {pause} seconds");
        assert_ne!(desk.state(&document), "missing");
    }
    let answer = desk.run(&["resend", &document, "--force", "--wait", "0"]);
    assert_eq!(answer.json["results"][0]["outcome"], "blocked", "{:#}", answer.json);
    assert!(services.mutations().is_empty());
}

/// Takes the total and the vendor of every bill of a number away.
fn spoil(value: &mut Value, number: &str) -> bool {
    match value {
        Value::Object(fields) if fields.get("DocNumber").is_some_and(|found| found == number) => {
            fields.insert("TotalAmt".to_owned(), json!({ "is": "no amount" }));
            fields.insert("Id".to_owned(), json!({}));
            true
        }
        Value::Object(fields) => fields
            .values_mut()
            .map(|one| spoil(one, number))
            .fold(false, |any, one| any | one),
        Value::Array(items) => items
            .iter_mut()
            .map(|one| spoil(one, number))
            .fold(false, |any, one| any | one),
        _ => false,
    }
}
