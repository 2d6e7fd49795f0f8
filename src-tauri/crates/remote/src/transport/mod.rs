//! The one way out: sends a request within the limits and hands back the whole answer.
//!
//! Reads are repeated on trouble of the way, sends never. Redirects are not followed, so a token
//! goes to no other host. Logs carry method, path template, status, `intuit_tid` and duration only.

mod address;
mod answer;
mod budget;
mod counter;
mod judge;
mod lane;
mod obstacle;
mod server_clock;
mod shape;
mod trouble;
mod wait;

use std::time::Duration;

use reqwest::header::{HeaderMap, RETRY_AFTER};
use reqwest::{Client, Method, Response, tls};
use tokio::time::Instant;
use url::Url;

pub use address::parse_base;
pub(crate) use address::{below, check_base, is_loopback};
pub(crate) use answer::{Answer, Kind};
pub use counter::CallCounter;
pub(crate) use judge::{Judge, read_fault};
pub use lane::{Pause, PauseCause};
pub use server_clock::ServerClock;

use crate::error::{RemoteError, Service};
use crate::limits::Limits;
use budget::Budget;
use lane::Gate;
use trouble::{Trouble, error_of_pause, report};
use wait::Asked;

/// One request. The template is the path with ids replaced, for the log.
#[derive(Clone)]
pub(crate) struct Ask {
    pub method: Method,
    pub url: Url,
    pub template: String,
    pub headers: HeaderMap,
    pub body: Option<Vec<u8>>,
}

pub(crate) struct Transport {
    service: Service,
    limits: Limits,
    gate: Gate,
    budget: Budget,
    counter: CallCounter,
    server_clock: ServerClock,
    reader: Client,
    /// Keeps no connection open: a send on one that the service just closed would be in doubt.
    sender: Client,
}

