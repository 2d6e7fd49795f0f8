//! Secrets of this process only, for a computer without a keychain. Every vault of the process sees
//! them, because a company that was just connected is opened by another one.

use std::collections::BTreeMap;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use clearpost_remote::Secret;

use super::{SecretStore, VaultError};

pub(super) struct Memory;

static ITEMS: LazyLock<Mutex<BTreeMap<String, Secret>>> = LazyLock::new(Mutex::default);

fn items() -> MutexGuard<'static, BTreeMap<String, Secret>> {
    ITEMS.lock().unwrap_or_else(PoisonError::into_inner)
}

impl SecretStore for Memory {
    fn get(&self, item: &str) -> Result<Option<Secret>, VaultError> {
        Ok(items().get(item).map(|held| Secret::new(held.reveal().to_owned())))
    }

    fn put(&self, item: &str, secret: &Secret) -> Result<(), VaultError> {
        items().insert(item.to_owned(), Secret::new(secret.reveal().to_owned()));
        Ok(())
    }

    fn delete(&self, item: &str) -> Result<(), VaultError> {
        items().remove(item);
        Ok(())
    }
}
