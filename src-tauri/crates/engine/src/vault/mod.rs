//! Where credentials are kept: in the keychain of the operating system and nowhere else.
//!
//! Without a keychain they live in this process only, and that is said. A secret that is too large for
//! a keychain item is sealed into a file of the data folder, and the item holds its key. Losing the
//! keychain loses sign-ins, never cache or ledger. Nothing but this module touches the keychain.

mod keychain;
mod memory;
mod seal;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use clearpost_remote::Secret;

pub(crate) use keychain::Keychain;
use memory::Memory;
use seal::Sealed;

/// The least that any store takes: Windows' limit for the bytes of an item (promise S20).
pub(crate) const LARGEST: usize = 2_560;

/// Written and deleted again to see whether that works.
const TRIAL: &str = "trial";

/// Longer than a person needs to answer the system's question; then the answer counts as no.
const PATIENCE: Duration = Duration::from_mins(1);

/// Whether the keychain can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeychainState {
    Available,
    /// It is there and closed.
    Locked,
    /// The user or the system refused.
    Denied,
    /// No keychain runs here: credentials live in memory only.
    Missing,
}

impl KeychainState {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Available => "available",
            Self::Locked => "locked",
            Self::Denied => "denied",
            Self::Missing => "missing",
        }
    }

    pub const fn text(self) -> &'static str {
        match self {
            Self::Available => "Credentials are kept in the keychain of this computer.",
            Self::Locked => "The keychain of this computer is locked.",
            Self::Denied => "The keychain of this computer refuses Clearpost.",
            Self::Missing => "No keychain runs on this computer, so credentials live in memory until Clearpost ends.",
        }
    }

    pub const fn help(self) -> &'static str {
        match self {
            Self::Available => "Nothing needs to be done.",
            Self::Locked => "Unlock it, then try again. Cache and resend log can be used meanwhile.",
            Self::Denied => "Allow Clearpost in the keychain's settings, then try again. Nothing was lost.",
            Self::Missing => {
                "Start a keychain (on Linux: GNOME Keyring or KWallet) and connect again, or connect anew after each start."
            }
        }
    }
}

