//! The cause classes of a failed sync and how sure a diagnosis is: closed vocabularies of the data
//! contract. A class is never renamed or reused.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A word outside a closed vocabulary.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown word \"{0}\"")]
pub struct UnknownWord(pub String);

macro_rules! vocabulary {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $word)] $variant),* }

        impl $name {
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.word())
            }
        }

        impl FromStr for $name {
            type Err = UnknownWord;

            fn from_str(word: &str) -> Result<Self, UnknownWord> {
                match word { $($word => Ok(Self::$variant),)* _ => Err(UnknownWord(word.to_owned())) }
            }
        }
    };
}
pub(crate) use vocabulary;

vocabulary!(
    /// The 39 classes of the error catalogue, what is found without any error, and the honest unknown.
    /// The order is the order of fixing: what blocks everything first, then what blocks a document.
    CauseClass {
        AuthExpired = "AUTH_EXPIRED",
        AuthPermission = "AUTH_PERMISSION",
        QboSubscription = "QBO_SUBSCRIPTION",
        PlanFeature = "PLAN_FEATURE",
        RateLimit = "RATE_LIMIT",
        QboUnavailable = "QBO_UNAVAILABLE",
        TxnDeleted = "TXN_DELETED",
        PartialExport = "PARTIAL_EXPORT",
        DuplicateDocNumber = "DUPLICATE_DOC_NUMBER",
        VendorInactive = "VENDOR_INACTIVE",
        VendorNameConflict = "VENDOR_NAME_CONFLICT",
        VendorNotFound = "VENDOR_NOT_FOUND",
        NameEditBusy = "NAME_EDIT_BUSY",
        AccountApAr = "ACCOUNT_AP_AR",
        AccountType = "ACCOUNT_TYPE",
        MappingMissing = "MAPPING_MISSING",
        ItemInvalid = "ITEM_INVALID",
        CustomerMissing = "CUSTOMER_MISSING",
        Billable = "BILLABLE",
        RefInactive = "REF_INACTIVE",
        CurrencyMismatch = "CURRENCY_MISMATCH",
        ExchangeRate = "EXCHANGE_RATE",
        PeriodClosed = "PERIOD_CLOSED",
        BillBeforePo = "BILL_BEFORE_PO",
        PoLinkVendor = "PO_LINK_VENDOR",
        PoLinkLines = "PO_LINK_LINES",
        PoLinkTxn = "PO_LINK_TXN",
        Dependency = "DEPENDENCY",
        FieldLength = "FIELD_LENGTH",
        FieldFormat = "FIELD_FORMAT",
        TaxCodeMissing = "TAX_CODE_MISSING",
        TaxMismatch = "TAX_MISMATCH",
        RequiredMissing = "REQUIRED_MISSING",
        AmountInvalid = "AMOUNT_INVALID",
        Terms = "TERMS",
        StaleObject = "STALE_OBJECT",
        TxnLocked = "TXN_LOCKED",
        Attachment = "ATTACHMENT",
        NotReady = "NOT_READY",
        /// Not in a status that syncs, yet a counterpart is in the books.
        InBooksNotApproved = "IN_BOOKS_NOT_APPROVED",
        Unknown = "UNKNOWN",
    }
);

vocabulary!(
    /// How sure a finding is.
    Confidence {
        /// The rule fired on data.
        Confirmed = "confirmed",
        /// The error text matches.
        Likely = "likely",
        Possible = "possible",
    }
);

vocabulary!(
    /// When a resend makes sense.
    Retry {
        AfterFix = "after_fix",
        Transient = "transient",
        NeverAutomatic = "never_automatic",
        HoldQueue = "hold_queue",
        AfterParent = "after_parent",
        Never = "never",
    }
);

impl CauseClass {
    /// The retry policy of the error catalogue, section 2, in the contract's words.
    pub const fn retry(self) -> Retry {
        match self {
            Self::NameEditBusy | Self::RateLimit | Self::QboUnavailable | Self::StaleObject => Retry::Transient,
            Self::DuplicateDocNumber
            | Self::TxnDeleted
            | Self::PartialExport
            | Self::Unknown
            | Self::InBooksNotApproved => Retry::NeverAutomatic,
            Self::AuthExpired | Self::AuthPermission | Self::QboSubscription => Retry::HoldQueue,
            Self::PlanFeature | Self::Attachment => Retry::Never,
            Self::Dependency => Retry::AfterParent,
            Self::VendorInactive
            | Self::VendorNameConflict
            | Self::VendorNotFound
            | Self::AccountApAr
            | Self::AccountType
            | Self::MappingMissing
            | Self::ItemInvalid
            | Self::CustomerMissing
            | Self::Billable
            | Self::RefInactive
            | Self::CurrencyMismatch
            | Self::ExchangeRate
            | Self::PeriodClosed
            | Self::BillBeforePo
            | Self::PoLinkVendor
            | Self::PoLinkLines
            | Self::PoLinkTxn
            | Self::FieldLength
            | Self::FieldFormat
            | Self::TaxCodeMissing
            | Self::TaxMismatch
            | Self::RequiredMissing
            | Self::AmountInvalid
            | Self::Terms
            | Self::TxnLocked
            | Self::NotReady => Retry::AfterFix,
        }
    }
}
