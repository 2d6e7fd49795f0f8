//! The vault over a store that is as strict as the strictest keychain.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use clearpost_remote::Secret;
use proptest::prelude::*;

use super::*;

/// A store in memory that refuses what Windows would, and everything on demand.
#[derive(Default)]
pub(crate) struct Strict {
    pub items: Mutex<BTreeMap<String, String>>,
    pub refuses: AtomicBool,
    pub is_locked: AtomicBool,
}

impl Strict {
    fn open(&self) -> Result<(), VaultError> {
        if self.is_locked.load(Ordering::SeqCst) {
            return Err(VaultError::Locked(None));
        }
        Ok(())
    }
}

impl SecretStore for Strict {
    fn get(&self, item: &str) -> Result<Option<Secret>, VaultError> {
        self.open()?;
        Ok(self.items.lock().unwrap().get(item).cloned().map(Secret::new))
    }

    fn put(&self, item: &str, secret: &Secret) -> Result<(), VaultError> {
        self.open()?;
        if self.refuses.load(Ordering::SeqCst) {
            return Err(VaultError::Denied(None));
        }
        if secret.reveal().encode_utf16().count() * 2 > LARGEST || secret.reveal().len() > LARGEST {
            return Err(VaultError::TooLarge);
        }
        let text = secret.reveal().to_owned();
        self.items.lock().unwrap().insert(item.to_owned(), text);
        Ok(())
    }

    fn delete(&self, item: &str) -> Result<(), VaultError> {
        self.open()?;
        self.items.lock().unwrap().remove(item);
        Ok(())
    }
}

/// A computer without a keychain.
pub(crate) struct Nothing;

impl SecretStore for Nothing {
    fn get(&self, _: &str) -> Result<Option<Secret>, VaultError> {
        Err(VaultError::Missing(None))
    }

    fn put(&self, _: &str, _: &Secret) -> Result<(), VaultError> {
        Err(VaultError::Missing(None))
    }

    fn delete(&self, _: &str) -> Result<(), VaultError> {
        Err(VaultError::Missing(None))
    }
}

fn strict() -> (Vault, Arc<Strict>, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(Strict::default());
    (Vault::over(store.clone(), folder.path()), store, folder)
}

fn secret(text: &str) -> Arc<Secret> {
    Arc::new(Secret::new(text.to_owned()))
}

fn read(vault: &Vault, item: &str) -> Option<String> {
    vault.get_now(item).unwrap().map(|found| found.reveal().to_owned())
}

