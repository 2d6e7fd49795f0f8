//! Handlers of the companies and of the connection assistant: no company needs to be open for them.

use std::path::Path;
use std::sync::Arc;

use clearpost_domain::CompanyKey;
use clearpost_engine as engine;
use clearpost_engine::{
    Clock, Failure, KeychainState, ProcurementSignIn, QuickBooksSignIn, QuickBooksWay, Setup, SetupView, Slot, Source,
};
use url::Url;

use crate::app::App;
use crate::convert;
use crate::dto;
use crate::error::invalid_input;

type Answer<T> = Result<T, dto::ErrorBody>;

/// Longer than any token; a pasted address is shorter, too.
const LONGEST_SECRET: usize = 20_000;

/// The connections of one data folder, and the assistant that makes them.
#[derive(Clone)]
pub struct Accounts {
    accounts: Arc<engine::Accounts>,
    setup: Arc<Setup>,
}

impl Accounts {
    pub fn open(data_dir: &Path, clock: Clock) -> Answer<Self> {
        let accounts = Arc::new(engine::Accounts::open(data_dir, clock)?);
        Ok(Self {
            setup: Setup::new(Arc::clone(&accounts)),
            accounts,
        })
    }

    /// All companies; `open` is the one that is open, if one is.
    pub async fn companies(&self, open: Option<&App>) -> Answer<dto::CompaniesResult> {
        self.accounts.retry_revocations().await?;
        let key = open.and_then(App::key);
        let mut companies: Vec<dto::CompanyItem> = self
            .accounts
            .companies()?
            .iter()
            .map(|company| item(company, key))
            .collect();
        if let Some(open) = open
            && key.is_some()
        {
            open_as_it_is(&mut companies, &open.status()?);
        }
        Ok(dto::CompaniesResult {
            companies,
            keychain: keychain(self.accounts.keychain().await?),
        })
    }

    /// Whether the keychain can be used now.
    pub async fn keychain(&self) -> Answer<dto::KeychainItem> {
        Ok(keychain(self.accounts.keychain().await?))
    }

    /// The key of the stored connection that is meant, or of the default or only one.
    pub fn find(&self, wanted: Option<&str>) -> Answer<Option<String>> {
        let found = self.accounts.find(wanted)?;
        Ok(found.map(|company| company.key.as_str().to_owned()))
    }

    /// Which company opens when none is named.
    pub fn choose_default(&self, key: &str) -> Answer<()> {
        Ok(self.accounts.choose_default(&CompanyKey::new(key))?)
    }

    /// How far the assistant is.
    pub async fn setup(&self) -> Answer<dto::SetupResult> {
        Ok(view(self.setup.view().await))
    }

    /// Begins anew, for a connection that gets a new sign-in or for none.
    pub async fn setup_begin(&self, key: Option<&str>) -> Answer<dto::SetupResult> {
        let key = key.map(CompanyKey::new);
        Ok(view(self.setup.begin(key.as_ref()).await?))
    }

    /// Puts a secret into its slot. The address of the browser's last page is worked on at once.
    pub async fn setup_fill(&self, slot: &str, secret: String) -> Answer<dto::SetupResult> {
        if secret.len() > LONGEST_SECRET {
            return Err(invalid_input("this is too long for a token, a key or an address"));
        }
        let slot = Slot::from_word(slot).ok_or_else(|| invalid_input("there is no such slot for a secret"))?;
        let held = self.setup.fill(slot, engine::Secret::new(secret)).await;
        if slot == Slot::QuickBooksCallback && held.held.contains(&slot) {
            return Ok(view(self.setup.pasted().await?));
        }
        Ok(view(held))
    }

    pub async fn setup_procurement(&self, query: &dto::SetupProcurement) -> Answer<dto::SetupResult> {
        let sign_in = ProcurementSignIn {
            url: query.url.clone(),
            method: query.method.clone(),
            client_id: query.client_id.clone(),
            username: query.username.clone(),
        };
        Ok(view(self.setup.procurement(&sign_in).await?))
    }

    pub async fn setup_company(&self, company: &str) -> Answer<dto::SetupResult> {
        Ok(view(self.setup.company(company).await?))
    }

    /// Begins to sign in to QuickBooks Online; `url` stands in for Intuit's own address.
    pub async fn setup_quickbooks(
        &self,
        query: &dto::SetupQuickBooks,
        url: Option<String>,
    ) -> Answer<dto::SetupResult> {
        let sign_in = QuickBooksSignIn {
            environment: query.environment.clone(),
            url,
            client_id: query.client_id.clone(),
            way: match query.method.as_str() {
                "browser" => QuickBooksWay::Browser,
                "pasted_callback" => QuickBooksWay::PastedCallback,
                "refresh_token" => QuickBooksWay::RefreshToken,
                _ => {
                    return Err(invalid_input(
                        "the way to sign in is browser, pasted_callback or refresh_token",
                    ));
                }
            },
            realm: query.realm.clone(),
            redirect_url: query.redirect_url.clone(),
        };
        let (seen, _) = Box::pin(self.setup.quickbooks(&sign_in)).await?;
        Ok(view(seen))
    }

    /// The page to open in the system's browser, while its answer is awaited.
    pub async fn setup_browser_page(&self) -> Answer<Url> {
        let page = self.setup.browser_page().await;
        page.ok_or_else(|| invalid_input("no sign-in is waiting for the browser"))
    }

