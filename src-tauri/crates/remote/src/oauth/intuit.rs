//! Intuit's authorisation code flow (quickbooks-online-api §1).

use oauth2::basic::{BasicRevocationErrorResponse, BasicTokenIntrospectionResponse};
use oauth2::http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use oauth2::http::{HeaderMap, HeaderName, HeaderValue, Method};
use oauth2::{
    AuthUrl, AuthorizationCode, Client, ClientId, ClientSecret, CsrfToken, PkceCodeChallenge, PkceCodeVerifier,
    RedirectUrl, RefreshToken, Scope, StandardRevocableToken, TokenUrl,
};
use url::Url;

use super::answer::{ErrorResponse, Response, Tokens};
use super::door::Door;
use super::error::OAuthError;
use super::{ClientKeys, basic};
use crate::error::{RemoteError, Service};
use crate::fields::{Fields, elements, scalar_text};
use crate::limits::Limits;
use crate::secret::Secret;
use crate::transport::{Kind, check_base, is_loopback};

/// The one scope that reading the books needs; there is no read-only one (quickbooks-online-api §1.2).
pub const SCOPE: &str = "com.intuit.quickbooks.accounting";

const SERVICE: Service = Service::QuickBooks;

/// Keys of both kinds reach their own kind of company only (quickbooks-online-api §1.10).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyKind {
    /// Development keys, for sandbox companies.
    Sandbox,
    Production,
}

impl KeyKind {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Sandbox => "sandbox",
            Self::Production => "production",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Sandbox, Self::Production]
            .into_iter()
            .find(|kind| kind.word() == word)
    }

    /// Where the books are.
    pub const fn base(self) -> &'static str {
        match self {
            Self::Sandbox => "https://sandbox-quickbooks.api.intuit.com",
            Self::Production => "https://quickbooks.api.intuit.com",
        }
    }

    const fn discovery_path(self) -> &'static str {
        match self {
            Self::Sandbox => "/.well-known/openid_sandbox_configuration",
            Self::Production => "/.well-known/openid_configuration",
        }
    }
}

/// The keys of the user's own Intuit app.
pub type IntuitKeys = ClientKeys;

/// Where Intuit signs in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoints {
    pub authorize: Url,
    pub token: Url,
    pub revoke: Url,
    /// The server says that it accepts PKCE with S256.
    pub pkce: bool,
}

impl Endpoints {
    /// The addresses as documented, for when the discovery document cannot be read
    /// (quickbooks-online-api §1.1).
    pub fn built_in() -> Result<Self, OAuthError> {
        let url = |text: &str| {
            Url::parse(text).map_err(|_| OAuthError::InvalidInput {
                what: "a built-in address is wrong",
            })
        };
        Ok(Self {
            authorize: url("https://appcenter.intuit.com/connect/oauth2")?,
            token: url("https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer")?,
            revoke: url("https://developer.api.intuit.com/v2/oauth2/tokens/revoke")?,
            pkce: false,
        })
    }

    /// Reads the discovery document. Its addresses must stay with whoever gave it; what cannot be read
    /// at Intuit's own address is replaced by the built-in addresses.
    pub async fn discover(kind: KeyKind, base: &Url, limits: &Limits) -> Result<Self, OAuthError> {
        let is_intuit = belongs_to_intuit(base);
        let mut address = base.clone();
        if is_intuit {
            let _ = address.set_host(Some("developer.intuit.com"));
        }
        address.set_path(kind.discovery_path());
        let found = Self::read(&address, limits).await;
        match found {
            Ok(endpoints) => Ok(endpoints),
            Err(_) if is_intuit => Self::built_in(),
            Err(error) => Err(error),
        }
    }

    async fn read(address: &Url, limits: &Limits) -> Result<Self, OAuthError> {
        let door = Door::new(SERVICE, address, limits, HeaderMap::new())?;
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        let answer = door
            .exchange(Method::GET, address.clone(), headers, None)
            .await
            .map_err(|shut| shut.into_error(SERVICE))?;
        let unusable = || {
            OAuthError::from(RemoteError::NotTheApi {
                service: SERVICE,
                what: crate::NotTheApi::OtherShape,
                told: Box::default(),
            })
        };
        if !answer.is_success() || answer.kind != Kind::Json {
            return Err(unusable());
        }
        let body = Fields::parse(answer.text()).ok_or_else(unusable)?;
        let endpoint = |key: &str| -> Result<Url, OAuthError> {
            let url = body.text(key).and_then(|text| Url::parse(&text).ok());
            url.filter(|url| check_base(url).is_ok() && stays_with(address, url))
                .ok_or_else(unusable)
        };
        let methods = body.raw("code_challenge_methods_supported").and_then(elements);
        Ok(Self {
            authorize: endpoint("authorization_endpoint")?,
            token: endpoint("token_endpoint")?,
            revoke: endpoint("revocation_endpoint")?,
            pkce: methods
                .into_iter()
                .flatten()
                .any(|method| scalar_text(method).as_deref() == Some("S256")),
        })
    }
}

fn belongs_to_intuit(url: &Url) -> bool {
    url.scheme() == "https"
        && url
            .host_str()
            .is_some_and(|host| host == "intuit.com" || host.ends_with(".intuit.com"))
}

/// Intuit's document may name Intuit's hosts only, any other only its own.
fn stays_with(given_by: &Url, url: &Url) -> bool {
    if belongs_to_intuit(given_by) {
        return belongs_to_intuit(url);
    }
    is_loopback(given_by) == is_loopback(url) && given_by.host() == url.host()
}

