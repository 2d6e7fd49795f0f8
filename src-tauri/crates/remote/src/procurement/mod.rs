//! The client of ProcurementExpress: lists and details as domain documents, and the two calls that
//! can make it sync again.
//!
//! It reads what the public API documents and must never call a GET that has an effect: approve,
//! reject and override are GETs there (procurementexpress-api §6.1).

mod account;
mod documents;
mod lines;
mod lists;
mod references;
mod send;

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use clearpost_domain::{Document, DocumentKind, DocumentRef, Status, Supplier};
use reqwest::Method;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use url::Url;

pub use account::{Account, CompanyChoice};

use crate::bearer::{Bearer, Held};
use crate::error::{NotTheApi, RemoteError, Service};
use crate::fields::Fields;
use crate::limits::Limits;
use crate::page::Page;
use crate::secret::Secret;
use crate::transport::{Answer, Ask, CallCounter, Judge, Pause, ServerClock, Transport, below, check_base};

/// Which generation of the API is spoken: the paths are the same, the sign-in differs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ApiPrefix {
    /// `authentication_token` header.
    #[default]
    V1,
    /// `Authorization: Bearer` header.
    V3,
}

impl ApiPrefix {
    const fn segment(self) -> &'static str {
        match self {
            Self::V1 => "v1",
            Self::V3 => "v3",
        }
    }
}

pub struct ProcurementConnection {
    pub base: Url,
    pub bearer: Arc<dyn Bearer>,
    pub company: String,
    pub api_prefix: ApiPrefix,
}

/// What the company's own record says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProcurementCompany {
    pub id: String,
    pub name: Option<String>,
    pub is_quickbooks_connected: Option<bool>,
    /// A strftime pattern such as `%Y-%m-%d`.
    pub date_format: Option<String>,
    pub gross_or_net: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OrderFilter {
    pub archived: bool,
    pub updated_after: Option<NaiveDate>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InvoiceFilter {
    pub archived: bool,
    pub updated_within: Option<UpdatedWithin>,
    /// One status only; the words are those of the service.
    pub status: Option<Status>,
}

/// The service's words for "updated within" (`invoice_date_filter`, procurementexpress-api §7.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum UpdatedWithin {
    Days7,
    Days30,
    Days60,
    Days90,
    Days180,
    Year,
}

impl UpdatedWithin {
    const fn word(self) -> &'static str {
        match self {
            Self::Days7 => "last 7days",
            Self::Days30 => "last 30days",
            Self::Days60 => "last 60days",
            Self::Days90 => "last 90days",
            Self::Days180 => "last 180days",
            Self::Year => "last 1year",
        }
    }
}

pub struct ProcurementClient {
    base: Url,
    company: String,
    api_prefix: ApiPrefix,
    held: Held,
    headers: HeaderMap,
    transport: Transport,
}

