//! The client of QuickBooks Online: reads lists, transactions, changes and settings of one company.
//!
//! The accounting scope allows writing; this client must never do it. It knows query, read, cdc and
//! the two settings calls, and nothing else (quickbooks-online-api §1.2).

mod changes;
mod company;
mod query;
mod records;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use clearpost_domain::{CompanyFacts, Entity, ListKind, ListRecord, RealmId, Transaction};
use reqwest::Method;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use url::Url;

pub use changes::Changes;
pub use query::escape;

use crate::bearer::{Bearer, Held};
use crate::error::{NotTheApi, RemoteError, Service};
use crate::fields::Fields;
use crate::limits::Limits;
use crate::page::Page;
use crate::secret::Secret;
use crate::transport::{Answer, Ask, CallCounter, Judge, Pause, ServerClock, Transport, below, check_base};
use query::Rows;

/// The only one that counts since August 2025 (quickbooks-online-api §2.2).
const MINOR_VERSION: &str = "75";
/// Values per `IN (...)` list.
const CHUNK: usize = 30;
/// Longer statements are posted: the longest address is not documented.
const LONGEST_IN_ADDRESS: usize = 1500;
/// Rows of a page at most.
pub const MOST_ROWS: u32 = query::MOST_ROWS;

/// One part of the books that is read by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    List(ListKind),
    Transactions(Entity),
}

impl Part {
    /// QuickBooks' name of the entity.
    pub const fn word(self) -> &'static str {
        match self {
            Self::List(kind) => kind.word(),
            Self::Transactions(entity) => entity.word(),
        }
    }
}

pub struct QuickBooksConnection {
    pub base: Url,
    pub realm: RealmId,
    pub bearer: Arc<dyn Bearer>,
}

pub struct QuickBooksClient {
    base: Url,
    realm: RealmId,
    held: Held,
    transport: Transport,
}

impl QuickBooksClient {
    pub fn new(connection: QuickBooksConnection, limits: Limits) -> Result<Self, RemoteError> {
        check_base(&connection.base)?;
        let realm = connection.realm.as_str();
        if realm.is_empty() || realm.len() > 30 || !is_id(realm) {
            return Err(RemoteError::InvalidInput {
                what: "the QuickBooks company must be given by its number (realm id)",
            });
        }
        Ok(Self {
            transport: Transport::new(Service::QuickBooks, &connection.base, realm, limits)?,
            base: connection.base,
            realm: connection.realm,
            held: Held::new(connection.bearer),
        })
    }

    /// Plain http is spoken to this computer only.
    pub fn is_encrypted(&self) -> bool {
        self.base.scheme() == "https"
    }

    /// Requests that left so far, repeated ones included.
    pub fn calls(&self) -> u64 {
        self.transport.counter().calls()
    }

    pub fn counter(&self) -> CallCounter {
        self.transport.counter().clone()
    }

    /// The service's clock, as its answers tell it.
    pub fn server_clock(&self) -> ServerClock {
        self.transport.server_clock().clone()
    }

    /// The pause that holds every call back, if one is on; it counts down.
    pub fn pause(&self) -> Option<Pause> {
        self.transport.pause()
    }

    /// The next call looks whether the pause is over: the user asked for it.
    pub fn look_now(&self) {
        self.transport.look_now();
    }

    pub fn realm(&self) -> &RealmId {
        &self.realm
    }

    /// Company info and preferences together.
    pub async fn company_facts(&self) -> Result<CompanyFacts, RemoteError> {
        let info = self.ask(&["companyinfo", self.realm.as_str()], "companyinfo/{realm}");
        let preferences = self.ask(&["preferences"], "preferences");
        let (info, preferences) = tokio::try_join!(self.read_about(info, true), self.read_about(preferences, true))?;
        let other = |answer: &Answer| self.not_the_answer(answer, NotTheApi::OtherShape);
        let facts = company::facts(info.text(), preferences.text());
        facts.map_err(|in_info| other(if in_info { &info } else { &preferences }))
    }

