//! Secrets that are too large for a keychain item: sealed with ChaCha20-Poly1305 in a file that only
//! its owner can read. The key is in the keychain; the name of the item is sealed along, so that one
//! connection's file is of no use in another's place.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clearpost_remote::Secret;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::rand::{SecureRandom, SystemRandom};
use zeroize::Zeroizing;

use super::VaultError;

/// Tells a key from a secret that is kept as it is, which begins with a brace.
const MARK: &str = "sealed:";
const KEY_LEN: usize = 32;

pub(super) struct Key(Zeroizing<[u8; KEY_LEN]>);

impl Key {
    pub fn random() -> Result<Self, VaultError> {
        let mut key = Zeroizing::new([0; KEY_LEN]);
        fill(key.as_mut_slice())?;
        Ok(Self(key))
    }

    /// The key as its item of the keychain holds it.
    pub fn as_item(&self) -> Secret {
        Secret::new(format!("{MARK}{}", STANDARD.encode(*self.0)))
    }

    fn cipher(&self) -> Result<LessSafeKey, VaultError> {
        let key = UnboundKey::new(&CHACHA20_POLY1305, self.0.as_slice()).map_err(|_| VaultError::Broken)?;
        Ok(LessSafeKey::new(key))
    }
}

fn fill(bytes: &mut [u8]) -> Result<(), VaultError> {
    let unfilled = |_| VaultError::File(io::Error::other("the system gives no random numbers"));
    SystemRandom::new().fill(bytes).map_err(unfilled)
}

/// The sealed file of one item.
pub(super) struct Sealed<'a> {
    path: PathBuf,
    item: &'a str,
}

impl<'a> Sealed<'a> {
    pub fn new(folder: &Path, item: &'a str) -> Self {
        let name: String = item
            .bytes()
            .map(|byte| match byte {
                b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => char::from(byte).to_string(),
                other => format!("_{other:02x}"),
            })
            .collect();
        Self {
            path: folder.join(format!("{name}.sealed")),
            item,
        }
    }

    /// The key in an item of the keychain; `None` if the item is no key.
    pub fn key_in(item: &Secret) -> Option<Result<Key, VaultError>> {
        let text = item.reveal().strip_prefix(MARK)?;
        let bytes = STANDARD.decode(text).map(Zeroizing::new);
        let key = bytes
            .ok()
            .and_then(|bytes| <[u8; KEY_LEN]>::try_from(bytes.as_slice()).ok());
        Some(key.map(|key| Key(Zeroizing::new(key))).ok_or(VaultError::Broken))
    }

    pub fn open(&self, key: &Key) -> Result<Secret, VaultError> {
        let mut bytes = Zeroizing::new(fs::read(&self.path).map_err(|_| VaultError::Broken)?);
        let (nonce, sealed) = bytes.split_at_mut_checked(NONCE_LEN).ok_or(VaultError::Broken)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| VaultError::Broken)?;
        let opened = key
            .cipher()?
            .open_in_place(nonce, Aad::from(self.item), sealed)
            .map_err(|_| VaultError::Broken)?;
        let text = std::str::from_utf8(opened).map_err(|_| VaultError::Broken)?;
        Ok(Secret::new(text.to_owned()))
    }

    /// Replaces the file in one step; what was there stays until then.
    pub fn write(&self, key: &Key, secret: &Secret) -> Result<(), VaultError> {
        let mut nonce = [0; NONCE_LEN];
        fill(&mut nonce)?;
        let mut bytes = Zeroizing::new(secret.reveal().as_bytes().to_vec());
        let tag = key
            .cipher()?
            .seal_in_place_separate_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(self.item),
                bytes.as_mut_slice(),
            )
            .map_err(|_| VaultError::TooLarge)?;
        self.replace(&[&nonce, bytes.as_slice(), tag.as_ref()].concat())
            .map_err(VaultError::File)
    }

    fn replace(&self, bytes: &[u8]) -> io::Result<()> {
        let fresh = self.path.with_extension("fresh");
        match fs::remove_file(&fresh) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&fresh)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&fresh, &self.path)
    }

    pub fn remove(&self) -> Result<(), VaultError> {
        match fs::remove_file(&self.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(VaultError::File(error)),
            _ => Ok(()),
        }
    }
}
