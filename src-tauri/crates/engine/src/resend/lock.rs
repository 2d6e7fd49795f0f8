//! One sender at a time over all windows and processes that share a data folder: an advisory lock on
//! a file. The operating system releases it when a process dies, so it can never be stale.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use std::time::Duration;

use crate::error::EngineError;
use crate::job::Cancel;

const NAME: &str = "send.lock";
/// Another process may be waiting for a proof; how long this one waits for it, unless the grace time is
/// shorter.
const LONGEST_WAIT: Duration = Duration::from_mins(2);
const LOOK_AGAIN: Duration = Duration::from_millis(25);

/// Held while sending.
pub(crate) struct SendLock(#[allow(dead_code)] File);

impl SendLock {
    /// The lock if nobody holds it now.
    pub fn if_free(folder: &Path) -> Result<Option<Self>, EngineError> {
        let file = open(folder)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self(file))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(EngineError::Lock(error)),
        }
    }

    pub async fn wait(folder: &Path, grace: Duration, cancel: &Cancel) -> Result<Self, EngineError> {
        let file = open(folder)?;
        let deadline = tokio::time::Instant::now() + LONGEST_WAIT.min(grace);
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self(file)),
                Err(TryLockError::Error(error)) => return Err(EngineError::Lock(error)),
                Err(TryLockError::WouldBlock) if tokio::time::Instant::now() >= deadline => {
                    return Err(EngineError::Busy);
                }
                Err(TryLockError::WouldBlock) => {}
            }
            tokio::select! {
                () = cancel.asked() => return Err(EngineError::Cancelled),
                () = tokio::time::sleep(LOOK_AGAIN) => {}
            }
        }
    }
}

fn open(folder: &Path) -> Result<File, EngineError> {
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(folder.join(NAME)).map_err(EngineError::Lock)
}
