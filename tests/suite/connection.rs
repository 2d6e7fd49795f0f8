//! Connections that do not work: each is named for what it is, and the cache stays as it was.

use serde_json::json;

use crate::desk::Desk;
use crate::http::Message;
use crate::proxy::Proxy;
use crate::services::Services;

const QUICKBOOKS: [&str; 3] = ["QUICKBOOKS_URL", "QUICKBOOKS_REALM", "QUICKBOOKS_ACCESS_TOKEN"];

/// A refresh with one variable changed: the error's code, while everything read before is kept.
fn refused(name: &str, value: &str, exit: i32, code: &str) {
    let services = Services::start(&[]);
    let mut desk = Desk::refreshed(&services);
    let (rows, before) = (desk.rows(), desk.run(&["list"]).expect(0)["as_of"].clone());
    desk.set(name, value);
    assert_eq!(desk.run(&["refresh"]).error(exit), code, "{name}");
    // The same company, read again without a network.
    desk.set(name, services.environment()[&format!("CLEARPOST_{name}")].clone());
    assert_eq!(desk.rows(), rows, "the cache is as it was");
    assert_eq!(desk.run(&["list"]).expect(0)["as_of"], before);
}

#[test]
fn without_a_connection_nothing_can_be_read() {
    let desk = Desk::unconnected();
    for command in [
        &["refresh"][..],
        &["list"],
        &["causes"],
        &["show", "invoice:1"],
        &["resend", "invoice:1"],
    ] {
        assert_eq!(desk.run(command).error(3), "not_connected", "{command:?}");
    }
}

#[test]
fn a_connection_with_a_gap_names_what_is_missing() {
    let services = Services::start(&[]);
    for name in ["PROCUREMENT_TOKEN", "PROCUREMENT_COMPANY", "QUICKBOOKS_REALM"] {
        let mut desk = Desk::new(&services);
        desk.unset(name);
        let answer = desk.run(&["refresh"]);
        assert!(
            answer.json["error"]["message"].to_string().contains(name),
            "{}",
            answer.json
        );
        assert_eq!(answer.error(2), "invalid_input");
    }
}

#[test]
fn a_wrong_procurement_token() {
    refused("PROCUREMENT_TOKEN", "not-the-token", 3, "sign_in_needed");
}

#[test]
fn the_documents_cannot_be_read_the_books_can() {
    let services = Services::start(&[]);
    let mut desk = Desk::new(&services);
    services.fault(&json!({ "service": "procurement", "path_prefix": "/api", "kind": "status", "status": 500 }));
    assert_eq!(
        desk.run(&["refresh"]).error(1),
        "service_error",
        "nothing was read before"
    );
    services.clear_faults();
    desk.refresh();
    let before = desk.run(&["list"]).expect(0)["as_of"].clone();
    services.fault(&json!({ "service": "procurement", "path_prefix": "/api", "kind": "status", "status": 500 }));
    desk.set("NOW", "2026-03-02T10:41:07Z");
    assert_eq!(desk.run(&["refresh"]).error(1), "service_error");
    assert_eq!(
        desk.run(&["list"]).expect(0)["as_of"],
        before,
        "the documents are as old as before"
    );
}

#[test]
fn a_wrong_quickbooks_token() {
    let services = Services::start(&[]);
    let mut desk = Desk::refreshed(&services);
    let rows = desk.rows();
    desk.set("QUICKBOOKS_ACCESS_TOKEN", "not-the-token");
    assert_eq!(desk.run(&["refresh"]).error(3), "sign_in_needed");
    for (name, row) in desk.rows() {
        assert_eq!(row["state"], rows[&name]["state"], "{name}");
    }
}

#[test]
fn a_wrong_company() {
    let services = Services::start(&[]);
    let mut desk = Desk::new(&services);
    desk.set("PROCUREMENT_COMPANY", "999");
    assert_eq!(desk.run(&["refresh"]).error(1), "wrong_company");
    let mut desk = Desk::new(&services);
    desk.set("QUICKBOOKS_REALM", "1234567890123456");
    let answer = desk.run(&["refresh"]);
    assert!(["wrong_company", "permission_denied"].contains(&answer.error(1).as_str()));
}

