//! Signing in: Intuit's authorisation code flow, and the grants of ProcurementExpress' OAuth2.
//!
//! The protocol is the `oauth2` crate's, the way out is this crate's transport: no redirects, https
//! only but for loopback, bounded size and time, every request counted and logged without a secret.
//! Nothing is kept here; a request for tokens is never repeated by this module, because the answer of
//! the first may have rotated the token.

mod answer;
mod door;
mod error;
mod intuit;
mod procurement;

use std::sync::Arc;

pub use answer::Tokens;
pub use error::OAuthError;
pub use intuit::{Authorization, Endpoints, Intuit, IntuitKeys, KeyKind, SCOPE};
pub use procurement::{KeysIn, ProcurementOAuth, TokenPath};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use oauth2::http::HeaderValue;
use zeroize::Zeroizing;

use crate::secret::Secret;

/// The two halves of an application's identity.
#[derive(Clone)]
pub struct ClientKeys {
    pub id: String,
    pub secret: Arc<Secret>,
}

/// A header that no log shows.
fn sensitive(text: &str) -> Result<HeaderValue, OAuthError> {
    let mut value = HeaderValue::from_str(text.trim()).map_err(|_| OAuthError::InvalidInput {
        what: "client id or secret contains characters that no key has",
    })?;
    value.set_sensitive(true);
    Ok(value)
}

/// `Basic` authentication with a pair of keys.
fn basic(keys: &ClientKeys) -> Result<HeaderValue, OAuthError> {
    let pair = Zeroizing::new(format!("{}:{}", keys.id, keys.secret.reveal()));
    sensitive(&format!("Basic {}", STANDARD.encode(pair.as_bytes())))
}
