//! Secure connections: whom the computer does not trust is not talked to, and the reason is told.
//!
//! The roots that a computer trusts are read once per process, so whatever needs other roots runs in
//! a process of its own.

use std::process::{Command, Stdio};
use std::sync::Arc;

use clearpost_domain::{ListKind, RealmId};
use clearpost_remote::{
    ErrorCode, FixedToken, Limits, Obstacle, QuickBooksClient, QuickBooksConnection, RemoteError, Secret, parse_base,
};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{ServerConfig, SupportedProtocolVersion, version};

use crate::server::{Server, TOKEN, json, quick, with};

const NO_ROWS: &str = r#"{"QueryResponse":{}}"#;

type Issuer = CertifiedIssuer<'static, KeyPair>;

/// Whose name a certificate carries, and the years in which it is valid.
struct Case {
    name: &'static str,
    years: (i32, i32),
}

const GOOD: Case = Case {
    name: "localhost",
    years: (2020, 4000),
};

fn issuer() -> Issuer {
    let mut parameters = CertificateParams::new([]).unwrap();
    parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(parameters, KeyPair::generate().unwrap()).unwrap()
}

fn configuration(case: &Case, issuer: Option<&Issuer>, versions: &[&'static SupportedProtocolVersion]) -> ServerConfig {
    let mut parameters = CertificateParams::new([case.name.to_owned()]).unwrap();
    parameters.not_before = date_time_ymd(case.years.0, 1, 1);
    parameters.not_after = date_time_ymd(case.years.1, 1, 1);
    let key = KeyPair::generate().unwrap();
    let certificate = match issuer {
        Some(issuer) => parameters.signed_by(&key, issuer),
        None => parameters.self_signed(&key),
    };
    let chain = vec![CertificateDer::from(certificate.unwrap())];
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(versions)
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap()
}

async fn server(configuration: ServerConfig) -> Server {
    Server::start_secure(TlsAcceptor::from(Arc::new(configuration)), [json(NO_ROWS)]).await
}

fn client(address: &str) -> QuickBooksClient {
    let connection = QuickBooksConnection {
        base: parse_base(address).unwrap(),
        realm: RealmId::new("9130350000000000"),
        bearer: FixedToken::bearer(Secret::new(TOKEN.into())),
    };
    QuickBooksClient::new(connection, quick()).unwrap()
}

/// What stands in the way there; nothing was sent and nothing is tried again.
async fn obstacle(client: &QuickBooksClient) -> Obstacle {
    let error = client.list(ListKind::Vendor, None, 1).await.unwrap_err();
    assert_eq!(client.calls(), 0);
    assert_eq!(error.code(), ErrorCode::Unreachable);
    match error {
        RemoteError::Blocked { obstacle, .. } => {
            assert_eq!(
                error.to_string(),
                format!("no safe connection to QuickBooks Online: {obstacle}")
            );
            obstacle
        }
        other => panic!("{other:?}"),
    }
}

/// Runs one of the ignored tests below in a process with this environment.
async fn alone(test: &str, variable: &str, value: &std::ffi::OsStr) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([test, "--exact", "--ignored"])
        .env(variable, value)
        .env("RUN_ALONE", "1")
        .env_remove("NO_PROXY")
        .env_remove("no_proxy")
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let ended = tokio::task::spawn_blocking(move || child.wait()).await.unwrap();
    assert!(ended.unwrap().success(), "{test}");
}

fn is_alone() -> bool {
    std::env::var_os("RUN_ALONE").is_some()
}

#[tokio::test]
async fn a_server_that_nobody_vouches_for_is_not_talked_to() {
    let unknown = issuer();
    for issuer in [None, Some(&unknown)] {
        let server = server(configuration(&GOOD, issuer, &[&version::TLS13])).await;
        assert_eq!(obstacle(&client(&server.address)).await, Obstacle::CertificateUntrusted);
        assert!(server.requests().is_empty());
    }
}

#[tokio::test]
#[cfg(target_os = "linux")]
async fn the_roots_of_the_computer_decide() {
    let folder = tempfile::tempdir().unwrap();
    let roots = folder.path().join("roots.pem");
    alone("tls::with_roots_of_its_own", "SSL_CERT_FILE", roots.as_os_str()).await;
}

