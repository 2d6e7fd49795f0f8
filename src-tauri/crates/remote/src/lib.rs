//! One HTTP transport and the two typed clients: ProcurementExpress and QuickBooks Online.
//!
//! Everything that leaves this crate is a domain value or a typed error. It must not keep anything
//! (no store, no vault, no clock of its own for facts), must not repeat a call that changes
//! something, and must not let a secret out: neither ours nor those the services put into answers.

mod bearer;
mod error;
mod fields;
mod limits;
mod oauth;
mod page;
mod procurement;
mod quickbooks;
mod redact;
mod scalar;
mod secret;
mod transport;

pub use bearer::{Bearer, FixedToken, Later};
pub use error::{ErrorCode, Fault, NotTheApi, Obstacle, RemoteError, SendError, Service, Told};
pub use limits::{Lane, Limits};
pub use oauth::{
    Authorization, ClientKeys, Endpoints, Intuit, IntuitKeys, KeyKind, KeysIn, OAuthError, ProcurementOAuth, SCOPE,
    TokenPath, Tokens,
};
pub use page::{Page, Quarantined};
pub use procurement::{
    Account, ApiPrefix, CompanyChoice, InvoiceFilter, OrderFilter, ProcurementClient, ProcurementCompany,
    ProcurementConnection, UpdatedWithin,
};
pub use quickbooks::{Changes, MOST_ROWS, Part, QuickBooksClient, QuickBooksConnection, escape};
pub use secret::Secret;
pub use transport::{CallCounter, Pause, PauseCause, ServerClock, parse_base};
