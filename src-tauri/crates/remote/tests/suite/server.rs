//! A loopback server that answers each request with the next reply of a script and keeps what it
//! was asked. It knows nothing about either service.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use clearpost_domain::RealmId;
use clearpost_remote::{
    ApiPrefix, FixedToken, Limits, ProcurementClient, ProcurementConnection, QuickBooksClient, QuickBooksConnection,
    Secret, parse_base,
};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

pub const TOKEN: &str = "CANARY-our-own-token";

pub enum Reply {
    /// Status, extra header lines, body.
    Full(u16, Vec<String>, Vec<u8>),
    /// Says that this many bytes more come than do (or fewer, if negative), then closes.
    Truncated(String, isize),
    /// The request is read, and the connection closed without a word.
    Reset,
    /// A head, one byte of the body, and silence.
    Drip,
}

pub fn json(body: impl Into<String>) -> Reply {
    status(200, body)
}

pub fn status(status: u16, body: impl Into<String>) -> Reply {
    Reply::Full(
        status,
        vec!["Content-Type: application/json".into()],
        body.into().into_bytes(),
    )
}

pub fn with(code: u16, header: &str, body: &str) -> Reply {
    Reply::Full(code, vec![header.into()], body.as_bytes().to_vec())
}

#[derive(Clone)]
pub struct Server {
    pub address: String,
    shared: Arc<Mutex<Shared>>,
}

#[derive(Default)]
struct Shared {
    script: VecDeque<Reply>,
    seen: Vec<String>,
    traffic: Traffic,
    delay: Option<Duration>,
}

/// What came in since [`Server::slow`].
#[derive(Clone, Default)]
pub struct Traffic {
    running: usize,
    /// The most that were under way at one time.
    pub most: usize,
    /// When each request was there.
    pub starts: Vec<Instant>,
}

impl Server {
    /// The last reply is repeated when the script is at its end.
    pub async fn start(script: impl IntoIterator<Item = Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self::at(format!("http://{}", listener.local_addr().unwrap()));
        server.now_answers(script);
        let shared = Arc::clone(&server.shared);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&shared)));
            }
        });
        server
    }

    /// The same behind TLS, named `localhost`.
    pub async fn start_secure(acceptor: TlsAcceptor, script: impl IntoIterator<Item = Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self::at(format!("https://localhost:{}", listener.local_addr().unwrap().port()));
        server.now_answers(script);
        let shared = Arc::clone(&server.shared);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, shared) = (acceptor.clone(), Arc::clone(&shared));
                tokio::spawn(async move {
                    if let Ok(stream) = acceptor.accept(stream).await {
                        serve(stream, shared).await;
                    }
                });
            }
        });
        server
    }

    /// One that another process runs.
    pub fn at(address: String) -> Self {
        Self {
            address,
            shared: Arc::default(),
        }
    }

    /// Replaces what is left of the script.
    pub fn now_answers(&self, script: impl IntoIterator<Item = Reply>) {
        self.shared.lock().unwrap().script = script.into_iter().collect();
    }

    /// One more reply, for those that name the server itself.
    pub fn then(&self, reply: Reply) {
        self.shared.lock().unwrap().script.push_back(reply);
    }

    /// From now on every answer takes this long, and the traffic is counted anew.
    pub fn slow(&self, delay: Duration) {
        let mut shared = self.shared.lock().unwrap();
        shared.delay = Some(delay);
        shared.traffic = Traffic::default();
    }

    pub fn traffic(&self) -> Traffic {
        self.shared.lock().unwrap().traffic.clone()
    }

    pub fn requests(&self) -> Vec<String> {
        self.shared.lock().unwrap().seen.clone()
    }

    /// The target of each request, such as `/api/v1/invoices?page=1`.
    pub fn targets(&self) -> Vec<String> {
        let line = |request: &String| request.split(' ').nth(1).unwrap_or_default().to_owned();
        self.requests().iter().map(line).collect()
    }

    pub fn procurement(&self) -> ProcurementClient {
        self.procurement_with(quick())
    }

    pub fn procurement_with(&self, limits: Limits) -> ProcurementClient {
        let connection = ProcurementConnection {
            base: parse_base(&self.address).unwrap(),
            bearer: FixedToken::bearer(Secret::new(TOKEN.into())),
            company: "7001".into(),
            api_prefix: ApiPrefix::V1,
        };
        ProcurementClient::new(connection, limits).unwrap()
    }

    pub fn quickbooks(&self) -> QuickBooksClient {
        self.quickbooks_with(quick())
    }

    pub fn quickbooks_with(&self, limits: Limits) -> QuickBooksClient {
        self.quickbooks_of("9130350000000000", limits)
    }

    pub fn quickbooks_of(&self, realm: &str, limits: Limits) -> QuickBooksClient {
        let connection = QuickBooksConnection {
            base: parse_base(&self.address).unwrap(),
            realm: RealmId::new(realm),
            bearer: FixedToken::bearer(Secret::new(TOKEN.into())),
        };
        QuickBooksClient::new(connection, limits).unwrap()
    }
}

