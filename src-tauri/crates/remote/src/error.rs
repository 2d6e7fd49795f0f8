//! What can go wrong when talking to a service, named by what happened.
//!
//! Messages never contain remote text, addresses or secrets; remote text is reachable only through
//! [`RemoteError::fault`] and [`SendError::Refused`], for places that show it as text.

use std::error::Error;
use std::fmt;
use std::time::Duration;

/// Which service a call went to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Service {
    Procurement,
    QuickBooks,
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Procurement => "ProcurementExpress",
            Self::QuickBooks => "QuickBooks Online",
        })
    }
}

/// The closed set of codes a caller may branch on; the words are the data contract's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorCode {
    Unreachable,
    NotTheApi,
    SignInNeeded,
    PermissionDenied,
    WrongCompany,
    RateLimited,
    ServiceError,
    NotFound,
    InvalidInput,
}

impl ErrorCode {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unreachable => "unreachable",
            Self::NotTheApi => "not_the_api",
            Self::SignInNeeded => "sign_in_needed",
            Self::PermissionDenied => "permission_denied",
            Self::WrongCompany => "wrong_company",
            Self::RateLimited => "rate_limited",
            Self::ServiceError => "service_error",
            Self::NotFound => "not_found",
            Self::InvalidInput => "invalid_input",
        }
    }
}

/// Why an answer cannot be the service's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NotTheApi {
    /// HTML: a captive portal, a proxy's page, a maintenance page.
    WebPage,
    Xml,
    Empty,
    /// Neither JSON nor anything else we know.
    Unreadable,
    /// JSON, but not the shape of this call's answer.
    OtherShape,
    TooLarge,
    TooDeep,
    /// The pages of a list come round again.
    PagesRepeat,
    /// The record asked for is there but cannot be read.
    UnreadableRecord,
}

impl fmt::Display for NotTheApi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::WebPage => "a web page",
            Self::Xml => "XML",
            Self::Empty => "an empty answer",
            Self::Unreadable => "an unreadable answer",
            Self::OtherShape => "an answer of another shape",
            Self::TooLarge => "an answer that is too large",
            Self::TooDeep => "an answer that is nested too deeply",
            Self::PagesRepeat => "pages that repeat",
            Self::UnreadableRecord => "a record that cannot be read",
        })
    }
}

/// What stands between us and a service, where no connection comes about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Obstacle {
    /// The network's proxy answers 407.
    ProxySignIn,
    /// Nobody that this computer trusts vouches for it: often a company's own inspection of traffic.
    CertificateUntrusted,
    CertificateExpired,
    CertificateNotYetValid,
    CertificateOfAnother,
    CertificateRevoked,
    /// Nothing newer than TLS 1.1 is spoken there.
    OldTls,
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ProxySignIn => {
                "the proxy of this network asks to sign in; ask your administrator how programs pass it"
            }
            Self::CertificateUntrusted => {
                "this computer does not trust its certificate; if your company inspects secure connections, \
                 its certificate has to be trusted by the operating system"
            }
            Self::CertificateExpired => "its certificate has expired; check the date of this computer, too",
            Self::CertificateNotYetValid => "its certificate is not valid yet; check the date of this computer",
            Self::CertificateOfAnother => "its certificate belongs to another address; check the address",
            Self::CertificateRevoked => "its certificate was revoked",
            Self::OldTls => "it offers no secure connection that is still safe (TLS 1.2 or newer)",
        })
    }
}

/// An error as the service worded it. Remote text: show it as text, never match on it. `Debug` shows
/// the code only.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Fault {
    pub code: Option<String>,
    pub message: Option<String>,
    pub detail: Option<String>,
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fault")
            .field("code", &self.code)
            .finish_non_exhaustive()
    }
}

/// What is known about the answer that an error was made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    pub status: Option<u16>,
    pub fault: Option<Fault>,
    /// QuickBooks' id of the call; its support asks for it (quickbooks-online-api §2.4).
    pub intuit_tid: Option<String>,
}