/// Why the vault could not be used.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    #[error("the keychain is locked")]
    Locked(#[source] Option<Source>),
    #[error("the keychain refused")]
    Denied(#[source] Option<Source>),
    #[error("no keychain is running")]
    Missing(#[source] Option<Source>),
    #[error("this is too large for an item of the keychain")]
    TooLarge,
    /// The sealed file is gone, was changed, or its key is another one.
    #[error("the sealed credentials cannot be read")]
    Broken,
    #[error("the sealed credentials cannot be written")]
    File(#[source] std::io::Error),
}

type Source = Box<dyn std::error::Error + Send + Sync>;

impl VaultError {
    pub fn state(&self) -> KeychainState {
        match self {
            Self::Locked(_) => KeychainState::Locked,
            Self::Missing(_) => KeychainState::Missing,
            Self::Denied(_) | Self::TooLarge => KeychainState::Denied,
            Self::Broken | Self::File(_) => KeychainState::Available,
        }
    }
}

/// A place for small secrets. Calls may block, and may wait for the user.
pub(crate) trait SecretStore: Send + Sync {
    fn get(&self, item: &str) -> Result<Option<Secret>, VaultError>;
    fn put(&self, item: &str, secret: &Secret) -> Result<(), VaultError>;
    /// An item that is not there counts as deleted.
    fn delete(&self, item: &str) -> Result<(), VaultError>;
}

/// How long a secret is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// In the keychain.
    Lastingly,
    /// Until this process ends, because there is no keychain.
    UntilTheEnd,
}

/// The credentials of all connections of one data folder.
#[derive(Clone)]
pub struct Vault {
    store: Arc<dyn SecretStore>,
    folder: PathBuf,
    patience: Duration,
}

impl Vault {
    /// The keychain of this computer. It is not touched before it is needed.
    pub fn new(folder: &Path) -> Self {
        Self::over(Arc::new(Keychain), folder)
    }

    pub(crate) fn over(store: Arc<dyn SecretStore>, folder: &Path) -> Self {
        Self {
            store,
            folder: folder.to_owned(),
            patience: PATIENCE,
        }
    }

    /// Tries the keychain by asking for an item. One that is locked asks the user.
    pub async fn state(&self, item: &str) -> KeychainState {
        let item = item.to_owned();
        match self.run(move |vault| vault.store.get(&item).map(|_| ())).await {
            Ok(()) => KeychainState::Available,
            Err(error) => error.state(),
        }
    }

    /// Tries the keychain by writing to it, before the user enters anything.
    pub async fn try_out(&self) -> KeychainState {
        let tried = self.run(|vault| {
            vault.store.put(TRIAL, &Secret::new("{}".to_owned()))?;
            vault.store.delete(TRIAL)
        });
        match tried.await {
            Ok(()) => KeychainState::Available,
            Err(error) => error.state(),
        }
    }

    pub async fn get(&self, item: &str) -> Result<Option<Secret>, VaultError> {
        let item = item.to_owned();
        self.run(move |vault| vault.get_now(&item)).await
    }

    /// Keeps a secret under this name in place of what was there.
    pub async fn put(&self, item: &str, secret: Arc<Secret>) -> Result<Kept, VaultError> {
        let item = item.to_owned();
        self.run(move |vault| vault.put_now(&item, &secret)).await
    }

    pub async fn delete(&self, item: &str) -> Result<(), VaultError> {
        let item = item.to_owned();
        self.run(move |vault| vault.delete_now(&item)).await
    }

    /// Runs beside the runtime, which must never wait for a keychain. One that does not answer in time
    /// counts as locked: it waits for the user.
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, VaultError> + Send + 'static,
    ) -> Result<T, VaultError> {
        let vault = self.clone();
        let task = tokio::task::spawn_blocking(move || work(&vault));
        match tokio::time::timeout(self.patience, task).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(error)) => Err(VaultError::Denied(Some(Box::new(error)))),
            Err(_) => Err(VaultError::Locked(None)),
        }
    }

    fn get_now(&self, item: &str) -> Result<Option<Secret>, VaultError> {
        if let Some(held) = Memory.get(item)? {
            return Ok(Some(held));
        }
        let Some(found) = self.store.get(item)? else {
            return Ok(None);
        };
        match Sealed::key_in(&found) {
            Some(key) => Sealed::new(&self.folder, item).open(&key?).map(Some),
            None => Ok(Some(found)),
        }
    }

    fn put_now(&self, item: &str, secret: &Secret) -> Result<Kept, VaultError> {
        match self.put_in_store(item, secret) {
            Ok(()) => {
                Memory.delete(item)?;
                Ok(Kept::Lastingly)
            }
            Err(VaultError::Missing(_)) => {
                Memory.put(item, secret)?;
                Ok(Kept::UntilTheEnd)
            }
            Err(error) => Err(error),
        }
    }

    fn put_in_store(&self, item: &str, secret: &Secret) -> Result<(), VaultError> {
        let sealed = Sealed::new(&self.folder, item);
        if fits(secret) {
            self.store.put(item, secret)?;
            return sealed.remove();
        }
        // The key stays while the file changes, so that each change is one rename.
        let held = self.store.get(item)?;
        if let Some(Ok(key)) = held.as_ref().and_then(Sealed::key_in) {
            return sealed.write(&key, secret);
        }
        let key = seal::Key::random()?;
        sealed.write(&key, secret)?;
        self.store.put(item, &key.as_item())
    }

    fn delete_now(&self, item: &str) -> Result<(), VaultError> {
        Memory.delete(item)?;
        Sealed::new(&self.folder, item).remove()?;
        match self.store.delete(item) {
            Err(VaultError::Missing(_)) => Ok(()),
            other => other,
        }
    }
}

/// Whether an item of every platform's keychain takes it, also one that counts two bytes a character.
pub(crate) fn fits(secret: &Secret) -> bool {
    let text = secret.reveal();
    text.len() <= LARGEST && text.encode_utf16().count() * 2 <= LARGEST
}

#[cfg(test)]
pub(crate) mod tests;
