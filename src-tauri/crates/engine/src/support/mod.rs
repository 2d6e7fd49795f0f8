//! Material for ProcurementExpress' support: exactly the files that leave, and the ready message.
//!
//! It is made from what is cached, so that it can be looked at and written offline, and the same question
//! at the same time gives the same bytes. Nothing is ever sent from here.

mod scrub;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use std::path::Path;

use chrono::{DateTime, Datelike, SecondsFormat, Timelike, Utc};
use clearpost_domain::{Document, DocumentRef, HistorySource, Money, RealmId};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::engine::Engine;
use crate::error::EngineError;
use crate::world::DocumentView;
use scrub::Scrub;

/// Where the vendor's support is reached (help article "QuickBooks sync troubleshooting").
pub const SUPPORT_EMAIL: &str = "support@procurementexpress.com";
pub const SUPPORT_WHATSAPP: &str = "+353 87 443 4944";
pub const SUPPORT_CHAT: &str = "the support chat at the bottom right of the ProcurementExpress web pages";

/// More documents than that are no case for a person.
const MOST_DOCUMENTS: usize = 100;

/// One file as it leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SupportFile {
    pub name: String,
    pub text: String,
}

/// Everything that leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SupportBundle {
    pub files: Vec<SupportFile>,
    /// Ready to copy into an e-mail; one of the files, too.
    pub message: String,
    made_at: DateTime<Utc>,
}

impl Engine {
    /// The material on these documents; with their amounts only where that is asked for.
    pub fn support_bundle(&self, references: &[DocumentRef], amounts: bool) -> Result<SupportBundle, EngineError> {
        let mut wanted: Vec<DocumentRef> = Vec::new();
        for reference in references {
            if !wanted.contains(reference) {
                wanted.push(*reference);
            }
        }
        if wanted.is_empty() || wanted.len() > MOST_DOCUMENTS {
            let text = format!("say which documents it is about: 1 to {MOST_DOCUMENTS}");
            return Err(EngineError::InvalidInput(text));
        }
        let views: Vec<DocumentView> = wanted
            .into_iter()
            .map(|reference| self.cached_view(reference))
            .collect::<Result<_, _>>()?;
        let scrub = scrub_for(&views, amounts, self.realm.as_ref().map(RealmId::as_str));
        let message = message(&views, &scrub);
        let mut files = vec![
            file("READ-ME.txt", read_me(&views, amounts)),
            file("message.txt", message.clone()),
            file("versions.txt", self.versions()?),
        ];
        for view in &views {
            let name = view.row.reference.to_string().replace(':', "-");
            let page = self.pages.links().document(view.row.reference);
            files.push(file(
                &format!("documents/{name}.txt"),
                about(view, page.as_deref(), &scrub),
            ));
        }
        Ok(SupportBundle {
            files,
            message,
            made_at: self.now(),
        })
    }

    fn versions(&self) -> Result<String, EngineError> {
        let mut text = format!(
            "Clearpost {}\nOperating system: {} ({})\nProcurementExpress company: {}\n",
            env!("CARGO_PKG_VERSION"),
            std::env::consts::OS,
            std::env::consts::ARCH,
            self.procurement_company,
        );
        let realm = self.realm.as_ref().map_or("not connected", RealmId::as_str);
        let _ = writeln!(text, "QuickBooks Online company (realm): {realm}");
        let overview = self.overview()?.ok_or(EngineError::NotConnected)?;
        let told = match overview.procurement_is_connected {
            Some(true) => "yes",
            Some(false) => "no",
            None => "not told",
        };
        let _ = writeln!(
            text,
            "ProcurementExpress says that it is connected to QuickBooks: {told}"
        );
        for (name, facts) in [
            ("ProcurementExpress", overview.procurement),
            ("QuickBooks Online", overview.quickbooks),
        ] {
            let read = facts.last_succeeded.map_or_else(|| "never".to_owned(), time);
            let _ = writeln!(text, "{name} last read: {read}");
        }
        Ok(text)
    }
}

