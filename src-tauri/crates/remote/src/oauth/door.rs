//! The `oauth2` crate's requests on their way through the transport.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use oauth2::http::{HeaderMap, Method};
use oauth2::{AsyncHttpClient, HttpRequest, HttpResponse};
use url::Url;

use super::error::OAuthError;
use crate::error::{NotTheApi, RemoteError, Service, Told};
use crate::limits::Limits;
use crate::transport::{Answer, Ask, Kind, Transport, check_base};

/// No answer of a token endpoint is larger.
const ANSWER: usize = 256 * 1024;

/// What kept an answer from the `oauth2` crate.
#[derive(Debug, thiserror::Error)]
pub(super) enum Shut {
    /// The request may have been carried out.
    #[error("the answer was lost")]
    Lost(#[source] RemoteError),
    #[error("nothing was issued")]
    Nothing(#[source] RemoteError),
}

impl Shut {
    pub fn into_error(self, service: Service) -> OAuthError {
        match self {
            Self::Lost(source) => OAuthError::AnswerLost {
                service,
                source: Box::new(source),
            },
            Self::Nothing(error) => error.into(),
        }
    }
}

/// The way to one service's sign-in. It sends each request once.
pub(super) struct Door {
    service: Service,
    transport: Transport,
    /// Headers that the protocol does not know.
    headers: HeaderMap,
}

impl Door {
    pub fn new(service: Service, url: &Url, limits: &Limits, headers: HeaderMap) -> Result<Self, RemoteError> {
        check_base(url)?;
        let limits = Limits {
            answer_size: ANSWER,
            deadline: limits.deadline.min(Duration::from_secs(30)),
            ..limits.clone()
        };
        Ok(Self {
            service,
            transport: Transport::new(service, url, "sign-in", limits)?,
            headers,
        })
    }

    /// One request of the protocol.
    async fn pass(&self, request: HttpRequest) -> Result<HttpResponse, Shut> {
        let (parts, body) = request.into_parts();
        let Ok(url) = Url::parse(&parts.uri.to_string()) else {
            return Err(Shut::Nothing(RemoteError::InvalidInput {
                what: "the address of the sign-in cannot be used",
            }));
        };
        let mut headers = parts.headers;
        headers.extend(self.headers.clone());
        let answer = self.exchange(parts.method, url, headers, Some(body)).await?;
        // 4xx with JSON is a refusal in the protocol's words; anything else is not from the protocol.
        let answer = match (answer.status, answer.kind) {
            (200..=299 | 400..=403 | 422, Kind::Json) => answer,
            (status, kind) => return Err(self.outside(status, kind, &answer)),
        };
        let is_success = answer.is_success();
        let status = if is_success { 200 } else { answer.status };
        let mut response = HttpResponse::new(answer.body.into_bytes());
        *response.status_mut() = oauth2::http::StatusCode::from_u16(status).unwrap_or_default();
        Ok(response)
    }

    /// One request, sent once.
    pub async fn exchange(
        &self,
        method: Method,
        url: Url,
        headers: HeaderMap,
        body: Option<Vec<u8>>,
    ) -> Result<Answer, Shut> {
        let ask = Ask {
            template: url.path().to_owned(),
            method,
            url,
            headers,
            body,
        };
        match self.transport.send(&ask).await {
            Ok(answer) => Ok(answer),
            Err((true, error)) => Err(Shut::Nothing(error)),
            Err((false, error)) => Err(Shut::Lost(error)),
        }
    }

    fn outside(&self, status: u16, kind: Kind, answer: &Answer) -> Shut {
        let service = self.service;
        let told = Box::new(Told {
            status: Some(status),
            fault: None,
            intuit_tid: answer.tid.clone(),
        });
        let not_the_api = |what| RemoteError::NotTheApi {
            service,
            what,
            told: told.clone(),
        };
        match (status, kind) {
            // The page of a portal: our request did not get through.
            (200..=299 | 400..=403, Kind::WebPage) => Shut::Nothing(not_the_api(NotTheApi::WebPage)),
            (200..=299, Kind::Xml) => Shut::Nothing(not_the_api(NotTheApi::Xml)),
            (200..=299, Kind::Empty) => Shut::Lost(not_the_api(NotTheApi::Empty)),
            (200..=299, _) => Shut::Lost(not_the_api(NotTheApi::Unreadable)),
            (300..=399, _) => Shut::Nothing(RemoteError::Moved { service, told }),
            (429, _) => Shut::Nothing(RemoteError::RateLimited {
                service,
                retry_after: None,
                told,
            }),
            (404, _) => Shut::Nothing(RemoteError::NotFound { service, told }),
            (500.., _) => Shut::Lost(RemoteError::ServiceFailed { service, told }),
            _ => Shut::Nothing(RemoteError::Refused { service, told }),
        }
    }
}

impl<'c> AsyncHttpClient<'c> for Door {
    type Error = Shut;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Shut>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.pass(request))
    }
}
