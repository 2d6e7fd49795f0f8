//! How the simulator is started and what it says when it is up. Holds values only: no defaults
//! that depend on the machine, no I/O.

use chrono::{DateTime, Utc};
use clap::ValueEnum;
use serde::Serialize;
use std::time::Duration;

/// Which of the behaviours that no public document settles is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Mode {
    /// No QuickBooks keys and no resend call; an edit through the API triggers nothing.
    StrictPublic,
    /// An edit that leaves the document approved queues a sync.
    EditResends,
    /// An edit moves the document out of its approved status.
    EditRestartsApproval,
    /// A resend call exists.
    CustomResend,
    /// Documents carry invented `quickbooks_*` keys.
    Probe,
}

/// Which demonstration company calls are about that name none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Which {
    First,
    Second,
}

/// What stops the whole second company, for some days already at the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Trouble {
    None,
    /// The QuickBooks plan has no purchase orders.
    Plan,
    /// The QuickBooks subscription ended: read only.
    Subscription,
    /// The procurement service's connection to QuickBooks expired.
    Connection,
    /// The user who connected is no administrator any more.
    User,
    /// QuickBooks throttles the procurement service.
    Throttled,
    /// QuickBooks has an internal problem.
    Unavailable,
    /// QuickBooks is not connected in the procurement service.
    Disconnected,
    /// The caller's own sign-in to QuickBooks was ended.
    SignIn,
}

/// How to start the simulator.
#[derive(Clone, Debug)]
pub struct Config {
    pub documents: usize,
    pub seed: u64,
    /// The clock at the start; it then runs on in real time. `None`: the system's.
    pub now: Option<DateTime<Utc>>,
    pub mode: Mode,
    pub company: Which,
    pub trouble: Trouble,
    /// 0: a free one.
    pub procurement_port: u16,
    /// 0: a free one.
    pub quickbooks_port: u16,
    /// Delay before every answer of the two services.
    pub latency: Duration,
    /// Time between what triggers a sync and the sync.
    pub sync_delay: Duration,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            documents: 420,
            seed: 1,
            now: None,
            mode: Mode::CustomResend,
            company: Which::First,
            trouble: Trouble::Plan,
            procurement_port: 0,
            quickbooks_port: 0,
            latency: Duration::ZERO,
            sync_delay: Duration::from_millis(1500),
        }
    }
}

/// What is printed on start.
#[derive(Clone, Debug, Serialize)]
pub struct Info {
    pub procurement: ProcurementInfo,
    pub quickbooks: QuickBooksInfo,
    /// Absent calls are `null`.
    pub resend: Option<ResendInfo>,
    pub control: String,
    /// Every company the user belongs to, the one above first.
    pub companies: Vec<CompanyInfo>,
}

/// A company on both sides.
#[derive(Clone, Debug, Serialize)]
pub struct CompanyInfo {
    pub company: String,
    pub realm: String,
    pub name: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct ProcurementInfo {
    pub url: String,
    pub token: String,
    pub company: String,
    /// For v3: the user, and the application's keys.
    pub email: String,
    pub password: String,
    pub client_id: String,
    pub client_secret: String,
    pub token_url: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct QuickBooksInfo {
    pub url: String,
    pub web_url: String,
    pub realm: String,
    pub access_token: String,
    /// The development key pair, for sandbox companies: redirects to localhost are allowed.
    pub client_id: String,
    pub client_secret: String,
    /// The production key pair: https and public host names only.
    pub production_client_id: String,
    pub production_client_secret: String,
    pub refresh_token: String,
    pub authorize_url: String,
    pub token_url: String,
    pub discovery_url: String,
    pub revoke_url: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct ResendInfo {
    pub order: String,
    pub invoice: String,
}

impl Info {
    /// The value that one of the command line's environment variables must have to reach these
    /// services, resend by call included where there is one.
    pub fn environment(&self, name: &str) -> Option<String> {
        let value = match name {
            "CLEARPOST_PROCUREMENT_URL" => &self.procurement.url,
            "CLEARPOST_PROCUREMENT_TOKEN" => &self.procurement.token,
            "CLEARPOST_PROCUREMENT_COMPANY" => &self.procurement.company,
            "CLEARPOST_QUICKBOOKS_URL" => &self.quickbooks.url,
            "CLEARPOST_QUICKBOOKS_REALM" => &self.quickbooks.realm,
            "CLEARPOST_QUICKBOOKS_ACCESS_TOKEN" => &self.quickbooks.access_token,
            "CLEARPOST_QUICKBOOKS_WEB_URL" => &self.quickbooks.web_url,
            "CLEARPOST_RESEND_ROUTE" => return self.resend.as_ref().map(|_| "call".to_owned()),
            "CLEARPOST_RESEND_CALL_ORDER" => &self.resend.as_ref()?.order,
            "CLEARPOST_RESEND_CALL_INVOICE" => &self.resend.as_ref()?.invoice,
            _ => return None,
        };
        Some(value.clone())
    }
}