    /// One page of a list, inactive records included; `start` counts from 1. `since`: only what changed
    /// then or later.
    pub async fn list(
        &self,
        kind: ListKind,
        since: Option<DateTime<Utc>>,
        start: u32,
    ) -> Result<Page<ListRecord>, RemoteError> {
        let answer = self.query(&query::page(Part::List(kind), since, start)).await?;
        let rows = self.rows(&answer, kind.word())?;
        let mut page = Page::empty();
        let token = self.secret();
        for raw in &rows.rows {
            page.take(records::list_record(kind, raw), kind.word(), raw.get(), &token);
        }
        page.next = rows.next(start);
        page.total = rows.total;
        Ok(page)
    }

    /// One page of transactions; `start` counts from 1.
    pub async fn transactions(
        &self,
        entity: Entity,
        start: u32,
        now: DateTime<Utc>,
    ) -> Result<Page<Transaction>, RemoteError> {
        let statement = query::page(Part::Transactions(entity), None, start);
        self.transactions_of(entity, &statement, start, now).await
    }

    /// How many records there are, inactive ones included.
    pub async fn count(&self, part: Part, since: Option<DateTime<Utc>>) -> Result<u64, RemoteError> {
        let answer = self.query(&query::count(part, since)).await?;
        self.rows(&answer, part.word())?
            .total
            .ok_or_else(|| self.not_the_answer(&answer, NotTheApi::OtherShape))
    }

    /// Every transaction that has one of these numbers. A record that cannot be read is an error
    /// here: whoever looks before sending must not take it for absent.
    pub async fn find_by_numbers(
        &self,
        entity: Entity,
        numbers: &[String],
        now: DateTime<Utc>,
    ) -> Result<Vec<Transaction>, RemoteError> {
        let unusable = |what| RemoteError::NotTheApi {
            service: Service::QuickBooks,
            what,
            told: Box::default(),
        };
        let mut found: Vec<Transaction> = Vec::new();
        for chunk in numbers.chunks(CHUNK) {
            let mut start = 1;
            for page_number in 1.. {
                let before = found.len();
                let statement = query::by_numbers(entity, chunk, start);
                let page = self.transactions_of(entity, &statement, start, now).await?;
                if !page.quarantined.is_empty() {
                    return Err(unusable(NotTheApi::UnreadableRecord));
                }
                for transaction in page.items {
                    if !found.iter().any(|other| other.key == transaction.key) {
                        found.push(transaction);
                    }
                }
                match page.next {
                    // A page without news is a page again.
                    Some(_) if found.len() == before || page_number >= self.transport.limits().pages => {
                        return Err(unusable(NotTheApi::PagesRepeat));
                    }
                    Some(next) => start = next,
                    None => break,
                }
            }
        }
        Ok(found)
    }

    /// One transaction, or `None` if QuickBooks does not have it (any more).
    pub async fn read(&self, entity: Entity, id: &str, now: DateTime<Utc>) -> Result<Option<Transaction>, RemoteError> {
        if !is_id(id) {
            return Err(RemoteError::InvalidInput {
                what: "a QuickBooks id consists of digits",
            });
        }
        let path = entity.word().to_ascii_lowercase();
        let ask = self.ask(&[&path, id], &format!("{path}/{{id}}"));
        let answer = match self.read_about(ask, false).await {
            // 610 is also the answer for an unknown id (quickbooks-online-api §7.2).
            Err(error @ RemoteError::NotFound { .. })
                if error.fault().is_some_and(|fault| fault.code.as_deref() == Some("610")) =>
            {
                return Ok(None);
            }
            other => other?,
        };
        let body = Fields::parse(answer.text());
        let record = body.as_ref().and_then(|body| body.raw(entity.word()));
        let Some(record) = record else {
            return Err(self.not_the_answer(&answer, NotTheApi::OtherShape));
        };
        if records::is_deleted(record) {
            return Ok(None);
        }
        records::transaction(entity, record, now)
            .map(Some)
            .map_err(|_| self.not_the_answer(&answer, NotTheApi::UnreadableRecord))
    }