#[tokio::test]
#[ignore = "a part of `the_roots_of_the_computer_decide`"]
async fn with_roots_of_its_own() {
    if !is_alone() {
        return;
    }
    let company = issuer();
    std::fs::write(std::env::var_os("SSL_CERT_FILE").unwrap(), company.pem()).unwrap();
    for version in [&version::TLS12, &version::TLS13] {
        let server = server(configuration(&GOOD, Some(&company), &[version])).await;
        let page = client(&server.address).list(ListKind::Vendor, None, 1).await;
        assert_eq!(page.unwrap().items.len(), 0, "a company's own root, once it is trusted");
        assert_eq!(server.requests().len(), 1);
    }
    for (case, expected) in [
        (
            Case {
                name: "localhost",
                years: (2020, 2021),
            },
            Obstacle::CertificateExpired,
        ),
        (
            Case {
                name: "localhost",
                years: (3999, 4000),
            },
            Obstacle::CertificateNotYetValid,
        ),
        (
            Case {
                name: "books.example",
                years: (2020, 4000),
            },
            Obstacle::CertificateOfAnother,
        ),
    ] {
        let server = server(configuration(&case, Some(&company), &[&version::TLS13])).await;
        assert_eq!(obstacle(&client(&server.address)).await, expected);
        assert!(server.requests().is_empty());
    }
    let stranger = server(configuration(&GOOD, None, &[&version::TLS13])).await;
    assert_eq!(
        obstacle(&client(&stranger.address)).await,
        Obstacle::CertificateUntrusted
    );
}

#[tokio::test]
async fn nothing_older_than_tls_1_2_is_spoken() {
    // A server hello of TLS 1.0 and 1.1, and the alert of one that knows nothing newer.
    let hello = |minor: u8| {
        let mut bytes = vec![22, 3, minor, 0, 42, 2, 0, 0, 38, 3, minor];
        bytes.extend([7; 32]);
        bytes.extend([0, 0, 0x2f, 0]);
        bytes
    };
    for bytes in [hello(1), hello(2), vec![21, 3, 1, 0, 2, 2, 70]] {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let client = client(&format!("https://{}", listener.local_addr().unwrap()));
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut asked = [0; 2048];
            let _ = stream.read(&mut asked).await;
            let _ = stream.write_all(&bytes).await;
            let _ = stream.read(&mut asked).await;
        });
        assert_eq!(obstacle(&client).await, Obstacle::OldTls);
    }
}

#[tokio::test]
async fn a_name_that_nobody_knows_is_unreachable() {
    let connection = QuickBooksConnection {
        base: parse_base("https://books.invalid").unwrap(),
        realm: RealmId::new("9130350000000000"),
        bearer: FixedToken::bearer(Secret::new(TOKEN.into())),
    };
    let limits = Limits {
        tries: 1,
        connect_timeout: std::time::Duration::from_secs(2),
        ..quick()
    };
    let client = QuickBooksClient::new(connection, limits).unwrap();
    let error = client.list(ListKind::Vendor, None, 1).await.unwrap_err();
    assert!(matches!(error, RemoteError::Unreachable { .. }), "{error:?}");
    assert!(error.is_offline());
    assert_eq!(client.calls(), 0);
}

#[tokio::test]
async fn a_proxy_that_asks_to_sign_in_is_named() {
    let proxy = Server::start([with(407, "Proxy-Authenticate: Basic realm=\"office\"", "")]).await;
    alone("tls::behind_a_proxy", "HTTPS_PROXY", proxy.address.as_ref()).await;
    let asked = proxy.requests();
    assert!(asked[0].starts_with("CONNECT books.example:443 "));
    assert!(!asked[0].contains(TOKEN));
}

#[tokio::test]
#[ignore = "a part of `a_proxy_that_asks_to_sign_in_is_named`"]
async fn behind_a_proxy() {
    if is_alone() {
        assert_eq!(obstacle(&client("https://books.example")).await, Obstacle::ProxySignIn);
    }
}
