//! Keeps the tokens of one side of a connection, and gives them to its client.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clearpost_domain::CompanyKey;
use clearpost_remote::{Bearer, Later, OAuthError, Secret, Service, Tokens};
use clearpost_store::{Ledger, Source};
use tokio::sync::{Mutex, MutexGuard};
use tokio::time::Instant;

use super::credentials::Credentials;
use super::lock::TokenLock;
use super::renewal::Renewal;
use super::trouble::{TokenError, Trouble};
use crate::clock::Clock;
use crate::vault::Vault;

/// Renewed this long before the end, so that a request on its way is not refused.
const MARGIN: Duration = Duration::from_mins(1);
const SAVE_AGAIN: Duration = Duration::from_secs(5);

/// Whose tokens these are, and where they and their troubles are kept.
#[derive(Clone)]
pub(crate) struct Place {
    pub key: CompanyKey,
    pub side: Source,
    /// The item of the vault.
    pub item: String,
    pub lock: PathBuf,
    pub vault: Vault,
    pub ledger: Arc<Ledger>,
    pub clock: Clock,
}

impl Place {
    pub fn service(&self) -> Service {
        match self.side {
            Source::Procurement => Service::Procurement,
            Source::QuickBooks => Service::QuickBooks,
        }
    }

    /// What stops this side, if anything does.
    pub fn stopped(&self) -> Result<Option<Trouble>, TokenError> {
        let troubles = self.ledger.troubles(&self.key).map_err(ledger)?;
        let mut own = troubles.iter().filter(|(side, ..)| *side == self.side);
        Ok(own.find_map(|(_, word, _)| Trouble::from_word(word).filter(|trouble| trouble.stops())))
    }

    fn note(&self, trouble: Trouble) -> Result<(), TokenError> {
        let noted = self
            .ledger
            .note_trouble(&self.key, self.side, trouble.word(), self.clock.now());
        if noted.map_err(ledger)? {
            tracing::error!(side = self.side.word(), "{}", trouble.text());
        }
        Ok(())
    }
}

fn ledger(error: clearpost_store::StoreError) -> TokenError {
    TokenError::Ledger(Box::new(error))
}

/// The bearer of a stored connection.
pub(crate) struct Keeper {
    place: Place,
    renewal: Renewal,
    pub(super) save_again_after: Duration,
    held: Mutex<Held>,
}

#[derive(Default)]
struct Held {
    credentials: Option<Credentials>,
    /// By the monotonic clock. Of a token that another run was given only the service knows the age.
    good_until: Option<Instant>,
    /// Renewed, but not stored; when storing was tried last.
    unsaved: Option<Instant>,
}

impl Held {
    fn is_good(&self) -> bool {
        self.good_until.is_none_or(|end| Instant::now() < end)
    }
}

/// The access token, if it is another one than the refused.
fn other(kept: &Credentials, refused: Option<&Secret>) -> Option<Arc<Secret>> {
    let access = kept.access.as_ref()?;
    let is_refused = refused.is_some_and(|refused| access.is_same_as(refused));
    (!is_refused).then(|| Arc::clone(access))
}

impl Keeper {
    pub fn new(place: Place, renewal: Renewal) -> Self {
        Self {
            place,
            renewal,
            save_again_after: SAVE_AGAIN,
            held: Mutex::default(),
        }
    }

    async fn current(&self) -> Result<Arc<Secret>, TokenError> {
        let mut held = self.held().await?;
        self.save_again(&mut held).await?;
        match held.credentials.as_ref().and_then(|kept| kept.access.clone()) {
            Some(access) if held.is_good() => Ok(access),
            refused => match self.renewed(&mut held, refused.as_deref()).await? {
                Some(access) => Ok(access),
                None => Err(self.not_kept()),
            },
        }
    }

    async fn after_refusal(&self, refused: &Secret) -> Result<Option<Arc<Secret>>, TokenError> {
        let mut held = self.held().await?;
        self.renewed(&mut held, Some(refused)).await
    }