#[test]
fn a_closed_port_is_unreachable() {
    let free = std::net::TcpListener::bind("127.0.0.1:0")
        .expect("a port")
        .local_addr()
        .expect("its address");
    refused("PROCUREMENT_URL", &format!("http://{free}"), 1, "unreachable");
}

#[test]
fn a_web_page_is_not_the_service() {
    let page = Proxy::start("http://127.0.0.1:1", |_, _| {
        Message::answer(200, "text/html", "<!doctype html><title>Sign in</title>")
    });
    refused("PROCUREMENT_URL", page.url(), 1, "not_the_api");
}

#[test]
fn another_json_service_is_not_the_service() {
    let other = Proxy::start("http://127.0.0.1:1", |_, _| {
        Message::answer(200, "application/json", "{\"hello\":\"world\"}")
    });
    refused("PROCUREMENT_URL", other.url(), 1, "not_the_api");
}

#[test]
fn xml_is_not_taken_for_an_answer() {
    let services = Services::start(&[]);
    let desk = Desk::new(&services);
    services.fault(&json!({ "service": "quickbooks", "kind": "xml", "status": 200, "path_prefix": "/v3" }));
    let partial = desk.run(&["refresh"]).expect(4);
    assert!(
        partial["partial"]
            .as_array()
            .expect("parts")
            .iter()
            .all(|part| part["source"] == "quickbooks")
    );
    assert!(desk.rows().values().all(|row| row["proof"] != "verified"));
}

#[test]
fn plain_http_reaches_loopback_only() {
    let services = Services::start(&[]);
    for (name, address) in [
        ("PROCUREMENT_URL", "http://app.procurementexpress.com"),
        ("PROCUREMENT_URL", "http://192.0.2.7:8080"),
        ("PROCUREMENT_URL", "http://localhost.evil.example"),
        ("PROCUREMENT_URL", "ftp://127.0.0.1"),
        ("PROCUREMENT_URL", "not an address"),
        ("QUICKBOOKS_URL", "http://quickbooks.api.intuit.com"),
        ("QUICKBOOKS_WEB_URL", "http://qbo.intuit.com"),
    ] {
        let mut desk = Desk::new(&services);
        desk.set(name, address);
        let answer = desk.run(&["refresh"]);
        assert!(
            answer.json["error"]["message"].to_string().contains(name),
            "{}",
            answer.json
        );
        assert_eq!(answer.error(2), "invalid_input", "{address}");
    }
    assert!(services.requests().is_empty());
}

#[test]
fn a_redirect_is_not_followed() {
    let services = Services::start(&[]);
    let target = services.info("procurement", "url");
    let elsewhere = Proxy::start("http://127.0.0.1:1", move |request, _| {
        let mut answer = Message::answer(307, "text/plain", "");
        answer.set("location", &format!("{target}{}", request.target()));
        answer
    });
    let mut desk = Desk::new(&services);
    desk.set("PROCUREMENT_URL", elsewhere.url());
    let code = desk.run(&["refresh"]).code;
    assert_ne!(code, 0);
    let reached = services
        .requests()
        .into_iter()
        .filter(|line| line["service"] == "procurement")
        .count();
    assert_eq!(reached, 0, "no token went to another host");
}

#[test]
fn quickbooks_alone_is_no_connection() {
    let services = Services::start(&[]);
    let mut desk = Desk::new(&services);
    for name in ["PROCUREMENT_URL", "PROCUREMENT_TOKEN", "PROCUREMENT_COMPANY"] {
        desk.unset(name);
    }
    assert_eq!(desk.run(&["refresh"]).error(2), "invalid_input");
}

#[test]
fn quickbooks_can_be_connected_later() {
    let services = Services::start(&[]);
    let mut desk = Desk::new(&services);
    let environment = services.environment();
    for name in QUICKBOOKS {
        desk.unset(name);
    }
    desk.refresh();
    assert!(desk.rows().values().all(|row| row["state"] != "synced"));
    for name in QUICKBOOKS {
        desk.set(name, environment[&format!("CLEARPOST_{name}")].clone());
    }
    desk.refresh();
    crate::truth::agrees(&services, &desk);
}
