//! Tokens that are refused and renewed while a client works.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use clearpost_domain::ListKind;
use clearpost_remote::{
    ApiPrefix, Bearer, ErrorCode, Later, ProcurementClient, ProcurementConnection, QuickBooksClient,
    QuickBooksConnection, Secret, SendError, parse_base,
};

use crate::server::{Reply, Server, json, quick, status};

/// Hands out `old`, then `new` for ever.
struct Renewing {
    current: Mutex<&'static str>,
    renewals: AtomicUsize,
}

impl Renewing {
    fn new() -> Arc<Self> {
        Arc::new(Self {
            current: Mutex::new("old-token"),
            renewals: AtomicUsize::new(0),
        })
    }
}

impl Bearer for Renewing {
    fn token(&self) -> Later<'_, Arc<Secret>> {
        let token = (*self.current.lock().unwrap()).to_owned();
        Box::pin(async { Ok(Arc::new(Secret::new(token))) })
    }

    fn renew<'a>(&'a self, refused: &'a Secret) -> Later<'a, Option<Arc<Secret>>> {
        Box::pin(async {
            self.renewals.fetch_add(1, Ordering::SeqCst);
            *self.current.lock().unwrap() = "new-token";
            let is_new = refused.reveal() != "new-token";
            Ok(is_new.then(|| Arc::new(Secret::new("new-token".to_owned()))))
        })
    }
}

fn books(server: &Server, bearer: Arc<dyn Bearer>) -> QuickBooksClient {
    let connection = QuickBooksConnection {
        base: parse_base(&server.address).unwrap(),
        realm: clearpost_domain::RealmId::new("9130350000000000"),
        bearer,
    };
    QuickBooksClient::new(connection, quick()).unwrap()
}

fn desk(server: &Server, bearer: Arc<dyn Bearer>) -> ProcurementClient {
    let connection = ProcurementConnection {
        base: parse_base(&server.address).unwrap(),
        bearer,
        company: "7001".into(),
        api_prefix: ApiPrefix::V3,
    };
    ProcurementClient::new(connection, quick()).unwrap()
}

const REFUSED: &str = r#"{"fault":{"error":[{"message":"m","detail":"Token expired: old-token","code":"3200"}]}}"#;

#[tokio::test]
async fn a_refused_token_is_renewed_and_the_read_repeated() {
    let server = Server::start([status(401, REFUSED), json(r#"{"QueryResponse":{}}"#)]).await;
    let bearer = Renewing::new();
    let client = books(&server, bearer.clone());
    client.list(ListKind::Term, None, 1).await.unwrap();
    let requests = server.requests();
    assert!(requests[0].contains("authorization: Bearer old-token\r\n"));
    assert!(requests[1].contains("authorization: Bearer new-token\r\n"));
    client.list(ListKind::Term, None, 1).await.unwrap();
    assert!(
        server.requests()[2].contains("Bearer new-token"),
        "and used from then on"
    );
    assert_eq!(bearer.renewals.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_renewed_token_that_is_refused_too_ends_the_matter() {
    let server = Server::start([status(401, REFUSED)]).await;
    let bearer = Renewing::new();
    let error = books(&server, bearer.clone())
        .list(ListKind::Term, None, 1)
        .await
        .unwrap_err();
    assert_eq!(error.code(), ErrorCode::SignInNeeded);
    assert_eq!(
        (server.requests().len(), bearer.renewals.load(Ordering::SeqCst)),
        (2, 1)
    );
}

#[tokio::test]
async fn a_fixed_token_is_not_tried_twice() {
    let server = Server::start([status(401, REFUSED)]).await;
    let error = server.quickbooks().list(ListKind::Term, None, 1).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::SignInNeeded);
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_send_is_repeated_only_after_it_was_surely_not_taken() {
    let server = Server::start([status(401, r#"{"error":"no"}"#), json(r#"{"success":true}"#)]).await;
    desk(&server, Renewing::new())
        .call_resend("POST", "/api/v3/x")
        .await
        .unwrap();
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    assert!(requests[1].contains("authorization: Bearer new-token\r\n"));
    for reply in [status(500, "{}"), status(403, "{}"), Reply::Reset] {
        let server = Server::start([reply]).await;
        let bearer = Renewing::new();
        desk(&server, bearer.clone())
            .call_resend("POST", "/api/v3/x")
            .await
            .unwrap_err();
        assert_eq!(
            (server.requests().len(), bearer.renewals.load(Ordering::SeqCst)),
            (1, 0)
        );
    }
    let server = Server::start([status(401, r#"{"error":"no"}"#)]).await;
    let twice = desk(&server, Renewing::new())
        .call_resend("POST", "/api/v3/x")
        .await
        .unwrap_err();
    assert!(matches!(twice, SendError::NotSent(error) if error.is_sign_in_needed()));
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn a_token_that_cannot_be_a_header_never_leaves() {
    let server = Server::start([json("{}")]).await;
    for bad in ["", "  ", "a\nb"] {
        let bearer = clearpost_remote::FixedToken::bearer(Secret::new(bad.to_owned()));
        let error = books(&server, bearer).list(ListKind::Term, None, 1).await.unwrap_err();
        assert_eq!(error.code(), ErrorCode::InvalidInput);
    }
    assert!(server.requests().is_empty());
}
