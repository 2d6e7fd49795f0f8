//! A loopback server that answers each request with the next reply of a script and keeps what it
//! was asked. It knows nothing about either service.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, Utc};
use clearpost_domain::RealmId;
use clearpost_remote::{
    ApiPrefix, FixedToken, Limits, ProcurementClient, ProcurementConnection, QuickBooksClient, QuickBooksConnection,
    Secret, parse_base,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

pub const TOKEN: &str = "CANARY-our-own-token";

pub enum Reply {
    /// Status, extra header lines, body.
    Full(u16, Vec<String>, Vec<u8>),
    /// Says that more comes than does, then closes.
    Truncated(String),
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
    seen: Arc<Mutex<Vec<String>>>,
    script: Arc<Mutex<VecDeque<Reply>>>,
}

impl Server {
    /// The last reply is repeated when the script is at its end.
    pub async fn start(script: impl IntoIterator<Item = Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let script: Arc<Mutex<VecDeque<Reply>>> = Arc::new(Mutex::new(script.into_iter().collect()));
        let (kept, replies) = (Arc::clone(&seen), Arc::clone(&script));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (script, kept) = (Arc::clone(&replies), Arc::clone(&kept));
                tokio::spawn(serve(stream, script, kept));
            }
        });
        Self { address, seen, script }
    }

    /// One more reply, for those that name the server itself.
    pub fn then(&self, reply: Reply) {
        self.script.lock().unwrap().push_back(reply);
    }

    pub fn requests(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
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
        let connection = QuickBooksConnection {
            base: parse_base(&self.address).unwrap(),
            realm: RealmId::new("9130350000000000"),
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
    limits
}

pub fn now() -> DateTime<Utc> {
    "2026-03-02T09:41:07Z".parse().unwrap()
}

async fn serve(mut stream: TcpStream, script: Arc<Mutex<VecDeque<Reply>>>, seen: Arc<Mutex<Vec<String>>>) {
    while let Some(request) = read_request(&mut stream).await {
        seen.lock().unwrap().push(request);
        let reply = {
            let mut script = script.lock().unwrap();
            let next = script.pop_front();
            match next {
                Some(Reply::Full(status, headers, body)) if script.is_empty() => {
                    script.push_back(Reply::Full(status, headers.clone(), body.clone()));
                    Some(Reply::Full(status, headers, body))
                }
                Some(Reply::Reset) if script.is_empty() => {
                    script.push_back(Reply::Reset);
                    Some(Reply::Reset)
                }
                other => other,
            }
        };
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
            Some(Reply::Truncated(body)) => {
                let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len() + 100);
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

async fn read_request(stream: &mut TcpStream) -> Option<String> {
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