impl Transport {
    /// `company` is what the service counts by: the lane is kept for it alone.
    pub(crate) fn new(service: Service, base: &Url, company: &str, limits: Limits) -> Result<Self, RemoteError> {
        // Installed once for the process; someone else's choice is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = |idle: usize| {
            let builder = Client::builder()
                .redirect(reqwest::redirect::Policy::none())
                .connect_timeout(limits.connect_timeout)
                .pool_max_idle_per_host(idle)
                .https_only(base.scheme() == "https")
                .tls_version_min(tls::Version::TLS_1_2)
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
            gate: Gate::new(&limits, service, &lane_name(service, base, company)),
            budget: Budget::new(limits.repeats),
            counter: CallCounter::default(),
            server_clock: ServerClock::default(),
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

    pub(crate) fn server_clock(&self) -> &ServerClock {
        &self.server_clock
    }

    pub(crate) fn pause(&self) -> Option<Pause> {
        self.gate.pause()
    }

    pub(crate) fn look_now(&self) {
        self.gate.look_now();
    }

    /// Reads, with a few more tries when the way there or the service fails, or asks to wait.
    pub(crate) async fn read(&self, ask: &Ask, judge: &Judge) -> Result<Answer, RemoteError> {
        let (mut tries, mut refusals): (u32, u32) = (0, 0);
        loop {
            let turn = self
                .gate
                .enter()
                .await
                .map_err(|pause| error_of_pause(self.service, pause))?;
            let (error, asked) = match self.exchange(&self.reader, ask).await {
                Ok(answer) if answer.is_cut_off() => (Trouble::Broken(None).error(self.service), None),
                Ok(answer) => {
                    let asked = answer.asked.and_then(Asked::time);
                    match judge.verdict(answer) {
                        Ok(answer) => {
                            turn.answered().await;
                            self.budget.earn();
                            return Ok(answer);
                        }
                        Err(error) => (error, asked),
                    }
                }
                Err(trouble) => (trouble.error(self.service), None),
            };
            if matches!(error, RemoteError::RateLimited { .. }) {
                refusals += 1;
                turn.throttled(asked, self.left_of_month()).await;
                let too_long = asked.is_some_and(|time| time > self.limits.longest_wait);
                if let Some(error) = self.end_of_waiting(error, too_long || refusals >= self.limits.throttled_tries) {
                    return Err(error);
                }
                continue;
            }
            tries += 1;
            let is_passing = report(turn, &error, asked).await;
            if !is_passing || tries >= self.limits.tries || !self.budget.spend() {
                return Err(error);
            }
            // Where the service named a time, the lane waits for it.
            if asked.is_none() {
                tokio::time::sleep(wait::jittered(&self.limits, tries)).await;
            }
        }
    }

    /// Sends once. `Err(true, _)` = nothing can have arrived.
    pub(crate) async fn send(&self, ask: &Ask) -> Result<Answer, (bool, RemoteError)> {
        let turn = (self.gate.enter().await).map_err(|pause| (true, error_of_pause(self.service, pause)))?;
        match self.exchange(&self.sender, ask).await {
            Ok(answer) => {
                let asked = answer.asked.and_then(Asked::time);
                match answer.status {
                    429 => turn.throttled(asked, self.left_of_month()).await,
                    500.. => turn.failed(asked).await,
                    _ => turn.answered().await,
                }
                Ok(answer)
            }
            Err(trouble) => {
                let nothing_sent = matches!(trouble, Trouble::Connect(_) | Trouble::Build);
                let error = trouble.error(self.service);
                report(turn, &error, None).await;
                Err((nothing_sent, error))
            }
        }
    }

    /// The error of a refusal that is not waited out: it says how long the lane is closed.
    fn end_of_waiting(&self, error: RemoteError, is_last: bool) -> Option<RemoteError> {
        let pause = self.gate.pause();
        match (error, pause) {
            (RemoteError::RateLimited { service, told, .. }, Some(pause))
                if is_last || pause.cause == PauseCause::MonthUsedUp =>
            {
                Some(match pause.cause {
                    PauseCause::MonthUsedUp => RemoteError::MonthUsedUp {
                        service,
                        resets_in: pause.asked,
                        told,
                    },
                    _ => RemoteError::RateLimited {
                        service,
                        retry_after: Some(pause.asked),
                        told,
                    },
                })
            }
            (error, _) => is_last.then_some(error),
        }
    }

    fn left_of_month(&self) -> Duration {
        wait::left_of_month(self.server_clock.now())
    }

    async fn exchange(&self, client: &Client, ask: &Ask) -> Result<Answer, Trouble> {
        let started = Instant::now();
        let mut request = client
            .request(ask.method.clone(), ask.url.clone())
            .headers(ask.headers.clone());
        if let Some(body) = &ask.body {
            request = request.body(body.clone());
        }
        let request = request.build().map_err(|_| Trouble::Build)?;
        self.counter.left();
        let outcome = tokio::time::timeout(self.limits.deadline, async {
            let response = client.execute(request).await.map_err(Trouble::of)?;
            self.receive(response).await
        })
        .await
        .unwrap_or(Err(Trouble::TimedOut));
        match &outcome {
            Ok(answer) if answer.is_success() => self.counter.succeeded(),
            Err(Trouble::Connect(_)) => self.counter.never_left(),
            _ => {}
        }
        self.log(ask, started.elapsed(), outcome.as_ref());
        outcome
    }

    async fn receive(&self, mut response: Response) -> Result<Answer, Trouble> {
        let status = response.status().as_u16();
        let header = |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok());
        let tid = header("intuit_tid").map(answer::clean_tid);
        let asked = header(RETRY_AFTER.as_str()).map(|text| Asked::parse(text, header("date")));
        if let Some(date) = header("date").and_then(|date| httpdate::parse_http_date(date.trim()).ok()) {
            self.server_clock.heard(date.into());
        }
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
        let mut answer = Answer::new(status, tid, asked, body);
        if answer.kind == Kind::Json {
            answer.flaw = shape::flaw(answer.text(), self.limits.depth, self.limits.text_size);
        }
        Ok(answer)
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
}

/// A folder's name on every system.
fn lane_name(service: Service, base: &Url, company: &str) -> String {
    let service = match service {
        Service::Procurement => "procurement",
        Service::QuickBooks => "quickbooks",
    };
    let host = base.host_str().unwrap_or_default();
    let port = base.port_or_known_default().unwrap_or_default();
    format!("{service}-{host}-{port}-{company}")
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || matches!(c, '-' | '.') {
                c
            } else {
                '_'
            }
        })
        .collect()
}
