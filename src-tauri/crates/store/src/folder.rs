//! The data folder: one directory that only its owner can enter, and in it files that only their
//! owner can read. It must not follow a symbolic link that somebody left in its place.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::StoreError;

pub(crate) const CACHE: &str = "cache.db";
pub(crate) const LEDGER: &str = "ledger.db";

/// A folder that was checked and closed to others.
#[derive(Clone, Debug)]
pub struct DataDir {
    path: PathBuf,
}

impl DataDir {
    /// Creates the folder if needed. A symbolic link in its place is refused; one above it is not.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        let path = path.as_ref();
        let fail = |source| StoreError::Folder {
            path: path.to_owned(),
            source,
        };
        if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            fs::create_dir_all(parent).map_err(fail)?;
        }
        match create_private_dir(path) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(fail(error)),
        }
        let found = fs::symlink_metadata(path).map_err(fail)?;
        if !found.is_dir() {
            return Err(StoreError::NotOrdinary { path: path.to_owned() });
        }
        restrict(path, &found, 0o700).map_err(fail)?;
        Ok(Self {
            path: resolve(path).map_err(fail)?,
        })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn cache_path(&self) -> PathBuf {
        self.path.join(CACHE)
    }

    pub fn ledger_path(&self) -> PathBuf {
        self.path.join(LEDGER)
    }

    /// Makes sure that the file exists and is closed to others, before SQLite sees it: `-wal` and
    /// `-shm` take over its mode. Tells whether it was there.
    pub(crate) fn prepare(&self, name: &str) -> Result<bool, StoreError> {
        let path = self.path.join(name);
        let fail = |source| StoreError::File {
            path: path.clone(),
            source,
        };
        let existed = match create_private_file(&path) {
            Ok(_) => false,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => true,
            Err(error) => return Err(fail(error)),
        };
        for suffix in ["", "-wal", "-shm"] {
            let path = self.path.join(format!("{name}{suffix}"));
            match fs::symlink_metadata(&path) {
                Ok(found) if found.is_file() => restrict(&path, &found, 0o600).map_err(fail)?,
                Ok(_) => return Err(StoreError::NotOrdinary { path }),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(fail(error)),
            }
        }
        Ok(existed)
    }

    /// The first free name `<name>.<word>-<n>`, created empty and closed to others.
    pub(crate) fn reserve(&self, name: &str, word: &str) -> Result<PathBuf, StoreError> {
        let mut number = 1_u32;
        loop {
            let path = self.path.join(format!("{name}.{word}-{number}"));
            match create_private_file(&path) {
                Ok(_) => return Ok(path),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && number < u32::MAX => number += 1,
                Err(source) => return Err(StoreError::File { path, source }),
            }
        }
    }

    /// Renames a database and its companions to a free name; returns the new name.
    pub(crate) fn set_aside(&self, name: &str) -> Result<PathBuf, StoreError> {
        let aside = self.reserve(name, "damaged")?;
        // The database first: a log without its database is noticed and never applied to another one.
        for suffix in ["", "-wal", "-shm"] {
            let from = self.path.join(format!("{name}{suffix}"));
            let to = companion(&aside, suffix);
            match fs::rename(&from, &to) {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(source) => return Err(StoreError::File { path: from, source }),
            }
        }
        Ok(aside)
    }

    /// Deletes the copies of caches that were damaged or had an older format: they hold the text of
    /// documents too. The ledger's copies stay.
    pub fn remove_cache_copies(&self) -> Result<(), StoreError> {
        let fail = |source| StoreError::Folder {
            path: self.path.clone(),
            source,
        };
        for entry in fs::read_dir(&self.path).map_err(fail)? {
            let entry = entry.map_err(fail)?;
            let name = entry.file_name();
            let is_copy = name
                .to_str()
                .is_some_and(|name| name.starts_with("cache.db.damaged-") || name.starts_with("cache.db.format-"));
            if is_copy {
                fs::remove_file(entry.path()).map_err(fail)?;
            }
        }
        Ok(())
    }

    /// Holds off every other process that opens a database of this folder, until dropped.
    pub(crate) fn lock(&self, file: &'static str) -> Result<File, StoreError> {
        let path = self.path.join("open.lock");
        let fail = |source| StoreError::File {
            path: path.clone(),
            source,
        };
        self.prepare("open.lock")?;
        let lock = OpenOptions::new().read(true).write(true).open(&path).map_err(fail)?;
        for _ in 0..600 {
            match lock.try_lock() {
                Ok(()) => return Ok(lock),
                Err(fs::TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(50)),
                // A file system without locks: SQLite will say so itself if it cannot work there.
                Err(fs::TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => return Ok(lock),
                Err(fs::TryLockError::Error(error)) => return Err(fail(error)),
            }
        }
        Err(StoreError::OpenBusy { file })
    }
}

pub(crate) fn companion(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Creates the file and follows no link. It fails if anything is there already.
pub(crate) fn create_private_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn create_private_dir(path: &Path) -> io::Result<()> {
    #[cfg_attr(not(unix), allow(unused_mut))]
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

#[cfg(unix)]
fn restrict(path: &Path, found: &fs::Metadata, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    if found.permissions().mode() & 0o7777 == mode {
        return Ok(());
    }
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

/// Elsewhere the user's profile folder is already closed to others.
#[cfg(not(unix))]
fn restrict(_path: &Path, _found: &fs::Metadata, _mode: u32) -> io::Result<()> {
    Ok(())
}

/// SQLite is told to follow no link, which covers the whole path; so links above are resolved here.
#[cfg(unix)]
fn resolve(path: &Path) -> io::Result<PathBuf> {
    path.canonicalize()
}

#[cfg(not(unix))]
fn resolve(path: &Path) -> io::Result<PathBuf> {
    std::path::absolute(path)
}
