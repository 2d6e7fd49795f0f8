//! Signing in to ProcurementExpress and choosing the company.

use std::sync::Arc;

use clearpost_remote::{
    Account, ApiPrefix, ClientKeys, ErrorCode, FixedToken, KeysIn, OAuthError, ProcurementClient,
    ProcurementConnection, ProcurementOAuth, Secret, TokenPath, Tokens, parse_base,
};
use clearpost_store::{ProcurementApp, ProcurementSide};
use url::Url;

use super::{Desk, ProcurementSignIn, Setup, SetupView, Slot, needed};
use crate::error::EngineError;
use crate::tokens::Credentials;

impl Setup {
    /// Signs in and lists the companies. The only one is chosen at once.
    pub async fn procurement(&self, sign_in: &ProcurementSignIn) -> Result<SetupView, EngineError> {
        let base = parse_base(&sign_in.url)?;
        let (credentials, client) = match sign_in.method.as_str() {
            "token" => {
                let token = self.state.lock().await.take(Slot::ProcurementToken)?;
                // Copied once, for several tries: it is put back until a sign-in succeeds.
                let kept = Secret::new(token.reveal().to_owned());
                self.state.lock().await.slots.insert(Slot::ProcurementToken, kept);
                (Credentials::fixed(Arc::new(token)), None)
            }
            "client_credentials" | "password" => self.oauth(sign_in, &base).await?,
            _ => {
                let text = "the way to sign in is token, client_credentials or password";
                return Err(EngineError::InvalidInput(text.to_owned()));
            }
        };
        let side = ProcurementSide {
            base: base.to_string(),
            method: sign_in.method.clone(),
            client,
            company: String::new(),
            name: None,
        };
        let account = Account::read(connection(&side, &credentials)?, self.accounts.limits.clone()).await?;
        let only = match account.companies.as_slice() {
            [only] => Some(only.id.clone()),
            [] => {
                let text = "this sign-in may open no company of ProcurementExpress";
                return Err(EngineError::InvalidInput(text.to_owned()));
            }
            _ => None,
        };
        {
            let mut state = self.state.lock().await;
            state.failure = None;
            state.slots.remove(&Slot::ProcurementToken);
            state.desk = Some(Desk {
                side,
                credentials,
                account,
                chosen: None,
            });
        }
        match only {
            Some(id) => self.company(&id).await,
            None => Ok(self.view().await),
        }
    }

    /// Chooses one of the companies: it must answer under its number.
    pub async fn company(&self, id: &str) -> Result<SetupView, EngineError> {
        let client = {
            let state = self.state.lock().await;
            let desk = state.desk.as_ref();
            let desk =
                desk.ok_or_else(|| EngineError::InvalidInput("sign in to ProcurementExpress first".to_owned()))?;
            if !desk.account.companies.iter().any(|company| company.id == id) {
                let text = "this company is none of those that the sign-in may open";
                return Err(EngineError::InvalidInput(text.to_owned()));
            }
            let side = ProcurementSide {
                company: id.to_owned(),
                ..desk.side.clone()
            };
            ProcurementClient::new(connection(&side, &desk.credentials)?, self.accounts.limits.clone())?
        };
        let company = client.company().await?;
        let mut state = self.state.lock().await;
        if let Some(desk) = &mut state.desk {
            let listed = desk.account.companies.iter().find(|one| one.id == id);
            desk.side.name = company.name.or_else(|| listed.map(|one| one.name.clone()));
            id.clone_into(&mut desk.side.company);
            desk.chosen = Some((id.to_owned(), company.is_quickbooks_connected));
        }
        Ok(state.view())
    }

    /// Tries the documented combinations of path and place of the keys. Another one is tried only when
    /// the answer says that this one was wrong, so that a password is never tried in vain.
    async fn oauth(
        &self,
        sign_in: &ProcurementSignIn,
        base: &Url,
    ) -> Result<(Credentials, Option<ProcurementApp>), EngineError> {
        let id = needed(sign_in.client_id.as_deref(), "the client id")?;
        let is_password = sign_in.method == "password";
        let username = if is_password {
            needed(sign_in.username.as_deref(), "the e-mail address")?
        } else {
            String::new()
        };
        let (secret, password) = {
            let mut state = self.state.lock().await;
            let secret = Arc::new(state.take(Slot::ProcurementClientSecret)?);
            let password = if is_password {
                Some(state.take(Slot::ProcurementPassword)?)
            } else {
                None
            };
            (secret, password)
        };
        let mut last = None;
        for way in ProcurementOAuth::WAYS {
            let keys = ClientKeys {
                id: id.clone(),
                secret: Arc::clone(&secret),
            };
            let oauth = ProcurementOAuth::new(keys, base.clone(), way, &self.accounts.limits)?;
            match ask(&oauth, &username, password.as_ref()).await {
                Ok(tokens) => {
                    let blank = Credentials {
                        client_secret: Some(secret),
                        ..Credentials::default()
                    };
                    let app = ProcurementApp {
                        id,
                        path: match way.0 {
                            TokenPath::Root => "root",
                            TokenPath::BelowApi => "below_api",
                        }
                        .to_owned(),
                        keys_in: match way.1 {
                            KeysIn::Body => "body",
                            KeysIn::Headers => "headers",
                        }
                        .to_owned(),
                    };
                    return Ok((blank.renewed(tokens, None), Some(app)));
                }
                Err(error) if is_elsewhere(&error) => last = Some(error),
                Err(error) => return Err(error.into()),
            }
        }
        Err(last.unwrap_or(OAuthError::NotWaiting).into())
    }
}

async fn ask(oauth: &ProcurementOAuth, username: &str, password: Option<&Secret>) -> Result<Tokens, OAuthError> {
    match password {
        Some(password) => oauth.password(username, password).await,
        None => oauth.client_credentials().await,
    }
}

/// The path is not there, or the keys were not seen where they were put.
fn is_elsewhere(error: &OAuthError) -> bool {
    matches!(error, OAuthError::InvalidClient { .. }) || error.code() == ErrorCode::NotFound
}

/// A connection with these credentials, for questions before anything is stored.
fn connection(side: &ProcurementSide, credentials: &Credentials) -> Result<ProcurementConnection, EngineError> {
    let access = credentials.access.as_ref().map_or("", |access| access.reveal());
    Ok(ProcurementConnection {
        base: parse_base(&side.base)?,
        bearer: FixedToken::bearer(Secret::new(access.to_owned())),
        company: side.company.clone(),
        api_prefix: match side.client {
            None => ApiPrefix::V1,
            Some(_) => ApiPrefix::V3,
        },
    })
}
