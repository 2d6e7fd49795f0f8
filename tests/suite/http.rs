//! Just enough HTTP to ask the simulator's control and to stand between the product and a service.
//! One request per connection, plain sockets, loopback only.

use std::fmt::Write as _;
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// A request or an answer as it travels: its first line, its headers, its body.
#[derive(Clone, Debug, Default)]
pub struct Message {
    pub first: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Message {
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    pub fn set(&mut self, name: &str, value: &str) {
        self.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self.headers.push((name.to_owned(), value.to_owned()));
    }

    /// The path with its query, of a request.
    pub fn target(&self) -> &str {
        self.first.split(' ').nth(1).unwrap_or_default()
    }

    /// An answer with this body.
    pub fn answer(status: u16, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            first: format!("HTTP/1.1 {status} Said"),
            headers: vec![("content-type".to_owned(), kind.to_owned())],
            body: body.into(),
        }
    }

    pub fn write(&self, to: &mut impl Write) -> io::Result<()> {
        let mut head = format!("{}\r\n", self.first);
        for (name, value) in &self.headers {
            let is_ours = ["content-length", "connection", "transfer-encoding"]
                .iter()
                .any(|ours| name.eq_ignore_ascii_case(ours));
            if !is_ours {
                let _ = write!(head, "{name}: {value}\r\n");
            }
        }
        let _ = write!(head, "content-length: {}\r\nconnection: close\r\n\r\n", self.body.len());
        to.write_all(head.as_bytes())?;
        to.write_all(&self.body)?;
        to.flush()
    }

    /// Reads one message; without a length its body ends with the connection.
    pub fn read(from: &mut impl Read, is_request: bool) -> io::Result<Self> {
        let mut bytes = Vec::new();
        let mut buffer = [0_u8; 16 * 1024];
        let end = loop {
            if let Some(at) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
                break at;
            }
            match from.read(&mut buffer)? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                count => bytes.extend_from_slice(&buffer[..count]),
            }
        };
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let mut lines = head.split("\r\n");
        let mut message = Self {
            first: lines.next().unwrap_or_default().to_owned(),
            headers: lines
                .filter_map(|line| line.split_once(':'))
                .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
                .collect(),
            body: bytes[end + 4..].to_vec(),
        };
        let length = message.header("content-length").and_then(|text| text.parse().ok());
        let length = length.or(is_request.then_some(0));
        while length.is_none_or(|length: usize| message.body.len() < length) {
            match from.read(&mut buffer)? {
                0 => break,
                count => message.body.extend_from_slice(&buffer[..count]),
            }
        }
        Ok(message)
    }
}

/// The address of `http://host:port`.
pub fn host_of(url: &str) -> &str {
    let rest = url.strip_prefix("http://").expect("a loopback address");
    rest.split('/').next().expect("a host")
}

/// Sends one request to a host and reads its answer.
pub fn exchange(host: &str, request: &Message) -> io::Result<Message> {
    let mut stream = TcpStream::connect(host)?;
    stream.set_read_timeout(Some(Duration::from_mins(1)))?;
    stream.set_nodelay(true)?;
    let mut request = request.clone();
    request.set("host", host);
    request.write(&mut stream)?;
    Message::read(&mut stream, false)
}

/// Asks with a JSON body or none, and takes the JSON of the answer.
pub fn ask(method: &str, url: &str, body: Option<&serde_json::Value>) -> io::Result<serde_json::Value> {
    let host = host_of(url);
    let path = url.split_once(host).map_or("/", |(_, path)| path);
    let request = Message {
        first: format!("{method} {path} HTTP/1.1"),
        headers: vec![("content-type".to_owned(), "application/json".to_owned())],
        body: body.map(|body| body.to_string().into_bytes()).unwrap_or_default(),
    };
    let answer = exchange(host, &request)?;
    Ok(serde_json::from_slice(&answer.body)?)
}