    /// The tokens as known here, unless the connection is stopped.
    async fn held(&self) -> Result<MutexGuard<'_, Held>, TokenError> {
        let mut held = self.held.lock().await;
        if let Some(trouble) = self.place.stopped()? {
            *held = Held::default();
            return Err(self.stopped(trouble));
        }
        if held.credentials.is_none() {
            held.credentials = Some(self.stored().await?.ok_or_else(|| self.not_kept())?);
        }
        Ok(held)
    }

    async fn stored(&self) -> Result<Option<Credentials>, TokenError> {
        let item = self
            .place
            .vault
            .get(&self.place.item)
            .await
            .map_err(TokenError::Vault)?;
        Ok(item.as_ref().and_then(Credentials::from_item))
    }

    /// Another access token than the refused one: one that a task or a process got meanwhile, else a
    /// new one. The caller holds `held`, so tasks come one by one; the lock does the same to processes.
    async fn renewed(&self, held: &mut Held, refused: Option<&Secret>) -> Result<Option<Arc<Secret>>, TokenError> {
        if let Some(access) = held.credentials.as_ref().and_then(|kept| other(kept, refused))
            && held.is_good()
        {
            return Ok(Some(access));
        }
        let _lock = TokenLock::wait(&self.place.lock).await?;
        // Tokens that could not be stored are newer than what is stored.
        if held.unsaved.is_none()
            && let Some(stored) = self.stored().await?
        {
            let access = other(&stored, refused);
            held.credentials = Some(stored);
            held.good_until = None;
            if access.is_some() {
                return Ok(access);
            }
        }
        if !self.renewal.is_possible() {
            return Ok(None);
        }
        if let Some(trouble) = self.place.stopped()? {
            return Err(self.stopped(trouble));
        }
        let kept = held.credentials.clone().unwrap_or_default();
        let (tokens, used) = self.ask(&kept).await?;
        held.good_until = tokens
            .expires_in
            .map(|life| Instant::now() + life.saturating_sub(MARGIN));
        let renewed = kept.renewed(tokens, used.as_ref());
        let access = renewed.access.clone();
        held.credentials = Some(renewed);
        self.save(held).await?;
        Ok(access)
    }

    /// Asks for new tokens. A lost answer may have replaced the refresh token: the old one is tried
    /// once more, which the service bears for a while. A refused one may have been replaced by somebody
    /// else: whatever is stored now is tried, then the one before. Then the sign-in has ended.
    async fn ask(&self, kept: &Credentials) -> Result<(Tokens, Option<Arc<Secret>>), TokenError> {
        let mut refresh = kept.refresh.clone();
        let mut tried: Vec<Arc<Secret>> = Vec::new();
        let mut was_lost = false;
        loop {
            let error = match self.renewal.renew(kept, refresh.as_ref()).await {
                Ok(tokens) => return Ok((tokens, refresh)),
                Err(error) => error,
            };
            match error {
                OAuthError::AnswerLost { .. } if !was_lost => was_lost = true,
                OAuthError::InvalidGrant { .. } => {
                    tried.extend(refresh.take());
                    let stored = self.stored().await?.unwrap_or_default();
                    let mut others = [stored.refresh, stored.previous, kept.previous.clone()]
                        .into_iter()
                        .flatten();
                    refresh = others.find(|other| !tried.iter().any(|one| one.is_same_as(other)));
                    if refresh.is_none() {
                        return Err(self.stop(Trouble::SignInEnded)?);
                    }
                }
                OAuthError::InvalidClient { .. } | OAuthError::NotGranted { .. } => {
                    return Err(self.stop(Trouble::KeysRefused)?);
                }
                other => return Err(TokenError::OAuth(other)),
            }
        }
    }

    /// Stores the tokens before anything uses them. If that fails they are used from memory, which is
    /// said aloud and tried again.
    async fn save(&self, held: &mut Held) -> Result<(), TokenError> {
        let Some(credentials) = &held.credentials else {
            return Ok(());
        };
        match self.place.vault.put(&self.place.item, credentials.to_item()).await {
            Ok(_) => {
                held.unsaved = None;
                let cleared =
                    self.place
                        .ledger
                        .clear_trouble(&self.place.key, self.place.side, Some(Trouble::Unsaved.word()));
                cleared.map_err(ledger)
            }
            Err(error) => {
                tracing::error!(%error, "the renewed sign-in is in memory only");
                held.unsaved = Some(Instant::now());
                self.place.note(Trouble::Unsaved)
            }
        }
    }

    async fn save_again(&self, held: &mut Held) -> Result<(), TokenError> {
        if held
            .unsaved
            .is_some_and(|tried| tried.elapsed() >= self.save_again_after)
        {
            let _lock = TokenLock::wait(&self.place.lock).await?;
            self.save(held).await?;
        }
        Ok(())
    }

    fn stop(&self, trouble: Trouble) -> Result<TokenError, TokenError> {
        self.place.note(trouble)?;
        Ok(self.stopped(trouble))
    }

    fn stopped(&self, trouble: Trouble) -> TokenError {
        TokenError::Stopped {
            service: self.place.service(),
            trouble,
        }
    }

    fn not_kept(&self) -> TokenError {
        TokenError::NotKept {
            service: self.place.service(),
        }
    }
}

impl Bearer for Keeper {
    fn token(&self) -> Later<'_, Arc<Secret>> {
        Box::pin(async {
            let token = self.current().await;
            token.map_err(|error| error.into_remote(self.place.service()))
        })
    }

    fn renew<'a>(&'a self, refused: &'a Secret) -> Later<'a, Option<Arc<Secret>>> {
        Box::pin(async {
            let token = self.after_refusal(refused).await;
            token.map_err(|error| error.into_remote(self.place.service()))
        })
    }
}