/// A cause from a library. Shown by `Debug` only, and only its kind of failure.
pub type Source = Box<dyn Error + Send + Sync>;

#[derive(Debug, thiserror::Error)]
pub enum RemoteError {
    #[error("{service} could not be reached")]
    Unreachable {
        service: Service,
        #[source]
        source: Source,
    },
    #[error("no safe connection to {service}: {obstacle}")]
    Blocked {
        service: Service,
        obstacle: Obstacle,
        #[source]
        source: Source,
    },
    #[error("{service} did not answer in time")]
    TimedOut { service: Service },
    #[error("the answer of {service} broke off")]
    Interrupted {
        service: Service,
        #[source]
        source: Option<Source>,
    },
    #[error("the address of {service} answered with {what}; that is not {service}")]
    NotTheApi {
        service: Service,
        what: NotTheApi,
        told: Box<Told>,
    },
    #[error("{service} asks to sign in again")]
    SignInNeeded { service: Service, told: Box<Told> },
    #[error("{service} does not permit this")]
    PermissionDenied { service: Service, told: Box<Told> },
    /// No access token can be had; the source says why, in the user's words.
    #[error("{source}")]
    NoToken {
        service: Service,
        #[source]
        source: Source,
    },
    #[error("the connection does not belong to this company of {service}")]
    WrongCompany { service: Service, told: Box<Told> },
    #[error("{service} asks to wait {}before calling again", Left(*retry_after))]
    RateLimited {
        service: Service,
        retry_after: Option<Duration>,
        told: Box<Told>,
    },
    /// Every wait was in vain, so it is not a busy minute (quickbooks-online-api §5.2).
    #[error(
        "the month's limit of reads from {service} is used up; reads stop until it starts anew{}",
        In(*resets_in)
    )]
    MonthUsedUp {
        service: Service,
        resets_in: Duration,
        told: Box<Told>,
    },
    /// It kept failing, so nothing is sent for a moment.
    #[error("{service} keeps failing and is left alone for a moment; it is tried again{}", In(*next_try))]
    Resting { service: Service, next_try: Duration },
    #[error("{service} has a problem of its own")]
    ServiceFailed { service: Service, told: Box<Told> },
    #[error("{service} refused the call")]
    Refused { service: Service, told: Box<Told> },
    #[error("{service} does not know this record")]
    NotFound { service: Service, told: Box<Told> },
    #[error("the address of {service} has moved; enter the new one")]
    Moved { service: Service, told: Box<Told> },
    #[error("{what}")]
    InvalidInput { what: &'static str },
    #[error("the secure connection to {service} could not be set up")]
    NotSetUp {
        service: Service,
        #[source]
        source: Source,
    },
}

