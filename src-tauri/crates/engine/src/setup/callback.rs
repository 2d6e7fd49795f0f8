//! The browser's answer: what it must repeat, and what it brings.

use chrono::{DateTime, Utc};
use clearpost_domain::RealmId;
use clearpost_remote::{Authorization, OAuthError, Secret};
use tokio::time::Instant;
use url::Url;

use super::books::Target;
use crate::error::EngineError;

/// The one sign-in that waits for its answer.
pub(super) struct Waiting {
    pub begun: Authorization,
    pub target: Target,
    pub redirect: String,
    /// By the monotonic clock.
    pub until: Instant,
    /// The same for people.
    pub until_told: DateTime<Utc>,
}

impl Waiting {
    pub fn is_late(&self) -> bool {
        Instant::now() >= self.until
    }

    pub fn expects(&self, answer: &Answer) -> bool {
        !self.is_late() && self.begun.state.is_same_as(&answer.state)
    }
}

/// What the address carries. Everything in it may have been made up by anybody.
pub(super) struct Answer {
    pub state: Secret,
    code: Option<Secret>,
    realm: Option<String>,
    error: Option<String>,
}

impl Answer {
    /// `None` without exactly one state.
    pub fn of(url: &Url) -> Option<Self> {
        let one = |name: &str| {
            let mut values = url.query_pairs().filter(|(key, _)| key == name);
            match (values.next(), values.next()) {
                (Some((_, value)), None) if !value.is_empty() => Some(value.into_owned()),
                _ => None,
            }
        };
        Some(Self {
            state: Secret::new(one("state")?),
            code: one("code").map(Secret::new),
            realm: one("realmId"),
            error: one("error"),
        })
    }

    /// A whole address, or its query alone: people copy what they see.
    pub fn of_pasted(text: &Secret) -> Option<Self> {
        let text = text.reveal().trim();
        let url = Url::parse(text).or_else(|_| {
            let query = text.trim_start_matches(['/', '?']);
            Url::parse(&format!("https://pasted.invalid/?{query}"))
        });
        Self::of(&url.ok()?)
    }

    pub fn granted(self) -> Result<(Secret, RealmId), EngineError> {
        match (self.error.as_deref(), self.code, self.realm) {
            (Some("access_denied"), ..) => Err(OAuthError::AccessDenied.into()),
            (Some(_), ..) => Err(OAuthError::NotGranted {
                service: clearpost_remote::Service::QuickBooks,
            }
            .into()),
            (None, Some(code), Some(number)) => Ok((code, realm(&number)?)),
            (None, ..) => {
                let text = "the address is not complete: it must contain code, state and realmId";
                Err(EngineError::InvalidInput(text.to_owned()))
            }
        }
    }
}

/// A realm id as Intuit writes it.
pub(super) fn realm(text: &str) -> Result<RealmId, EngineError> {
    let is_number = !text.is_empty() && text.len() <= 30 && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_number {
        Ok(RealmId::new(text))
    } else {
        Err(EngineError::InvalidInput(
            "the realm id is a number, such as 9130350000000000".to_owned(),
        ))
    }
}
