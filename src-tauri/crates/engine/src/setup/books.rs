//! Signing in to QuickBooks Online: the browser and a listener on this computer, a pasted address, or
//! a refresh token.

use std::sync::Arc;

use clearpost_domain::RealmId;
use clearpost_remote::{
    ClientKeys, Endpoints, FixedToken, Intuit, KeyKind, QuickBooksClient, QuickBooksConnection, Secret, Tokens,
    parse_base,
};
use clearpost_store::QuickBooksSide;
use tokio::time::Instant;
use url::Url;

use super::callback::{Answer, Waiting};
use super::loopback::Loopback;
use super::view::Failure;
use super::{Books, CODE_LIFE, LISTENING, LOOPBACK_REDIRECT, QuickBooksSignIn, QuickBooksWay, Setup, SetupView, Slot};
use crate::connection::own_web;
use crate::error::EngineError;
use crate::tokens::{Credentials, Trouble};

/// What stays the same however the sign-in goes on.
#[derive(Clone)]
pub(super) struct Target {
    kind: KeyKind,
    base: Url,
    client_id: String,
    secret: Arc<Secret>,
    endpoints: Endpoints,
}

impl Setup {
    /// Begins to sign in. The address, if there is one, is for the system's browser.
    pub async fn quickbooks(
        self: &Arc<Self>,
        sign_in: &QuickBooksSignIn,
    ) -> Result<(SetupView, Option<Url>), EngineError> {
        let kind = KeyKind::from_word(&sign_in.environment)
            .ok_or_else(|| EngineError::InvalidInput("the keys are sandbox or production keys".to_owned()))?;
        let base = parse_base(sign_in.url.as_deref().unwrap_or(kind.base()))?;
        let secret = {
            let mut state = self.state.lock().await;
            state.waiting = None;
            state.books = None;
            state.is_without_books = false;
            state.failure = None;
            let secret = state.take(Slot::QuickBooksClientSecret)?;
            // Typed once, for several tries.
            let kept = Secret::new(secret.reveal().trim().to_owned());
            state.slots.insert(Slot::QuickBooksClientSecret, secret);
            Arc::new(kept)
        };
        let target = Target {
            kind,
            endpoints: Endpoints::discover(kind, &base, &self.accounts.limits).await?,
            base,
            client_id: sign_in.client_id.trim().to_owned(),
            secret,
        };
        match sign_in.way {
            QuickBooksWay::RefreshToken => {
                self.with_refresh_token(&target, sign_in.realm.as_deref()).await?;
                Ok((self.view().await, None))
            }
            QuickBooksWay::PastedCallback => {
                let redirect = super::needed(sign_in.redirect_url.as_deref(), "the redirect address")?;
                let url = self.wait_for(target, redirect, CODE_LIFE).await?;
                Ok((self.view().await, Some(url)))
            }
            QuickBooksWay::Browser => {
                let redirect = sign_in.redirect_url.clone();
                let redirect = redirect.unwrap_or_else(|| LOOPBACK_REDIRECT.to_owned());
                let listener = Loopback::bind(&redirect).await?;
                let url = self.wait_for(target, redirect, LISTENING).await?;
                let setup = Arc::clone(self);
                tokio::spawn(async move {
                    let serving = listener.serve(&setup);
                    let _ = tokio::time::timeout(LISTENING, serving).await;
                    setup.view().await;
                    setup.settled.notify_waiters();
                });
                Ok((self.view().await, Some(url)))
            }
        }
    }

    async fn wait_for(&self, target: Target, redirect: String, life: std::time::Duration) -> Result<Url, EngineError> {
        let begun = target.intuit(&self.accounts.limits)?.authorize(&redirect)?;
        let url = begun.url.clone();
        let mut state = self.state.lock().await;
        state.waiting = Some(Waiting {
            begun,
            target,
            redirect,
            until: Instant::now() + life,
            until_told: self.accounts.clock.now() + life,
        });
        Ok(url)
    }

    /// The address in the slot `quickbooks_callback`: where the browser ended.
    pub async fn pasted(&self) -> Result<SetupView, EngineError> {
        let pasted = self.state.lock().await.take(Slot::QuickBooksCallback)?;
        self.answered(Answer::of_pasted(&pasted)).await?;
        Ok(self.view().await)
    }

