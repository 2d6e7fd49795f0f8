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

mod afterwards;
mod browser;
mod connecting;

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
