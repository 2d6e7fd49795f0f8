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

    /// How many of the user's own patterns classify texts.
    pub fn own_count(&self) -> usize {
        let all = self.own.as_ref().map_or(0, |own| own.len());
        all.saturating_sub(Patterns::built_in().len())
    }

    /// The user has a file, and it is in use.
    pub fn is_there(&self) -> bool {
        self.own.is_some()
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

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: &str = "[[class]]\nname = \"TERMS\"\npatterns = [{ weight = 99, match = 'house rule \\d+' }]\n";

    fn folder(content: &[u8]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(PATTERN_FILE), content).unwrap();
        folder
    }

    #[test]
    fn without_a_file_the_built_in_patterns_hold() {
        let none = OwnPatterns::of(tempfile::tempdir().unwrap().path());
        assert!(!none.is_there() && none.trouble().is_none() && none.digest().is_empty());
        assert_eq!(none.get().len(), Patterns::built_in().len());
    }

    #[test]
    fn a_users_file_is_used_and_each_content_has_a_name_of_its_own() {
        let own = OwnPatterns::of(folder(RULE.as_bytes()).path());
        assert_eq!((own.own_count(), own.trouble()), (1, None));
        assert_eq!(own.get().classify("broke house rule 7").class.word(), "TERMS");
        let other = OwnPatterns::of(folder(RULE.replace("99", "98").as_bytes()).path());
        assert!(!own.digest().is_empty() && own.digest() != other.digest());
    }

    #[test]
    fn a_wrong_file_is_told_and_the_built_in_patterns_hold() {
        let large = vec![b'#'; 300_000];
        for (content, told) in [
            (
                &b"[[class]]\nname = \"TERMS\"\npatterns = [{ weight = 9, match = '(' }]\n"[..],
                "line 3",
            ),
            (b"\xff\xfe", "not text"),
            (&large, "larger than 256 kB"),
        ] {
            let folder = folder(content);
            let wrong = OwnPatterns::of(folder.path());
            let trouble = wrong.trouble().unwrap();
            assert!(trouble.contains(PATTERN_FILE) && trouble.contains(told), "{trouble}");
            assert_eq!(wrong.get().len(), Patterns::built_in().len());
            assert!(OwnPatterns::checked(folder.path()).is_err());
        }
    }

    #[test]
    fn a_folder_in_place_of_the_file_is_told() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join(PATTERN_FILE)).unwrap();
        assert!(
            OwnPatterns::of(folder.path())
                .trouble()
                .unwrap()
                .contains("cannot be read")
        );
    }
}
