//! Who a token belongs to, and which companies they may open. The answer of `currentuser` repeats the
//! v1 token: nothing of it is kept but names and numbers (procurementexpress-api §2.3).

use reqwest::Method;

use super::{ProcurementClient, ProcurementConnection};
use crate::error::{NotTheApi, RemoteError};
use crate::fields::{Fields, elements};
use crate::limits::Limits;

/// A company to choose from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompanyChoice {
    /// What `app_company_id` takes.
    pub id: String,
    pub name: String,
}

/// The signed-in user.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// Absent where an application signed in instead of a person.
    pub user: Option<String>,
    /// Companies that can be opened: neither left, removed nor locked.
    pub companies: Vec<CompanyChoice>,
}

impl Account {
    /// Tests the sign-in. An application without a person has no current user; then the list of
    /// companies answers. The connection's company plays no part.
    pub async fn read(connection: ProcurementConnection, limits: Limits) -> Result<Self, RemoteError> {
        let client = ProcurementClient::without_company(connection, limits)?;
        match client.current_user().await {
            Err(error) if matches!(error.status(), Some(400 | 403 | 404 | 422)) => Ok(Self {
                user: None,
                companies: client.companies().await?,
            }),
            other => other,
        }
    }
}

impl ProcurementClient {
    async fn current_user(&self) -> Result<Account, RemoteError> {
        let ask = self.ask(Method::GET, &["currentuser"], "currentuser");
        let answer = self.read(&ask, false).await?;
        let body = Fields::parse(answer.text()).filter(|body| body.has("companies"));
        let body = body.ok_or_else(|| self.judge(false).not_the_answer(&answer, NotTheApi::OtherShape))?;
        Ok(Account {
            user: body.text("name").or_else(|| body.text("email")),
            companies: choices(body.objects("companies")),
        })
    }

    async fn companies(&self) -> Result<Vec<CompanyChoice>, RemoteError> {
        let ask = self.ask(Method::GET, &["companies"], "companies");
        let answer = self.read(&ask, false).await?;
        let rows = serde_json::from_str(answer.text()).ok().and_then(elements);
        let rows = rows.ok_or_else(|| self.judge(false).not_the_answer(&answer, NotTheApi::OtherShape))?;
        Ok(choices(rows.into_iter().filter_map(|row| Fields::parse(row.get()))))
    }
}

fn choices<'a>(rows: impl IntoIterator<Item = Fields<'a>>) -> Vec<CompanyChoice> {
    let is_shut = |row: &Fields<'_>| {
        ["membership_archived", "is_locked", "is_removed"]
            .into_iter()
            .any(|key| row.flag(key) == Some(true))
    };
    rows.into_iter()
        .filter(|row| !is_shut(row))
        .filter_map(|row| {
            let id = row.text("id")?;
            let name = row.text("name").unwrap_or_else(|| format!("Company {id}"));
            Some(CompanyChoice { id, name })
        })
        .collect()
}
