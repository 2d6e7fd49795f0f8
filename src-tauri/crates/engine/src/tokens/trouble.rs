//! What can end a sign-in, remembered in the ledger by its word, and why no token can be had.

use clearpost_remote::{OAuthError, RemoteError, Service};

use crate::error::ErrorCode;
use crate::vault::{KeychainState, VaultError};

/// What is wrong with one side of a connection. All but [`Trouble::Unsaved`] stop it: nothing is asked
/// any more until the user connects again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The refresh token is void: revoked, replaced, unused for 100 days, or five years old.
    SignInEnded,
    /// The service does not know the client's keys any more.
    KeysRefused,
    /// The user who connected is no administrator any more, or was removed.
    AdminRemoved,
    SubscriptionEnded,
    /// The keys are of the other kind, or the company has disconnected the app.
    WrongKeys,
    /// Renewed tokens could not be stored; they are in the memory of a running Clearpost only.
    Unsaved,
}

impl Trouble {
    const ALL: [Self; 6] = [
        Self::SignInEnded,
        Self::KeysRefused,
        Self::AdminRemoved,
        Self::SubscriptionEnded,
        Self::WrongKeys,
        Self::Unsaved,
    ];

    pub const fn word(self) -> &'static str {
        match self {
            Self::SignInEnded => "sign_in_ended",
            Self::KeysRefused => "keys_refused",
            Self::AdminRemoved => "admin_removed",
            Self::SubscriptionEnded => "subscription_ended",
            Self::WrongKeys => "wrong_keys",
            Self::Unsaved => "unsaved",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|trouble| trouble.word() == word)
    }

    pub const fn stops(self) -> bool {
        !matches!(self, Self::Unsaved)
    }

    /// What happened, in the user's words.
    pub const fn text(self) -> &'static str {
        match self {
            Self::SignInEnded => "the sign-in has ended: it was revoked, replaced or not used for too long",
            Self::KeysRefused => "the service does not accept the keys of the connection any more",
            Self::AdminRemoved => {
                "the user who connected QuickBooks Online is no administrator of the company any more, or was removed"
            }
            Self::SubscriptionEnded => "the QuickBooks Online subscription has ended or has a billing problem",
            Self::WrongKeys => {
                "these keys may not open this QuickBooks company: sandbox keys reach sandbox companies only, production keys real ones only"
            }
            Self::Unsaved => "the newest sign-in could not be saved in the keychain",
        }
    }

    pub const fn help(self) -> &'static str {
        match self {
            Self::SignInEnded => "Connect again. Cache and resend log are as they were, and queued resends wait.",
            Self::KeysRefused => "Copy client id and secret again and connect again. Queued resends wait.",
            Self::AdminRemoved => "Let an administrator of the QuickBooks company connect again. Queued resends wait.",
            Self::SubscriptionEnded => {
                "Settle the subscription in QuickBooks Online, then connect again. Queued resends wait."
            }
            Self::WrongKeys => {
                "Connect again with the keys of the right kind from the Keys tab at developer.intuit.com. Queued resends wait."
            }
            Self::Unsaved => {
                "Unlock the keychain or free disk space, and leave Clearpost open until this message is gone."
            }
        }
    }

    pub const fn code(self) -> ErrorCode {
        match self {
            Self::SignInEnded | Self::KeysRefused | Self::Unsaved => ErrorCode::SignInNeeded,
            Self::AdminRemoved | Self::SubscriptionEnded => ErrorCode::PermissionDenied,
            Self::WrongKeys => ErrorCode::WrongCompany,
        }
    }

    /// The trouble that an answer of QuickBooks stands for (quickbooks-online-api §7.1).
    pub fn of(error: &RemoteError) -> Option<Self> {
        if error.service() != Some(Service::QuickBooks) {
            return None;
        }
        let fault = error.fault()?;
        match fault.code.as_deref()?.trim_start_matches('0') {
            "3100" => Some(Self::WrongKeys),
            "6190" => Some(Self::SubscriptionEnded),
            // The same code with this text comes and goes by itself.
            "120"
                if fault
                    .detail
                    .as_deref()
                    .is_some_and(|text| text.contains("Unknown Error")) =>
            {
                None
            }
            "120" => Some(Self::AdminRemoved),
            _ => None,
        }
    }
}

/// Why there is no token to use.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    #[error("{service}: {}", trouble.text())]
    Stopped { service: Service, trouble: Trouble },
    /// The keychain has no such item, or one that cannot be read.
    #[error("the sign-in to {service} is not in the keychain any more")]
    NotKept { service: Service },
    #[error("{0}")]
    Vault(#[source] VaultError),
    #[error("{0}")]
    OAuth(#[source] OAuthError),
    #[error("another Clearpost is renewing the sign-in")]
    Busy,
    #[error("the lock of the sign-in could not be taken")]
    Lock(#[source] std::io::Error),
    #[error("the resend log could not be used")]
    Ledger(#[source] Box<clearpost_store::StoreError>),
}

impl TokenError {
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Stopped { trouble, .. } => trouble.code(),
            Self::NotKept { .. } | Self::OAuth(_) => ErrorCode::SignInNeeded,
            Self::Vault(error) => match error.state() {
                KeychainState::Missing => ErrorCode::KeychainMissing,
                KeychainState::Locked | KeychainState::Denied => ErrorCode::KeychainLocked,
                KeychainState::Available => ErrorCode::SignInNeeded,
            },
            Self::Busy => ErrorCode::Busy,
            Self::Lock(_) | Self::Ledger(_) => ErrorCode::LedgerUnwritable,
        }
    }

    pub fn help(&self) -> &'static str {
        match self {
            Self::Stopped { trouble, .. } => trouble.help(),
            Self::NotKept { .. } => "Connect again. Cache and resend log are as they were.",
            Self::Vault(error) => match error.state() {
                KeychainState::Available => "Connect again. Cache and resend log are as they were.",
                state => state.help(),
            },
            Self::OAuth(error) => error.help(),
            Self::Busy | Self::Lock(_) | Self::Ledger(_) => self.code().help(),
        }
    }

    /// As a client reports it: what the network did stays what it was.
    pub(crate) fn into_remote(self, service: Service) -> RemoteError {
        match self {
            Self::OAuth(OAuthError::Remote(error) | OAuthError::AnswerLost { source: error, .. }) => *error,
            other => RemoteError::NoToken {
                service,
                source: Box::new(other),
            },
        }
    }
}
