//! Signing in at both services: what leaves, what is read, and what each refusal means.

use std::sync::Arc;
use std::time::Duration;

use clearpost_remote::{
    Account, ApiPrefix, ClientKeys, Endpoints, ErrorCode, FixedToken, Intuit, KeyKind, KeysIn, OAuthError,
    ProcurementConnection, ProcurementOAuth, Secret, Service, TokenPath, parse_base,
};

use crate::server::{Reply, Server, json, quick, status};

fn secret(text: &str) -> Secret {
    Secret::new(text.to_owned())
}

fn keys() -> ClientKeys {
    ClientKeys {
        id: "ABclient".to_owned(),
        secret: Arc::new(secret("CANARY-client-secret")),
    }
}

fn endpoints(server: &Server, pkce: bool) -> Endpoints {
    let url = |path: &str| parse_base(&format!("{}{path}", server.address)).unwrap();
    Endpoints {
        authorize: url("/connect/oauth2"),
        token: url("/oauth2/v1/tokens/bearer"),
        revoke: url("/v2/oauth2/tokens/revoke"),
        pkce,
    }
}

fn intuit(server: &Server, pkce: bool) -> Intuit {
    Intuit::new(keys(), endpoints(server, pkce), &quick()).unwrap()
}

const ISSUED: &str = r#"{"token_type":"bearer","access_token":"A1","expires_in":3600,"refresh_token":"R1",
    "x_refresh_token_expires_in":8726400,"x_refresh_token_hard_expires_in":157680000,"id_token":"x"}"#;