impl RemoteError {
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Unreachable { .. }
            | Self::Blocked { .. }
            | Self::TimedOut { .. }
            | Self::Interrupted { .. }
            | Self::NotSetUp { .. } => ErrorCode::Unreachable,
            Self::NotTheApi { .. } | Self::Moved { .. } => ErrorCode::NotTheApi,
            Self::SignInNeeded { .. } | Self::NoToken { .. } => ErrorCode::SignInNeeded,
            Self::PermissionDenied { .. } => ErrorCode::PermissionDenied,
            Self::WrongCompany { .. } => ErrorCode::WrongCompany,
            Self::RateLimited { .. } | Self::MonthUsedUp { .. } => ErrorCode::RateLimited,
            Self::ServiceFailed { .. } | Self::Resting { .. } | Self::Refused { .. } => ErrorCode::ServiceError,
            Self::NotFound { .. } => ErrorCode::NotFound,
            Self::InvalidInput { .. } => ErrorCode::InvalidInput,
        }
    }

    /// No answer came, or it broke off: the cache is all there is for now.
    pub fn is_offline(&self) -> bool {
        self.code() == ErrorCode::Unreachable
    }

    pub fn is_sign_in_needed(&self) -> bool {
        matches!(self, Self::SignInNeeded { .. })
    }

    /// How long nothing more will be sent there, counted from this error: what the service asked for,
    /// however long, or what is left of a rest.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::RateLimited { retry_after, .. } => *retry_after,
            Self::MonthUsedUp { resets_in: left, .. } | Self::Resting { next_try: left, .. } => Some(*left),
            _ => None,
        }
    }

    /// Which service this is about; `None` for an unusable input.
    pub fn service(&self) -> Option<Service> {
        match self {
            Self::Unreachable { service, .. }
            | Self::Blocked { service, .. }
            | Self::MonthUsedUp { service, .. }
            | Self::Resting { service, .. }
            | Self::TimedOut { service }
            | Self::Interrupted { service, .. }
            | Self::NotTheApi { service, .. }
            | Self::SignInNeeded { service, .. }
            | Self::NoToken { service, .. }
            | Self::PermissionDenied { service, .. }
            | Self::WrongCompany { service, .. }
            | Self::RateLimited { service, .. }
            | Self::ServiceFailed { service, .. }
            | Self::Refused { service, .. }
            | Self::NotFound { service, .. }
            | Self::Moved { service, .. }
            | Self::NotSetUp { service, .. } => Some(*service),
            Self::InvalidInput { .. } => None,
        }
    }

    /// The error as the service worded it.
    pub fn fault(&self) -> Option<&Fault> {
        self.told()?.fault.as_ref()
    }

    pub fn intuit_tid(&self) -> Option<&str> {
        self.told()?.intuit_tid.as_deref()
    }

    pub fn status(&self) -> Option<u16> {
        self.told()?.status
    }

    fn told(&self) -> Option<&Told> {
        match self {
            Self::NotTheApi { told, .. }
            | Self::SignInNeeded { told, .. }
            | Self::PermissionDenied { told, .. }
            | Self::WrongCompany { told, .. }
            | Self::RateLimited { told, .. }
            | Self::MonthUsedUp { told, .. }
            | Self::ServiceFailed { told, .. }
            | Self::Refused { told, .. }
            | Self::NotFound { told, .. }
            | Self::Moved { told, .. } => Some(told),
            _ => None,
        }
    }
}

/// `10 h `, `12 min `, `45 s `, rounded up; nothing where it is not known.
struct Left(Option<Duration>);

impl fmt::Display for Left {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(left) = self.0 else { return Ok(()) };
        let seconds = left.as_millis().div_ceil(1000);
        match seconds {
            0 => Ok(()),
            1..=90 => write!(f, "{seconds} s "),
            91..=5400 => write!(f, "{} min ", seconds.div_ceil(60)),
            5401..=129_600 => write!(f, "{} h ", seconds.div_ceil(3600)),
            _ => write!(f, "{} days ", seconds.div_ceil(86_400)),
        }
    }
}

/// ` in 12 min`, or ` now`.
struct In(Duration);

impl fmt::Display for In {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match Left(Some(self.0)).to_string().trim_end() {
            "" => f.write_str(" now"),
            left => write!(f, " in {left}"),
        }
    }
}

/// What became of a call that changes something. It is never repeated by this crate.
#[derive(thiserror::Error)]
pub enum SendError {
    /// Nothing can have arrived or been done.
    #[error("nothing was sent")]
    NotSent(#[source] RemoteError),
    /// The service answered that it will not. The message is remote text of at most 500 characters.
    #[error("the service refused the request ({status})")]
    Refused { status: u16, message: String },
    /// It may have arrived: look before anything is repeated.
    #[error("whether the request arrived is not known")]
    Uncertain(#[source] RemoteError),
}

impl fmt::Debug for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSent(error) => f.debug_tuple("NotSent").field(error).finish(),
            Self::Refused { status, .. } => f
                .debug_struct("Refused")
                .field("status", status)
                .finish_non_exhaustive(),
            Self::Uncertain(error) => f.debug_tuple("Uncertain").field(error).finish(),
        }
    }
}
