//! Waits on this computer for the browser to come back from Intuit (RFC 8252, promise S16).
//!
//! It listens on 127.0.0.1 and `::1` only, answers one path of one host, and ends with the first answer
//! that belongs to the sign-in. It shows nothing of what it was sent.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::Arc;
use std::time::Duration;

use clearpost_remote::{OAuthError, parse_base};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use url::{Host, Url};

use super::Setup;
use super::callback::Answer;
use crate::error::EngineError;

const LARGEST_HEAD: usize = 16 * 1024;
const READING: Duration = Duration::from_secs(10);

pub(super) struct Loopback {
    redirect: Url,
    first: TcpListener,
    second: Option<TcpListener>,
}

impl Loopback {
    /// Listens where the redirect address points, which must be this computer.
    pub async fn bind(redirect: &str) -> Result<Self, EngineError> {
        let elsewhere = || {
            let text =
                "the browser can come back to http://localhost:<port>/… only; production keys need a pasted address";
            EngineError::InvalidInput(text.to_owned())
        };
        let redirect = parse_base(redirect)?;
        let is_here = redirect.host() == Some(Host::Domain("localhost"));
        let port = redirect.port().filter(|_| is_here && redirect.scheme() == "http");
        let port = port.ok_or_else(elsewhere)?;
        let busy = |error: io::Error| {
            tracing::warn!(%error, "the listener could not start");
            EngineError::InvalidInput(format!(
                "port {port} of this computer is in use; close what uses it and try again"
            ))
        };
        // Browsers try either; a computer without IPv6 has the first only.
        let first = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(busy)?;
        let second = TcpListener::bind((Ipv6Addr::LOCALHOST, port)).await.ok();
        Ok(Self {
            redirect,
            first,
            second,
        })
    }

    /// Serves until an answer belonged to the sign-in.
    pub async fn serve(self, setup: &Arc<Setup>) {
        loop {
            let accepted = match &self.second {
                None => self.first.accept().await,
                Some(second) => tokio::select! {
                    accepted = self.first.accept() => accepted,
                    accepted = second.accept() => accepted,
                },
            };
            let Ok((stream, peer)) = accepted else { continue };
            if !peer.ip().is_loopback() {
                continue;
            }
            let serving = tokio::time::timeout(READING, read_head(stream));
            let Ok(Some((mut stream, head))) = serving.await else {
                continue;
            };
            let (reply, is_done) = self.reply(setup, &head).await;
            let _ = tokio::time::timeout(READING, stream.write_all(reply.as_bytes())).await;
            let _ = stream.shutdown().await;
            if is_done {
                return;
            }
        }
    }

    async fn reply(&self, setup: &Setup, head: &str) -> (String, bool) {
        let Some(url) = self.asked(head) else {
            return (page(404, "There is nothing here."), false);
        };
        match setup.answered(Answer::of(&url)).await {
            Ok(()) => (
                page(
                    200,
                    "QuickBooks Online is signed in. Go back to Clearpost; this page can be closed.",
                ),
                true,
            ),
            Err(EngineError::SignIn(OAuthError::NotWaiting)) => (
                page(400, "No sign-in is waiting for this page. Start it again in Clearpost."),
                false,
            ),
            Err(_) => (
                page(
                    200,
                    "QuickBooks Online was not signed in. Clearpost says why; this page can be closed.",
                ),
                true,
            ),
        }
    }

    /// The address asked for: a GET of exactly our path, by exactly our name.
    fn asked(&self, head: &str) -> Option<Url> {
        let mut lines = head.split("\r\n");
        let mut first = lines.next()?.split(' ');
        let (method, target) = (first.next()?, first.next()?);
        let port = self.redirect.port()?;
        let mut hosts = lines.filter_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("host").then(|| value.trim())
        });
        let is_ours = hosts.next() == Some(format!("localhost:{port}").as_str()) && hosts.next().is_none();
        let url = self.redirect.join(target).ok()?;
        (method == "GET" && is_ours && target.starts_with('/') && url.origin() == self.redirect.origin())
            .then_some(url)
            .filter(|url| url.path() == self.redirect.path())
    }
}

async fn read_head(mut stream: TcpStream) -> Option<(TcpStream, String)> {
    let mut bytes = Vec::new();
    let mut chunk = [0; 2048];
    while !bytes.windows(4).any(|four| four == b"\r\n\r\n") {
        let count = stream.read(&mut chunk).await.ok()?;
        if count == 0 || bytes.len() + count > LARGEST_HEAD {
            return None;
        }
        bytes.extend_from_slice(chunk.get(..count)?);
    }
    Some((stream, String::from_utf8(bytes).ok()?))
}

fn page(status: u16, text: &str) -> String {
    let body = format!("<!doctype html><meta charset=\"utf-8\"><title>Clearpost</title><p>{text}</p>");
    format!(
        "HTTP/1.1 {status} Clearpost\r\ncontent-type: text/html; charset=utf-8\r\ncontent-length: {}\r\n\
         content-security-policy: default-src 'none'; frame-ancestors 'none'\r\nreferrer-policy: no-referrer\r\n\
         cache-control: no-store\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
}
