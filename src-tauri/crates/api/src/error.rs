//! Errors as they cross the boundary: the one place that turns an [`EngineError`] into words.

use std::error::Error;

use clearpost_engine::{EngineError, ErrorCode};

use crate::dto::ErrorBody;

impl From<EngineError> for ErrorBody {
    fn from(error: EngineError) -> Self {
        log(&error);
        let code = error.code();
        Self {
            code: code.word().to_owned(),
            message: sentence(&error.to_string()),
            help: error.help().to_owned(),
        }
    }
}

/// The chain of causes goes to the log only.
fn log(error: &EngineError) {
    let mut chain = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        chain.push_str(": ");
        chain.push_str(&cause.to_string());
        source = cause.source();
    }
    tracing::warn!(code = error.code().word(), "{}", chain.replace(['\r', '\n'], " "));
}

/// Begins with a capital, ends with a full stop.
pub(crate) fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    let head: String = characters
        .next()
        .map(|first| first.to_uppercase().collect())
        .unwrap_or_default();
    let mut sentence = head + characters.as_str();
    if !sentence.ends_with(['.', '!', '?']) {
        sentence.push('.');
    }
    sentence
}

fn body(code: ErrorCode, message: &str) -> ErrorBody {
    ErrorBody {
        code: code.word().to_owned(),
        message: sentence(message),
        help: code.help().to_owned(),
    }
}

pub fn invalid_input(message: &str) -> ErrorBody {
    body(ErrorCode::InvalidInput, message)
}

/// The user left before the job ended.
pub fn interrupted() -> ErrorBody {
    ErrorBody {
        help: "What was sent and not answered is looked up at the next refresh; what had not left waits in the outbox."
            .to_owned(),
        ..body(ErrorCode::Cancelled, "stopped before the service had answered")
    }
}

pub fn not_connected() -> ErrorBody {
    body(ErrorCode::NotConnected, "no company is connected")
}

pub fn internal(message: &str) -> ErrorBody {
    body(ErrorCode::Internal, message)
}
