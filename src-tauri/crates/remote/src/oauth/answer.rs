//! What a token endpoint answered.

use std::time::Duration;

use oauth2::basic::{BasicErrorResponse, BasicTokenType};
use oauth2::{ExtraTokenFields, StandardTokenResponse, TokenResponse};
use serde::{Deserialize, Serialize};

use crate::secret::Secret;

/// A set of tokens as just issued.
pub struct Tokens {
    pub access: Secret,
    /// The next refresh token: the same as before, or a new one. Absent where the grant has none.
    pub refresh: Option<Secret>,
    pub expires_in: Option<Duration>,
    /// How long the refresh token lives when it is not used (quickbooks-online-api §1.5).
    pub refresh_expires_in: Option<Duration>,
    /// What is left of the refresh token's absolute life.
    pub hard_expires_in: Option<Duration>,
}

/// Intuit's additions to RFC 6749. Other unknown fields are passed over.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(super) struct Extra {
    #[serde(default)]
    x_refresh_token_expires_in: Option<u64>,
    #[serde(default)]
    x_refresh_token_hard_expires_in: Option<u64>,
}

impl ExtraTokenFields for Extra {}

pub(super) type Response = StandardTokenResponse<Extra, BasicTokenType>;
pub(super) type ErrorResponse = BasicErrorResponse;

impl Tokens {
    pub(super) fn from(response: &Response) -> Self {
        let seconds = |field: Option<u64>| field.map(Duration::from_secs);
        Self {
            access: Secret::new(response.access_token().secret().clone()),
            refresh: response
                .refresh_token()
                .map(|token| Secret::new(token.secret().clone())),
            expires_in: response.expires_in(),
            refresh_expires_in: seconds(response.extra_fields().x_refresh_token_expires_in),
            hard_expires_in: seconds(response.extra_fields().x_refresh_token_hard_expires_in),
        }
    }
}
