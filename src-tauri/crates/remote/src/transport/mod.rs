//! The one way out: sends a request within the limits and hands back the whole answer.
//!
//! Reads are repeated on trouble of the way, sends never. Redirects are not followed, so a token
//! goes to no other host. Logs carry method, path template, status, `intuit_tid` and duration only.

mod address;
mod answer;
mod judge;
mod wait;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use reqwest::header::{HeaderMap, RETRY_AFTER};
use reqwest::{Client, Method, Response};
use tokio::time::Instant;
use url::Url;

pub use address::parse_base;
pub(crate) use address::{below, check_base, is_loopback};
pub(crate) use answer::{Answer, Kind};
pub(crate) use judge::{Judge, read_fault};

use crate::error::{RemoteError, Service};
use crate::limits::{Gate, Limits};
use wait::{Asked, Wait};

/// Counts every request that left, repeated ones included.
#[derive(Clone, Debug, Default)]
pub struct CallCounter(Arc<AtomicU64>);

impl CallCounter {
    pub fn calls(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// One request. The template is the path with ids replaced, for the log.
#[derive(Clone)]
pub(crate) struct Ask {
    pub method: Method,
    pub url: Url,
    pub template: String,
    pub headers: HeaderMap,
    pub body: Option<Vec<u8>>,
}

/// What happened to one try, before anyone judges the answer.
enum Trouble {
    /// No connection came about: nothing was sent.
    Connect(reqwest::Error),
    /// The request could not even be built.
    Build,
    Broken(Option<reqwest::Error>),
    TimedOut,
    TooLarge,
}

pub(crate) struct Transport {
    service: Service,
    limits: Limits,
    gate: Gate,
    counter: CallCounter,
    reader: Client,
    /// Keeps no connection open: a send on one that the service just closed would be in doubt.
    sender: Client,
}

impl Transport {
    pub(crate) fn new(service: Service, base: &Url, limits: Limits) -> Result<Self, RemoteError> {
        // Installed once for the process; someone else's choice is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = |idle: usize| {
            let builder = Client::builder()
                .redirect(reqwest::redirect::Policy::none())
                .connect_timeout(limits.connect_timeout)
                .pool_max_idle_per_host(idle)
                .https_only(base.scheme() == "https")
                .user_agent(concat!("Clearpost/", env!("CARGO_PKG_VERSION")));
            let builder = if is_loopback(base) { builder.no_proxy() } else { builder };
            // Plain http has no use for the trust store, which takes a while to read.
            let builder = match base.scheme() {
                "http" => builder.tls_certs_only(std::iter::empty()),
                _ => builder,
            };
            builder.build().map_err(|error| RemoteError::NotSetUp {
                service,
                source: Box::new(error.without_url()),
            })
        };
        Ok(Self {
            service,
            gate: Gate::new(limits.lane(service)),
            counter: CallCounter::default(),
            reader: client(limits.lane(service).at_once.clamp(1, 16))?,
            sender: client(0)?,
            limits,
        })
    }

    pub(crate) fn counter(&self) -> &CallCounter {
        &self.counter
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Reads, with a few more tries when the way there or the service fails.
    pub(crate) async fn read(&self, ask: &Ask, judge: &Judge) -> Result<Answer, RemoteError> {
        let mut tries: u32 = 0;
        loop {
            tries += 1;
            let outcome = match self.exchange(&self.reader, ask).await {
                Ok(answer) if answer.is_cut_off() => Err((
                    RemoteError::Interrupted {
                        service: self.service,
                        source: None,
                    },
                    None,
                )),
                Ok(answer) => {
                    let asked = answer.asked;
                    judge.verdict(answer).map_err(|error| (error, asked))
                }
                Err(trouble) => Err((self.error_of(trouble), None)),
            };
            let (error, asked) = match outcome {
                Ok(answer) => return Ok(answer),
                Err(failed) => failed,
            };
            match wait::before_next(self.service, &self.limits, tries, &error, asked) {
                Wait::GiveUp => return Err(error),
                Wait::Alone(time) => tokio::time::sleep(time).await,
                Wait::Everyone(time) => self.gate.close_for(time),
            }
        }
    }

    /// Sends once. `Err(true, _)` = nothing can have arrived.
    pub(crate) async fn send(&self, ask: &Ask) -> Result<Answer, (bool, RemoteError)> {
        match self.exchange(&self.sender, ask).await {
            Ok(answer) => Ok(answer),
            Err(trouble) => Err((
                matches!(trouble, Trouble::Connect(_) | Trouble::Build),
                self.error_of(trouble),
            )),
        }
    }

    async fn exchange(&self, client: &Client, ask: &Ask) -> Result<Answer, Trouble> {
        let _permit = self.gate.enter().await;
        let started = Instant::now();
        let mut request = client
            .request(ask.method.clone(), ask.url.clone())
            .headers(ask.headers.clone());
        if let Some(body) = &ask.body {
            request = request.body(body.clone());
        }
        let request = request.build().map_err(|_| Trouble::Build)?;
        self.counter.0.fetch_add(1, Ordering::Relaxed);
        let outcome = tokio::time::timeout(self.limits.deadline, async {
            let response = client.execute(request).await.map_err(trouble_of)?;
            self.receive(response).await
        })
        .await
        .unwrap_or(Err(Trouble::TimedOut));
        if matches!(outcome, Err(Trouble::Connect(_))) {
            self.counter.0.fetch_sub(1, Ordering::Relaxed);
        }
        self.log(ask, started.elapsed(), outcome.as_ref());
        outcome
    }

    async fn receive(&self, mut response: Response) -> Result<Answer, Trouble> {
        let status = response.status().as_u16();
        let header = |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok());
        let tid = header("intuit_tid").map(answer::clean_tid);
        let asked = header(RETRY_AFTER.as_str()).map(|text| Asked::parse(text, header("date")));
        let served_at = header("date").and_then(|date| httpdate::parse_http_date(date).ok());
        let mut body: Vec<u8> = Vec::new();
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) if body.len().saturating_add(chunk.len()) > self.limits.answer_size => {
                    return Err(Trouble::TooLarge);
                }
                Ok(Some(chunk)) => body.extend_from_slice(&chunk),
                Ok(None) => break,
                Err(error) => return Err(Trouble::Broken(Some(error.without_url()))),
            }
        }
        Ok(Answer {
            served_at: served_at.map(Into::into),
            ..Answer::new(status, tid, asked, body)
        })
    }

    fn log(&self, ask: &Ask, took: Duration, outcome: Result<&Answer, &Trouble>) {
        let milliseconds = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        let (status, tid, trouble) = match outcome {
            Ok(answer) => (answer.status, answer.tid.as_deref().unwrap_or_default(), ""),
            Err(Trouble::Connect(_)) => (0, "", "not connected"),
            Err(Trouble::Build) => (0, "", "not built"),
            Err(Trouble::Broken(_)) => (0, "", "broke off"),
            Err(Trouble::TimedOut) => (0, "", "timed out"),
            Err(Trouble::TooLarge) => (0, "", "too large"),
        };
        tracing::debug!(
            service = %self.service,
            method = %ask.method,
            path = %ask.template,
            status,
            intuit_tid = tid,
            trouble,
            milliseconds,
            "call"
        );
    }

    fn error_of(&self, trouble: Trouble) -> RemoteError {
        let service = self.service;
        match trouble {
            Trouble::Connect(error) => RemoteError::Unreachable {
                service,
                source: Box::new(error),
            },
            Trouble::Build => RemoteError::InvalidInput {
                what: "the request could not be built from these settings",
            },
            Trouble::Broken(error) => RemoteError::Interrupted {
                service,
                source: error.map(Into::into),
            },
            Trouble::TimedOut => RemoteError::TimedOut { service },
            Trouble::TooLarge => RemoteError::NotTheApi {
                service,
                what: crate::NotTheApi::TooLarge,
                told: Box::default(),
            },
        }
    }
}

fn trouble_of(error: reqwest::Error) -> Trouble {
    let error = error.without_url();
    if error.is_connect() {
        Trouble::Connect(error)
    } else if error.is_builder() {
        Trouble::Build
    } else if error.is_timeout() {
        Trouble::TimedOut
    } else {
        Trouble::Broken(Some(error))
    }
}
