//! QuickBooks' side of OAuth 2.0: key pairs, codes, and one token pair per connected company.
//! Lifetimes and rotation by quickbooks-online-api §1.5, all changeable under `/__sim/oauth`.
//! Knows no paths and no envelopes.

use crate::secrets::Secrets;
use chrono::{DateTime, TimeDelta, Utc};

/// Which of an app's two key pairs. Development keys reach sandbox companies only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Environment {
    Development,
    Production,
}

pub struct Keys {
    pub environment: Environment,
    pub client_id: String,
    pub client_secret: String,
}

/// When a refresh answers with another refresh token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rotation {
    Always,
    /// Once the value is a day old, as the real service.
    Daily,
    Never,
}

pub struct Settings {
    pub access: TimeDelta,
    pub code: TimeDelta,
    /// From the last use.
    pub refresh: TimeDelta,
    /// From the user's consent.
    pub hard: TimeDelta,
    pub rotation: Rotation,
    /// How long the value before the newest is still taken.
    pub grace: TimeDelta,
    /// A refresh with a value past its grace ends the whole connection, as for theft.
    pub reuse_ends_grant: bool,
    /// Every exchange and refresh answers `invalid_grant` from now on.
    pub invalid_grant: bool,
    /// Which keys reach the company; `None`: both.
    pub company: Option<Environment>,
    pub advertise_pkce: bool,
    /// Registered redirect URIs; `None`: any that the rules allow.
    pub redirect_uris: Option<Vec<String>>,
    /// The company the user chooses on the authorise page; `None`: the first one.
    pub realm: Option<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            access: TimeDelta::hours(1),
            code: TimeDelta::minutes(5),
            refresh: TimeDelta::days(101),
            hard: TimeDelta::days(1825),
            rotation: Rotation::Daily,
            grace: TimeDelta::days(1),
            reuse_ends_grant: false,
            invalid_grant: false,
            company: None,
            advertise_pkce: false,
            redirect_uris: None,
            realm: None,
        }
    }
}

/// An authorisation code and what its exchange must repeat.
pub struct Code {
    pub value: String,
    pub until: DateTime<Utc>,
    pub environment: Environment,
    pub realm: String,
    pub redirect_uri: String,
    pub challenge: Option<String>,
    pub openid: bool,
}

struct Access {
    value: String,
    /// `None`: as long as the simulator runs.
    until: Option<DateTime<Utc>>,
}

/// One connection: app, company and user.
pub struct Grant {
    pub environment: Environment,
    pub realm: String,
    access: Vec<Access>,
    refresh: String,
    /// Since when the refresh token has its value.
    rotated: DateTime<Utc>,
    previous: Option<String>,
    used: DateTime<Utc>,
    born: DateTime<Utc>,
    ended: bool,
}

/// What an exchange or a refresh hands out. Lifetimes in seconds.
pub struct Issued {
    pub access: String,
    pub expires_in: i64,
    pub refresh: String,
    pub refresh_expires_in: i64,
    pub hard_expires_in: i64,
}

pub struct OAuth {
    pub keys: Vec<Keys>,
    pub settings: Settings,
    pub codes: Vec<Code>,
    pub grants: Vec<Grant>,
    pub secrets: Secrets,
}

impl OAuth {
    pub fn new(seed: u64) -> Self {
        let mut secrets = Secrets::new(seed);
        let keys = [Environment::Development, Environment::Production].map(|environment| Keys {
            environment,
            client_id: format!("ABsim{}{seed}", environment.name()),
            client_secret: secrets.short("QB-CLIENT-SECRET"),
        });
        Self {
            keys: keys.into_iter().collect(),
            settings: Settings::default(),
            codes: Vec::new(),
            grants: Vec::new(),
            secrets,
        }
    }

    pub fn keys_of(&self, environment: Environment) -> Option<&Keys> {
        self.keys.iter().find(|keys| keys.environment == environment)
    }

    /// A connection made before the start. Its access token does not expire until a lifetime is
    /// set: demonstrations and callers that cannot refresh live on it.
    pub fn connected(&mut self, realm: &str, now: DateTime<Utc>) -> (String, String) {
        let access = self.secrets.long("QB-ACCESS");
        let refresh = self.secrets.short("QB-REFRESH");
        self.grants.push(Grant {
            environment: Environment::Development,
            realm: realm.to_owned(),
            access: vec![Access {
                value: access.clone(),
                until: None,
            }],
            refresh: refresh.clone(),
            rotated: now,
            previous: None,
            used: now,
            born: now,
            ended: false,
        });
        (access, refresh)
    }

