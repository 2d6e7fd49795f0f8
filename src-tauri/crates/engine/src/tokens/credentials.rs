//! What one item of the vault holds: everything secret of one connection and service.

use std::sync::Arc;

use clearpost_remote::{Secret, Tokens};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// The secrets of one side of a connection.
#[derive(Clone, Default)]
pub(crate) struct Credentials {
    pub client_secret: Option<Arc<Secret>>,
    pub access: Option<Arc<Secret>>,
    pub refresh: Option<Arc<Secret>>,
    /// The refresh token before this one, kept until this one has worked.
    pub previous: Option<Arc<Secret>>,
}

/// As it is written; lives for the moment of writing and reading only.
#[derive(Serialize, Deserialize)]
struct Stored<'a> {
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    client_secret: Option<std::borrow::Cow<'a, str>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    access: Option<std::borrow::Cow<'a, str>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    refresh: Option<std::borrow::Cow<'a, str>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    previous: Option<std::borrow::Cow<'a, str>>,
}

impl Credentials {
    /// A token that stays as it is.
    pub fn fixed(token: Arc<Secret>) -> Self {
        Self {
            access: Some(token),
            ..Self::default()
        }
    }

    /// What follows after these tokens were issued: the refresh token used goes one step back.
    #[must_use]
    pub fn renewed(&self, tokens: Tokens, used: Option<&Arc<Secret>>) -> Self {
        let refresh = tokens.refresh.map(Arc::new).or_else(|| self.refresh.clone());
        let is_same = |other: &Arc<Secret>| refresh.as_ref().is_some_and(|next| next.is_same_as(other));
        Self {
            client_secret: self.client_secret.clone(),
            access: Some(Arc::new(tokens.access)),
            previous: used.filter(|used| !is_same(used)).cloned(),
            refresh,
        }
    }

    pub fn to_item(&self) -> Arc<Secret> {
        fn text(secret: Option<&Arc<Secret>>) -> Option<std::borrow::Cow<'_, str>> {
            secret.map(|secret| secret.reveal().into())
        }
        let stored = Stored {
            client_secret: text(self.client_secret.as_ref()),
            access: text(self.access.as_ref()),
            refresh: text(self.refresh.as_ref()),
            previous: text(self.previous.as_ref()),
        };
        let written = serde_json::to_string(&stored).unwrap_or_else(|_| "{}".to_owned());
        Arc::new(Secret::new(written))
    }

    /// `None` if the item was written by something else.
    pub fn from_item(item: &Secret) -> Option<Self> {
        let text = Zeroizing::new(item.reveal().to_owned());
        let stored: Stored<'_> = serde_json::from_str(&text).ok()?;
        let secret =
            |text: Option<std::borrow::Cow<'_, str>>| text.map(|text| Arc::new(Secret::new(text.into_owned())));
        Some(Self {
            client_secret: secret(stored.client_secret),
            access: secret(stored.access),
            refresh: secret(stored.refresh),
            previous: secret(stored.previous),
        })
    }
}
