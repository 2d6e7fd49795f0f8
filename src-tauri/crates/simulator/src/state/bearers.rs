//! ProcurementExpress' side of signing in: the user's static token, the application's keys, and
//! the bearer tokens issued to it (procurementexpress-api §2). Knows no paths and no envelopes.

use crate::secrets::Secrets;
use chrono::{DateTime, TimeDelta, Utc};

pub struct Settings {
    pub access: TimeDelta,
    /// A refresh answers another refresh token and ends the one sent.
    pub rotates: bool,
    /// Grant types the application may use.
    pub grants: Vec<String>,
    /// Every token request answers `invalid_grant` from now on.
    pub invalid_grant: bool,
}

#[derive(Clone)]
pub struct Bearer {
    pub access: String,
    pub refresh: Option<String>,
    pub created: DateTime<Utc>,
    pub until: DateTime<Utc>,
    /// Did a user sign in, or only the application?
    pub user: bool,
}

pub struct Bearers {
    /// The v1 token; `None` after a log-out.
    pub token: Option<String>,
    pub email: &'static str,
    pub password: String,
    pub client_id: String,
    pub client_secret: String,
    pub settings: Settings,
    issued: Vec<Bearer>,
    secrets: Secrets,
}

impl Bearers {
    pub fn new(seed: u64, email: &'static str) -> Self {
        let mut secrets = Secrets::new(seed.wrapping_add(0x9e37));
        Self {
            token: Some(secrets.short("PE-TOKEN")),
            email,
            password: secrets.short("PE-PASSWORD"),
            client_id: format!("PEsim{seed}"),
            client_secret: secrets.short("PE-CLIENT-SECRET"),
            settings: Settings {
                access: TimeDelta::seconds(7200),
                rotates: true,
                grants: ["password", "client_credentials", "refresh_token"]
                    .map(str::to_owned)
                    .into(),
                invalid_grant: false,
            },
            issued: Vec::new(),
            secrets,
        }
    }

    /// Signs in a user, or the application alone, which gets no refresh token (RFC 6749 §4.4.3).
    pub fn issue(&mut self, user: bool, now: DateTime<Utc>) -> Bearer {
        let bearer = Bearer {
            access: self.secrets.short("PE-BEARER"),
            refresh: user.then(|| self.secrets.short("PE-REFRESH")),
            created: now,
            until: now + self.settings.access,
            user,
        };
        self.issued.push(bearer.clone());
        bearer
    }

    /// A new bearer for a refresh token; the old one ends with its access token.
    pub fn refresh(&mut self, token: &str, now: DateTime<Utc>) -> Option<Bearer> {
        let at = self
            .issued
            .iter()
            .position(|bearer| bearer.refresh.as_deref() == Some(token))?;
        let old = self.issued.remove(at);
        let mut bearer = self.issue(old.user, now);
        if !self.settings.rotates
            && let Some(stored) = self.issued.last_mut()
        {
            stored.refresh.clone_from(&old.refresh);
            bearer.refresh = old.refresh;
        }
        Some(bearer)
    }

    pub fn living(&self, access: &str, now: DateTime<Utc>) -> Option<&Bearer> {
        self.issued
            .iter()
            .find(|bearer| bearer.access == access && bearer.until > now)
    }

    /// Ends an access token; a refresh token sent with it stays usable.
    pub fn expire(&mut self, access: &str, now: DateTime<Utc>) {
        for bearer in self.issued.iter_mut().filter(|bearer| bearer.access == access) {
            bearer.until = now;
        }
    }

    pub fn revoke(&mut self, token: &str) {
        self.issued
            .retain(|bearer| bearer.access != token && bearer.refresh.as_deref() != Some(token));
    }

    /// Gives every living access token this much time from now.
    pub fn restart_lifetimes(&mut self, now: DateTime<Utc>) {
        let until = now + self.settings.access;
        for bearer in self.issued.iter_mut().filter(|bearer| bearer.until > now) {
            bearer.until = until;
        }
    }
}