    async fn transactions_of(
        &self,
        entity: Entity,
        statement: &str,
        start: u32,
        now: DateTime<Utc>,
    ) -> Result<Page<Transaction>, RemoteError> {
        let answer = self.query(statement).await?;
        let rows = self.rows(&answer, entity.word())?;
        let mut page = Page::empty();
        let token = self.secret();
        for raw in &rows.rows {
            page.take(records::transaction(entity, raw, now), entity.word(), raw.get(), &token);
        }
        page.next = rows.next(start);
        page.total = rows.total;
        Ok(page)
    }

    fn rows<'a>(&self, answer: &'a Answer, entity: &str) -> Result<Rows<'a>, RemoteError> {
        Rows::parse(answer.text(), entity).ok_or_else(|| self.not_the_answer(answer, NotTheApi::OtherShape))
    }

    async fn query(&self, statement: &str) -> Result<Answer, RemoteError> {
        let mut ask = self.ask(&["query"], "query");
        if statement.len() > LONGEST_IN_ADDRESS {
            ask.method = Method::POST;
            ask.headers
                .insert(CONTENT_TYPE, HeaderValue::from_static("application/text"));
            ask.body = Some(statement.as_bytes().to_vec());
        } else {
            ask.url.query_pairs_mut().append_pair("query", statement);
        }
        self.read_about(ask, false).await
    }

    /// Reads; a refused token is renewed once.
    async fn read_about(&self, ask: Ask, about_company: bool) -> Result<Answer, RemoteError> {
        let token = self.held.token().await?;
        match self.read_as(&token, ask.clone(), about_company).await {
            Err(refused) if refused.is_sign_in_needed() => match self.held.renewed(&token).await? {
                Some(token) => self.read_as(&token, ask, about_company).await,
                None => Err(refused),
            },
            other => other,
        }
    }

    async fn read_as(&self, token: &Arc<Secret>, mut ask: Ask, about_company: bool) -> Result<Answer, RemoteError> {
        ask.headers.insert(AUTHORIZATION, authorization(token)?);
        let judge = Judge {
            secret: Arc::clone(token),
            ..self.judge(about_company)
        };
        self.transport.read(&ask, &judge).await
    }

    fn not_the_answer(&self, answer: &Answer, what: NotTheApi) -> RemoteError {
        self.judge(false).not_the_answer(answer, what)
    }

    /// Judges an answer to the token that was used last.
    fn judge(&self, about_company: bool) -> Judge {
        Judge {
            service: Service::QuickBooks,
            secret: self.held.last(),
            about_company,
        }
    }

    fn secret(&self) -> Arc<Secret> {
        self.held.last()
    }

    fn ask(&self, path: &[&str], template: &str) -> Ask {
        let segments = ["v3", "company", self.realm.as_str()]
            .into_iter()
            .chain(path.iter().copied());
        let mut url = below(&self.base, segments);
        url.query_pairs_mut().append_pair("minorversion", MINOR_VERSION);
        let mut headers = HeaderMap::new();
        // Without it the answer is XML (quickbooks-online-api §2.3).
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        Ask {
            method: Method::GET,
            url,
            template: format!("/v3/company/{{realm}}/{template}"),
            headers,
            body: None,
        }
    }
}

fn authorization(token: &Secret) -> Result<HeaderValue, RemoteError> {
    let unusable = RemoteError::InvalidInput {
        what: "the QuickBooks access token is empty or contains characters that no token has",
    };
    if token.is_empty() {
        return Err(unusable);
    }
    let Ok(mut value) = HeaderValue::from_str(&format!("Bearer {}", token.reveal().trim())) else {
        return Err(unusable);
    };
    value.set_sensitive(true);
    Ok(value)
}

fn is_id(text: &str) -> bool {
    !text.is_empty() && text.len() <= 40 && text.bytes().all(|b| b.is_ascii_digit())
}
