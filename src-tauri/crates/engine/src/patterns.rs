//! The user's own patterns of error texts: `patterns.toml` in the data folder, for every company.
//!
//! A wrong file is never used in part and never stops anything: the built-in patterns hold, and what is
//! wrong is told.

use std::fmt::Write as _;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::sync::{Arc, PoisonError};

use clearpost_diagnosis::{PatternError, Patterns};
use ring::digest::{SHA256, digest};

use crate::engine::Engine;

/// Its name in the data folder.
pub const PATTERN_FILE: &str = "patterns.toml";
/// Bytes. The diagnosis refuses larger files; no more than that is ever read.
const LARGEST_FILE: u64 = 256 * 1024;

/// Why the user's pattern file is not used.
#[derive(Debug, thiserror::Error)]
pub enum PatternFileError {
    #[error("{PATTERN_FILE} cannot be read")]
    Unreadable(#[source] std::io::Error),
    #[error("{PATTERN_FILE} is not text in UTF-8")]
    NotText,
    #[error("{PATTERN_FILE}: {0}")]
    Wrong(#[from] PatternError),
}

/// The patterns in use: the built-in ones, after the user's own where there are any.
#[derive(Clone, Debug, Default)]
pub struct OwnPatterns {
    own: Option<Arc<Patterns>>,
    /// Names the content of the file; empty without one.
    digest: String,
    trouble: Option<String>,
}

impl OwnPatterns {
    /// Reads the file of a data folder. Where it is wrong, the built-in patterns are in use.
    pub fn of(folder: &Path) -> Self {
        match read(folder).and_then(|text| Ok((text.as_deref().map(Patterns::extended).transpose()?, text))) {
            Ok((own, text)) => Self {
                own: own.map(Arc::new),
                digest: text.as_deref().map(named).unwrap_or_default(),
                trouble: None,
            },
            Err(error) => {
                tracing::warn!("{}", error.to_string().replace(['\r', '\n'], " "));
                Self {
                    trouble: Some(error.to_string()),
                    ..Self::default()
                }
            }
        }
    }

    /// The same for somebody who asks what the file says: where it is wrong, there is no answer.
    pub fn checked(folder: &Path) -> Result<Self, PatternFileError> {
        let text = read(folder)?;
        Ok(Self {
            own: text.as_deref().map(Patterns::extended).transpose()?.map(Arc::new),
            ..Self::default()
        })
    }

    pub fn get(&self) -> &Patterns {
        self.own.as_deref().unwrap_or_else(|| Patterns::built_in())
    }

    /// How many patterns of the user's own are in use.
    pub fn own_count(&self) -> usize {
        self.own
            .as_ref()
            .map_or(0, |own| own.len() - Patterns::built_in().len())
    }

    /// Changes with the patterns in use.
    pub(crate) fn digest(&self) -> &str {
        &self.digest
    }

    /// Why the file is not used, if it is not.
    pub fn trouble(&self) -> Option<&str> {
        self.trouble.as_deref()
    }
}

fn read(folder: &Path) -> Result<Option<String>, PatternFileError> {
    let file = match File::open(folder.join(PATTERN_FILE)) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(PatternFileError::Unreadable(error)),
    };
    let mut bytes = Vec::new();
    file.take(LARGEST_FILE + 1)
        .read_to_end(&mut bytes)
        .map_err(PatternFileError::Unreadable)?;
    if bytes.len() as u64 > LARGEST_FILE {
        return Err(PatternError::TooLarge.into());
    }
    String::from_utf8(bytes)
        .map(Some)
        .map_err(|_| PatternFileError::NotText)
}

fn named(text: &str) -> String {
    let bytes = digest(&SHA256, text.as_bytes());
    bytes.as_ref().iter().take(8).fold(String::new(), |mut name, byte| {
        let _ = write!(name, "{byte:02x}");
        name
    })
}

impl Engine {
    /// The patterns in use.
    pub fn patterns(&self) -> OwnPatterns {
        self.own_patterns.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Reads the user's file again.
    pub(crate) fn read_patterns(&self) {
        let read = OwnPatterns::of(self.dir.path());
        *self.own_patterns.lock().unwrap_or_else(PoisonError::into_inner) = read;
    }
}
