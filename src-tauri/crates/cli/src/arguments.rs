//! The command line's words. Names and meaning are fixed by the data contract.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Did every purchase order and invoice really reach the books — and if not, why, and what do I press?
#[derive(Debug, Parser)]
#[command(name = "clearpost", version, disable_help_subcommand = true)]
pub struct Arguments {
    /// Where cache and ledger live; default: the platform's application-data folder.
    #[arg(long, global = true, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// Which company, where several are connected.
    #[arg(long, global = true, value_name = "NAME|ID")]
    pub company: Option<String>,
    /// One JSON document on standard output, nothing else there.
    #[arg(long, global = true)]
    pub json: bool,
    /// Answer from the cache; no network request leaves.
    #[arg(long, global = true)]
    pub offline: bool,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Walk through a simulated company: see, understand, fix, resend, proof.
    Demo {
        #[arg(long, default_value_t = 420)]
        documents: usize,
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Connect a company; secrets are asked for, or read line by line from standard input.
    Connect {
        #[command(subcommand)]
        service: ConnectService,
    },
    /// End a sign-in: the service is told, the keychain forgets it.
    Disconnect {
        #[arg(value_enum)]
        service: ServiceName,
        /// Also delete what was read of the company. The resend log stays.
        #[arg(long)]
        wipe: bool,
    },
    /// The connected companies and the state of the keychain.
    Companies,
    /// Pull changes from both services, verify and diagnose.
    Refresh {
        /// Read everything, not only what changed.
        #[arg(long)]
        full: bool,
    },
    /// The status table.
    List(ListArguments),
    /// One document: verdict, evidence, differences, findings, history, links.
    Show {
        /// order:<id> or invoice:<id>
        #[arg(value_name = "REF")]
        reference: String,
    },
    /// Documents grouped by what holds them back.
    Causes,
    /// Documents that are not due yet and would fail if they synced now.
    Forecast,
    /// Near-equal names of vendors, customers, employees and suppliers, and what to do about them.
    Twins,
    /// Invoices around the closing date: stuck behind it, and due before the next one.
    Radar {
        /// The closing date, where QuickBooks shows none.
        #[arg(long, value_name = "DATE")]
        closing_date: Option<String>,
        /// The closing date after it; default: the end of the next month, or of the last month.
        #[arg(long, value_name = "DATE")]
        next_close: Option<String>,
    },
    /// What a raw sync error text, or a class, means; needs no connection.
    Explain {
        /// The text, or - for standard input.
        #[arg(required_unless_present = "class", conflicts_with = "class")]
        text: Option<String>,
        #[arg(long)]
        class: Option<String>,
    },
    /// Try everything a working connection needs, and say what does not hold.
    Check,
    /// Look first, then resend, then wait for proof.
    Resend(ResendArguments),
    /// Try a way to resend with one document; only its proof makes the way count as verified.
    VerifyRoute(VerifyArguments),
    /// Every resend attempt, newest first.
    Outbox {
        #[command(subcommand)]
        action: Option<OutboxAction>,
    },
    /// What a resend of several documents came to; the newest, if none is named.
    Receipt {
        #[arg(value_name = "RECEIPT")]
        receipt: Option<String>,
        /// Every receipt that is kept, newest first.
        #[arg(long, conflicts_with_all = ["receipt", "format"])]
        list: bool,
        #[arg(long, value_enum, requires = "output")]
        format: Option<ReceiptFormat>,
        #[arg(long, value_name = "FILE", requires = "format")]
        output: Option<PathBuf>,
    },
    /// Set a document aside with a reason, or take that back.
    Handled {
        #[arg(value_name = "REF")]
        reference: String,
        #[arg(long, required_unless_present = "undo", conflicts_with = "undo")]
        reason: Option<String>,
        #[arg(long)]
        undo: bool,
    },
    /// The status table as a file.
    Export {
        #[arg(long, value_enum)]
        format: ExportFormat,
        #[arg(long, value_name = "FILE")]
        output: PathBuf,
        #[command(flatten)]
        filter: ListArguments,
    },
    /// Redacted material for the vendor's support as a ZIP file, with a ready message in it.
    SupportBundle {
        /// order:<id> or invoice:<id>
        #[arg(value_name = "REF", required = true)]
        references: Vec<String>,
        #[arg(long, value_name = "FILE.zip")]
        output: PathBuf,
        /// With the documents' amounts, which are left out otherwise.
        #[arg(long)]
        amounts: bool,
    },
    /// Help on a topic: errors.
    Help { topic: Option<String> },
}

#[derive(Debug, Subcommand)]
pub enum ConnectService {
    /// ProcurementExpress: an API token, or the keys of an OAuth application.
    Procurement(ConnectProcurement),
    /// QuickBooks Online, with the keys of your own Intuit app.
    Quickbooks(ConnectQuickBooks),
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum ServiceName {
    Procurement,
    Quickbooks,
}

impl ServiceName {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Procurement => "procurement",
            Self::Quickbooks => "quickbooks",
        }
    }
}

