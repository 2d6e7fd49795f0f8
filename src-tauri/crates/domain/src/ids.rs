//! Identities. Every id is a type of its own, so that an invoice's id can never be passed for a
//! supplier's. QuickBooks ids are decimal strings of up to 19 digits and are never parsed.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            pub fn new(value: impl Into<String>) -> Self {
                Self(value.into())
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text_id!(
    /// QuickBooks' id of a company ("realm").
    RealmId
);
text_id!(
    /// A resend attempt: a ULID, so that attempts sort by the time they were made.
    AttemptId
);
text_id!(
    /// The key under which everything of one connected company is stored: ProcurementExpress company
    /// and, when QuickBooks is connected, its realm.
    CompanyKey
);

/// ProcurementExpress' numeric id of an order or an invoice. Orders and invoices count separately.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DocumentId(pub u64);

impl fmt::Display for DocumentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// ProcurementExpress' numeric id of a supplier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SupplierId(pub u64);

impl fmt::Display for SupplierId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The two kinds of document that ProcurementExpress sends to QuickBooks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    Order,
    Invoice,
}

impl DocumentKind {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::Invoice => "invoice",
        }
    }
}

impl fmt::Display for DocumentKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Names one document within a company: `order:50021` or `invoice:771`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct DocumentRef {
    pub kind: DocumentKind,
    pub id: DocumentId,
}

impl DocumentRef {
    pub const fn order(id: u64) -> Self {
        Self {
            kind: DocumentKind::Order,
            id: DocumentId(id),
        }
    }

    pub const fn invoice(id: u64) -> Self {
        Self {
            kind: DocumentKind::Invoice,
            id: DocumentId(id),
        }
    }
}

impl fmt::Display for DocumentRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.kind, self.id)
    }
}

impl From<DocumentRef> for String {
    fn from(value: DocumentRef) -> Self {
        value.to_string()
    }
}

/// The text is not a document reference.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a document: write order:<number> or invoice:<number>, for example invoice:771")]
pub struct InvalidRef(pub String);

impl FromStr for DocumentRef {
    type Err = InvalidRef;

    fn from_str(text: &str) -> Result<Self, InvalidRef> {
        let invalid = || InvalidRef(text.chars().take(60).collect());
        let (kind, id) = text.trim().split_once(':').ok_or_else(invalid)?;
        let kind = match kind {
            "order" => DocumentKind::Order,
            "invoice" => DocumentKind::Invoice,
            _ => return Err(invalid()),
        };
        if id.is_empty() || !id.bytes().all(|b| b.is_ascii_digit()) {
            return Err(invalid());
        }
        let id = id.parse().map_err(|_| invalid())?;
        Ok(Self {
            kind,
            id: DocumentId(id),
        })
    }
}

impl TryFrom<String> for DocumentRef {
    type Error = InvalidRef;

    fn try_from(value: String) -> Result<Self, InvalidRef> {
        value.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_reads_back_as_it_was_written() {
        for text in ["order:7", "invoice:771"] {
            assert_eq!(text.parse::<DocumentRef>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn a_reference_with_anything_else_is_refused() {
        for text in [
            "",
            "invoice",
            "invoice:",
            "bill:7",
            "order:7x",
            "order:-7",
            "order: 7",
            "order:99999999999999999999",
        ] {
            assert!(text.parse::<DocumentRef>().is_err(), "{text} must not pass");
        }
    }
}