    /// Connects a company with an authorisation code.
    pub fn consent(&mut self, environment: Environment, realm: &str, now: DateTime<Utc>) -> Issued {
        let refresh = self.secrets.short("QB-REFRESH");
        self.grants.push(Grant {
            environment,
            realm: realm.to_owned(),
            access: Vec::new(),
            refresh,
            rotated: now,
            previous: None,
            used: now,
            born: now,
            ended: false,
        });
        self.issue(self.grants.len() - 1, now)
    }

    /// Refreshes with this token; `None` is an `invalid_grant`.
    pub fn refresh(&mut self, environment: Environment, token: &str, now: DateTime<Utc>) -> Option<Issued> {
        let settings = &self.settings;
        let at = self.grants.iter().position(|grant| {
            grant.environment == environment && (grant.refresh == token || grant.previous.as_deref() == Some(token))
        })?;
        let grant = self.grants.get_mut(at)?;
        if grant.refresh != token && now - grant.rotated >= settings.grace {
            if settings.reuse_ends_grant {
                grant.end();
            }
            return None;
        }
        if grant.ended || now - grant.used >= settings.refresh || now - grant.born >= settings.hard {
            return None;
        }
        let rotates = match settings.rotation {
            Rotation::Always => true,
            Rotation::Daily => now - grant.rotated >= TimeDelta::days(1),
            Rotation::Never => false,
        };
        if rotates && grant.refresh == token {
            let next = self.secrets.short("QB-REFRESH");
            grant.previous = Some(std::mem::replace(&mut grant.refresh, next));
            grant.rotated = now;
        }
        Some(self.issue(at, now))
    }

    fn issue(&mut self, at: usize, now: DateTime<Utc>) -> Issued {
        let access = self.secrets.long("QB-ACCESS");
        let settings = &self.settings;
        let (mut refresh, mut hard) = (String::new(), TimeDelta::zero());
        if let Some(grant) = self.grants.get_mut(at) {
            grant.access.retain(|known| known.until.is_none_or(|until| until > now));
            grant.access.push(Access {
                value: access.clone(),
                until: Some(now + settings.access),
            });
            grant.used = now;
            refresh.clone_from(&grant.refresh);
            hard = grant.born + settings.hard - now;
        }
        Issued {
            access,
            expires_in: settings.access.num_seconds(),
            refresh,
            refresh_expires_in: settings.refresh.min(hard).num_seconds(),
            hard_expires_in: hard.num_seconds(),
        }
    }

    /// The connection a living access token belongs to.
    pub fn holder(&self, token: &str, now: DateTime<Utc>) -> Option<&Grant> {
        self.grants.iter().find(|grant| {
            !grant.ended
                && grant
                    .access
                    .iter()
                    .any(|access| access.value == token && access.until.is_none_or(|until| until > now))
        })
    }

    /// Ends one access token before its time.
    pub fn expire(&mut self, token: &str) {
        for grant in &mut self.grants {
            grant.access.retain(|access| access.value != token);
        }
    }

    /// Gives every living access token this much time from now.
    pub fn restart_lifetimes(&mut self, now: DateTime<Utc>) {
        let until = now + self.settings.access;
        for access in self.grants.iter_mut().flat_map(|grant| &mut grant.access) {
            if access.until.is_none_or(|known| known > now) {
                access.until = Some(until);
            }
        }
    }

    /// Revokes a token: the refresh token ends the connection. False: unknown or already ended.
    pub fn revoke(&mut self, token: &str) -> bool {
        let Some(grant) = self.grants.iter_mut().find(|grant| {
            !grant.ended && (grant.refresh == token || grant.access.iter().any(|access| access.value == token))
        }) else {
            return false;
        };
        if grant.refresh == token {
            grant.end();
        } else {
            grant.access.retain(|access| access.value != token);
        }
        true
    }

    /// The user disconnects the app inside QuickBooks.
    pub fn disconnect(&mut self, realm: &str) {
        for grant in self.grants.iter_mut().filter(|grant| grant.realm == realm) {
            grant.end();
        }
    }

    pub fn live_grants(&self) -> usize {
        self.grants.iter().filter(|grant| !grant.ended).count()
    }
}

impl Grant {
    fn end(&mut self) {
        self.ended = true;
        self.access.clear();
    }
}

impl Environment {
    pub fn name(self) -> &'static str {
        match self {
            Self::Development => "sandbox",
            Self::Production => "production",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Development, Self::Production]
            .into_iter()
            .find(|known| known.name() == text)
    }
}

impl Rotation {
    pub fn name(self) -> &'static str {
        match self {
            Self::Always => "always",
            Self::Daily => "daily",
            Self::Never => "never",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Always, Self::Daily, Self::Never]
            .into_iter()
            .find(|known| known.name() == text)
    }
}