/// Limits that never make a test wait.
pub fn quick() -> Limits {
    let mut limits = Limits {
        backoff: Duration::ZERO,
        throttled_wait: Duration::ZERO,
        ..Limits::default()
    };
    limits.quickbooks.per_second = None;
    limits.quickbooks.per_minute = None;
    limits
}

/// For what would wait for ever if it failed.
pub async fn soon<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(20), work).await.unwrap()
}

pub fn now() -> DateTime<Utc> {
    "2026-03-02T09:41:07Z".parse().unwrap()
}

async fn serve<S: AsyncRead + AsyncWrite + Unpin>(mut stream: S, shared: Arc<Mutex<Shared>>) {
    while let Some(request) = read_request(&mut stream).await {
        let (reply, delay) = {
            let mut shared = shared.lock().unwrap();
            shared.seen.push(request);
            shared.traffic.begin();
            (shared.next(), shared.delay)
        };
        if let Some(delay) = delay {
            tokio::time::sleep(delay).await;
        }
        shared.lock().unwrap().traffic.running -= 1;
        match reply {
            Some(Reply::Full(status, headers, body)) => {
                let mut head = format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\n", body.len());
                for header in headers {
                    head += &header;
                    head += "\r\n";
                }
                head += "\r\n";
                // In one piece: two writes would wait for the other end's delayed acknowledgement.
                let _ = stream.write_all(&[head.into_bytes(), body].concat()).await;
            }
            Some(Reply::Truncated(body, more)) => {
                let length = body.len().strict_add_signed(more);
                let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n");
                let _ = stream.write_all(head.as_bytes()).await;
                let _ = stream.write_all(body.as_bytes()).await;
                return;
            }
            Some(Reply::Drip) => {
                let _ = stream
                    .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{")
                    .await;
                std::future::pending::<()>().await;
            }
            Some(Reply::Reset) | None => return,
        }
    }
}

impl Shared {
    fn next(&mut self) -> Option<Reply> {
        let next = self.script.pop_front();
        if self.script.is_empty() {
            match &next {
                Some(Reply::Full(status, headers, body)) => {
                    let again = Reply::Full(*status, headers.clone(), body.clone());
                    self.script.push_back(again);
                }
                Some(Reply::Reset) => self.script.push_back(Reply::Reset),
                _ => {}
            }
        }
        next
    }
}

impl Traffic {
    fn begin(&mut self) {
        self.running += 1;
        self.most = self.most.max(self.running);
        self.starts.push(Instant::now());
    }
}

async fn read_request<S: AsyncRead + Unpin>(stream: &mut S) -> Option<String> {
    let mut bytes = Vec::new();
    loop {
        let mut chunk = [0u8; 4096];
        let read = stream.read(&mut chunk).await.ok()?;
        if read == 0 {
            return None;
        }
        bytes.extend_from_slice(&chunk[..read]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| {
                    line.to_ascii_lowercase()
                        .strip_prefix("content-length:")?
                        .trim()
                        .parse()
                        .ok()
                })
                .unwrap_or(0usize);
            if body.len() >= length {
                return Some(text);
            }
        }
    }
}