impl SupportBundle {
    /// The files as a ZIP archive.
    pub fn zipped(&self) -> Result<Vec<u8>, EngineError> {
        let at = self.made_at;
        let stamp = u16::try_from(at.year()).ok().and_then(|year| {
            let small = |number: u32| u8::try_from(number).unwrap_or_default();
            let (month, day) = (small(at.month()), small(at.day()));
            zip::DateTime::from_date_and_time(year, month, day, small(at.hour()), small(at.minute()), 0).ok()
        });
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .last_modified_time(stamp.unwrap_or_default())
            .unix_permissions(0o644);
        let written = || -> Result<Vec<u8>, zip::result::ZipError> {
            let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
            for file in &self.files {
                archive.start_file(file.name.as_str(), options)?;
                archive.write_all(file.text.as_bytes())?;
            }
            Ok(archive.finish()?.into_inner())
        };
        written().map_err(|error| EngineError::WriteFile(std::io::Error::other(error)))
    }

    /// Writes the archive to a path that the user chose.
    pub fn write(&self, to: &Path) -> Result<(), EngineError> {
        std::fs::write(to, self.zipped()?).map_err(EngineError::WriteFile)
    }
}

fn file(name: &str, text: String) -> SupportFile {
    SupportFile {
        name: name.to_owned(),
        text,
    }
}

fn time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// Numbers and ids of the documents stay; their amounts go.
fn scrub_for(views: &[DocumentView], amounts: bool, realm: Option<&str>) -> Scrub {
    let mut scrub = Scrub {
        amounts,
        ..Scrub::default()
    };
    scrub.kept.extend(realm.map(str::to_owned));
    for view in views {
        let document = &view.document;
        scrub.known.extend(amounts_of(document));
        scrub.kept.insert(document.reference.id.to_string());
        scrub.kept.insert(document.reference.to_string());
        scrub
            .kept
            .extend(document.number.iter().chain(&document.approval_key).cloned());
        for order in &document.orders {
            scrub.kept.extend(order.id.map(|id| id.to_string()));
            scrub.kept.extend(order.approval_key.clone());
        }
        let verdict = &view.verdict;
        let found = [&verdict.counterpart, &verdict.number_holder, &verdict.deleted];
        for counterpart in found.into_iter().flatten().chain(&verdict.candidates) {
            scrub.kept.insert(counterpart.key.id.clone());
            scrub.kept.extend(counterpart.number.clone());
        }
    }
    scrub
}

fn amounts_of(document: &Document) -> BTreeSet<rust_decimal::Decimal> {
    let header = [document.gross, document.net, document.tax];
    let lines = document.lines().iter().flat_map(|line| [line.gross, line.net]);
    let all = header.into_iter().chain(lines).flatten();
    all.map(|amount| amount.abs())
        .filter(|amount| !amount.is_zero())
        .collect()
}

fn read_me(views: &[DocumentView], amounts: bool) -> String {
    let mut text = "Material on documents that did not sync from ProcurementExpress to QuickBooks Online, put together \
                    by Clearpost.\nNothing else left the company with it.\n\nIn it: ids, numbers, states and dates of \
                    the documents, what the service wrote into their histories, what was looked at and found, resends.\n\
                    Left out: passwords and tokens, bank data, e-mail addresses, names and comments of people"
        .to_owned();
    text.push_str(if amounts { ".\n" } else { ", amounts.\n" });
    let _ = writeln!(text, "\nDocuments:");
    for view in views {
        let _ = writeln!(text, "- {}", view.row.reference);
    }
    text
}

