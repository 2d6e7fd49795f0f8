//! The assistant against small stand-ins of both services, which count every request for tokens.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State as Shared;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::routing::any;
use chrono::DateTime;
use clearpost_domain::DocumentRef;
use clearpost_remote::Limits;
use clearpost_store::{Cache, DataDir, Ledger, Source};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::Instant;
use url::Url;

use super::*;
use crate::clock::Clock;
use crate::error::ErrorCode;
use crate::vault::Vault;
use crate::vault::tests::Strict;

#[derive(Default)]
struct Services {
    base: Mutex<String>,
    /// Requests for tokens, with their bodies.
    tokens: Mutex<Vec<String>>,
    revoked: AtomicUsize,
    is_down: AtomicBool,
    is_crossed: AtomicBool,
    is_renamed: AtomicBool,
    is_lapsed: AtomicBool,
}

async fn serve(Shared(it): Shared<Arc<Services>>, uri: Uri, headers: HeaderMap, body: String) -> (StatusCode, String) {
    let base = it.base.lock().unwrap().clone();
    let ok = |text: &str| (StatusCode::OK, text.to_owned());
    match uri.path() {
        _ if it.is_down.load(Ordering::SeqCst) => (StatusCode::SERVICE_UNAVAILABLE, String::new()),
        "/.well-known/openid_sandbox_configuration" => ok(&format!(
            r#"{{"authorization_endpoint":"{base}/a","token_endpoint":"{base}/t","revocation_endpoint":"{base}/r","code_challenge_methods_supported":["S256"]}}"#
        )),
        "/t" => {
            it.tokens.lock().unwrap().push(body);
            ok(r#"{"token_type":"bearer","access_token":"CANARY-A1","expires_in":3600,"refresh_token":"CANARY-R1"}"#)
        }
        "/r" | "/api/v3/oauth/revoke" => {
            it.revoked.fetch_add(1, Ordering::SeqCst);
            ok("{}")
        }
        "/api/v3/oauth/token" => {
            it.tokens.lock().unwrap().push(body);
            match headers.get("client_secret").map(axum::http::HeaderValue::as_bytes) {
                Some(b"CANARY-pe-secret") => {
                    ok(r#"{"access_token":"CANARY-P1","token_type":"Bearer","expires_in":7200}"#)
                }
                _ => (StatusCode::UNAUTHORIZED, r#"{"error":"invalid_client"}"#.to_owned()),
            }
        }
        "/api/v1/currentuser" | "/api/v3/currentuser" => ok(
            r#"{"name":"Dana","authentication_token":"CANARY-T","companies":[{"id":7001,"name":"Finch Trading"},{"id":7002,"name":"Other"}]}"#,
        ),
        "/api/v1/companies/details" | "/api/v3/companies/details" => {
            let id = headers["app_company_id"].to_str().unwrap();
            ok(&format!(
                r#"{{"id":{id},"name":"Finch Trading","company_setting":{{"is_quickbooks_connected":true}}}}"#
            ))
        }
        path if path.ends_with("/preferences") => ok(r#"{"Preferences":{}}"#),
        path if path.contains("/companyinfo/") && it.is_crossed.load(Ordering::SeqCst) => (
            StatusCode::FORBIDDEN,
            r#"{"fault":{"error":[{"code":"3100"}]}}"#.to_owned(),
        ),
        path if path.contains("/companyinfo/") && it.is_renamed.load(Ordering::SeqCst) => {
            ok(r#"{"CompanyInfo":{"CompanyName":"Somebody Else"}}"#)
        }
        path if path.contains("/companyinfo/") && it.is_lapsed.load(Ordering::SeqCst) => ok(
            r#"{"CompanyInfo":{"CompanyName":"Finch Books Inc","NameValue":[{"Name":"SubscriptionStatus","Value":"EXPIRED"}]}}"#,
        ),
        path if path.contains("/companyinfo/") => {
            ok(r#"{"CompanyInfo":{"CompanyName":"Finch Books Inc","Country":"US"}}"#)
        }
        _ => (StatusCode::NOT_FOUND, "{}".to_owned()),
    }
}

struct World {
    services: Arc<Services>,
    setup: Arc<Setup>,
    store: Arc<Strict>,
    folder: tempfile::TempDir,
}

impl World {
    async fn new() -> Self {
        let store = Arc::new(Strict::default());
        Self::over(store.clone(), store).await
    }

    async fn over(store: Arc<Strict>, keychain: Arc<dyn crate::vault::SecretStore>) -> Self {
        let services = Arc::new(Services::default());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        *services.base.lock().unwrap() = format!("http://{}", listener.local_addr().unwrap());
        let routes = Router::new().fallback(any(serve)).with_state(services.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        let folder = tempfile::tempdir().unwrap();
        let dir = DataDir::open(folder.path().join("data")).unwrap();
        let accounts = Arc::new(Accounts {
            ledger: Arc::new(Ledger::open(&dir).unwrap().0),
            cache: Cache::open(&dir).unwrap().0,
            vault: Vault::over(keychain, dir.path()),
            dir,
            clock: Clock::Fixed(DateTime::from_timestamp(1_790_000_000, 0).unwrap()),
            limits: Limits::default(),
        });
        Self {
            services,
            setup: Setup::new(accounts),
            store,
            folder,
        }
    }

    fn base(&self) -> String {
        self.services.base.lock().unwrap().clone()
    }

    fn asked(&self) -> usize {
        self.services.tokens.lock().unwrap().len()
    }

    async fn fill(&self, slot: Slot, text: &str) {
        self.setup.fill(slot, Secret::new(text.to_owned())).await;
    }

    async fn sign_in_to_procurement(&self) {
        self.fill(Slot::ProcurementToken, "CANARY-T").await;
        let view = self.setup.procurement(&desk(&self.base(), "token")).await.unwrap();
        assert_eq!(view.step, Step::Company);
        assert_eq!(self.setup.company("7001").await.unwrap().step, Step::QuickBooks);
    }

    async fn begin(&self, way: QuickBooksWay, redirect: Option<String>) -> (SetupView, Option<Url>) {
        self.fill(Slot::QuickBooksClientSecret, "CANARY-qb-secret").await;
        let sign_in = QuickBooksSignIn {
            environment: "sandbox".to_owned(),
            url: Some(self.base()),
            client_id: "AB".to_owned(),
            way,
            realm: Some("913".to_owned()),
            redirect_url: redirect,
        };
        self.setup.quickbooks(&sign_in).await.unwrap()
    }

    /// Begins with a pasted address; its state.
    async fn waiting(&self) -> String {
        let redirect = Some("https://example.com/back".to_owned());
        let (view, url) = self.begin(QuickBooksWay::PastedCallback, redirect).await;
        assert_eq!(view.step, Step::Waiting);
        assert_eq!(view.redirect_url.as_deref(), Some("https://example.com/back"));
        state_of(&url.unwrap())
    }

    async fn paste(&self, text: &str) -> Result<SetupView, EngineError> {
        self.fill(Slot::QuickBooksCallback, text).await;
        self.setup.pasted().await
    }

    async fn connected(&self) -> CompanyKey {
        self.setup.begin(None).await.unwrap();
        self.sign_in_to_procurement().await;
        let state = self.waiting().await;
        let address = format!("https://example.com/back?code=C1&state={state}&realmId=913");
        assert_eq!(self.paste(&address).await.unwrap().step, Step::Confirm);
        self.setup.confirm(None, false).await.unwrap()
    }

    fn items(&self) -> Vec<String> {
        self.store.items.lock().unwrap().keys().cloned().collect()
    }
}

fn desk(base: &str, method: &str) -> ProcurementSignIn {
    ProcurementSignIn {
        url: base.to_owned(),
        method: method.to_owned(),
        client_id: Some("PE".to_owned()),
        username: Some("ap@example.com".to_owned()),
    }
}

fn state_of(url: &Url) -> String {
    let found = url.query_pairs().find(|(key, _)| key == "state");
    found.unwrap().1.into_owned()
}

fn refused(outcome: Result<SetupView, EngineError>) -> String {
    outcome.unwrap_err().to_string()
}

const NOT_WAITING: &str = "no sign-in is waiting for this answer";

#[tokio::test]
async fn a_company_is_connected_step_by_step() {
    let world = World::new().await;
    assert_eq!(world.setup.begin(None).await.unwrap().step, Step::Procurement);
    let key = world.connected().await;
    assert_eq!(key.as_str(), "7001/913");
    let accounts = &world.setup.accounts;
    let company = accounts.companies().unwrap().remove(0);
    assert_eq!(
        (company.name.as_str(), company.quickbooks_name.as_deref()),
        ("Finch Trading", Some("Finch Books Inc"))
    );
    assert!(company.is_default && company.is_connected && company.trouble.is_none());
    assert_eq!(world.items().len(), 2, "one item per connection and service");
    let body = world.services.tokens.lock().unwrap()[0].clone();
    assert!(body.contains("code=C1") && body.contains("code_verifier="), "{body}");
    for file in std::fs::read_dir(world.folder.path().join("data")).unwrap().flatten() {
        let bytes = std::fs::read(file.path()).unwrap();
        assert!(!bytes.windows(6).any(|six| six == b"CANARY"), "{:?}", file.path());
    }
    let found = accounts.find(Some("finch trading")).unwrap().unwrap();
    assert_eq!(found.key, key);
    assert!(accounts.find(Some("nobody")).unwrap().is_none());
}

#[tokio::test]
async fn an_answer_that_does_not_belong_here_asks_for_nothing() {
    let world = World::new().await;
    world.setup.begin(None).await.unwrap();
    let stray = "https://example.com/back?code=C1&state=made-up&realmId=913";
    assert_eq!(refused(world.paste(stray).await), NOT_WAITING, "no flow is waiting");
    let state = world.waiting().await;
    for address in [
        stray.to_owned(),
        "https://example.com/back?code=C1&realmId=913".to_owned(),
        "https://example.com/back?code=C1&state=&realmId=913".to_owned(),
        format!("https://example.com/back?code=C1&state={state}&state={state}&realmId=913"),
        format!("https://example.com/back?code=C1&state={}&realmId=913", &state[..10]),
        "nonsense".to_owned(),
    ] {
        assert_eq!(refused(world.paste(&address).await), NOT_WAITING, "{address}");
        assert_eq!(
            world.setup.view().await.step,
            Step::Waiting,
            "the right one may still come"
        );
    }
    assert_eq!(world.asked(), 0);
    // Late.
    world.setup.state.lock().await.waiting.as_mut().unwrap().until = Instant::now();
    let right = format!("https://example.com/back?code=C1&state={state}&realmId=913");
    assert_eq!(refused(world.paste(&right).await), NOT_WAITING);
    assert_eq!(world.asked(), 0);
    // Twice: the second finds nothing waiting.
    let state = world.waiting().await;
    let right = format!("https://example.com/back?code=C1&state={state}&realmId=913");
    world.paste(&right).await.unwrap();
    assert_eq!(refused(world.paste(&right).await), NOT_WAITING);
    assert_eq!(world.asked(), 1);
    // The state of a sign-in that was begun again is void.
    let old = world.waiting().await;
    world.waiting().await;
    let replayed = format!("https://example.com/back?code=C1&state={old}&realmId=913");
    assert_eq!(refused(world.paste(&replayed).await), NOT_WAITING);
    assert_eq!(world.asked(), 1);
}

#[tokio::test]
async fn a_refusal_in_the_browser_is_told_and_asks_for_nothing() {
    let world = World::new().await;
    world.setup.begin(None).await.unwrap();
    for (query, code) in [
        ("error=access_denied", ErrorCode::PermissionDenied),
        ("error=invalid_scope", ErrorCode::PermissionDenied),
        ("code=C1", ErrorCode::InvalidInput),
        ("code=C1&realmId=12%2034", ErrorCode::InvalidInput),
    ] {
        let state = world.waiting().await;
        let error = world
            .paste(&format!("https://example.com/back?{query}&state={state}"))
            .await
            .unwrap_err();
        assert_eq!(error.code(), code, "{query}");
        assert_eq!(world.setup.view().await.failure.unwrap().code, code);
    }
    assert_eq!(world.asked(), 0);
}

#[tokio::test]
async fn keys_of_the_other_kind_are_told_as_such() {
    let world = World::new().await;
    world.setup.begin(None).await.unwrap();
    world.services.is_crossed.store(true, Ordering::SeqCst);
    let state = world.waiting().await;
    let address = format!("https://example.com/back?code=C1&state={state}&realmId=913");
    let error = world.paste(&address).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::WrongCompany);
    assert!(error.to_string().contains("sandbox keys reach sandbox companies only"));
    assert!(error.help().contains("developer.intuit.com"));
}

/// One raw request to the listener; its status line, or nothing if nobody listens.
async fn browse(port: u16, host: &str, target: &str) -> Option<String> {
    let mut stream = tokio::net::TcpStream::connect(("127.0.0.1", port)).await.ok()?;
    let request = format!("GET {target} HTTP/1.1\r\nHost: {host}\r\n\r\n");
    stream.write_all(request.as_bytes()).await.ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.ok()?;
    assert!(answer.contains("default-src 'none'") && answer.contains("no-referrer"));
    Some(answer.lines().next()?.to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_listener_takes_one_answer_of_its_own_and_closes() {
    let world = World::new().await;
    world.setup.begin(None).await.unwrap();
    world.sign_in_to_procurement().await;
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    let redirect = format!("http://localhost:{port}/callback");
    let (_, url) = world.begin(QuickBooksWay::Browser, Some(redirect)).await;
    let state = state_of(&url.unwrap());
    let right = format!("/callback?code=C1&state={state}&realmId=913");
    let ours = format!("localhost:{port}");
    for (host, target, status) in [
        ("evil.example", right.as_str(), "404"),
        (&format!("127.0.0.1:{port}"), &right, "404"),
        (&ours, &right.replace("/callback", "/"), "404"),
        (&ours, &right.replace("/callback", "/callback/x"), "404"),
        (&ours, &format!("http://evil.example{right}"), "404"),
        (&ours, "/callback?code=C1&state=wrong&realmId=913", "400"),
        (&ours, "/callback", "400"),
    ] {
        let answer = browse(port, host, target).await.unwrap();
        assert!(answer.contains(status), "{host} {target}: {answer}");
    }
    assert_eq!(world.asked(), 0);
    assert!(browse(port, &ours, &right).await.unwrap().contains("200"));
    let view = world.setup.settled().await;
    assert_eq!((view.step, world.asked()), (Step::Confirm, 1));
    // The port is free again: nobody answers a second time.
    while tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn the_listener_is_for_this_computer_only() {
    let world = World::new().await;
    world.setup.begin(None).await.unwrap();
    for redirect in [
        "https://example.com/back",
        "http://localhost/callback",
        "http://127.0.0.1:4000/callback",
        "http://10.0.0.1:4000/x",
    ] {
        world.fill(Slot::QuickBooksClientSecret, "CANARY-qb-secret").await;
        let sign_in = QuickBooksSignIn {
            environment: "sandbox".to_owned(),
            url: Some(world.base()),
            client_id: "AB".to_owned(),
            way: QuickBooksWay::Browser,
            realm: None,
            redirect_url: Some(redirect.to_owned()),
        };
        assert!(world.setup.quickbooks(&sign_in).await.is_err(), "{redirect}");
        assert_ne!(world.setup.view().await.step, Step::Waiting);
    }
}

#[tokio::test]
async fn a_refresh_token_and_a_realm_are_enough() {
    let world = World::new().await;
    world.setup.begin(None).await.unwrap();
    world.sign_in_to_procurement().await;
    world.fill(Slot::QuickBooksRefreshToken, " CANARY-R0\n").await;
    let (view, url) = world.begin(QuickBooksWay::RefreshToken, None).await;
    assert!(url.is_none());
    assert_eq!(view.step, Step::Confirm);
    assert_eq!(view.books.unwrap().name.as_deref(), Some("Finch Books Inc"));
    assert!(view.held.is_empty(), "a secret that has done its work is gone");
    assert!(
        world.services.tokens.lock().unwrap()[0].contains("refresh_token=CANARY-R0&")
            || world.services.tokens.lock().unwrap()[0].ends_with("refresh_token=CANARY-R0")
    );
    world.setup.confirm(None, false).await.unwrap();
}

#[tokio::test]
async fn procurement_finds_the_way_of_signing_in_that_works() {
    let world = World::new().await;
    world.setup.begin(None).await.unwrap();
    world.fill(Slot::ProcurementClientSecret, "CANARY-pe-secret").await;
    world.fill(Slot::ProcurementPassword, "CANARY-password").await;
    let view = world.setup.procurement(&desk(&world.base(), "password")).await.unwrap();
    assert!(view.held.is_empty());
    world.setup.company("7001").await.unwrap();
    assert_eq!(
        world.asked(),
        1,
        "the other path is not there, so the password was sent once"
    );
    let key = world.setup.confirm(None, false).await.unwrap();
    let row = world.setup.accounts.ledger.connection(&key).unwrap().unwrap();
    let app = row.procurement.client.unwrap();
    assert_eq!((app.path.as_str(), app.keys_in.as_str()), ("below_api", "headers"));
    for item in world.store.items.lock().unwrap().values() {
        assert!(!item.contains("CANARY-password"), "a password is never kept");
    }
}

#[tokio::test]
async fn a_company_that_gets_its_books_takes_its_ledger_along() {
    let world = World::new().await;
    world.setup.begin(None).await.unwrap();
    world.sign_in_to_procurement().await;
    let alone = world.setup.confirm(None, false).await.unwrap();
    assert_eq!(alone.as_str(), "7001/-");
    let ledger = &world.setup.accounts.ledger;
    let at = world.setup.accounts.clock.now();
    ledger
        .set_handled(&alone, DocumentRef::order(1), "by hand", at)
        .unwrap();
    world.setup.begin(Some(&alone)).await.unwrap();
    world.fill(Slot::QuickBooksRefreshToken, "CANARY-R0").await;
    let (view, _) = world.begin(QuickBooksWay::RefreshToken, None).await;
    assert_eq!(view.step, Step::Confirm);
    let both = world.setup.confirm(None, false).await.unwrap();
    assert_eq!(both.as_str(), "7001/913");
    assert_eq!(ledger.handled(&both).unwrap().len(), 1);
    assert_eq!(ledger.connections().unwrap().len(), 1);
    assert_eq!(world.items().len(), 2);
}

#[tokio::test]
async fn another_company_than_before_is_stored_only_when_it_is_meant() {
    let world = World::new().await;
    let key = world.connected().await;
    world.setup.begin(Some(&key)).await.unwrap();
    world.sign_in_to_procurement().await;
    let state = world.waiting().await;
    let view = world
        .paste(&format!("?code=C2&state={state}&realmId=914"))
        .await
        .unwrap();
    assert!(
        view.warnings[0].contains("another QuickBooks company"),
        "{:?}",
        view.warnings
    );
    let error = world.setup.confirm(None, false).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::WrongCompany);
    assert_eq!(world.setup.accounts.companies().unwrap().len(), 1, "nothing was stored");
    assert_eq!(world.setup.confirm(None, true).await.unwrap().as_str(), "7001/914");
    assert_eq!(world.setup.accounts.companies().unwrap().len(), 2);
}

#[tokio::test]
async fn connecting_again_ends_what_was_wrong() {
    let world = World::new().await;
    let key = world.connected().await;
    let accounts = &world.setup.accounts;
    let noted = accounts
        .ledger
        .note_trouble(&key, Source::QuickBooks, "sign_in_ended", accounts.clock.now());
    assert!(noted.unwrap());
    assert!(accounts.companies().unwrap()[0].trouble.is_some());
    world.setup.begin(Some(&key)).await.unwrap();
    let state = world.waiting().await;
    world
        .paste(&format!("?code=C2&state={state}&realmId=913"))
        .await
        .unwrap();
    assert_eq!(world.setup.confirm(None, false).await.unwrap(), key);
    assert!(accounts.companies().unwrap()[0].trouble.is_none());
    assert_eq!(world.items().len(), 2);
}

#[tokio::test]
async fn disconnecting_tells_the_service_and_forgets() {
    let world = World::new().await;
    let key = world.connected().await;
    let accounts = &world.setup.accounts;
    let done = accounts.disconnect(&key, Source::QuickBooks, false).await.unwrap();
    assert!(done.is_revoked);
    assert_eq!(
        (world.services.revoked.load(Ordering::SeqCst), world.items().len()),
        (1, 1)
    );
    let left = accounts.companies().unwrap().remove(0);
    assert_eq!(
        (left.key.clone(), left.realm),
        (key.clone(), None),
        "what was read stays in reach"
    );
    accounts.disconnect(&key, Source::Procurement, true).await.unwrap();
    assert!(accounts.companies().unwrap().is_empty() && world.items().is_empty());
    assert_eq!(
        world.services.revoked.load(Ordering::SeqCst),
        1,
        "an API token may serve others"
    );
}

#[tokio::test]
async fn a_service_that_cannot_be_told_is_told_later() {
    let world = World::new().await;
    let key = world.connected().await;
    let accounts = &world.setup.accounts;
    world.services.is_down.store(true, Ordering::SeqCst);
    let done = accounts.disconnect(&key, Source::QuickBooks, false).await.unwrap();
    assert!(!done.is_revoked && done.text.contains("waits in the keychain"));
    accounts.retry_revocations().await.unwrap();
    assert_eq!(accounts.ledger.revocations().unwrap().len(), 1);
    world.services.is_down.store(false, Ordering::SeqCst);
    accounts.retry_revocations().await.unwrap();
    assert_eq!(world.services.revoked.load(Ordering::SeqCst), 1);
    assert!(accounts.ledger.revocations().unwrap().is_empty());
    assert_eq!(world.items().len(), 1, "the token is gone, too");
}

#[tokio::test]
async fn a_keychain_that_refuses_stores_no_connection() {
    let world = World::new().await;
    world.store.refuses.store(true, Ordering::SeqCst);
    assert_eq!(world.setup.begin(None).await.unwrap().keychain, KeychainState::Denied);
    world.sign_in_to_procurement().await;
    let error = world.setup.confirm(None, false).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::KeychainLocked);
    assert!(world.setup.accounts.companies().unwrap().is_empty());
    world.store.refuses.store(false, Ordering::SeqCst);
    world.setup.confirm(None, false).await.unwrap();
}

#[tokio::test]
async fn nothing_is_sent_to_another_company_than_the_confirmed_one() {
    // Without a keychain the credentials are in this process, where the opened company finds them.
    let world = World::over(Arc::default(), Arc::new(crate::vault::tests::Nothing)).await;
    world.connected().await;
    let engine = crate::Engine::open(crate::Options {
        data_dir: world.folder.path().join("data"),
        company: None,
        connection: None,
        offline: false,
        clock: world.setup.accounts.clock,
        grace: chrono::Duration::minutes(15),
        limits: Limits::default(),
    })
    .unwrap();
    engine.guard_before_sending().await.unwrap();
    world.services.is_renamed.store(true, Ordering::SeqCst);
    let error = engine.guard_before_sending().await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::WrongCompany);
    assert!(error.to_string().contains("\"Somebody Else\""), "{error}");
    engine.guard_now_and_then().await.unwrap();
    world.services.is_renamed.store(false, Ordering::SeqCst);
    world.services.is_lapsed.store(true, Ordering::SeqCst);
    let error = engine.guard_before_sending().await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::PermissionDenied);
    world.services.is_lapsed.store(false, Ordering::SeqCst);
    // What QuickBooks answers to keys that it does not let in is remembered.
    world.services.is_crossed.store(true, Ordering::SeqCst);
    assert!(engine.guard_before_sending().await.is_err());
    world.services.is_crossed.store(false, Ordering::SeqCst);
    let error = engine.guard_before_sending().await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::WrongCompany, "and nothing asks again: {error}");
    let asked = world.asked();
    assert_eq!(asked, 1, "no token was asked for in vain");
}
