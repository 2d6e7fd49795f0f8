//! What can go wrong with the store, by operation. The cause is the source, never part of the text,
//! because the texts of SQLite may quote stored data.

use std::io;
use std::path::PathBuf;

use clearpost_domain::{AttemptId, AttemptState, DocumentRef};
use rusqlite::ErrorCode;

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the data folder {} cannot be prepared", path.display())]
    Folder {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("{} is a symbolic link or not an ordinary file or folder; it is not used", path.display())]
    NotOrdinary { path: PathBuf },
    #[error("the file {} cannot be prepared", path.display())]
    File {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("another process is opening {file}")]
    OpenBusy { file: &'static str },
    #[error("{file} cannot be opened")]
    Open {
        file: &'static str,
        #[source]
        source: rusqlite::Error,
    },
    /// The schema is not one this database ever had, or a check of its structure failed.
    #[error("{file} is damaged")]
    Damaged { file: &'static str },
    #[error("{file} cannot be copied before its format changes")]
    Backup {
        file: &'static str,
        #[source]
        source: rusqlite::Error,
    },
    #[error("{file} cannot be brought from format {from} to {to}")]
    Migrate {
        file: &'static str,
        from: u32,
        to: u32,
        #[source]
        source: rusqlite::Error,
    },
    #[error("{file} has format {found}, written by a newer Clearpost (this one knows {known}); it is only read")]
    Newer { file: &'static str, found: u32, known: u32 },
    /// The file was left where it is; see `Ledger::set_aside`.
    #[error("the resend log {} is damaged and cannot be read", path.display())]
    LedgerDamaged {
        path: PathBuf,
        #[source]
        source: Box<StoreError>,
    },
    #[error("{what} cannot be read from {file}")]
    Read {
        file: &'static str,
        what: &'static str,
        #[source]
        source: rusqlite::Error,
    },
    #[error("{what} cannot be written to {file}")]
    Write {
        file: &'static str,
        what: &'static str,
        #[source]
        source: rusqlite::Error,
    },
    #[error("{what} cannot be put into storable form")]
    Encode {
        what: &'static str,
        #[source]
        source: serde_json::Error,
    },
    /// A value of the ledger that this build does not understand. Nothing is skipped there.
    #[error("{file} holds {what} that is not understood")]
    Stored { file: &'static str, what: &'static str },
    #[error("{reference} already has the unfinished resend {open}")]
    AttemptOpen { reference: DocumentRef, open: AttemptId },
    #[error("the resend {0} is already recorded")]
    AttemptExists(AttemptId),
    #[error("the resend {0} is not recorded")]
    AttemptUnknown(AttemptId),
    #[error("the resend {id} cannot go from {from} to {to}")]
    AttemptStep {
        id: AttemptId,
        from: AttemptState,
        to: AttemptState,
    },
}

impl StoreError {
    fn sqlite(&self) -> Option<ErrorCode> {
        match self {
            Self::Open { source, .. }
            | Self::Backup { source, .. }
            | Self::Migrate { source, .. }
            | Self::Read { source, .. }
            | Self::Write { source, .. } => source.sqlite_error_code(),
            Self::LedgerDamaged { source, .. } => source.sqlite(),
            _ => None,
        }
    }

    /// Another connection holds the database; worth another try.
    pub fn is_busy(&self) -> bool {
        matches!(self, Self::OpenBusy { .. })
            || matches!(self.sqlite(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
    }

    /// The database was written by a newer Clearpost.
    pub fn is_newer(&self) -> bool {
        matches!(self, Self::Newer { .. })
    }

    /// The disk is full, read-only, failing or forbidden: nothing was saved.
    pub fn is_unwritable(&self) -> bool {
        matches!(self, Self::Folder { .. } | Self::File { .. })
            || matches!(
                self.sqlite(),
                Some(
                    ErrorCode::DiskFull
                        | ErrorCode::ReadOnly
                        | ErrorCode::SystemIoFailure
                        | ErrorCode::CannotOpen
                        | ErrorCode::PermissionDenied
                )
            )
    }

    /// The file is not a database, or not a whole one. Opening it again moves a cache aside.
    pub fn is_damaged(&self) -> bool {
        matches!(self, Self::Damaged { .. } | Self::LedgerDamaged { .. })
            || matches!(
                self.sqlite(),
                Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)
            )
    }
}

/// What a statement can meet, before it is known which operation it belongs to.
pub(crate) enum Fault {
    Sql(rusqlite::Error),
    Encode(serde_json::Error),
    Store(StoreError),
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sql(error)
    }
}

impl From<serde_json::Error> for Fault {
    fn from(error: serde_json::Error) -> Self {
        Self::Encode(error)
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}
