//! Companies, their connections, and the assistant that makes them. Secrets go from the clipboard or
//! the terminal straight to Rust; these shapes only say which of them are held.

use super::desk::ErrorBody;
use super::dto;

dto! {
    /// One company that is connected, or cached from an earlier connection.
    pub struct CompanyItem {
        /// Names the company in later calls.
        pub key: String,
        /// As ProcurementExpress calls it.
        pub name: String,
        /// As QuickBooks Online calls it; none while QuickBooks is not connected.
        pub quickbooks_name: Option<String>,
        /// ProcurementExpress' number of the company.
        pub procurement_company: String,
        pub realm: Option<String>,
        /// `sandbox` or `production`; none while QuickBooks is not connected.
        pub environment: Option<String>,
        /// `blue`, `teal`, `green`, `olive`, `amber`, `red`, `purple` or `grey`: the badge's colour.
        pub colour: String,
        pub demonstration: bool,
        /// The one that is open in this window.
        pub open: bool,
        /// `connected`, `sign_in_needed`, `disconnected` or `cache_only`.
        pub state: String,
        /// Why it is not `connected`, in the user's words.
        pub why: Option<String>,
    }

    /// Where credentials are kept.
    pub struct KeychainItem {
        /// `available`, `locked`, `denied` or `missing`.
        pub state: String,
        pub text: String,
        pub help: String,
    }

    pub struct CompaniesResult {
        pub companies: Vec<CompanyItem>,
        pub keychain: KeychainItem,
    }

    /// A company that the signed-in user of ProcurementExpress may choose.
    pub struct SetupCompany {
        pub id: String,
        pub name: String,
        /// What ProcurementExpress says of its own connection to QuickBooks Online.
        pub quickbooks_connected: Option<bool>,
    }

    /// Who signed in to ProcurementExpress.
    pub struct SetupAccount {
        pub user: String,
        pub companies: Vec<SetupCompany>,
        pub chosen: Option<String>,
    }

    /// The company that answered in QuickBooks Online.
    pub struct SetupBooks {
        pub environment: String,
        pub realm: String,
        pub name: String,
        pub country: Option<String>,
        pub home_currency: Option<String>,
    }

    /// How far the connection assistant is.
    pub struct SetupResult {
        /// `procurement`, `company`, `quickbooks`, `waiting` (for the browser) or `confirm`.
        pub step: String,
        pub keychain: KeychainItem,
        /// Slots that hold a secret; the secrets stay in Rust.
        pub held: Vec<String>,
        pub procurement: Option<SetupAccount>,
        pub quickbooks: Option<SetupBooks>,
        /// The redirect address to enter at Intuit for the chosen way of signing in.
        pub redirect_url: Option<String>,
        /// Until when the browser's answer is awaited.
        pub waiting_until: Option<String>,
        /// What to look at before confirming, such as names that differ much.
        pub warnings: Vec<String>,
        /// What the sign-in in the browser came to, if it failed.
        pub error: Option<ErrorBody>,
    }

    /// How to sign in to ProcurementExpress. The secrets come from their slots.
    #[serde(deny_unknown_fields)]
    pub struct SetupProcurement {
        /// `https://app.procurementexpress.com` unless the company has an address of its own.
        pub url: String,
        /// `token`, `client_credentials` or `password`.
        pub method: String,
        pub client_id: Option<String>,
        pub username: Option<String>,
    }

    /// How to sign in to QuickBooks Online. The secrets come from their slots.
    #[serde(deny_unknown_fields)]
    pub struct SetupQuickBooks {
        /// `sandbox` or `production`: the kind of keys.
        pub environment: String,
        pub client_id: String,
        /// `browser`, `pasted_callback` or `refresh_token`.
        pub method: String,
        /// For `refresh_token`: which company the token is for.
        pub realm: Option<String>,
        /// For `pasted_callback`: the redirect address entered at Intuit.
        pub redirect_url: Option<String>,
    }

    /// What to disconnect.
    #[serde(deny_unknown_fields)]
    pub struct DisconnectQuery {
        pub key: String,
        /// `procurement` or `quickbooks`.
        pub service: String,
        /// Also delete what was read of this company. The resend log stays.
        pub wipe: bool,
    }

    pub struct DisconnectResult {
        /// The service confirmed that the tokens are void.
        pub revoked: bool,
        /// What was done and what is left to do, in the user's words.
        pub text: String,
    }
}
