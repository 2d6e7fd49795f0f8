//! Why signing in did not work, each with what to do about it.

use oauth2::RequestTokenError;
use oauth2::basic::BasicErrorResponseType as Kind;

use super::answer::ErrorResponse;
use super::door::Shut;
use crate::error::{ErrorCode, RemoteError, Service};

#[derive(Debug, thiserror::Error)]
pub enum OAuthError {
    #[error("{service} does not know these keys")]
    InvalidClient { service: Service },
    /// The refresh token was revoked, replaced or has expired; or the code was used or has expired.
    #[error("{service} does not accept this sign-in any more")]
    InvalidGrant { service: Service },
    #[error("the redirect address is not the one that was registered and used before")]
    RedirectMismatch,
    #[error("access was refused in the browser")]
    AccessDenied,
    #[error("{service} does not grant this kind of access to these keys")]
    NotGranted { service: Service },
    /// The page that came back belongs to no sign-in that is waiting.
    #[error("no sign-in is waiting for this answer")]
    NotWaiting,
    #[error("{what}")]
    InvalidInput { what: &'static str },
    /// The request may have arrived, and the answer is not known: a token may have been replaced.
    #[error("the answer of {service} was lost")]
    AnswerLost {
        service: Service,
        #[source]
        source: Box<RemoteError>,
    },
    /// Nothing was issued.
    #[error("{0}")]
    Remote(#[source] Box<RemoteError>),
}

impl OAuthError {
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::InvalidClient { .. } | Self::InvalidGrant { .. } => ErrorCode::SignInNeeded,
            Self::AccessDenied | Self::NotGranted { .. } => ErrorCode::PermissionDenied,
            Self::RedirectMismatch | Self::NotWaiting | Self::InvalidInput { .. } => ErrorCode::InvalidInput,
            Self::AnswerLost { source, .. } => source.code(),
            Self::Remote(error) => error.code(),
        }
    }

    /// What to do about it, in the user's words.
    pub fn help(&self) -> &'static str {
        match self {
            Self::InvalidClient {
                service: Service::QuickBooks,
            } => {
                "Copy client id and client secret again from the Keys tab of your app at developer.intuit.com. Development keys are for sandbox companies, production keys for real ones."
            }
            Self::InvalidClient { .. } => {
                "Copy client id and client secret again as ProcurementExpress gave them to you."
            }
            Self::InvalidGrant {
                service: Service::QuickBooks,
            } => {
                "A code works once and for a few minutes; a sign-in ends when it was replaced, revoked or not used for 100 days. Connect QuickBooks Online again; nothing is lost."
            }
            Self::InvalidGrant { .. } => {
                "Sign in to ProcurementExpress again; nothing is lost. Accounts with a second factor need an API token instead."
            }
            Self::RedirectMismatch => {
                "Enter exactly this redirect address under Redirect URIs on the Keys tab of your app at developer.intuit.com, then start again."
            }
            Self::AccessDenied => {
                "Start again and choose Connect on Intuit's page. Only an administrator of the QuickBooks company can agree."
            }
            Self::NotGranted { .. } => "Check what the keys are allowed to do, or use another way of signing in.",
            Self::NotWaiting => {
                "Start the sign-in again and use the page that opens then, once and within ten minutes."
            }
            Self::InvalidInput { .. } => "Correct the value and try again.",
            Self::AnswerLost { .. } => "Try again. If it stays, connect again; nothing is lost.",
            Self::Remote(error) => match error.code() {
                ErrorCode::NotTheApi => "Something else answered: a sign-in page of the network, or another address.",
                ErrorCode::RateLimited => "The service asks to wait. Try again in a minute.",
                ErrorCode::Unreachable => "Check the address and the network, then try again.",
                _ => "Try again; if it stays, tell the service's support.",
            },
        }
    }

    /// The refusal is final: trying again with the same tokens is no use.
    pub fn is_final(&self) -> bool {
        matches!(
            self,
            Self::InvalidClient { .. } | Self::InvalidGrant { .. } | Self::NotGranted { .. }
        )
    }

    pub(super) fn from_request(service: Service, error: RequestTokenError<Shut, ErrorResponse>) -> Self {
        let response = match error {
            RequestTokenError::ServerResponse(response) => response,
            RequestTokenError::Request(shut) => return shut.into_error(service),
            // The status was a success, so something was issued that cannot be read.
            RequestTokenError::Parse(..) | RequestTokenError::Other(_) => {
                return Self::AnswerLost {
                    service,
                    source: Box::new(RemoteError::NotTheApi {
                        service,
                        what: crate::NotTheApi::OtherShape,
                        told: Box::default(),
                    }),
                };
            }
        };
        // Intuit tells a wrong redirect address by the description only (quickbooks-online-api §1.7).
        let names_redirect = response
            .error_description()
            .is_some_and(|text| text.contains("redirect_uri"));
        match response.error() {
            Kind::InvalidGrant | Kind::InvalidRequest if names_redirect => Self::RedirectMismatch,
            Kind::InvalidGrant => Self::InvalidGrant { service },
            Kind::InvalidClient => Self::InvalidClient { service },
            Kind::InvalidScope | Kind::UnauthorizedClient | Kind::UnsupportedGrantType => Self::NotGranted { service },
            Kind::Extension(word) if word == "access_denied" => Self::AccessDenied,
            Kind::InvalidRequest | Kind::Extension(_) => Self::Remote(Box::new(RemoteError::Refused {
                service,
                told: Box::default(),
            })),
        }
    }
}

impl From<RemoteError> for OAuthError {
    fn from(error: RemoteError) -> Self {
        Self::Remote(Box::new(error))
    }
}
