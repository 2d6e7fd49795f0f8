//! How far the assistant is, without anything secret.

use chrono::{DateTime, Utc};
use clearpost_domain::RealmId;

use super::{LOOPBACK_REDIRECT, Slot, State};
use crate::error::{EngineError, ErrorCode};
use crate::vault::KeychainState;

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Procurement,
    Company,
    QuickBooks,
    /// For the browser's answer.
    Waiting,
    Confirm,
}

impl Step {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Procurement => "procurement",
            Self::Company => "company",
            Self::QuickBooks => "quickbooks",
            Self::Waiting => "waiting",
            Self::Confirm => "confirm",
        }
    }
}

/// An error that happened while nobody asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    pub code: ErrorCode,
    pub message: String,
    pub help: &'static str,
}

impl Failure {
    pub fn of(error: &EngineError) -> Self {
        Self {
            code: error.code(),
            message: error.to_string(),
            help: error.help(),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountView {
    pub user: Option<String>,
    /// Number, name, and whether ProcurementExpress says it is connected to QuickBooks.
    pub companies: Vec<(String, String, Option<bool>)>,
    pub chosen: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BooksView {
    pub environment: String,
    pub realm: RealmId,
    pub name: Option<String>,
    pub country: Option<String>,
    pub home_currency: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetupView {
    pub step: Step,
    pub keychain: KeychainState,
    pub held: Vec<Slot>,
    pub account: Option<AccountView>,
    pub books: Option<BooksView>,
    /// The redirect address of the sign-in that is waiting, else the one that the browser way would use.
    pub redirect_url: Option<String>,
    pub waiting_until: Option<DateTime<Utc>>,
    pub warnings: Vec<String>,
    pub failure: Option<Failure>,
}

impl State {
    pub(super) fn view(&self) -> SetupView {
        let has_company = self.existing.is_some() || self.desk.as_ref().is_some_and(|desk| desk.chosen.is_some());
        let step = match (&self.desk, &self.books) {
            _ if self.waiting.is_some() => Step::Waiting,
            (Some(desk), _) if desk.chosen.is_none() => Step::Company,
            (None, None) if !has_company => Step::Procurement,
            (_, Some(_)) if has_company => Step::Confirm,
            (Some(_), None) if self.is_without_books => Step::Confirm,
            (None, Some(_)) => Step::Procurement,
            _ => Step::QuickBooks,
        };
        SetupView {
            step,
            keychain: self.keychain.unwrap_or(KeychainState::Available),
            held: self.slots.keys().copied().collect(),
            account: self.desk.as_ref().map(|desk| AccountView {
                user: desk.account.user.clone(),
                companies: desk
                    .account
                    .companies
                    .iter()
                    .map(|company| {
                        let own = desk.chosen.as_ref().filter(|(id, _)| *id == company.id);
                        let connected = own.and_then(|(_, connected)| *connected);
                        (company.id.clone(), company.name.clone(), connected)
                    })
                    .collect(),
                chosen: desk.chosen.as_ref().map(|(id, _)| id.clone()),
            }),
            books: self.books.as_ref().map(|books| BooksView {
                environment: books.side.environment.clone(),
                realm: books.side.realm.clone(),
                name: books.side.name.clone(),
                country: books.country.clone(),
                home_currency: books.home_currency.clone(),
            }),
            redirect_url: Some(
                self.waiting
                    .as_ref()
                    .map_or_else(|| LOOPBACK_REDIRECT.to_owned(), |waiting| waiting.redirect.clone()),
            ),
            waiting_until: self.waiting.as_ref().map(|waiting| waiting.until_told),
            warnings: self.warnings(),
            failure: self.failure.clone(),
        }
    }
}
