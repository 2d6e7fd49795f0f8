//! The use cases: connect, refresh, verify, diagnose, resend, set aside, export.
//!
//! This is the only crate that writes the ledger, and the only one that joins network, store and the
//! pure core. It must not know the webview, the terminal or the data contract's shapes.

mod accounts;
mod agreement;
mod calls;
mod check;
mod clock;
mod colour;
mod connection;
mod desk;
mod engine;
mod error;
mod export;
mod forecast;
mod guard;
mod job;
mod judge;
mod judged;
mod kept;
mod links;
mod outbox;
pub mod paper;
mod part;
mod patterns;
mod proof;
mod radar;
mod refresh;
mod resend;
mod settings;
mod setup;
mod status;
mod support;
mod table;
mod tokens;
mod twins;
mod vault;
mod world;

pub use accounts::{Accounts, Company, Disconnected};
pub use agreement::{Agreement, AgreementChange};
pub use calls::Calls;
pub use check::{Check, CheckState};
pub use clearpost_remote::{Limits, Secret};
pub use clearpost_store::{Source, SourceFacts, StatusRow};
pub use clock::Clock;
pub use colour::{Colour, UnknownColour};
pub use connection::{AgreedBy, Connection, InvalidConnection, QuickBooksAccess, ResendCalls, from_environment};
pub use desk::Overview;
pub use engine::{Engine, Options};
pub use error::{EngineError, ErrorCode};
pub use export::{write_csv, write_receipt_csv};
pub use forecast::{Forecast, Foreseen};
pub use job::{Cancel, Progress, Report, no_report};
pub use links::Pages;
pub use outbox::conflict;
pub use patterns::{OwnPatterns, PATTERN_FILE, PatternFileError};
pub use proof::ProofCard;
pub use radar::{ClosingRadar, RadarPart, RadarQuestion};
pub use refresh::{Extent, Partial, RefreshReport};
pub use resend::{Consent, Opener, ReceiptLine, ReceiptView, ResendOptions, ResendReport, Resent};
pub use settings::{CompanySettings, ProbedField, Rules, SettingsChange};
pub use setup::{
    AccountView, BooksView, Failure, ProcurementSignIn, QuickBooksSignIn, QuickBooksWay, Setup, SetupView, Slot, Step,
};
pub use support::{SUPPORT_CHAT, SUPPORT_EMAIL, SUPPORT_WHATSAPP, SupportBundle, SupportFile};
pub use table::{Filter, Sort, SortField, Table, Window, age_days, waiting};
pub use tokens::{TokenError, Trouble};
pub use twins::Twins;
pub use vault::{KeychainState, VaultError};
pub use world::DocumentView;
