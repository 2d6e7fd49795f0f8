//! The two calls that can make ProcurementExpress sync a document again. Neither is ever repeated.
//!
//! Whatever leaves a doubt is `Uncertain`: the caller looks before it does anything else
//! (procurementexpress-api §12).

use clearpost_domain::{Document, DocumentKind};
use reqwest::Method;
use url::Url;

use super::{ProcurementClient, collection};
use crate::error::{NotTheApi, RemoteError, SendError};
use crate::fields::Fields;
use crate::redact::cut;
use crate::secret::Secret;
use crate::transport::{Answer, Ask, Kind, read_fault};

const LONGEST_MESSAGE: usize = 500;

impl ProcurementClient {
    /// The customer's own resend call; the path already has its id.
    pub async fn call_resend(&self, verb: &str, path: &str) -> Result<(), SendError> {
        let method = match verb.trim().to_ascii_uppercase().as_str() {
            "POST" => Method::POST,
            "PUT" => Method::PUT,
            "PATCH" => Method::PATCH,
            "GET" => Method::GET,
            _ => return Err(unusable("the resend call must be POST, PUT, PATCH or GET")),
        };
        let url = self
            .own_address(path.trim())
            .ok_or_else(|| unusable("the path of the resend call must start with / and stay on this service"))?;
        let body = (method != Method::GET).then(|| b"{}".to_vec());
        self.send(Ask {
            method,
            template: template_of(&url),
            url,
            headers: self.headers.clone(),
            body,
        })
        .await
    }

    /// The `edit` route: reads the document and writes one field back as it was just read. `commit`
    /// is left out, because it would send an order for approval.
    pub async fn touch(&self, document: &Document) -> Result<(), SendError> {
        let reference = document.reference;
        let (root, field) = match reference.kind {
            DocumentKind::Order => ("purchase_order", "notes"),
            DocumentKind::Invoice => ("invoice", "invoice_number"),
        };
        let answer = self.detail(reference).await.map_err(SendError::NotSent)?;
        // A field that is not in the answer cannot be written back as it was.
        let body = Fields::parse(answer.text())
            .filter(|fields| fields.whole("id") == Some(reference.id.0) && fields.has(field))
            .map(|fields| {
                let value = fields.raw(field).map_or("null", |raw| raw.get());
                format!("{{\"{root}\":{{\"{field}\":{value}}}}}").into_bytes()
            })
            .ok_or_else(|| {
                SendError::NotSent(self.judge(false).not_the_answer(&answer, NotTheApi::UnreadableRecord))
            })?;
        let id = reference.id.to_string();
        let list = collection(reference.kind);
        let mut ask = self.ask(Method::PUT, &[list, &id], &format!("{list}/{{id}}"));
        ask.body = Some(body);
        self.send(ask).await
    }

    /// Sends. After a 401 nothing can have been done: only then, and only once, it is sent again with
    /// a renewed token.
    async fn send(&self, ask: Ask) -> Result<(), SendError> {
        let token = self.held.token().await.map_err(SendError::NotSent)?;
        match self.send_as(&token, &ask).await {
            Err(SendError::NotSent(refused)) if refused.is_sign_in_needed() => {
                match self.held.renewed(&token).await.map_err(SendError::NotSent)? {
                    Some(token) => self.send_as(&token, &ask).await,
                    None => Err(SendError::NotSent(refused)),
                }
            }
            other => other,
        }
    }

    async fn send_as(&self, token: &Secret, ask: &Ask) -> Result<(), SendError> {
        let ask = self.signed(token, ask).map_err(SendError::NotSent)?;
        match self.transport.send(&ask).await {
            Ok(answer) => self.outcome(&answer),
            Err((true, error)) => Err(SendError::NotSent(error)),
            Err((false, error)) => Err(SendError::Uncertain(error)),
        }
    }

    fn outcome(&self, answer: &Answer) -> Result<(), SendError> {
        let judge = self.judge(false);
        let secret = &judge.secret;
        let fault = read_fault(crate::Service::Procurement, answer, secret);
        let message = || {
            let text = fault
                .as_ref()
                .and_then(|fault| fault.message.clone())
                .unwrap_or_default();
            cut(&text, LONGEST_MESSAGE).to_owned()
        };
        match answer.status {
            200..=299 => match answer.kind {
                Kind::Empty => Ok(()),
                Kind::Json if fault.is_some() || says_no(answer.text()) => Err(SendError::Refused {
                    status: answer.status,
                    message: message(),
                }),
                Kind::Json if Fields::parse(answer.text()).is_some() || answer.text().starts_with('[') => Ok(()),
                Kind::WebPage => Err(SendError::Uncertain(judge.not_the_answer(answer, NotTheApi::WebPage))),
                Kind::Xml => Err(SendError::Uncertain(judge.not_the_answer(answer, NotTheApi::Xml))),
                Kind::Json | Kind::Other => Err(SendError::Uncertain(
                    judge.not_the_answer(answer, NotTheApi::Unreadable),
                )),
            },
            // Not let in, or told to repeat it elsewhere: nothing was done. 302 and 303 may follow a success.
            401 | 403 | 429 | 301 | 307 | 308 => Err(SendError::NotSent(judge.error(answer, fault))),
            // A gateway's time-out: the service behind it may have taken the request.
            408 => Err(SendError::Uncertain(judge.error(answer, fault))),
            400..=499 => Err(SendError::Refused {
                status: answer.status,
                message: message(),
            }),
            _ => Err(SendError::Uncertain(judge.error(answer, fault))),
        }
    }

    /// The path on this service, and nowhere else.
    fn own_address(&self, path: &str) -> Option<Url> {
        let clean = path.starts_with('/')
            && !path.starts_with("//")
            && !path.contains(['\\', '#'])
            && !path.chars().any(|c| c.is_control() || c.is_whitespace());
        if !clean {
            return None;
        }
        let base = &self.base;
        let below = base.path().trim_end_matches('/');
        let mut url = base.clone();
        let (path, query) = path
            .split_once('?')
            .map_or((path, None), |(path, query)| (path, Some(query)));
        url.set_path(&format!("{below}{path}"));
        url.set_query(query);
        // `..` is resolved by now: it must not have climbed out.
        (url.origin() == base.origin() && url.path().starts_with(&format!("{below}/"))).then_some(url)
    }
}

fn unusable(what: &'static str) -> SendError {
    SendError::NotSent(RemoteError::InvalidInput { what })
}

/// Actions confirm with `status`, `success` or `save` (procurementexpress-api §3.3).
fn says_no(text: &str) -> bool {
    Fields::parse(text).is_some_and(|body| {
        ["success", "status", "save"]
            .into_iter()
            .any(|key| body.raw(key).is_some_and(|value| value.get() == "false"))
    })
}

/// For the log: the words that this crate knows stay, everything else could be an id or a secret.
fn template_of(url: &Url) -> String {
    const KNOWN: [&str; 6] = ["api", "v1", "v3", "en", "purchase_orders", "invoices"];
    let segments = url.path_segments().into_iter().flatten();
    segments.fold(String::new(), |path, segment| {
        path + "/" + if KNOWN.contains(&segment) { segment } else { "{}" }
    })
}