fn query(url: &url::Url, name: &str) -> Vec<String> {
    url.query_pairs()
        .filter(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
        .collect()
}

#[tokio::test]
async fn the_browser_is_asked_for_one_scope_and_a_fresh_state() {
    let server = Server::start([]).await;
    let first = intuit(&server, false)
        .authorize("http://localhost:4000/callback")
        .unwrap();
    let second = intuit(&server, false)
        .authorize("http://localhost:4000/callback")
        .unwrap();
    assert_eq!(query(&first.url, "scope"), ["com.intuit.quickbooks.accounting"]);
    assert_eq!(query(&first.url, "response_type"), ["code"]);
    assert_eq!(query(&first.url, "client_id"), ["ABclient"]);
    assert_eq!(query(&first.url, "redirect_uri"), ["http://localhost:4000/callback"]);
    assert_eq!(query(&first.url, "state"), [first.state.reveal()]);
    // Base64 without padding: 22 characters would be 128 bits.
    assert!(first.state.reveal().len() >= 22);
    assert!(!first.state.is_same_as(&second.state));
    assert!(!first.url.as_str().contains("CANARY"));
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn pkce_is_used_when_it_is_advertised_and_only_then() {
    let server = Server::start([json(ISSUED)]).await;
    let plain = intuit(&server, false)
        .authorize("http://localhost:4000/callback")
        .unwrap();
    assert!(query(&plain.url, "code_challenge").is_empty());
    let proved = intuit(&server, true);
    let begun = proved.authorize("http://localhost:4000/callback").unwrap();
    assert_eq!(query(&begun.url, "code_challenge_method"), ["S256"]);
    proved.exchange(begun, &secret("C1")).await.unwrap();
    assert!(server.requests()[0].contains("&code_verifier="));
}

#[tokio::test]
async fn a_code_is_exchanged_with_the_same_redirect_address() {
    let server = Server::start([json(ISSUED)]).await;
    let intuit = intuit(&server, false);
    let begun = intuit.authorize("https://example.com/back").unwrap();
    let tokens = intuit.exchange(begun, &secret("C1")).await.unwrap();
    assert_eq!(tokens.access.reveal(), "A1");
    assert_eq!(tokens.refresh.unwrap().reveal(), "R1");
    assert_eq!(tokens.expires_in, Some(Duration::from_hours(1)));
    assert_eq!(tokens.refresh_expires_in, Some(Duration::from_hours(101 * 24)));
    assert_eq!(tokens.hard_expires_in, Some(Duration::from_hours(5 * 365 * 24)));
    let request = server.requests().remove(0);
    // base64("ABclient:CANARY-client-secret")
    assert!(
        request.contains("authorization: Basic QUJjbGllbnQ6Q0FOQVJZLWNsaWVudC1zZWNyZXQ=\r\n"),
        "{request}"
    );
    assert!(request.contains("x-include-refresh-token-hard-expires-in: true\r\n"));
    let body = request.split("\r\n\r\n").nth(1).unwrap();
    for part in [
        "grant_type=authorization_code",
        "code=C1",
        "redirect_uri=https%3A%2F%2Fexample.com%2Fback",
    ] {
        assert!(body.contains(part), "{body}");
    }
}

#[tokio::test]
async fn an_answer_with_less_or_more_than_documented_is_read() {
    for (answer, refresh) in [
        (
            r#"{"access_token":"A","token_type":"Bearer","new_field":{"x":[1]}}"#,
            None,
        ),
        (
            r#"{"token_type":"bearer","access_token":"A","refresh_token":"R","expires_in":3600,"x_refresh_token_expires_in":null}"#,
            Some("R"),
        ),
    ] {
        let server = Server::start([json(answer)]).await;
        let tokens = intuit(&server, false).refresh(&secret("R0")).await.unwrap();
        assert_eq!(tokens.refresh.as_ref().map(Secret::reveal), refresh);
        assert_eq!(tokens.hard_expires_in, None);
        assert!(server.requests()[0].ends_with("grant_type=refresh_token&refresh_token=R0"));
    }
}

async fn refused(reply: Reply) -> OAuthError {
    let server = Server::start([reply]).await;
    let error = intuit(&server, false)
        .refresh(&secret("CANARY-R0"))
        .await
        .err()
        .unwrap();
    assert_eq!(
        server.requests().len(),
        1,
        "a token request is never repeated by itself"
    );
    assert!(!format!("{error:?} {error} {}", error.help()).contains("CANARY"));
    assert!(error.help().len() > 20);
    error
}

#[tokio::test]
async fn each_refusal_is_told_apart() {
    let refusal = |code, body: &str| refused(status(code, body));
    for body in [
        r#"{"error":"invalid_grant"}"#,
        r#"{"error_description":"Token invalid","error":"invalid_grant"}"#,
        r#"{"error":"invalid_grant","error_description":"Incorrect or invalid refresh token"}"#,
    ] {
        let error = refusal(400, body).await;
        assert!(matches!(error, OAuthError::InvalidGrant { .. }) && error.is_final());
    }
    assert!(matches!(
        refusal(401, r#"{"error":"invalid_client"}"#).await,
        OAuthError::InvalidClient {
            service: Service::QuickBooks
        }
    ));
    for body in [
        r#"{"error":"invalid_grant","error_description":"Invalid \"redirect_uri\" in request."}"#,
        r#"{"error":"invalid_request","error_description":"Invalid redirect_uri"}"#,
    ] {
        assert!(matches!(refusal(400, body).await, OAuthError::RedirectMismatch));
    }
    assert!(matches!(
        refusal(400, r#"{"error":"access_denied"}"#).await,
        OAuthError::AccessDenied
    ));
    assert!(matches!(
        refusal(400, r#"{"error":"unsupported_grant_type"}"#).await,
        OAuthError::NotGranted { .. }
    ));
}

#[tokio::test]
async fn what_may_have_been_issued_is_told_from_what_was_not() {
    for reply in [
        status(500, r#"{"error":"x"}"#),
        status(503, "<html>maintenance</html>"),
        status(200, ""),
        json(r#"{"hello":"world"}"#),
        Reply::Reset,
        Reply::Truncated("{".to_owned(), 100),
    ] {
        let error = refused(reply).await;
        assert!(matches!(error, OAuthError::AnswerLost { .. }), "{error:?}");
        assert!(!error.is_final());
    }
    for (reply, code) in [
        (status(429, "{}"), ErrorCode::RateLimited),
        (
            status(200, "<!doctype html><title>Sign in</title>"),
            ErrorCode::NotTheApi,
        ),
        (
            crate::server::with(302, "location: https://evil.example/", ""),
            ErrorCode::NotTheApi,
        ),
    ] {
        let error = refused(reply).await;
        assert!(matches!(&error, OAuthError::Remote(_)), "{error:?}");
        assert_eq!(error.code(), code);
    }
    let closed = Server::start([]).await;
    let mut nowhere = endpoints(&closed, false);
    nowhere.token = parse_base("http://127.0.0.1:1").unwrap();
    let error = Intuit::new(keys(), nowhere, &quick())
        .unwrap()
        .refresh(&secret("R"))
        .await
        .err()
        .unwrap();
    assert!(matches!(&error, OAuthError::Remote(error) if error.is_offline()));
}

#[tokio::test]
async fn discovery_gives_the_addresses_and_says_whether_pkce_is_there() {
    for (methods, pkce) in [
        ("", false),
        (r#","code_challenge_methods_supported":["plain","S256"]"#, true),
    ] {
        let server = Server::start([]).await;
        let own = &server.address;
        let document = format!(
            r#"{{"authorization_endpoint":"{own}/a","token_endpoint":"{own}/t","revocation_endpoint":"{own}/r"{methods}}}"#
        );
        server.then(json(document));
        let base = parse_base(own).unwrap();
        let found = Endpoints::discover(KeyKind::Sandbox, &base, &quick()).await.unwrap();
        assert_eq!((found.token.path(), found.pkce), ("/t", pkce));
        assert_eq!(server.targets(), ["/.well-known/openid_sandbox_configuration"]);
    }
}

#[tokio::test]
async fn discovery_cannot_send_secrets_elsewhere() {
    for foreign in ["https://evil.example/t", "http://192.0.2.1/t", "ftp://127.0.0.1/t"] {
        let server = Server::start([]).await;
        let own = &server.address;
        server.then(json(format!(
            r#"{{"authorization_endpoint":"{own}/a","token_endpoint":"{foreign}","revocation_endpoint":"{own}/r"}}"#
        )));
        let base = parse_base(own).unwrap();
        assert!(
            Endpoints::discover(KeyKind::Production, &base, &quick()).await.is_err(),
            "{foreign}"
        );
    }
}

#[tokio::test]
async fn revoking_sends_json_and_takes_an_unknown_token_for_void() {
    for (code, ended) in [(200, true), (400, true), (401, false), (503, false)] {
        let server = Server::start([status(code, "")]).await;
        let outcome = intuit(&server, false).revoke(&secret("R1")).await;
        assert_eq!(outcome.is_ok(), ended, "{code}");
        let request = server.requests().remove(0);
        assert!(request.starts_with("POST /v2/oauth2/tokens/revoke "));
        assert!(request.ends_with(r#"{"token":"R1"}"#));
    }
}

#[tokio::test]
async fn procurement_signs_in_at_both_paths_with_the_keys_in_either_place() {
    for (path, keys_in) in ProcurementOAuth::WAYS {
        let server = Server::start([json(
            r#"{"access_token":"A","token_type":"Bearer","expires_in":7200,"scope":"public","created_at":1}"#,
        )])
        .await;
        let base = parse_base(&server.address).unwrap();
        let oauth = ProcurementOAuth::new(keys(), base, (path, keys_in), &quick()).unwrap();
        let tokens = oauth.client_credentials().await.unwrap();
        assert!(tokens.refresh.is_none());
        let request = server.requests().remove(0);
        let target = match path {
            TokenPath::Root => "POST /oauth/token ",
            TokenPath::BelowApi => "POST /api/v3/oauth/token ",
        };
        assert!(request.starts_with(target), "{request}");
        let (head, body) = request.split_once("\r\n\r\n").unwrap();
        let in_head = head.contains("client_secret: CANARY-client-secret") && head.contains("client_id: ABclient");
        let in_body = body.contains("client_secret=CANARY-client-secret") && body.contains("client_id=ABclient");
        assert_eq!(
            (in_head, in_body),
            (keys_in == KeysIn::Headers, keys_in == KeysIn::Body),
            "{request}"
        );
        assert!(!head.contains("authorization:"));
    }
}

#[tokio::test]
async fn procurement_takes_a_password_and_a_refresh_token() {
    let server = Server::start([json(ISSUED)]).await;
    let base = parse_base(&server.address).unwrap();
    let oauth = ProcurementOAuth::new(keys(), base, (TokenPath::Root, KeysIn::Body), &quick()).unwrap();
    oauth.password("ap@example.com", &secret("p w")).await.unwrap();
    oauth.refresh(&secret("R7")).await.unwrap();
    let bodies: Vec<String> = server
        .requests()
        .iter()
        .map(|all| all.split("\r\n\r\n").nth(1).unwrap().to_owned())
        .collect();
    for part in ["grant_type=password", "email=ap%40example.com", "password=p+w"] {
        assert!(bodies[0].contains(part), "{}", bodies[0]);
    }
    assert!(bodies[1].contains("grant_type=refresh_token") && bodies[1].contains("refresh_token=R7"));
    let server = Server::start([status(404, r#"{"error":"Not Found","status":404}"#)]).await;
    let base = parse_base(&server.address).unwrap();
    let oauth = ProcurementOAuth::new(keys(), base, (TokenPath::Root, KeysIn::Body), &quick()).unwrap();
    let error = oauth.client_credentials().await.err().unwrap();
    assert_eq!(error.code(), ErrorCode::NotFound, "another path may be right");
}

fn account(server: &Server) -> ProcurementConnection {
    ProcurementConnection {
        base: parse_base(&server.address).unwrap(),
        bearer: FixedToken::bearer(secret("CANARY-v1")),
        company: String::new(),
        api_prefix: ApiPrefix::V1,
    }
}

#[tokio::test]
async fn the_current_user_brings_the_companies_and_no_token() {
    let answer = r#"{"id":4101,"name":"Dana Finch","authentication_token":"CANARY-v1","companies":[
        {"id":7001,"name":"Finch Trading"},{"id":"7002","name":"Left","membership_archived":true},
        {"id":7003},{"name":"no number"}]}"#;
    let server = Server::start([json(answer)]).await;
    let found = Account::read(account(&server), quick()).await.unwrap();
    assert_eq!(found.user.as_deref(), Some("Dana Finch"));
    let companies: Vec<_> = found
        .companies
        .iter()
        .map(|one| (one.id.as_str(), one.name.as_str()))
        .collect();
    assert_eq!(companies, [("7001", "Finch Trading"), ("7003", "Company 7003")]);
    assert!(!format!("{found:?}").contains("CANARY"));
    assert_eq!(server.targets(), ["/api/v1/currentuser"]);
    assert!(!server.requests()[0].contains("app_company_id"));
}

#[tokio::test]
async fn without_a_current_user_the_companies_are_listed() {
    let server = Server::start([status(404, "{}"), json(r#"[{"id":7001,"name":"Finch Trading"}]"#)]).await;
    let found = Account::read(account(&server), quick()).await.unwrap();
    assert_eq!((found.user, found.companies.len()), (None, 1));
    let server = Server::start([status(401, r#"{"error":"no"}"#)]).await;
    let error = Account::read(account(&server), quick()).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::SignInNeeded);
}
