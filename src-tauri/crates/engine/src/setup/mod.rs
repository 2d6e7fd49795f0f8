//! The connection assistant, step by step, for window and command line alike.
//!
//! Secrets are put into slots and stay in Rust. Nothing is stored before the user has seen and
//! confirmed the names of the companies at both ends. The browser is opened by the caller, never by a
//! webview; only an answer that belongs to the one sign-in that is waiting leads to a request for tokens.

mod books;
mod callback;
mod confirm;
mod desk;
mod loopback;
mod view;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use clearpost_domain::CompanyKey;
use clearpost_remote::{Account, Secret};
use clearpost_store::{ConnectionRow, ProcurementSide, QuickBooksSide};
use tokio::sync::{Mutex, Notify};

use crate::accounts::Accounts;
use crate::error::EngineError;
use crate::tokens::Credentials;
use crate::vault::KeychainState;

pub use view::{AccountView, BooksView, Failure, SetupView, Step};

/// How long an answer from the browser is awaited (promises S14, S16).
const CODE_LIFE: Duration = Duration::from_mins(10);
const LISTENING: Duration = Duration::from_mins(5);

/// The redirect address for sandbox keys: fixed, because Intuit wants it registered to the letter.
pub(crate) const LOOPBACK_REDIRECT: &str = "http://localhost:47113/callback";

/// Where a secret is put.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slot {
    ProcurementToken,
    ProcurementClientSecret,
    ProcurementPassword,
    QuickBooksClientSecret,
    QuickBooksRefreshToken,
    /// The address of the page that the browser ended on; it carries the code.
    QuickBooksCallback,
}

impl Slot {
    pub const ALL: [Self; 6] = [
        Self::ProcurementToken,
        Self::ProcurementClientSecret,
        Self::ProcurementPassword,
        Self::QuickBooksClientSecret,
        Self::QuickBooksRefreshToken,
        Self::QuickBooksCallback,
    ];

    pub const fn word(self) -> &'static str {
        match self {
            Self::ProcurementToken => "procurement_token",
            Self::ProcurementClientSecret => "procurement_client_secret",
            Self::ProcurementPassword => "procurement_password",
            Self::QuickBooksClientSecret => "quickbooks_client_secret",
            Self::QuickBooksRefreshToken => "quickbooks_refresh_token",
            Self::QuickBooksCallback => "quickbooks_callback",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|slot| slot.word() == word)
    }

    const fn is_missing(self) -> &'static str {
        match self {
            Self::ProcurementToken => "the API token is missing",
            Self::ProcurementClientSecret => "the client secret of ProcurementExpress is missing",
            Self::ProcurementPassword => "the password is missing",
            Self::QuickBooksClientSecret => "the client secret of the Intuit app is missing",
            Self::QuickBooksRefreshToken => "the refresh token is missing",
            Self::QuickBooksCallback => "the address of the last page is missing",
        }
    }
}

/// How to sign in to ProcurementExpress.
#[derive(Clone, Debug)]
pub struct ProcurementSignIn {
    pub url: String,
    /// `token`, `client_credentials` or `password`.
    pub method: String,
    pub client_id: Option<String>,
    pub username: Option<String>,
}

/// How the browser's answer comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuickBooksWay {
    Browser,
    PastedCallback,
    RefreshToken,
}

/// How to sign in to QuickBooks Online.
#[derive(Clone, Debug)]
pub struct QuickBooksSignIn {
    /// `sandbox` or `production`: the kind of keys.
    pub environment: String,
    /// Instead of Intuit's own address, and of that of its pages.
    pub url: Option<String>,
    pub client_id: String,
    pub way: QuickBooksWay,
    pub realm: Option<String>,
    pub redirect_url: Option<String>,
}

/// The assistant of one data folder. One sign-in waits at a time.
pub struct Setup {
    pub(crate) accounts: Arc<Accounts>,
    state: Mutex<State>,
    /// Something that was awaited has come, or will not come any more.
    settled: Notify,
}

#[derive(Default)]
struct State {
    slots: BTreeMap<Slot, Secret>,
    keychain: Option<KeychainState>,
    /// The connection that gets a new sign-in.
    existing: Option<ConnectionRow>,
    desk: Option<Desk>,
    books: Option<Books>,
    waiting: Option<callback::Waiting>,
    failure: Option<Failure>,
    /// The user goes on without QuickBooks.
    is_without_books: bool,
}

