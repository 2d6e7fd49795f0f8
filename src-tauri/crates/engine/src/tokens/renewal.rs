//! How the tokens of one side are renewed, if they can be.

use std::sync::Arc;

use clearpost_remote::{
    ClientKeys, Endpoints, Intuit, KeysIn, Limits, OAuthError, ProcurementOAuth, Secret, TokenPath, Tokens, parse_base,
};
use clearpost_store::{ProcurementApp, ProcurementSide, QuickBooksSide};
use url::Url;

use super::credentials::Credentials;

/// What asks a service for the next tokens.
pub(crate) enum Renewal {
    /// A token that stays as it is.
    Never,
    Intuit {
        client_id: String,
        endpoints: Endpoints,
        limits: Limits,
    },
    Procurement {
        app: ProcurementApp,
        base: Url,
        /// A password is never kept, so only the refresh token is left; an application signs in anew.
        signs_in_anew: bool,
        limits: Limits,
    },
}

impl Renewal {
    pub fn of_procurement(side: &ProcurementSide, limits: &Limits) -> Result<Self, OAuthError> {
        let Some(app) = &side.client else {
            return Ok(Self::Never);
        };
        Ok(Self::Procurement {
            app: app.clone(),
            base: parse_base(&side.base)?,
            signs_in_anew: side.method == "client_credentials",
            limits: limits.clone(),
        })
    }

    pub fn of_quickbooks(side: &QuickBooksSide, limits: &Limits) -> Result<Self, OAuthError> {
        let token = parse_base(&side.token_endpoint)?;
        Ok(Self::Intuit {
            client_id: side.client_id.clone(),
            endpoints: Endpoints {
                // Signing in anew begins with the discovery document.
                authorize: token.clone(),
                revoke: parse_base(&side.revoke_endpoint)?,
                token,
                pkce: false,
            },
            limits: limits.clone(),
        })
    }

    pub const fn is_possible(&self) -> bool {
        !matches!(self, Self::Never)
    }

    /// Without a refresh token, only an application can sign in.
    pub async fn renew(&self, held: &Credentials, refresh: Option<&Arc<Secret>>) -> Result<Tokens, OAuthError> {
        match (self, refresh) {
            (Self::Intuit { .. }, Some(refresh)) => self.intuit(held)?.refresh(refresh).await,
            (
                Self::Procurement {
                    signs_in_anew: true, ..
                },
                _,
            ) => self.procurement(held)?.client_credentials().await,
            (Self::Procurement { .. }, Some(refresh)) => self.procurement(held)?.refresh(refresh).await,
            (Self::Never | Self::Intuit { .. } | Self::Procurement { .. }, _) => Err(OAuthError::InvalidGrant {
                service: self.service(),
            }),
        }
    }

    /// Ends the sign-in at the service.
    pub async fn revoke(&self, held: &Credentials) -> Result<(), OAuthError> {
        match self {
            // The token belongs to the user and may serve others (procurementexpress-api §2.1).
            Self::Never => Ok(()),
            Self::Intuit { .. } => match held.refresh.as_ref().or(held.access.as_ref()) {
                Some(token) => self.intuit(held)?.revoke(token).await,
                None => Ok(()),
            },
            Self::Procurement { .. } => match &held.access {
                Some(access) => self.procurement(held)?.revoke(access).await,
                None => Ok(()),
            },
        }
    }

    const fn service(&self) -> clearpost_remote::Service {
        match self {
            Self::Intuit { .. } => clearpost_remote::Service::QuickBooks,
            Self::Never | Self::Procurement { .. } => clearpost_remote::Service::Procurement,
        }
    }

    fn keys(id: &str, held: &Credentials) -> Result<ClientKeys, OAuthError> {
        Ok(ClientKeys {
            id: id.to_owned(),
            secret: held.client_secret.clone().ok_or(OAuthError::InvalidInput {
                what: "the client secret is not kept any more; connect again",
            })?,
        })
    }

    fn intuit(&self, held: &Credentials) -> Result<Intuit, OAuthError> {
        match self {
            Self::Intuit {
                client_id,
                endpoints,
                limits,
            } => Intuit::new(Self::keys(client_id, held)?, endpoints.clone(), limits),
            Self::Never | Self::Procurement { .. } => Err(OAuthError::NotWaiting),
        }
    }

    fn procurement(&self, held: &Credentials) -> Result<ProcurementOAuth, OAuthError> {
        match self {
            Self::Procurement { app, base, limits, .. } => {
                let path = match app.path.as_str() {
                    "below_api" => TokenPath::BelowApi,
                    _ => TokenPath::Root,
                };
                let keys_in = match app.keys_in.as_str() {
                    "headers" => KeysIn::Headers,
                    _ => KeysIn::Body,
                };
                ProcurementOAuth::new(Self::keys(&app.id, held)?, base.clone(), (path, keys_in), limits)
            }
            Self::Never | Self::Intuit { .. } => Err(OAuthError::NotWaiting),
        }
    }
}