fn message(views: &[DocumentView], scrub: &Scrub) -> String {
    let (these, they) = match views {
        [_] => ("this document does", "It is"),
        _ => ("these documents do", "They are"),
    };
    let names: Vec<String> = views
        .iter()
        .map(|view| {
            format!(
                "{} {} ({})",
                view.row.reference.kind, view.row.number, view.row.reference
            )
        })
        .collect();
    let mut text = format!(
        "To: {SUPPORT_EMAIL}\nSubject: Sync to QuickBooks Online: {}\n\nHello ProcurementExpress support,\n\n{these} not \
         reach QuickBooks Online. {they}: {}.\n",
        views
            .first()
            .map(|view| view.row.reference.to_string())
            .unwrap_or_default(),
        names.join(", ")
    );
    let mut errors: Vec<&str> = Vec::new();
    for error in views.iter().filter_map(|view| view.sync.last()) {
        if !errors.contains(&error.text.as_str()) {
            errors.push(&error.text);
        }
    }
    if !errors.is_empty() {
        text.push_str("\nThe history says:\n");
        for error in errors {
            let _ = writeln!(text, "{}", scrub.text(error));
        }
    }
    let _ = write!(
        text,
        "\nWhat was checked is in the attached archive. Could you please look into it?\n\nThank you\n\n--\nOther ways to \
         reach the support: {SUPPORT_CHAT}, or WhatsApp {SUPPORT_WHATSAPP}.\n"
    );
    text.replacen("\n\nthis document", "\n\nThis document", 1)
        .replacen("\n\nthese documents", "\n\nThese documents", 1)
}

fn about(view: &DocumentView, page: Option<&str>, scrub: &Scrub) -> String {
    let (row, document, verdict) = (&view.row, &view.document, &view.verdict);
    let mut text = format!("{}\nNumber: {}\n", row.reference, row.number);
    let mut line = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            let _ = writeln!(text, "{name}: {value}");
        }
    };
    line("Page", page.map(str::to_owned));
    line(
        "Status in ProcurementExpress",
        Some(row.procurement_status.replace('_', " ")),
    );
    line("Dated", row.date.map(|date| date.to_string()));
    let amount = row.amount.filter(|_| scrub.amounts).map(Money::plain);
    let currency = row.currency.map(|currency| currency.to_string());
    line(
        "Amount",
        amount.map(|amount| format!("{amount} {}", currency.clone().unwrap_or_default())),
    );
    line("State", Some(format!("{} (proof: {})", row.state, row.proof)));
    line(
        "Due since",
        row.due.map(|due| format!("{} ({})", time(due.since), due.event)),
    );
    let found = row.counterpart.as_ref();
    line("In QuickBooks Online", found.map(|found| found.key.to_string()));
    line("Lines", Some(document.lines().len().to_string()));

    text.push_str("\nFound\n");
    for finding in &view.findings {
        let _ = writeln!(
            text,
            "- {} {} ({}): {}",
            finding.code,
            finding.class,
            finding.confidence,
            scrub.text(&finding.headline)
        );
    }
    for difference in &verdict.differences {
        let _ = writeln!(text, "- differs: {}", difference.field);
    }
    text.push_str("\nChecked\n");
    for evidence in &verdict.evidence {
        let at = evidence.at.map(time).unwrap_or_default();
        let _ = writeln!(text, "- {at} {}: {}", evidence.source, scrub.text(&evidence.text));
    }
    text.push_str("\nHistory\n");
    for entry in document.history() {
        let is_report = |one: &&clearpost_domain::SyncEntry| one.id == entry.id && one.text == entry.text;
        let is_systems = view.sync.iter().any(|one| is_report(&one));
        let (who, said) = match (is_systems, entry.source) {
            (true, _) => ("service", scrub.text(&entry.text)),
            (false, HistorySource::History) => ("a person or the service", scrub.text(&entry.text)),
            (false, HistorySource::Comment) => ("a person", "[comment left out]".to_owned()),
        };
        let at = entry.at.map(time).unwrap_or_default();
        let _ = writeln!(text, "- {at} {who}: {said}");
    }
    if !view.attempts.is_empty() {
        text.push_str("\nResends by Clearpost\n");
    }
    for attempt in &view.attempts {
        let _ = writeln!(text, "- {} by {}: {}", attempt.id, attempt.route, attempt.state);
        for event in &attempt.events {
            let detail = event
                .detail
                .as_deref()
                .map(|detail| format!(": {}", scrub.text(detail)));
            let _ = writeln!(
                text,
                "  {} {}{}",
                time(event.at),
                event.event,
                detail.unwrap_or_default()
            );
        }
    }
    text
}