    /// Waits until the browser's answer has come, or its time is up.
    pub async fn setup_settled(&self) -> Answer<dto::SetupResult> {
        Ok(view(self.setup.settled().await))
    }

    pub async fn setup_without_quickbooks(&self) -> Answer<dto::SetupResult> {
        Ok(view(self.setup.without_books().await?))
    }

    /// Stores what was entered. The key opens the company. Another company than before needs to be
    /// accepted by whoever has seen the warnings.
    pub async fn setup_confirm(&self, colour: Option<&str>, accepts_other_company: bool) -> Answer<String> {
        let colour = match colour {
            None => None,
            Some(word) => {
                let known = word.parse();
                Some(known.map_err(|_| invalid_input("this is none of the eight colours"))?)
            }
        };
        let key = self.setup.confirm(colour, accepts_other_company).await?;
        Ok(key.as_str().to_owned())
    }

    pub async fn setup_cancel(&self) {
        self.setup.cancel().await;
    }

    pub async fn disconnect(&self, query: &dto::DisconnectQuery) -> Answer<dto::DisconnectResult> {
        let side = Source::ALL.into_iter().find(|side| side.word() == query.service);
        let side = side.ok_or_else(|| invalid_input("the service is procurement or quickbooks"))?;
        let key = CompanyKey::new(query.key.as_str());
        let done = self.accounts.disconnect(&key, side, query.wipe).await?;
        Ok(dto::DisconnectResult {
            revoked: done.is_revoked,
            text: done.text,
        })
    }
}

fn keychain(state: KeychainState) -> dto::KeychainItem {
    dto::KeychainItem {
        state: state.word().to_owned(),
        text: state.text().to_owned(),
        help: state.help().to_owned(),
    }
}

/// The demonstration and a connection from the environment are stored nowhere, but open all the same.
fn open_as_it_is(companies: &mut Vec<dto::CompanyItem>, status: &dto::StatusResult) {
    let known = companies.iter().position(|company| company.open);
    if known.is_none() || status.demonstration {
        let (procurement_company, realm) = status.key.split_once('/').unwrap_or((&status.key, "-"));
        for company in companies.iter_mut() {
            company.open = false;
        }
        companies.insert(
            0,
            dto::CompanyItem {
                key: status.key.clone(),
                name: status.company.clone(),
                quickbooks_name: status.quickbooks_company.clone(),
                procurement_company: procurement_company.to_owned(),
                realm: (realm != "-").then(|| realm.to_owned()),
                environment: None,
                colour: status.colour.clone(),
                demonstration: status.demonstration,
                open: true,
                state: "connected".to_owned(),
                why: None,
            },
        );
    } else if let Some(company) = companies.iter_mut().find(|company| company.open)
        && company.state == "cache_only"
        && status.connected
    {
        "connected".clone_into(&mut company.state);
        company.why = None;
    }
}

fn item(company: &engine::Company, open: Option<&str>) -> dto::CompanyItem {
    let stops = company.trouble.filter(|(_, trouble)| trouble.stops());
    let (state, why) = match (company.is_connected, stops, &company.realm) {
        (false, ..) => (
            "cache_only",
            Some("Its credentials are not stored; what was read is shown."),
        ),
        (true, Some((_, trouble)), _) => ("sign_in_needed", Some(trouble.text())),
        (true, None, None) => (
            "disconnected",
            Some("QuickBooks Online is not connected, so nothing can be proved."),
        ),
        (true, None, Some(_)) => ("connected", company.trouble.map(|(_, trouble)| trouble.text())),
    };
    dto::CompanyItem {
        key: company.key.as_str().to_owned(),
        name: company.name.clone(),
        quickbooks_name: company.quickbooks_name.clone(),
        procurement_company: company.procurement_company.clone(),
        realm: company.realm.as_ref().map(|realm| realm.as_str().to_owned()),
        environment: company.environment.clone(),
        colour: company.colour.word().to_owned(),
        demonstration: false,
        open: open == Some(company.key.as_str()),
        state: state.to_owned(),
        why: why.map(crate::error::sentence),
    }
}

fn view(seen: SetupView) -> dto::SetupResult {
    dto::SetupResult {
        step: seen.step.word().to_owned(),
        keychain: keychain(seen.keychain),
        held: seen.held.into_iter().map(|slot| slot.word().to_owned()).collect(),
        procurement: seen.account.map(|account| dto::SetupAccount {
            user: account.user.unwrap_or_default(),
            companies: account
                .companies
                .into_iter()
                .map(|(id, name, quickbooks_connected)| dto::SetupCompany {
                    id,
                    name,
                    quickbooks_connected,
                })
                .collect(),
            chosen: account.chosen,
        }),
        quickbooks: seen.books.map(|books| dto::SetupBooks {
            environment: books.environment,
            realm: books.realm.as_str().to_owned(),
            name: books.name.unwrap_or_default(),
            country: books.country,
            home_currency: books.home_currency,
        }),
        redirect_url: seen.redirect_url,
        waiting_until: seen.waiting_until.map(convert::time),
        warnings: seen.warnings,
        error: seen.failure.as_ref().map(failure),
    }
}

fn failure(failure: &Failure) -> dto::ErrorBody {
    dto::ErrorBody {
        code: failure.code.word().to_owned(),
        message: crate::error::sentence(&failure.message),
        help: failure.help.to_owned(),
    }
}