    /// An answer came. Only one that belongs to the sign-in that is waiting leads to a request; it is
    /// taken out first, so that none leads to two.
    pub(super) async fn answered(&self, answer: Option<Answer>) -> Result<(), EngineError> {
        let not_waiting = || EngineError::SignIn(clearpost_remote::OAuthError::NotWaiting);
        let answer = answer.ok_or_else(not_waiting)?;
        let waiting = {
            let mut state = self.state.lock().await;
            state.drop_what_is_late();
            let belongs = state.waiting.as_ref().is_some_and(|waiting| waiting.expects(&answer));
            let taken = if belongs { state.waiting.take() } else { None };
            taken.ok_or_else(not_waiting)?
        };
        let outcome = self.exchange(waiting, answer).await;
        if let Err(error) = &outcome {
            self.state.lock().await.failure = Some(Failure::of(error));
        }
        self.settled.notify_waiters();
        outcome
    }

    async fn exchange(&self, waiting: Waiting, answer: Answer) -> Result<(), EngineError> {
        let (code, realm) = answer.granted()?;
        let Waiting { begun, target, .. } = waiting;
        let tokens = target.intuit(&self.accounts.limits)?.exchange(begun, &code).await?;
        self.look(&target, realm, tokens, None).await
    }

    async fn with_refresh_token(&self, target: &Target, realm: Option<&str>) -> Result<(), EngineError> {
        let realm = super::callback::realm(&super::needed(realm, "the number of the company (realm id)")?)?;
        let refresh = Arc::new(self.state.lock().await.take(Slot::QuickBooksRefreshToken)?);
        let trimmed = Arc::new(Secret::new(refresh.reveal().trim().to_owned()));
        let tokens = target.intuit(&self.accounts.limits)?.refresh(&trimmed).await?;
        self.look(target, realm, tokens, Some(trimmed)).await
    }

    /// Asks the company that the tokens open for its name.
    async fn look(
        &self,
        target: &Target,
        realm: RealmId,
        tokens: Tokens,
        used: Option<Arc<Secret>>,
    ) -> Result<(), EngineError> {
        let blank = Credentials {
            client_secret: Some(Arc::clone(&target.secret)),
            refresh: used.clone(),
            ..Credentials::default()
        };
        let credentials = blank.renewed(tokens, used.as_ref());
        let access = credentials.access.as_ref().map_or("", |access| access.reveal());
        let connection = QuickBooksConnection {
            base: target.base.clone(),
            realm: realm.clone(),
            bearer: FixedToken::bearer(Secret::new(access.to_owned())),
        };
        let client = QuickBooksClient::new(connection, self.accounts.limits.clone())?;
        let facts = client
            .company_facts()
            .await
            .map_err(|error| match Trouble::of(&error) {
                Some(trouble) => EngineError::Token(crate::TokenError::Stopped {
                    service: clearpost_remote::Service::QuickBooks,
                    trouble,
                }),
                None => error.into(),
            })?;
        let web = match target.base.scheme() {
            // A company on this computer shows its pages there, too.
            "http" => target.base.to_string(),
            _ => own_web(&target.base).to_owned(),
        };
        let side = QuickBooksSide {
            environment: target.kind.word().to_owned(),
            base: target.base.to_string(),
            web,
            realm,
            name: facts.name,
            client_id: target.client_id.clone(),
            token_endpoint: target.endpoints.token.to_string(),
            revoke_endpoint: target.endpoints.revoke.to_string(),
        };
        let mut state = self.state.lock().await;
        state.slots.remove(&Slot::QuickBooksClientSecret);
        state.failure = None;
        state.books = Some(Books {
            side,
            credentials,
            country: facts.country,
            home_currency: facts.home_currency.map(|currency| currency.to_string()),
        });
        Ok(())
    }
}

impl Target {
    fn intuit(&self, limits: &clearpost_remote::Limits) -> Result<Intuit, EngineError> {
        let keys = ClientKeys {
            id: self.client_id.clone(),
            secret: Arc::clone(&self.secret),
        };
        Ok(Intuit::new(keys, self.endpoints.clone(), limits)?)
    }
}