impl ProcurementClient {
    pub fn new(connection: ProcurementConnection, limits: Limits) -> Result<Self, RemoteError> {
        let company = connection.company.trim();
        let unusable = RemoteError::InvalidInput {
            what: "the ProcurementExpress company must be given by its number",
        };
        if company.is_empty() || !company.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            return Err(unusable);
        }
        let Ok(company) = HeaderValue::from_str(company) else {
            return Err(unusable);
        };
        let mut client = Self::without_company(connection, limits)?;
        client
            .headers
            .insert(HeaderName::from_static("app_company_id"), company);
        Ok(client)
    }

    /// For the questions that come before a company is chosen.
    pub(super) fn without_company(connection: ProcurementConnection, limits: Limits) -> Result<Self, RemoteError> {
        check_base(&connection.base)?;
        let company = connection.company.trim().to_owned();
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        Ok(Self {
            transport: Transport::new(Service::Procurement, &connection.base, &company, limits)?,
            headers,
            base: connection.base,
            company,
            api_prefix: connection.api_prefix,
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

    /// The company that the connection is for, with its settings.
    pub async fn company(&self) -> Result<ProcurementCompany, RemoteError> {
        let ask = self.ask(Method::GET, &["companies", "details"], "companies/details");
        let answer = self.read(&ask, true).await?;
        let judge = self.judge(true);
        let body = Fields::parse(answer.text());
        let body = body.ok_or_else(|| judge.not_the_answer(&answer, NotTheApi::OtherShape))?;
        let Some(id) = body.text("id") else {
            return Err(judge.not_the_answer(&answer, NotTheApi::OtherShape));
        };
        if id != self.company {
            return Err(judge.error(&Answer::new(403, None, None, Vec::new()), None));
        }
        let settings = body.object("company_setting").unwrap_or_default();
        Ok(ProcurementCompany {
            id,
            name: body.text("name"),
            is_quickbooks_connected: settings
                .flag("is_quickbooks_connected")
                .or_else(|| body.flag("is_quickbooks_connected")),
            date_format: settings.text("date_format"),
            gross_or_net: settings.text("gross_or_net"),
        })
    }

    /// One page of orders, 20 rows as the service has it.
    pub async fn orders(&self, page: u32, filter: OrderFilter) -> Result<Page<Document>, RemoteError> {
        let mut ask = self.ask(Method::GET, &["purchase_orders"], "purchase_orders");
        {
            let mut query = ask.url.query_pairs_mut();
            query.append_pair("orders_page", &page.to_string());
            query.append_pair("archived", if filter.archived { "true" } else { "false" });
            if let Some(day) = filter.updated_after {
                query.append_pair("updated_after", &day.format("%Y-%m-%d").to_string());
            }
        }
        let archived = filter.archived;
        self.list(&ask, "purchase_orders", "orders", |fields| {
            documents::order(fields, archived, None)
        })
        .await
    }

    /// One page of invoices, 100 rows where the service allows it.
    pub async fn invoices(&self, page: u32, filter: InvoiceFilter) -> Result<Page<Document>, RemoteError> {
        let mut ask = self.ask(Method::GET, &["invoices"], "invoices");
        {
            let mut query = ask.url.query_pairs_mut();
            query.append_pair("page", &page.to_string());
            query.append_pair("per_page", "100");
            query.append_pair("archived", if filter.archived { "true" } else { "false" });
            if let Some(within) = filter.updated_within {
                query.append_pair("invoice_date_filter", within.word());
            }
            if let Some(status) = &filter.status {
                query.append_pair("invoice_statuses_filter", status.word());
            }
        }
        let archived = filter.archived;
        self.list(&ask, "invoices", "invoices", |fields| {
            documents::invoice(fields, archived, None)
        })
        .await
    }

    /// One document with everything its page tells; `now` becomes the detail's `read_at`.
    pub async fn document(&self, reference: DocumentRef, now: DateTime<Utc>) -> Result<Document, RemoteError> {
        let answer = self.detail(reference).await?;
        let unreadable = || self.judge(false).not_the_answer(&answer, NotTheApi::UnreadableRecord);
        let fields = Fields::parse(answer.text()).ok_or_else(unreadable)?;
        let document = match reference.kind {
            DocumentKind::Order => documents::order(&fields, false, Some(now)),
            DocumentKind::Invoice => documents::invoice(&fields, false, Some(now)),
        }
        .map_err(|_| unreadable())?;
        if document.reference == reference {
            Ok(document)
        } else {
            Err(unreadable())
        }
    }

    /// All suppliers, following the pages if the service makes any.
    pub async fn suppliers(&self, archived: bool) -> Result<Page<Supplier>, RemoteError> {
        self.all_suppliers(archived).await
    }

    /// The document's page in the web application. The form of the invoice's is inferred
    /// (procurementexpress-api §12).
    pub fn document_url(&self, reference: DocumentRef) -> Url {
        let id = reference.id.to_string();
        below(&self.base, ["en", collection(reference.kind), id.as_str()])
    }

    async fn detail(&self, reference: DocumentRef) -> Result<Answer, RemoteError> {
        let id = reference.id.to_string();
        let list = collection(reference.kind);
        let ask = self.ask(Method::GET, &[list, &id], &format!("{list}/{{id}}"));
        self.read(&ask, false).await
    }

    /// Reads; a refused token is renewed once.
    async fn read(&self, ask: &Ask, about_company: bool) -> Result<Answer, RemoteError> {
        let token = self.held.token().await?;
        match self.read_as(&token, ask, about_company).await {
            Err(refused) if refused.is_sign_in_needed() => match self.held.renewed(&token).await? {
                Some(token) => self.read_as(&token, ask, about_company).await,
                None => Err(refused),
            },
            other => other,
        }
    }

    async fn read_as(&self, token: &Arc<Secret>, ask: &Ask, about_company: bool) -> Result<Answer, RemoteError> {
        let ask = self.signed(token, ask)?;
        let judge = Judge {
            secret: Arc::clone(token),
            ..self.judge(about_company)
        };
        self.transport.read(&ask, &judge).await
    }

    /// The request with the token in the header of its generation.
    fn signed(&self, token: &Secret, ask: &Ask) -> Result<Ask, RemoteError> {
        if token.is_empty() {
            return Err(RemoteError::InvalidInput {
                what: "the ProcurementExpress token is empty",
            });
        }
        let token = token.reveal().trim();
        let (name, value) = match self.api_prefix {
            ApiPrefix::V1 => (
                HeaderName::from_static("authentication_token"),
                HeaderValue::from_str(token),
            ),
            ApiPrefix::V3 => (AUTHORIZATION, HeaderValue::from_str(&format!("Bearer {token}"))),
        };
        let Ok(mut value) = value else {
            return Err(RemoteError::InvalidInput {
                what: "the ProcurementExpress token contains characters that no token has",
            });
        };
        value.set_sensitive(true);
        let mut signed = ask.clone();
        signed.headers.insert(name, value);
        Ok(signed)
    }

    /// Judges an answer to the token that was used last.
    fn judge(&self, about_company: bool) -> Judge {
        Judge {
            service: Service::Procurement,
            secret: self.held.last(),
            about_company,
        }
    }

    fn ask(&self, method: Method, path: &[&str], template: &str) -> Ask {
        let prefix = self.api_prefix.segment();
        let segments = ["api", prefix].into_iter().chain(path.iter().copied());
        Ask {
            method,
            url: below(&self.base, segments),
            template: format!("/api/{prefix}/{template}"),
            headers: self.headers.clone(),
            body: None,
        }
    }
}

const fn collection(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::Order => "purchase_orders",
        DocumentKind::Invoice => "invoices",
    }
}
