//! Calls that change something: once, and honest about what became of them.

use std::time::Duration;

use clearpost_domain::{Document, DocumentRef};
use clearpost_remote::{ErrorCode, Limits, ProcurementClient, SendError};

use crate::server::{Reply, Server, TOKEN, json, now, quick, status, with};

const PATH: &str = "/api/v1/invoices/771/resend";

async fn sent(reply: Reply) -> (Result<(), SendError>, usize) {
    let server = Server::start([reply]).await;
    let limits = Limits {
        deadline: Duration::from_millis(200),
        ..quick()
    };
    let result = server.procurement_with(limits).call_resend("POST", PATH).await;
    (result, server.requests().len())
}

#[tokio::test]
async fn what_certainly_was_not_done_says_so() {
    for reply in [
        status(401, r#"{"error":"Authentication token is invalid"}"#),
        status(403, "{}"),
        with(429, "Retry-After: 0", ""),
        with(308, "Location: https://example.com/", ""),
    ] {
        let (result, requests) = sent(reply).await;
        assert!(matches!(result, Err(SendError::NotSent(_))), "{result:?}");
        assert_eq!(requests, 1);
    }
}

#[tokio::test]
async fn no_connection_means_nothing_was_sent() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut server = Server::start([json("{}")]).await;
    server.address = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let result = server.procurement().call_resend("POST", PATH).await;
    assert!(matches!(result, Err(SendError::NotSent(error)) if error.is_offline()));
}

#[tokio::test]
async fn whatever_leaves_a_doubt_is_uncertain_and_never_repeated() {
    for reply in [
        Reply::Reset,
        Reply::Drip,
        Reply::Truncated(r#"{"status":"#.into(), 100),
        json(r#"{"status": tr"#),
        json(r#"{"status": tr}"#),
        json("<html>Please sign in</html>"),
        json("<a/>"),
        json("done"),
        status(500, r#"{"error":"oops"}"#),
        status(504, "<html>gateway</html>"),
        status(408, ""),
        with(302, "Location: /login", ""),
    ] {
        let (result, requests) = sent(reply).await;
        assert!(matches!(result, Err(SendError::Uncertain(_))), "{result:?}");
        assert_eq!(requests, 1);
    }
}

#[tokio::test]
async fn a_refusal_carries_what_the_service_said() {
    let long = format!(r#"{{"errors":["{}"]}}"#, "é".repeat(600));
    for (reply, expected) in [
        (
            status(422, r#"{"error":["Not approved","Locked"],"status":422}"#),
            "Not approved; Locked",
        ),
        (status(404, r#"{"message":"no such call"}"#), "no such call"),
        (status(400, "<html>bad</html>"), ""),
        (json(r#"{"success":false}"#), ""),
        (json(r#"{"error":"Already queued"}"#), "Already queued"),
        (status(400, long), &"é".repeat(250)),
    ] {
        let (result, requests) = sent(reply).await;
        assert!(
            matches!(&result, Err(SendError::Refused { message, .. }) if message == expected),
            "{result:?}"
        );
        assert_eq!(requests, 1);
    }
}

#[tokio::test]
async fn every_documented_confirmation_is_accepted() {
    for reply in [
        json(r#"{"status":true}"#),
        json(r#"{"success":true}"#),
        json(r#"{"id":771,"status":"ready_to_pay","error":null}"#),
        json("[]"),
        status(202, ""),
        status(204, ""),
    ] {
        assert!(sent(reply).await.0.is_ok());
    }
}

#[tokio::test]
async fn a_call_never_leaves_the_service() {
    let server = Server::start([json("{}")]).await;
    let client = server.procurement();
    for path in [
        "",
        "api/v1/x",
        "//example.com/x",
        "https://example.com/x",
        "/\\example.com",
        "/a b",
        "/a\r\nHost: example.com",
        "/a#b",
    ] {
        let error = client.call_resend("POST", path).await.unwrap_err();
        let SendError::NotSent(error) = error else {
            panic!("{path} must not leave")
        };
        assert_eq!(error.code(), ErrorCode::InvalidInput);
    }
    assert!(client.call_resend("DELETE", PATH).await.is_err());
    assert!(server.requests().is_empty());
    client.call_resend("put", "/@example.com/x?a=1").await.unwrap();
    assert_eq!(server.targets(), ["/@example.com/x?a=1"]);
}

async fn a_document(client: &ProcurementClient, reference: DocumentRef) -> Document {
    client.document(reference, now()).await.unwrap()
}

#[tokio::test]
async fn the_edit_writes_one_field_back_as_it_was_just_read() {
    let row = r#"{"id":7,"status":"approved","notes":"Dock 2, \"left\" \u00e9"}"#;
    let server = Server::start([json(row), json(row), json(row)]).await;
    let client = server.procurement();
    let order = a_document(&client, DocumentRef::order(7)).await;
    client.touch(&order).await.unwrap();
    let put = server.requests().pop().unwrap();
    assert!(put.starts_with("PUT /api/v1/purchase_orders/7 HTTP/1.1\r\n"));
    assert!(put.ends_with(r#"{"purchase_order":{"notes":"Dock 2, \"left\" \u00e9"}}"#));
    assert!(!put.contains("commit"));

    // The number changed since the document was cached: the new one must survive.
    let old = json(r#"{"id":9,"status":"ready_to_pay","invoice_number":"A-1"}"#);
    let new = json(r#"{"id":9,"status":"ready_to_pay","invoice_number":"A-2"}"#);
    let server = Server::start([old, new, json("{}")]).await;
    let client = server.procurement();
    let invoice = a_document(&client, DocumentRef::invoice(9)).await;
    client.touch(&invoice).await.unwrap();
    let put = server.requests().pop().unwrap();
    assert!(put.ends_with(r#"{"invoice":{"invoice_number":"A-2"}}"#));
    assert!(put.contains(TOKEN), "the call is signed in");
}

#[tokio::test]
async fn an_edit_that_cannot_read_first_sends_nothing() {
    let row = r#"{"id":7,"status":"approved"}"#;
    for second in [json(row), status(401, "{}"), json("<html>"), status(404, "{}")] {
        let server = Server::start([json(row), second]).await;
        let client = server.procurement();
        let order = a_document(&client, DocumentRef::order(7)).await;
        let result = client.touch(&order).await;
        assert!(matches!(result, Err(SendError::NotSent(_))), "{result:?}");
        assert!(server.requests().iter().all(|request| request.starts_with("GET ")));
    }
}
