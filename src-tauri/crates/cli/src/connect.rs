//! `connect` and `disconnect`: the connection assistant in the terminal.
//!
//! Secrets are asked for without showing them, or read line by line from standard input in the order
//! of the questions; they are never arguments and never printed.

use std::io::{BufRead, IsTerminal, Write};

use clearpost_api::dto::{
    CompaniesResult, DisconnectQuery, ErrorBody, KeychainItem, SetupProcurement, SetupQuickBooks, SetupResult,
};
use clearpost_api::{Accounts, invalid_input, not_connected};

use crate::arguments::{Arguments, ConnectProcurement, ConnectQuickBooks, ServiceName};
use crate::{environment, exit, print};

type Done = Result<u8, ErrorBody>;

pub async fn procurement(arguments: &Arguments, wanted: &ConnectProcurement) -> Done {
    let accounts = open(arguments)?;
    usable(&accounts.setup_begin(None).await?.keychain)?;
    let is_password = wanted.sign_in == "password";
    let query = SetupProcurement {
        url: wanted.url.clone(),
        method: wanted.sign_in.clone(),
        client_id: wanted.client_id.clone(),
        username: wanted.username.clone(),
    };
    if wanted.sign_in == "token" {
        fill(&accounts, "procurement_token", "API token of ProcurementExpress").await?;
    } else {
        fill(&accounts, "procurement_client_secret", "Client secret").await?;
        if is_password {
            fill(&accounts, "procurement_password", "Password").await?;
        }
    }
    let mut seen = accounts.setup_procurement(&query).await?;
    if let Some(account) = seen.procurement.as_ref().filter(|account| account.chosen.is_none()) {
        let choice = if let Some(wanted) = &arguments.company {
            wanted.clone()
        } else {
            for company in &account.companies {
                eprintln!("{}  {}", print::plain(&company.id), print::plain(&company.name));
            }
            answer("Number of the company")?
        };
        let meant = account
            .companies
            .iter()
            .find(|company| company.id == choice || company.name.eq_ignore_ascii_case(&choice));
        let meant = meant.ok_or_else(|| invalid_input("this sign-in may open no such company; add --company"))?;
        seen = accounts.setup_company(&meant.id.clone()).await?;
    }
    accounts.setup_without_quickbooks().await?;
    finish(arguments, &accounts, &seen, wanted.yes).await
}

pub async fn quickbooks(arguments: &Arguments, wanted: &ConnectQuickBooks) -> Done {
    let accounts = open(arguments)?;
    let key = accounts.find(arguments.company.as_deref())?.ok_or_else(not_connected)?;
    usable(&accounts.setup_begin(Some(&key)).await?.keychain)?;
    let client_id = match &wanted.client_id {
        Some(id) => id.clone(),
        None => answer("Client id of your Intuit app")?,
    };
    fill(
        &accounts,
        "quickbooks_client_secret",
        "Client secret of your Intuit app",
    )
    .await?;
    if wanted.sign_in == "refresh_token" {
        fill(&accounts, "quickbooks_refresh_token", "Refresh token").await?;
    }
    let query = SetupQuickBooks {
        environment: wanted.keys.clone(),
        client_id,
        method: wanted.sign_in.clone(),
        realm: wanted.realm.clone(),
        redirect_url: wanted.redirect_url.clone(),
    };
    let mut seen = accounts.setup_quickbooks(&query, wanted.url.clone()).await?;
    if seen.step == "waiting" {
        if let Some(redirect) = &seen.redirect_url {
            eprintln!("This must stand under Redirect URIs on the Keys tab of your Intuit app: {redirect}");
        }
        eprintln!(
            "Open this page in your browser, sign in and choose Connect:\n{}",
            accounts.setup_browser_page().await?
        );
        seen = if wanted.sign_in == "browser" {
            accounts.setup_settled().await?
        } else {
            let address = secret("Address of the page that the browser ended on")?;
            accounts.setup_fill("quickbooks_callback", address).await?
        };
    }
    if let Some(error) = seen.error {
        return Err(error);
    }
    finish(arguments, &accounts, &seen, wanted.yes).await
}

