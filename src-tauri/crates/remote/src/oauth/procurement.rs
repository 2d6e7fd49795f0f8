//! OAuth2 of ProcurementExpress v3. Its documentation disagrees with itself about the paths and about
//! where the client's keys go, so both are settings (procurementexpress-api §2.2, §17).

use oauth2::basic::{BasicRevocationErrorResponse, BasicTokenIntrospectionResponse};
use oauth2::http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use oauth2::http::{HeaderMap, HeaderName, HeaderValue, Method};
use oauth2::{
    AuthType, Client, ClientId, ClientSecret, EndpointNotSet, EndpointSet, RefreshToken, ResourceOwnerPassword,
    ResourceOwnerUsername, StandardRevocableToken, TokenUrl,
};
use url::Url;

use super::answer::{ErrorResponse, Response, Tokens};
use super::door::{Door, Shut};
use super::error::OAuthError;
use super::{ClientKeys, sensitive};
use crate::error::{RemoteError, Service};
use crate::limits::Limits;
use crate::secret::Secret;
use crate::transport::{below, check_base};

const SERVICE: Service = Service::Procurement;

/// Where the endpoints are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenPath {
    /// `/oauth/…`
    Root,
    /// `/api/v3/oauth/…`
    BelowApi,
}

/// Where the client's id and secret go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeysIn {
    Body,
    Headers,
}

/// The sign-in of one ProcurementExpress application.
pub struct ProcurementOAuth {
    keys: ClientKeys,
    base: Url,
    path: TokenPath,
    keys_in: KeysIn,
    door: Door,
}

type Flow = Client<
    ErrorResponse,
    Response,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

impl ProcurementOAuth {
    /// All combinations, the likeliest first.
    pub const WAYS: [(TokenPath, KeysIn); 4] = [
        (TokenPath::Root, KeysIn::Body),
        (TokenPath::BelowApi, KeysIn::Headers),
        (TokenPath::Root, KeysIn::Headers),
        (TokenPath::BelowApi, KeysIn::Body),
    ];

    pub fn new(
        keys: ClientKeys,
        base: Url,
        (path, keys_in): (TokenPath, KeysIn),
        limits: &Limits,
    ) -> Result<Self, OAuthError> {
        check_base(&base)?;
        let mut headers = HeaderMap::new();
        if keys_in == KeysIn::Headers {
            headers.insert(HeaderName::from_static("client_id"), sensitive(&keys.id)?);
            headers.insert(
                HeaderName::from_static("client_secret"),
                sensitive(keys.secret.reveal())?,
            );
        }
        Ok(Self {
            door: Door::new(SERVICE, &base, limits, headers)?,
            keys,
            base,
            path,
            keys_in,
        })
    }

    fn endpoint(&self, name: &str) -> Url {
        match self.path {
            TokenPath::Root => below(&self.base, ["oauth", name]),
            TokenPath::BelowApi => below(&self.base, ["api", "v3", "oauth", name]),
        }
    }

    fn flow(&self) -> Flow {
        let flow = Client::new(ClientId::new(self.keys.id.clone()))
            .set_auth_type(AuthType::RequestBody)
            .set_token_uri(TokenUrl::from_url(self.endpoint("token")));
        match self.keys_in {
            KeysIn::Body => flow.set_client_secret(ClientSecret::new(self.keys.secret.reveal().to_owned())),
            KeysIn::Headers => flow,
        }
    }

    pub async fn client_credentials(&self) -> Result<Tokens, OAuthError> {
        let response = self
            .flow()
            .exchange_client_credentials()
            .request_async(&self.door)
            .await;
        Self::tokens(response)
    }

    /// Signs in with the user's own password, which goes no further than this request. The service
    /// wants the address as `email`, the standard as `username`.
    pub async fn password(&self, email: &str, password: &Secret) -> Result<Tokens, OAuthError> {
        let username = ResourceOwnerUsername::new(email.to_owned());
        let secret = ResourceOwnerPassword::new(password.reveal().to_owned());
        let response = self
            .flow()
            .exchange_password(&username, &secret)
            .add_extra_param("email", email)
            .request_async(&self.door)
            .await;
        Self::tokens(response)
    }

    pub async fn refresh(&self, refresh: &Secret) -> Result<Tokens, OAuthError> {
        let token = RefreshToken::new(refresh.reveal().to_owned());
        let response = self
            .flow()
            .exchange_refresh_token(&token)
            .request_async(&self.door)
            .await;
        Self::tokens(response)
    }

    /// Revokes an access token: the bearer itself, with the keys where they belong.
    pub async fn revoke(&self, access: &Secret) -> Result<(), OAuthError> {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(AUTHORIZATION, sensitive(&format!("Bearer {}", access.reveal().trim()))?);
        if self.keys_in == KeysIn::Headers {
            headers.insert(HeaderName::from_static("client_id"), sensitive(&self.keys.id)?);
            headers.insert(
                HeaderName::from_static("client_secret"),
                sensitive(self.keys.secret.reveal())?,
            );
        }
        let body = match self.keys_in {
            KeysIn::Body => serde_json::json!({
                "client_id": self.keys.id, "client_secret": self.keys.secret.reveal(), "token": access.reveal()
            }),
            KeysIn::Headers => serde_json::json!({ "token": access.reveal() }),
        };
        let answer = self
            .door
            .exchange(
                Method::POST,
                self.endpoint("revoke"),
                headers,
                Some(body.to_string().into_bytes()),
            )
            .await
            .map_err(|shut| shut.into_error(SERVICE))?;
        match answer.status {
            // A token that is not known any more is as void as one just revoked.
            200..=299 | 400 | 401 => Ok(()),
            403 => Err(OAuthError::InvalidClient { service: SERVICE }),
            _ => Err(RemoteError::ServiceFailed {
                service: SERVICE,
                told: Box::default(),
            }
            .into()),
        }
    }

    fn tokens(
        response: Result<Response, oauth2::RequestTokenError<Shut, ErrorResponse>>,
    ) -> Result<Tokens, OAuthError> {
        let response = response.map_err(|error| OAuthError::from_request(SERVICE, error))?;
        Ok(Tokens::from(&response))
    }
}
