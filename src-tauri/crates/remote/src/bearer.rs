//! Who gives a client its access token, and a new one after the service refused it.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use crate::error::RemoteError;
use crate::secret::Secret;

/// The answer of a [`Bearer`], some time later.
pub type Later<'a, T> = Pin<Box<dyn Future<Output = Result<T, RemoteError>> + Send + 'a>>;

/// Gives the access token of one connection. Several tasks may ask at once.
pub trait Bearer: Send + Sync {
    /// The token to use now.
    fn token(&self) -> Later<'_, Arc<Secret>>;

    /// Another token than the one that the service just refused; `None` if there is no other, so that
    /// the refusal stands.
    fn renew<'a>(&'a self, refused: &'a Secret) -> Later<'a, Option<Arc<Secret>>>;
}

/// A token that stays as it is, such as one from the environment.
pub struct FixedToken(Arc<Secret>);

impl FixedToken {
    pub fn new(token: Secret) -> Self {
        Self(Arc::new(token))
    }

    /// The same, as clients take it.
    pub fn bearer(token: Secret) -> Arc<dyn Bearer> {
        Arc::new(Self::new(token))
    }
}

impl Bearer for FixedToken {
    fn token(&self) -> Later<'_, Arc<Secret>> {
        Box::pin(std::future::ready(Ok(Arc::clone(&self.0))))
    }

    fn renew<'a>(&'a self, _refused: &'a Secret) -> Later<'a, Option<Arc<Secret>>> {
        Box::pin(std::future::ready(Ok(None)))
    }
}

/// A client's side of a [`Bearer`]: remembers the token used last, whose echo must not leave.
pub(crate) struct Held {
    bearer: Arc<dyn Bearer>,
    last: std::sync::RwLock<Arc<Secret>>,
}

impl Held {
    pub fn new(bearer: Arc<dyn Bearer>) -> Self {
        Self {
            bearer,
            last: std::sync::RwLock::new(Arc::new(Secret::new(String::new()))),
        }
    }

    /// The token used last; empty before the first use.
    pub fn last(&self) -> Arc<Secret> {
        Arc::clone(&self.last.read().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    pub async fn token(&self) -> Result<Arc<Secret>, RemoteError> {
        let token = self.bearer.token().await?;
        Ok(self.remember(token))
    }

    pub async fn renewed(&self, refused: &Secret) -> Result<Option<Arc<Secret>>, RemoteError> {
        Ok(self.bearer.renew(refused).await?.map(|token| self.remember(token)))
    }

    fn remember(&self, token: Arc<Secret>) -> Arc<Secret> {
        *self.last.write().unwrap_or_else(std::sync::PoisonError::into_inner) = Arc::clone(&token);
        token
    }
}
