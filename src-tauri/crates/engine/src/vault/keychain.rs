//! The operating system's keychain: Keychain on macOS, Credential Manager on Windows, Secret Service
//! on Linux. No other store is ever fallen back to.

use clearpost_remote::Secret;
use keyring::{Entry, Error};
use zeroize::Zeroizing;

use super::{SecretStore, VaultError};

/// What the items are filed under.
const SERVICE: &str = "com.clearpost.desktop";

pub(crate) struct Keychain;

impl Keychain {
    fn entry(item: &str) -> Result<Entry, VaultError> {
        Entry::new(SERVICE, item).map_err(|error| match (error, Entry::store_status()) {
            (Error::NoDefaultStore, Err(why)) => VaultError::Missing(Some(why.to_string().into())),
            (error, _) => refusal(error),
        })
    }
}

impl SecretStore for Keychain {
    fn get(&self, item: &str) -> Result<Option<Secret>, VaultError> {
        match Self::entry(item)?.get_secret() {
            Ok(bytes) => {
                let bytes = Zeroizing::new(bytes);
                let text = std::str::from_utf8(&bytes).map_err(|_| VaultError::Broken)?;
                Ok(Some(Secret::new(text.to_owned())))
            }
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(refusal(error)),
        }
    }

    fn put(&self, item: &str, secret: &Secret) -> Result<(), VaultError> {
        Self::entry(item)?
            .set_secret(secret.reveal().as_bytes())
            .map_err(refusal)
    }

    fn delete(&self, item: &str) -> Result<(), VaultError> {
        match Self::entry(item)?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(refusal(error)),
        }
    }
}

/// What a keychain's error means. Its text may name items, so it goes to the log only.
fn refusal(error: Error) -> VaultError {
    match error {
        Error::TooLong(..) => VaultError::TooLarge,
        Error::BadEncoding(_) | Error::BadDataFormat(..) => VaultError::Broken,
        Error::NoDefaultStore => VaultError::Missing(None),
        // A question of the keychain that the user closed.
        Error::NoStorageAccess(why) if format!("{why:?}") == "Prompt" => VaultError::Denied(Some(why)),
        Error::NoStorageAccess(why) => VaultError::Locked(Some(why)),
        Error::PlatformFailure(why) => VaultError::Denied(Some(why)),
        other => VaultError::Denied(Some(other.to_string().into())),
    }
}