/// Signed in to ProcurementExpress.
struct Desk {
    side: ProcurementSide,
    credentials: Credentials,
    account: Account,
    /// The number of the company, and what it says of itself.
    chosen: Option<(String, Option<bool>)>,
}

/// Signed in to QuickBooks Online.
struct Books {
    side: QuickBooksSide,
    credentials: Credentials,
    country: Option<String>,
    home_currency: Option<String>,
}

impl Setup {
    pub fn new(accounts: Arc<Accounts>) -> Arc<Self> {
        Arc::new(Self {
            accounts,
            state: Mutex::default(),
            settled: Notify::new(),
        })
    }

    /// Begins anew: with a connection that gets a new sign-in or its books, or with none.
    pub async fn begin(&self, existing: Option<&CompanyKey>) -> Result<SetupView, EngineError> {
        let existing = match existing {
            None => None,
            Some(key) => {
                let row = self.accounts.ledger.connection(key).map_err(EngineError::Ledger)?;
                Some(row.ok_or(EngineError::NotConnected)?)
            }
        };
        let keychain = self.accounts.vault.try_out().await;
        let mut state = self.state.lock().await;
        *state = State {
            existing,
            keychain: Some(keychain),
            ..State::default()
        };
        Ok(state.view())
    }

    pub async fn view(&self) -> SetupView {
        let mut state = self.state.lock().await;
        state.drop_what_is_late();
        state.view()
    }

    /// Puts a secret into its slot. An empty one empties it.
    pub async fn fill(&self, slot: Slot, secret: Secret) -> SetupView {
        let mut state = self.state.lock().await;
        if secret.is_empty() {
            state.slots.remove(&slot);
        } else {
            state.slots.insert(slot, secret);
        }
        state.view()
    }

    /// Goes on with ProcurementExpress alone: then nothing can be proved.
    pub async fn without_books(&self) -> Result<SetupView, EngineError> {
        let mut state = self.state.lock().await;
        if state.desk.as_ref().is_none_or(|desk| desk.chosen.is_none()) {
            let text = "sign in to ProcurementExpress first";
            return Err(EngineError::InvalidInput(text.to_owned()));
        }
        state.waiting = None;
        state.books = None;
        state.is_without_books = true;
        Ok(state.view())
    }

    /// The page for the system's browser, while its answer is awaited.
    pub async fn browser_page(&self) -> Option<url::Url> {
        let mut state = self.state.lock().await;
        state.drop_what_is_late();
        state.waiting.as_ref().map(|waiting| waiting.begun.url.clone())
    }

    /// Forgets everything that was entered; whoever waits is told.
    pub async fn cancel(&self) -> SetupView {
        let mut state = self.state.lock().await;
        *state = State::default();
        self.settled.notify_waiters();
        state.view()
    }

    /// Waits until the browser's answer has come, or its time is up.
    pub async fn settled(&self) -> SetupView {
        loop {
            let settled = self.settled.notified();
            tokio::pin!(settled);
            settled.as_mut().enable();
            let view = self.view().await;
            if view.step != Step::Waiting {
                return view;
            }
            let _ = tokio::time::timeout(Duration::from_secs(1), settled).await;
        }
    }
}

impl State {
    /// Takes a secret out of its slot; it has done its work there.
    fn take(&mut self, slot: Slot) -> Result<Secret, EngineError> {
        let found = self.slots.remove(&slot);
        found.ok_or_else(|| EngineError::InvalidInput(slot.is_missing().to_owned()))
    }

    fn drop_what_is_late(&mut self) {
        if self.waiting.as_ref().is_some_and(callback::Waiting::is_late) {
            self.waiting = None;
            self.failure = Some(Failure::of(&EngineError::SignIn(
                clearpost_remote::OAuthError::NotWaiting,
            )));
        }
    }
}

fn needed(text: Option<&str>, what: &str) -> Result<String, EngineError> {
    let text = text.map(str::trim).filter(|text| !text.is_empty());
    text.map(str::to_owned)
        .ok_or_else(|| EngineError::InvalidInput(format!("{what} is missing")))
}

#[cfg(test)]
mod tests;
