//! Each fault of the way, and the typed error or the repetition that answers it.

use std::time::Duration;

use clearpost_domain::{DocumentRef, Entity, ListKind};
use clearpost_remote::{ErrorCode, InvoiceFilter, Limits, NotTheApi, OrderFilter, RemoteError, Service, parse_base};

use crate::server::{Reply, Server, TOKEN, json, now, quick, soon, status, with};

const NO_ORDERS: &str = r#"{"purchase_orders":[],"meta":{"next_page":null}}"#;

async fn orders_after(script: impl IntoIterator<Item = Reply>) -> (Result<usize, RemoteError>, u64) {
    let client = Server::start(script).await.procurement();
    let page = client.orders(1, OrderFilter::default()).await;
    (page.map(|page| page.items.len()), client.calls())
}

async fn vendors_after(script: impl IntoIterator<Item = Reply>) -> (Result<usize, RemoteError>, u64) {
    let client = Server::start(script).await.quickbooks();
    let page = client.list(ListKind::Vendor, None, 1).await;
    (page.map(|page| page.items.len()), client.calls())
}

#[tokio::test]
async fn a_read_survives_resets_cut_answers_and_passing_failures() {
    for bad in [
        Reply::Reset,
        Reply::Truncated(NO_ORDERS.into(), 100),
        Reply::Truncated(NO_ORDERS.into(), -1),
        Reply::Truncated(NO_ORDERS.into(), -20),
        json(r#"{"purchase_orders":[{"id":1"#),
        status(503, "<html>maintenance</html>"),
        status(500, r#"{"error":"oops","status":500}"#),
        with(429, "Retry-After: 0", ""),
        with(429, "Retry-After: -5", ""),
        with(429, "Retry-After: soon", ""),
        with(429, "X: y", ""),
        with(200, "Content-Encoding: gzip", "this is not gzip"),
    ] {
        let (result, calls) = orders_after([bad, json(NO_ORDERS)]).await;
        assert_eq!(result.unwrap(), 0);
        assert_eq!(calls, 2, "both tries are counted");
    }
}

#[tokio::test]
async fn a_read_gives_up_after_three_tries() {
    let (result, calls) = orders_after([Reply::Reset]).await;
    assert!(result.unwrap_err().is_offline());
    assert_eq!(calls, 3);
    let (result, calls) = orders_after([status(502, "")]).await;
    assert_eq!(result.unwrap_err().code(), ErrorCode::ServiceError);
    assert_eq!(calls, 3);
}

#[tokio::test]
async fn a_refused_connection_is_unreachable_and_counts_no_call() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut server = Server::start([json(NO_ORDERS)]).await;
    server.address = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let client = server.procurement();
    let error = client.orders(1, OrderFilter::default()).await.unwrap_err();
    assert!(error.is_offline());
    assert_eq!(error.to_string(), "ProcurementExpress could not be reached");
    assert_eq!(client.calls(), 0);
}

#[tokio::test]
async fn a_dripping_answer_ends_at_the_deadline_and_is_not_repeated() {
    let limits = Limits {
        deadline: Duration::from_millis(50),
        ..quick()
    };
    let client = Server::start([Reply::Drip]).await.procurement_with(limits);
    let error = soon(client.orders(1, OrderFilter::default())).await.unwrap_err();
    assert!(matches!(
        error,
        RemoteError::TimedOut {
            service: Service::Procurement
        }
    ));
    assert_eq!(client.calls(), 1);
}

#[tokio::test]
async fn an_answer_that_is_not_the_services_is_never_an_empty_list() {
    for (body, expected) in [
        (
            "<!DOCTYPE html><html><body>Please sign in to the Wi-Fi</body></html>",
            NotTheApi::WebPage,
        ),
        ("<IntuitResponse/>", NotTheApi::Xml),
        ("", NotTheApi::Empty),
        ("Service temporarily unavailable", NotTheApi::Unreadable),
        (r#"{"hello":"world"}"#, NotTheApi::OtherShape),
        (r#"{"purchase_orders":null}"#, NotTheApi::OtherShape),
        ("{\"purchase_orders\": [1, ]}", NotTheApi::OtherShape),
    ] {
        for (result, calls) in [orders_after([json(body)]).await, vendors_after([json(body)]).await] {
            let error = result.unwrap_err();
            assert!(
                matches!(error, RemoteError::NotTheApi { what, .. } if what == expected),
                "{error:?}"
            );
            assert_eq!(calls, 1, "the same page would come again");
        }
    }
}

#[tokio::test]
async fn refusals_are_named_by_what_they_mean() {
    let fault = |code: &str| format!(r#"{{"Fault":{{"Error":[{{"Message":"m","Detail":"d","code":"{code}"}}]}}}}"#);
    for (http, code, expected) in [
        (401, "3200", ErrorCode::SignInNeeded),
        (400, "3200", ErrorCode::SignInNeeded),
        (403, "3100", ErrorCode::WrongCompany),
        (403, "5030", ErrorCode::PermissionDenied),
        (400, "5020", ErrorCode::PermissionDenied),
        (400, "120", ErrorCode::PermissionDenied),
        (400, "610", ErrorCode::NotFound),
        (400, "4001", ErrorCode::ServiceError),
        (200, "6000", ErrorCode::ServiceError),
        (200, "3200", ErrorCode::SignInNeeded),
    ] {
        let (result, calls) = vendors_after([status(http, fault(code))]).await;
        let error = result.unwrap_err();
        assert_eq!(error.code(), expected, "{http} {code}");
        assert_eq!(error.fault().unwrap().code.as_deref(), Some(code));
        assert_eq!(calls, 1);
    }
}

#[tokio::test]
async fn the_call_id_of_quickbooks_is_kept() {
    let reply = with(
        400,
        "Intuit_Tid: 1-5f73-abc",
        r#"{"Fault":{"Error":[{"code":"4000"}]}}"#,
    );
    let error = vendors_after([reply]).await.0.unwrap_err();
    assert_eq!(error.intuit_tid(), Some("1-5f73-abc"));
    assert_eq!(error.status(), Some(400));
}

#[tokio::test]
async fn the_company_call_tells_the_wrong_company_from_a_wrong_address() {
    for (reply, expected) in [
        (
            status(404, r#"{"error":"not found","status":404}"#),
            ErrorCode::WrongCompany,
        ),
        (
            status(403, r#"{"error":"admins only","status":403}"#),
            ErrorCode::WrongCompany,
        ),
        (json(r#"{"id":7002,"name":"Another"}"#), ErrorCode::WrongCompany),
        (status(404, "<html>not here</html>"), ErrorCode::NotTheApi),
        (
            status(401, r#"{"error":"Authentication token is invalid","status":401}"#),
            ErrorCode::SignInNeeded,
        ),
        (
            json(r#"{"error":"Authentication token is invalid","status":401}"#),
            ErrorCode::SignInNeeded,
        ),
    ] {
        let error = Server::start([reply]).await.procurement().company().await.unwrap_err();
        assert_eq!(error.code(), expected);
    }
    let missing = Server::start([status(404, "{}")]).await.procurement();
    let error = missing.document(DocumentRef::order(9), now()).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::NotFound);
}

#[tokio::test]
async fn a_redirect_is_not_followed_so_no_token_goes_elsewhere() {
    let elsewhere = Server::start([json(NO_ORDERS)]).await;
    for code in [301, 302, 303, 307, 308] {
        let moved = || {
            [with(
                code,
                &format!("Location: {}/api/v1/purchase_orders", elsewhere.address),
                "",
            )]
        };
        let (result, calls) = orders_after(moved()).await;
        assert!(matches!(result.unwrap_err(), RemoteError::Moved { .. }));
        assert_eq!(calls, 1);
        let client = Server::start(moved()).await.quickbooks();
        let error = client.read(Entity::Bill, "7", now()).await.unwrap_err();
        assert_eq!(error.code(), ErrorCode::NotTheApi);
    }
    assert!(elsewhere.requests().is_empty());
}

#[tokio::test]
async fn the_token_travels_in_its_header_and_never_in_an_address() {
    let server = Server::start([json(r#"{"invoices":[],"meta":{}}"#)]).await;
    server
        .procurement()
        .invoices(1, InvoiceFilter::default())
        .await
        .unwrap();
    let request = &server.requests()[0];
    assert!(request.contains(&format!("authentication_token: {TOKEN}\r\n")));
    assert!(request.contains("app_company_id: 7001\r\n"));
    assert!(!server.targets()[0].contains(TOKEN));
}

#[test]
fn only_safe_addresses_are_accepted() {
    for good in [
        "https://app.procurementexpress.com",
        "https://example.com/prefix/",
        "http://127.0.0.1:8080",
        "http://127.9.9.9",
        "http://[::1]:1",
        "http://localhost:3000",
        " http://LOCALHOST ",
    ] {
        assert!(parse_base(good).is_ok(), "{good}");
    }
    for bad in [
        "",
        "app.procurementexpress.com",
        "http://app.procurementexpress.com",
        "http://localhost.example.com",
        "http://127.0.0.1.example.com",
        "https://user:password@example.com",
        "https://user@example.com",
        "https://example.com?token=x",
        "https://example.com/#x",
        "ftp://localhost",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://10.0.0.1",
        "http://0.0.0.0",
    ] {
        let error = parse_base(bad).unwrap_err();
        assert_eq!(error.code(), ErrorCode::InvalidInput, "{bad}");
    }
}

#[test]
fn a_client_for_the_real_addresses_can_be_made() {
    let connection = clearpost_remote::QuickBooksConnection {
        base: parse_base("https://quickbooks.api.intuit.com").unwrap(),
        realm: clearpost_domain::RealmId::new("9130350000000000"),
        bearer: clearpost_remote::FixedToken::bearer(clearpost_remote::Secret::new("x".into())),
    };
    assert!(clearpost_remote::QuickBooksClient::new(connection, Limits::default()).is_ok());
}

#[tokio::test]
async fn many_calls_at_once_respect_the_limit_of_the_service() {
    let server = Server::start([json(NO_ORDERS)]).await;
    let client = std::sync::Arc::new(server.procurement());
    let tasks: Vec<_> = (1..=20)
        .map(|page| {
            let client = std::sync::Arc::clone(&client);
            tokio::spawn(async move { client.orders(page, OrderFilter::default()).await })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert_eq!(client.calls(), 20);
    assert_eq!(server.requests().len(), 20);
}

#[tokio::test]
async fn a_failed_secure_connection_means_nothing_was_sent() {
    // One end talks nonsense, the other never says a word.
    for reply in [Reply::Reset, Reply::Drip] {
        let server = Server::start([reply]).await;
        let limits = Limits {
            connect_timeout: Duration::from_millis(50),
            ..quick()
        };
        let connection = clearpost_remote::ProcurementConnection {
            base: parse_base(&server.address.replace("http:", "https:")).unwrap(),
            bearer: clearpost_remote::FixedToken::bearer(clearpost_remote::Secret::new(TOKEN.into())),
            company: "7001".into(),
            api_prefix: clearpost_remote::ApiPrefix::V3,
        };
        let client = clearpost_remote::ProcurementClient::new(connection, limits).unwrap();
        let error = soon(client.call_resend("POST", "/api/v3/x")).await.unwrap_err();
        assert!(
            matches!(&error, clearpost_remote::SendError::NotSent(error) if error.is_offline()),
            "{error:?}"
        );
        assert_eq!(client.calls(), 0);
        assert!(soon(client.company()).await.unwrap_err().is_offline());
    }
}

#[tokio::test]
async fn a_missing_right_is_not_a_wrong_company() {
    let denied = r#"{"Fault":{"Error":[{"Message":"Permission Denied Error","code":"5020"}]}}"#;
    let client = Server::start([status(400, denied)]).await.quickbooks();
    assert_eq!(
        client.company_facts().await.unwrap_err().code(),
        ErrorCode::PermissionDenied
    );
    let crossed = r#"{"fault":{"error":[{"message":"message=ApplicationAuthorizationFailed","code":"3100"}]}}"#;
    let client = Server::start([status(403, crossed)]).await.quickbooks();
    assert_eq!(
        client.company_facts().await.unwrap_err().code(),
        ErrorCode::WrongCompany
    );
}
