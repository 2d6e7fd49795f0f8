//! What can go wrong in a use case, named by the operation, with the closed set of codes that cross
//! the boundary.

use clearpost_remote::{OAuthError, RemoteError};
use clearpost_store::StoreError;

use crate::connection::InvalidConnection;
use crate::tokens::{TokenError, Trouble};
use crate::vault::{KeychainState, VaultError};

/// The closed set of error codes of the data contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorCode {
    Usage,
    NotConnected,
    SignInNeeded,
    PermissionDenied,
    WrongCompany,
    Unreachable,
    NotTheApi,
    RateLimited,
    ServiceError,
    NotFound,
    EmptyCache,
    CacheNewer,
    CacheUnreadable,
    LedgerUnwritable,
    KeychainLocked,
    KeychainMissing,
    InvalidInput,
    Offline,
    Busy,
    Cancelled,
    FileUnwritable,
    Internal,
}

impl ErrorCode {
    pub const ALL: [Self; 22] = [
        Self::Usage,
        Self::NotConnected,
        Self::SignInNeeded,
        Self::PermissionDenied,
        Self::WrongCompany,
        Self::Unreachable,
        Self::NotTheApi,
        Self::RateLimited,
        Self::ServiceError,
        Self::NotFound,
        Self::EmptyCache,
        Self::CacheNewer,
        Self::CacheUnreadable,
        Self::LedgerUnwritable,
        Self::KeychainLocked,
        Self::KeychainMissing,
        Self::InvalidInput,
        Self::Offline,
        Self::Busy,
        Self::Cancelled,
        Self::FileUnwritable,
        Self::Internal,
    ];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Usage => "usage",
            Self::NotConnected => "not_connected",
            Self::SignInNeeded => "sign_in_needed",
            Self::PermissionDenied => "permission_denied",
            Self::WrongCompany => "wrong_company",
            Self::Unreachable => "unreachable",
            Self::NotTheApi => "not_the_api",
            Self::RateLimited => "rate_limited",
            Self::ServiceError => "service_error",
            Self::NotFound => "not_found",
            Self::EmptyCache => "empty_cache",
            Self::CacheNewer => "cache_newer",
            Self::CacheUnreadable => "cache_unreadable",
            Self::LedgerUnwritable => "ledger_unwritable",
            Self::KeychainLocked => "keychain_locked",
            Self::KeychainMissing => "keychain_missing",
            Self::InvalidInput => "invalid_input",
            Self::Offline => "offline",
            Self::Busy => "busy",
            Self::Cancelled => "cancelled",
            Self::FileUnwritable => "file_unwritable",
            Self::Internal => "internal",
        }
    }

    /// What to do about it, in the user's words.
    pub const fn help(self) -> &'static str {
        match self {
            Self::Usage => "Run clearpost --help for the commands and their options.",
            Self::NotConnected => {
                "Run clearpost connect procurement, then clearpost connect quickbooks. For unattended use, set CLEARPOST_PROCUREMENT_URL, CLEARPOST_PROCUREMENT_TOKEN and CLEARPOST_PROCUREMENT_COMPANY (and the three of QuickBooks)."
            }
            Self::SignInNeeded => "The token is missing, wrong or has expired. Sign in again and use the new token.",
            Self::PermissionDenied => "The user who is signed in may not read this. Ask a company administrator.",
            Self::WrongCompany => {
                "Check the company number and the realm id: the signed-in user cannot open this company."
            }
            Self::Unreachable => {
                "Check the address and the network. What was read before is kept and can be used offline."
            }
            Self::NotTheApi => {
                "Something else answered: a sign-in page of the network, a maintenance page, or another address. Nothing was taken over from it."
            }
            Self::RateLimited => {
                "The service lets no more calls through for that time. Nothing was lost; what was read before can be used meanwhile."
            }
            Self::ServiceError => {
                "The service reported an error. Nothing was lost; try again, and tell its support if it stays."
            }
            Self::NotFound => "Check the reference: order:<number> or invoice:<number>. Refresh if it is new.",
            Self::EmptyCache => "Run clearpost refresh first.",
            Self::CacheNewer => {
                "The data folder was written by a newer version. Update Clearpost; reading still works."
            }
            Self::CacheUnreadable => {
                "Check that the data folder exists and belongs to you, and that the disk is not full."
            }
            Self::LedgerUnwritable => "Nothing was sent. Check the data folder's permissions and the free disk space.",
            Self::KeychainLocked => "Unlock the keychain and try again.",
            Self::KeychainMissing => "No keychain is running. Connect through the environment variables, or start one.",
            Self::InvalidInput => "Correct the value and try again.",
            Self::Offline => "Leave out --offline, or go online.",
            Self::Busy => "Another Clearpost is at work on this folder. Wait for it, then try again.",
            Self::Cancelled => "What was read so far is kept.",
            Self::FileUnwritable => "Choose another place or name for the file.",
            Self::Internal => "This is a defect of Clearpost. Nothing was sent. Please report what you did.",
        }
    }
}

