//! One renewal at a time over all processes of a data folder: an advisory lock on a file, which the
//! operating system releases when its holder dies.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use std::time::Duration;

use super::trouble::TokenError;

/// Two tries with their deadlines, and the keychain's question to the user.
const LONGEST_WAIT: Duration = Duration::from_mins(3);
const LOOK_AGAIN: Duration = Duration::from_millis(25);

/// Held while the tokens of one connection change.
pub(crate) struct TokenLock {
    _file: File,
}

impl TokenLock {
    pub async fn wait(path: &Path) -> Result<Self, TokenError> {
        let mut options = OpenOptions::new();
        options.create(true).truncate(false).write(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path).map_err(TokenError::Lock)?;
        let deadline = tokio::time::Instant::now() + LONGEST_WAIT;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self { _file: file }),
                Err(TryLockError::Error(error)) => return Err(TokenError::Lock(error)),
                Err(TryLockError::WouldBlock) if tokio::time::Instant::now() >= deadline => {
                    return Err(TokenError::Busy);
                }
                Err(TryLockError::WouldBlock) => tokio::time::sleep(LOOK_AGAIN).await,
            }
        }
    }
}