pub async fn disconnect(arguments: &Arguments, service: ServiceName, wipe: bool) -> Done {
    let accounts = open(arguments)?;
    let key = accounts.find(arguments.company.as_deref())?.ok_or_else(not_connected)?;
    let query = DisconnectQuery {
        key,
        service: service.word().to_owned(),
        wipe,
    };
    let done = accounts.disconnect(&query).await?;
    let code = if done.revoked { exit::DONE } else { exit::PARTIAL };
    crate::run::show(arguments.json, &done, |done| done.text.clone());
    Ok(code)
}

/// Every company, with the state of its connection.
pub async fn companies(arguments: &Arguments) -> Done {
    let result = open(arguments)?.companies(None).await?;
    crate::run::show(arguments.json, &result, print_companies);
    Ok(exit::DONE)
}

/// Shows both names and stores the connection once they are confirmed.
async fn finish(arguments: &Arguments, accounts: &Accounts, seen: &SetupResult, yes: bool) -> Done {
    let chosen = seen.procurement.as_ref().and_then(|account| {
        let id = account.chosen.as_ref()?;
        account.companies.iter().find(|company| company.id == *id)
    });
    if let Some(company) = chosen {
        eprintln!(
            "ProcurementExpress: {} ({})",
            print::plain(&company.name),
            print::plain(&company.id)
        );
    }
    if let Some(books) = &seen.quickbooks {
        eprintln!(
            "QuickBooks Online: {} ({})",
            print::plain(&books.name),
            print::plain(&books.realm)
        );
    }
    for warning in &seen.warnings {
        eprintln!("{}", print::plain(warning));
    }
    if !yes && !is_yes(&answer("Are these the right companies? [y/N]")?) {
        accounts.setup_cancel().await;
        return Err(invalid_input("not confirmed, so nothing was stored"));
    }
    accounts.setup_confirm(None, true).await?;
    let result = accounts.companies(None).await?;
    crate::run::show(arguments.json, &result, print_companies);
    Ok(exit::DONE)
}

fn print_companies(result: &CompaniesResult) -> String {
    let mut lines: Vec<String> = result
        .companies
        .iter()
        .map(|company| {
            let books = company.quickbooks_name.as_deref().unwrap_or("no QuickBooks");
            let line = format!("{}  {}  {books}  {}", company.key, company.name, company.state);
            print::plain(&line)
        })
        .collect();
    lines.push(result.keychain.text.clone());
    lines.join("\n")
}

fn open(arguments: &Arguments) -> Result<Accounts, ErrorBody> {
    Accounts::open(&environment::data_dir(arguments)?, environment::clock()?)
}

/// A command ends at once, so that credentials in memory only would be lost with it.
fn usable(keychain: &KeychainItem) -> Result<(), ErrorBody> {
    let code = match keychain.state.as_str() {
        "available" => return Ok(()),
        "missing" => "keychain_missing",
        _ => "keychain_locked",
    };
    Err(ErrorBody {
        code: code.to_owned(),
        message: keychain.text.clone(),
        help: keychain.help.clone(),
    })
}

async fn fill(accounts: &Accounts, slot: &str, question: &str) -> Result<(), ErrorBody> {
    accounts.setup_fill(slot, secret(question)?).await?;
    Ok(())
}

/// A secret: not shown while it is typed.
fn secret(question: &str) -> Result<String, ErrorBody> {
    if std::io::stdin().is_terminal() {
        rpassword::prompt_password(format!("{question}: ")).map_err(|_| invalid_input("the terminal cannot be read"))
    } else {
        line()
    }
}

fn answer(question: &str) -> Result<String, ErrorBody> {
    let mut out = std::io::stderr();
    let _ = write!(out, "{question}: ");
    let _ = out.flush();
    line()
}

fn line() -> Result<String, ErrorBody> {
    let mut text = String::new();
    let read = std::io::stdin().lock().read_line(&mut text);
    match read {
        Ok(count) if count > 0 => Ok(text.trim_end_matches(['\r', '\n']).to_owned()),
        _ => Err(invalid_input("standard input ended before everything was answered")),
    }
}

fn is_yes(text: &str) -> bool {
    ["y", "yes"].contains(&text.trim().to_lowercase().as_str())
}