/// A use case that could not be completed.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    #[error("no company is connected")]
    NotConnected,
    #[error("several companies are cached; say which one with --company")]
    CompanyNotChosen,
    #[error("{0}")]
    Connection(#[from] InvalidConnection),
    #[error("{0}")]
    Remote(#[from] RemoteError),
    #[error("the cache could not be used")]
    Cache(#[source] StoreError),
    #[error("the resend ledger could not be used")]
    Ledger(#[source] StoreError),
    /// In the midst of a resend, something on this computer: nothing left after that.
    #[error("{cause}, so nothing more was sent; what had left before: {left}")]
    BrokenOff {
        #[source]
        cause: Box<EngineError>,
        left: usize,
    },
    #[error("nothing has been read yet")]
    EmptyCache,
    #[error("{0} is not known")]
    UnknownDocument(clearpost_domain::DocumentRef),
    #[error("there is no resend attempt {0}")]
    UnknownAttempt(String),
    #[error("there is no receipt of a resend")]
    UnknownReceipt,
    #[error("{0}")]
    InvalidInput(String),
    #[error("this needs the network")]
    Offline,
    #[error("another resend is under way")]
    Busy,
    #[error("stopped")]
    Cancelled,
    #[error("the file could not be written")]
    WriteFile(#[source] std::io::Error),
    /// The companies at the other ends are not the confirmed ones.
    #[error("{0}")]
    WrongCompany(String),
    #[error("{0}")]
    Token(#[from] TokenError),
    #[error("{0}")]
    Vault(#[from] VaultError),
    #[error("{0}")]
    SignIn(#[from] OAuthError),
    #[error("the pages could not be set")]
    SetPages(#[from] crate::paper::UnwrittenPages),
    #[error("{0}")]
    Patterns(#[from] crate::patterns::PatternFileError),
    #[error("the send lock could not be taken")]
    Lock(#[source] std::io::Error),
}

impl EngineError {
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::NotConnected => ErrorCode::NotConnected,
            Self::CompanyNotChosen => ErrorCode::Usage,
            Self::Connection(_) | Self::InvalidInput(_) | Self::Patterns(_) => ErrorCode::InvalidInput,
            Self::Remote(RemoteError::NoToken { source, .. }) => source
                .downcast_ref::<TokenError>()
                .map_or(ErrorCode::SignInNeeded, TokenError::code),
            Self::Remote(error) => of_remote(error.code()),
            Self::SignIn(error) => of_remote(error.code()),
            Self::WrongCompany(_) => ErrorCode::WrongCompany,
            Self::Token(error) => error.code(),
            Self::Vault(error) => match error.state() {
                KeychainState::Missing => ErrorCode::KeychainMissing,
                KeychainState::Locked | KeychainState::Denied => ErrorCode::KeychainLocked,
                KeychainState::Available => ErrorCode::SignInNeeded,
            },
            Self::Cache(error) | Self::Ledger(error) if error.is_newer() => ErrorCode::CacheNewer,
            Self::Cache(error) if error.is_busy() => ErrorCode::Busy,
            Self::Cache(_) => ErrorCode::CacheUnreadable,
            Self::Ledger(error) if error.is_busy() => ErrorCode::Busy,
            Self::Ledger(_) | Self::Lock(_) => ErrorCode::LedgerUnwritable,
            Self::BrokenOff { cause, .. } => cause.code(),
            Self::EmptyCache => ErrorCode::EmptyCache,
            Self::UnknownDocument(_) | Self::UnknownAttempt(_) | Self::UnknownReceipt => ErrorCode::NotFound,
            Self::Offline => ErrorCode::Offline,
            Self::Busy => ErrorCode::Busy,
            Self::Cancelled => ErrorCode::Cancelled,
            Self::WriteFile(_) | Self::SetPages(_) => ErrorCode::FileUnwritable,
        }
    }

    /// What to do about it, in the user's words.
    pub fn help(&self) -> &'static str {
        match self {
            Self::Remote(RemoteError::NoToken { source, .. }) => source
                .downcast_ref::<TokenError>()
                .map_or(ErrorCode::SignInNeeded.help(), TokenError::help),
            Self::Token(error) => error.help(),
            Self::Vault(error) => error.state().help(),
            Self::SignIn(error) => error.help(),
            Self::Remote(error) => match Trouble::of(error) {
                Some(trouble) => trouble.help(),
                None => self.code().help(),
            },
            Self::WrongCompany(_) => {
                "Nothing was sent. If the company was only renamed, connect again to confirm the new name."
            }
            Self::BrokenOff { .. } => {
                "Check the free disk space and the data folder's permissions, then refresh: what was sent is looked up."
            }
            Self::CompanyNotChosen => "Add --company with its name or number.",
            Self::Patterns(_) => "Correct the file, or take it away: the built-in patterns then hold.",
            Self::Connection(_) => "Correct the environment variable and try again.",
            _ => self.code().help(),
        }
    }
}

const fn of_remote(code: clearpost_remote::ErrorCode) -> ErrorCode {
    use clearpost_remote::ErrorCode as Remote;
    match code {
        Remote::Unreachable => ErrorCode::Unreachable,
        Remote::NotTheApi => ErrorCode::NotTheApi,
        Remote::SignInNeeded => ErrorCode::SignInNeeded,
        Remote::PermissionDenied => ErrorCode::PermissionDenied,
        Remote::WrongCompany => ErrorCode::WrongCompany,
        Remote::RateLimited => ErrorCode::RateLimited,
        Remote::ServiceError => ErrorCode::ServiceError,
        Remote::NotFound => ErrorCode::NotFound,
        Remote::InvalidInput => ErrorCode::InvalidInput,
    }
}