#[derive(Debug, Args)]
pub struct ConnectProcurement {
    #[arg(long, default_value = "https://app.procurementexpress.com")]
    pub url: String,
    #[arg(long, default_value = "token", value_parser = ["token", "client_credentials", "password"])]
    pub sign_in: String,
    /// Of the OAuth application.
    #[arg(long, required_if_eq_any = [("sign_in", "client_credentials"), ("sign_in", "password")])]
    pub client_id: Option<String>,
    /// The e-mail address that signs in with a password.
    #[arg(long, required_if_eq("sign_in", "password"))]
    pub username: Option<String>,
    /// The company is the right one; do not ask.
    #[arg(long)]
    pub yes: bool,
}

#[derive(Debug, Args)]
pub struct ConnectQuickBooks {
    /// Which keys of the app: sandbox companies have keys of their own.
    #[arg(long, default_value = "production", value_parser = ["sandbox", "production"])]
    pub keys: String,
    /// The browser comes back to this computer (sandbox keys only), its last address is pasted, or a
    /// refresh token is entered.
    #[arg(long, default_value = "pasted_callback", value_parser = ["browser", "pasted_callback", "refresh_token"])]
    pub sign_in: String,
    #[arg(long)]
    pub client_id: Option<String>,
    /// The number of the QuickBooks company, with a refresh token.
    #[arg(long, required_if_eq("sign_in", "refresh_token"))]
    pub realm: Option<String>,
    /// As registered for the keys.
    #[arg(long, required_if_eq("sign_in", "pasted_callback"))]
    pub redirect_url: Option<String>,
    /// Another address than QuickBooks Online's own.
    #[arg(long)]
    pub url: Option<String>,
    /// The companies are the right ones; do not ask.
    #[arg(long)]
    pub yes: bool,
}

#[derive(Debug, Subcommand)]
pub enum OutboxAction {
    /// Cancel an attempt that has not left.
    Cancel { attempt: String },
    /// Of a resend by the browser: you pressed Resend on its page.
    Pressed { attempt: String },
    /// Of a resend by the browser: you did not press it, and will not.
    NotPressed { attempt: String },
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum ReceiptFormat {
    Csv,
    Pdf,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum ExportFormat {
    Csv,
}

#[derive(Debug, Args)]
pub struct ListArguments {
    #[arg(long, value_parser = ["order", "invoice"])]
    pub kind: Option<String>,
    /// One or several, separated by commas.
    #[arg(long, value_delimiter = ',', value_name = "STATE")]
    pub state: Vec<String>,
    /// One or several, separated by commas.
    #[arg(long, value_delimiter = ',', value_name = "CLASS")]
    pub class: Vec<String>,
    #[arg(long, value_name = "TEXT")]
    pub search: Option<String>,
    /// date, number, supplier, amount, state, due_since or age; with :desc for descending.
    #[arg(long, value_name = "FIELD[:desc]")]
    pub sort: Option<String>,
    #[arg(long)]
    pub limit: Option<usize>,
    #[arg(long)]
    pub offset: Option<usize>,
    /// Leave archived documents out.
    #[arg(long)]
    pub without_archived: bool,
}

#[derive(Debug, Args)]
pub struct ResendArguments {
    #[arg(value_name = "REF", required_unless_present_any = ["class", "cause", "queued"])]
    pub references: Vec<String>,
    #[arg(long, conflicts_with_all = ["references", "cause"])]
    pub class: Option<String>,
    /// The id of a root cause, as `causes` shows it.
    #[arg(long, conflicts_with = "references")]
    pub cause: Option<String>,
    /// What waits in the queue, each with what you agreed to when it was planned.
    #[arg(long, conflicts_with_all = ["references", "class", "cause"])]
    pub queued: bool,
    /// Look, and say what would happen; nothing is sent.
    #[arg(long)]
    pub dry_run: bool,
    #[arg(long, value_parser = ["call", "edit", "browser"])]
    pub route: Option<String>,
    /// How long to wait for each proof.
    #[arg(long, value_name = "SECONDS")]
    pub wait: Option<u64>,
    /// Send in spite of causes that are not confirmed, and within the grace time: what was changed or resent a
    /// moment ago may then arrive twice.
    #[arg(long)]
    pub force: bool,
    /// Send a document whose counterpart is found but differs.
    #[arg(long)]
    pub update: bool,
    /// Send a document that was deleted in QuickBooks Online.
    #[arg(long)]
    pub recreate: bool,
}

#[derive(Debug, Args)]
pub struct VerifyArguments {
    #[arg(value_parser = ["call", "edit", "browser"])]
    pub route: String,
    /// order:<id> or invoice:<id>
    #[arg(value_name = "REF")]
    pub reference: String,
    /// How long to wait for its proof.
    #[arg(long, value_name = "SECONDS")]
    pub wait: Option<u64>,
    #[arg(long)]
    pub force: bool,
    #[arg(long)]
    pub update: bool,
    #[arg(long)]
    pub recreate: bool,
}