/// A sign-in that was begun: what the browser is shown, and what its answer is held against.
pub struct Authorization {
    pub url: Url,
    /// 256 random bits; the answer must repeat them.
    pub state: Secret,
    verifier: Option<Secret>,
    redirect: RedirectUrl,
}

/// Intuit's sign-in for one pair of keys.
pub struct Intuit {
    keys: IntuitKeys,
    endpoints: Endpoints,
    door: Door,
}

type Flow<A, T> = Client<
    ErrorResponse,
    Response,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    A,
    oauth2::EndpointNotSet,
    oauth2::EndpointNotSet,
    oauth2::EndpointNotSet,
    T,
>;

impl Intuit {
    pub fn new(keys: IntuitKeys, endpoints: Endpoints, limits: &Limits) -> Result<Self, OAuthError> {
        let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_graphic());
        if keys.id.is_empty() || keys.secret.is_empty() || !plain(&keys.id) || !plain(keys.secret.reveal()) {
            return Err(OAuthError::InvalidInput {
                what: "client id and client secret of the Intuit app are needed, without spaces",
            });
        }
        let mut headers = HeaderMap::new();
        // Asks for one more field (quickbooks-online-api §1.4).
        headers.insert(
            HeaderName::from_static("x-include-refresh-token-hard-expires-in"),
            HeaderValue::from_static("true"),
        );
        Ok(Self {
            door: Door::new(SERVICE, &endpoints.token, limits, headers)?,
            keys,
            endpoints,
        })
    }

    pub fn endpoints(&self) -> &Endpoints {
        &self.endpoints
    }

    fn flow(&self) -> Flow<oauth2::EndpointSet, oauth2::EndpointSet> {
        Client::new(ClientId::new(self.keys.id.clone()))
            .set_client_secret(ClientSecret::new(self.keys.secret.reveal().to_owned()))
            .set_auth_uri(AuthUrl::from_url(self.endpoints.authorize.clone()))
            .set_token_uri(TokenUrl::from_url(self.endpoints.token.clone()))
    }

    /// Begins a sign-in: the address for the system's browser, and what belongs to its answer.
    pub fn authorize(&self, redirect: &str) -> Result<Authorization, OAuthError> {
        let redirect = RedirectUrl::new(redirect.to_owned()).map_err(|_| OAuthError::InvalidInput {
            what: "the redirect address is not complete; it starts with https://",
        })?;
        let flow = self.flow();
        let state = CsrfToken::new_random_len(32);
        let held = Secret::new(state.secret().clone());
        let mut request = flow
            .authorize_url(move || state)
            .set_redirect_uri(std::borrow::Cow::Borrowed(&redirect))
            .add_scope(Scope::new(SCOPE.to_owned()));
        let mut verifier = None;
        if self.endpoints.pkce {
            let (challenge, secret) = PkceCodeChallenge::new_random_sha256();
            verifier = Some(Secret::new(secret.secret().clone()));
            request = request.set_pkce_challenge(challenge);
        }
        let (url, _) = request.url();
        Ok(Authorization {
            url,
            state: held,
            verifier,
            redirect,
        })
    }

    /// Exchanges the code of a sign-in that was begun here; once.
    pub async fn exchange(&self, begun: Authorization, code: &Secret) -> Result<Tokens, OAuthError> {
        let flow = self.flow().set_redirect_uri(begun.redirect);
        let mut request = flow.exchange_code(AuthorizationCode::new(code.reveal().to_owned()));
        if let Some(verifier) = begun.verifier {
            request = request.set_pkce_verifier(PkceCodeVerifier::new(verifier.reveal().to_owned()));
        }
        let response = request.request_async(&self.door).await;
        Self::tokens(response)
    }

    /// Asks for the next tokens. Never two at a time for one connection: the second would be taken for
    /// theft (quickbooks-online-api §1.5).
    pub async fn refresh(&self, refresh: &Secret) -> Result<Tokens, OAuthError> {
        let flow = self.flow();
        let token = RefreshToken::new(refresh.reveal().to_owned());
        let response = flow.exchange_refresh_token(&token).request_async(&self.door).await;
        Self::tokens(response)
    }

    fn tokens(
        response: Result<Response, oauth2::RequestTokenError<super::door::Shut, ErrorResponse>>,
    ) -> Result<Tokens, OAuthError> {
        let response = response.map_err(|error| OAuthError::from_request(SERVICE, error))?;
        Ok(Tokens::from(&response))
    }

    /// Ends the connection at Intuit. A token that is not known there any more counts as ended
    /// (quickbooks-online-api §1.6: a JSON body, unlike RFC 7009).
    pub async fn revoke(&self, token: &Secret) -> Result<(), OAuthError> {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(AUTHORIZATION, basic(&self.keys)?);
        let body = serde_json::json!({ "token": token.reveal() }).to_string().into_bytes();
        let answer = self
            .door
            .exchange(Method::POST, self.endpoints.revoke.clone(), headers, Some(body))
            .await
            .map_err(|shut| shut.into_error(SERVICE))?;
        match answer.status {
            200..=299 | 400 if answer.kind != Kind::WebPage => Ok(()),
            401 | 403 => Err(OAuthError::InvalidClient { service: SERVICE }),
            _ => Err(RemoteError::ServiceFailed {
                service: SERVICE,
                told: Box::default(),
            }
            .into()),
        }
    }
}
