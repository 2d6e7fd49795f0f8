//! What happened to one try before anyone judged an answer, and the errors made of it.

use std::time::Duration;

use super::lane::{Pause, PauseCause, Turn};
use super::obstacle;
use crate::error::{RemoteError, Service};

/// What happened to one try, before anyone judges the answer.
pub(super) enum Trouble {
    /// No connection came about: nothing was sent.
    Connect(reqwest::Error),
    /// The request could not even be built.
    Build,
    Broken(Option<reqwest::Error>),
    TimedOut,
    TooLarge,
}

impl Trouble {
    pub(super) fn of(error: reqwest::Error) -> Self {
        let error = error.without_url();
        if error.is_connect() {
            Self::Connect(error)
        } else if error.is_builder() {
            Self::Build
        } else if error.is_timeout() {
            Self::TimedOut
        } else {
            Self::Broken(Some(error))
        }
    }

    pub(super) fn error(self, service: Service) -> RemoteError {
        match self {
            Self::Connect(error) => match obstacle::of(&error) {
                Some(obstacle) => RemoteError::Blocked {
                    service,
                    obstacle,
                    source: Box::new(error),
                },
                None => RemoteError::Unreachable {
                    service,
                    source: Box::new(error),
                },
            },
            Self::Build => RemoteError::InvalidInput {
                what: "the request could not be built from these settings",
            },
            Self::Broken(error) => RemoteError::Interrupted {
                service,
                source: error.map(Into::into),
            },
            Self::TimedOut => RemoteError::TimedOut { service },
            Self::TooLarge => RemoteError::NotTheApi {
                service,
                what: crate::NotTheApi::TooLarge,
                told: Box::default(),
            },
        }
    }
}

/// The error of a call that a pause does not let through.
pub(super) fn error_of_pause(service: Service, pause: Pause) -> RemoteError {
    let told = Box::default();
    match pause.cause {
        PauseCause::Throttled => RemoteError::RateLimited {
            service,
            retry_after: Some(pause.asked),
            told,
        },
        PauseCause::MonthUsedUp => RemoteError::MonthUsedUp {
            service,
            resets_in: pause.asked,
            told,
        },
        PauseCause::Trouble => RemoteError::Resting {
            service,
            next_try: pause.next_try,
        },
    }
}

/// Tells the lane how a request ended; whether another try may end better.
pub(super) async fn report(turn: Turn<'_>, error: &RemoteError, asked: Option<Duration>) -> bool {
    match error {
        RemoteError::ServiceFailed { .. } | RemoteError::Interrupted { .. } => {
            turn.failed(asked).await;
            true
        }
        RemoteError::TimedOut { .. } => {
            turn.failed(None).await;
            false
        }
        // Nothing reached the service.
        RemoteError::Unreachable { .. } => true,
        RemoteError::Blocked { .. } | RemoteError::InvalidInput { .. } => false,
        _ => {
            turn.answered().await;
            false
        }
    }
}