proptest! {
    // Each case writes to the disk and waits for it.
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// Tokens of 1 to 8 KB, of any characters, one after the other under the same name.
    #[test]
    fn every_token_comes_back_as_it_was(tokens in prop::collection::vec("\\{[ -~é😀]{1000,8000}", 1..4), item in "[0-9A-Z]{4}/[a-z]{4,9}") {
        let (vault, store, folder) = strict();
        for token in &tokens {
            vault.put_now(&item, &Secret::new(token.clone())).unwrap();
            let found = read(&vault, &item);
            prop_assert_eq!(found.as_deref(), Some(token.as_str()));
            for file in std::fs::read_dir(folder.path()).unwrap() {
                let bytes = std::fs::read(file.unwrap().path()).unwrap();
                let part = &token.as_bytes()[..32];
                prop_assert!(!bytes.windows(32).any(|window| window == part), "it is sealed");
            }
        }
        prop_assert_eq!(store.items.lock().unwrap().len(), 1, "one item per connection and service");
        vault.delete_now(&item).unwrap();
        prop_assert!(store.items.lock().unwrap().is_empty());
        prop_assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}

#[test]
fn what_fits_is_kept_whole_and_what_does_not_is_sealed() {
    let (vault, store, folder) = strict();
    let files = || std::fs::read_dir(folder.path()).unwrap().count();
    vault.put_now("a", &secret(&"x".repeat(LARGEST / 2))).unwrap();
    assert_eq!(files(), 0);
    vault.put_now("a", &secret(&"x".repeat(LARGEST / 2 + 1))).unwrap();
    assert_eq!(files(), 1);
    assert!(store.items.lock().unwrap()["a"].starts_with("sealed:"));
    vault.put_now("a", &secret("{}")).unwrap();
    assert_eq!((files(), read(&vault, "a").as_deref()), (0, Some("{}")));
}

#[cfg(unix)]
#[test]
fn the_sealed_file_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let (vault, _, folder) = strict();
    vault.put_now("a", &secret(&"x".repeat(5000))).unwrap();
    let file = std::fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap();
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_sealed_file_that_was_changed_moved_or_lost_is_not_believed() {
    let (vault, store, folder) = strict();
    vault.put_now("a", &secret(&"x".repeat(5000))).unwrap();
    vault.put_now("b", &secret(&"y".repeat(5000))).unwrap();
    let path = |item: &str| folder.path().join(format!("{item}.sealed"));
    let whole = std::fs::read(path("a")).unwrap();
    let mut flipped = whole.clone();
    flipped[100] ^= 1;
    for bytes in [flipped.as_slice(), &whole[..5], &[], &std::fs::read(path("b")).unwrap()] {
        std::fs::write(path("a"), bytes).unwrap();
        assert!(matches!(vault.get_now("a"), Err(VaultError::Broken)));
    }
    // The right bytes and the right key in another item's place.
    std::fs::write(path("b"), &whole).unwrap();
    let key = store.items.lock().unwrap()["a"].clone();
    store.items.lock().unwrap().insert("b".to_owned(), key);
    assert!(matches!(vault.get_now("b"), Err(VaultError::Broken)));
    std::fs::remove_file(path("b")).unwrap();
    assert!(matches!(vault.get_now("b"), Err(VaultError::Broken)));
}

#[tokio::test]
async fn each_state_of_the_keychain_is_told() {
    let (vault, store, _folder) = strict();
    assert_eq!(vault.state("a").await, KeychainState::Available);
    store.refuses.store(true, Ordering::SeqCst);
    let refused = vault.put("a", secret("{}")).await.unwrap_err();
    assert_eq!(refused.state(), KeychainState::Denied);
    store.is_locked.store(true, Ordering::SeqCst);
    assert_eq!(vault.state("a").await, KeychainState::Locked);
    assert_eq!(vault.get("a").await.err().unwrap().state(), KeychainState::Locked);
    let nowhere = Vault::over(Arc::new(Nothing), std::path::Path::new("/nowhere"));
    assert_eq!(nowhere.state("a").await, KeychainState::Missing);
}

#[tokio::test]
async fn without_a_keychain_secrets_last_until_the_process_ends() {
    let folder = tempfile::tempdir().unwrap();
    let vault = Vault::over(Arc::new(Nothing), folder.path());
    let large = "x".repeat(5000);
    for text in ["{}", &large] {
        assert_eq!(vault.put("memory/1", secret(text)).await.unwrap(), Kept::UntilTheEnd);
        let again = Vault::over(Arc::new(Nothing), folder.path());
        assert_eq!(again.get("memory/1").await.unwrap().unwrap().reveal(), text);
        assert_eq!(
            std::fs::read_dir(folder.path()).unwrap().count(),
            0,
            "nothing is written"
        );
    }
    vault.delete("memory/1").await.unwrap();
    assert!(matches!(vault.get("memory/1").await, Err(VaultError::Missing(_))));
}

/// A keychain that waits for somebody who is not there.
struct Silent(Mutex<std::sync::mpsc::Receiver<()>>);

impl SecretStore for Silent {
    fn get(&self, _: &str) -> Result<Option<Secret>, VaultError> {
        let _ = self.0.lock().unwrap().recv();
        Ok(None)
    }

    fn put(&self, _: &str, _: &Secret) -> Result<(), VaultError> {
        Ok(())
    }

    fn delete(&self, _: &str) -> Result<(), VaultError> {
        Ok(())
    }
}

#[tokio::test]
async fn a_keychain_that_does_not_answer_holds_nobody_up() {
    let (answer, waiting) = std::sync::mpsc::channel();
    let store = Arc::new(Silent(Mutex::new(waiting)));
    let vault = Vault {
        patience: Duration::from_millis(20),
        ..Vault::over(store, std::path::Path::new("/nowhere"))
    };
    assert_eq!(vault.state("a").await, KeychainState::Locked);
    drop(answer);
}
