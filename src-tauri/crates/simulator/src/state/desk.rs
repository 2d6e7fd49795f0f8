//! The procurement service's data: documents, suppliers, copied lists. Ids of documents are
//! dense, so a document is found by position. Knows nothing of QuickBooks except the mappings
//! the real service keeps.

use super::changes::Changes;
use super::document::{Author, Document, Entry, Kind, Ref};
use super::lists::Lists;
use super::profile::Profile;
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

pub struct Supplier {
    pub id: u64,
    pub name: String,
    pub archived: bool,
    pub email: String,
    pub currency: &'static str,
    pub created: DateTime<Utc>,
    pub updated: DateTime<Utc>,
    /// The vendor it is linked to: set once, by the first sync.
    pub vendor: Option<u64>,
}

/// A row of the chart of accounts as copied from QuickBooks. `books` is not public.
#[allow(clippy::struct_field_names)] // QuickBooks' word
pub struct Account {
    pub id: u64,
    pub books: u64,
    pub name: String,
    pub number: String,
    pub classification: &'static str,
    pub account_type: &'static str,
    pub archived: bool,
}

/// A QuickBooks customer or class as copied. `books` is not public.
pub struct Tag {
    pub id: u64,
    pub books: u64,
    pub name: String,
    pub archived: bool,
}

/// Payment terms, which reach QuickBooks by their name.
pub struct Terms {
    pub id: u64,
    pub name: &'static str,
    pub days: u64,
}

/// Something that is bought again and again. `books` is its QuickBooks item, which is not public.
pub struct Product {
    pub id: u64,
    pub books: u64,
    pub name: &'static str,
}

pub struct Person {
    pub id: u64,
    pub name: &'static str,
    pub email: &'static str,
}

pub struct Currency {
    pub id: u64,
    pub iso: &'static str,
    pub numeric: &'static str,
    pub name: &'static str,
    pub symbol: &'static str,
    pub rate: Decimal,
}

/// The procurement service's own connection to QuickBooks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connection {
    Good,
    Expired,
    /// The user who connected is no administrator any more.
    UserRemoved,
    Throttled,
    Unavailable,
    /// Not connected at all: nothing is sent and nothing is reported.
    Off,
}

impl Connection {
    const ALL: [Self; 6] = [
        Self::Good,
        Self::Expired,
        Self::UserRemoved,
        Self::Throttled,
        Self::Unavailable,
        Self::Off,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Expired => "expired",
            Self::UserRemoved => "user_removed",
            Self::Throttled => "throttled",
            Self::Unavailable => "unavailable",
            Self::Off => "off",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name() == text)
    }
}

pub struct Desk {
    pub profile: &'static Profile,
    /// Seed of the secrets inside its answers.
    pub seed: u64,
    pub connection: Connection,
    pub people: Vec<Person>,
    pub currencies: Vec<Currency>,
    pub departments: Vec<(u64, &'static str)>,
    pub terms: Vec<Terms>,
    pub products: Vec<Product>,
    /// The day the company connected QuickBooks: invoices dated before it are not sent.
    pub sync_start: NaiveDate,
    pub suppliers: Vec<Supplier>,
    pub accounts: Vec<Account>,
    pub customers: Vec<Tag>,
    pub classes: Vec<Tag>,
    pub orders: Vec<Document>,
    pub invoices: Vec<Document>,
    pub lists: Lists,
    pub changes: Changes<Ref>,
    pub next_entry: u64,
    pub next_line: u64,
}

impl Desk {
    fn position(&self, kind: Kind, id: u64) -> Option<usize> {
        usize::try_from(id.checked_sub(self.profile.first(kind))?).ok()
    }

    pub fn documents(&self, kind: Kind) -> &[Document] {
        match kind {
            Kind::Order => &self.orders,
            Kind::Invoice => &self.invoices,
        }
    }

    pub fn get(&self, name: Ref) -> Option<&Document> {
        self.documents(name.kind).get(self.position(name.kind, name.id)?)
    }

    /// Adds a document, whose id must be the next one of its kind.
    pub fn add(&mut self, doc: Document) {
        self.changes.touch(doc.name());
        match doc.kind {
            Kind::Order => self.orders.push(doc),
            Kind::Invoice => self.invoices.push(doc),
        }
        self.lists.changed();
    }

    pub fn get_mut(&mut self, name: Ref) -> Option<&mut Document> {
        let at = self.position(name.kind, name.id)?;
        self.changes.touch(name);
        match name.kind {
            Kind::Order => self.orders.get_mut(at),
            Kind::Invoice => self.invoices.get_mut(at),
        }
    }

    /// Documents that changed at that time or later.
    pub fn changed_since(&self, kind: Kind, at: DateTime<Utc>) -> impl Iterator<Item = &Document> {
        let names = self.changes.since(at).into_iter();
        names
            .filter(move |name| name.kind == kind)
            .filter_map(|name| self.get(name))
            .filter(move |doc| doc.updated >= at)
    }

    /// Ends the making of the company: from here on changes are few.
    pub fn settled(&mut self) {
        let docs = self.orders.iter().chain(&self.invoices);
        self.changes.restart(docs.map(|doc| (doc.updated, doc.name())));
        self.lists.changed();
    }

    pub fn supplier(&self, id: u64) -> Option<&Supplier> {
        let at = usize::try_from(id.checked_sub(self.suppliers.first()?.id)?).ok()?;
        self.suppliers.get(at)
    }

    pub fn supplier_mut(&mut self, id: u64) -> Option<&mut Supplier> {
        let at = usize::try_from(id.checked_sub(self.suppliers.first()?.id)?).ok()?;
        self.suppliers.get_mut(at)
    }

    pub fn account(&self, id: u64) -> Option<&Account> {
        self.accounts.iter().find(|account| account.id == id)
    }

    pub fn currency(&self, iso: &str) -> Option<&Currency> {
        self.currencies.iter().find(|currency| currency.iso == iso)
    }

    pub fn person(&self, at: usize) -> Option<&Person> {
        self.people.get(at)
    }

    /// Adds an entry to a document's history (an order has only comments).
    pub fn write(&mut self, name: Ref, author: Author, at: DateTime<Utc>, text: String) {
        let entry = self.entry(author, at, text);
        if let Some(doc) = self.get_mut(name) {
            doc.entries.push(entry);
        }
    }

    /// Adds a person's comment.
    pub fn comment(&mut self, name: Ref, author: Author, at: DateTime<Utc>, text: String) -> Option<u64> {
        let entry = self.entry(author, at, text);
        let id = entry.id;
        let doc = self.get_mut(name)?;
        match name.kind {
            Kind::Order => doc.entries.push(entry),
            Kind::Invoice => doc.comments.push(entry),
        }
        Some(id)
    }

    fn entry(&mut self, author: Author, at: DateTime<Utc>, text: String) -> Entry {
        self.next_entry += 1;
        Entry {
            id: self.next_entry,
            at,
            author,
            text,
        }
    }
}
